import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { DatabaseLook } from './database-figures';

describe('looking into a database that takes connections and does not answer', () => {
  let server: Server;
  let look: DatabaseLook;
  const sockets: Socket[] = [];

  beforeEach(async () => {
    jest.spyOn(Logger.prototype, 'warn').mockImplementation();
    server = createServer((socket) => void sockets.push(socket));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    look = new DatabaseLook(new DataSource({ type: 'postgres', host: '127.0.0.1', port }));
  });
  afterEach(async () => {
    await look.close();
    for (const socket of sockets.splice(0)) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
    jest.restoreAllMocks();
  });

  it('keeps a scrape waiting for a moment only, and holds one connection whatever the number of scrapes', async () => {
    const began = performance.now();
    const scrapes = await Promise.all([look.read(), look.read(), look.read()]);
    expect(scrapes).toEqual([{}, {}, {}]);
    expect(performance.now() - began).toBeLessThan(5_000);
    await look.read();
    expect(sockets).toHaveLength(1);
  });

  it('is given up when the application stops', async () => {
    const scrape = look.read();
    await look.close();
    expect(await scrape).toEqual({});
    expect(look.failures).toBe(0);
  });
});
