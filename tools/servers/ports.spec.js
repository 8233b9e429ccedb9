const net = require('node:net');
const { freePorts, isFree, isListening } = require('./ports');

/** @param {number} port @returns {Promise<net.Server>} */
const listen = (port) =>
  new Promise((resolve, reject) => {
    const server = net.createServer().once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve(server));
  });

describe('ports', () => {
  it('finds as many different free ones as asked for', async () => {
    const ports = await freePorts(20);
    expect(new Set(ports).size).toBe(20);
    expect(await Promise.all(ports.map((port) => isFree(port)))).toEqual(Array(20).fill(true));
  });

  it('knows who listens', async () => {
    const [port = 0] = await freePorts(1);
    expect(await isListening(port)).toBe(false);
    const server = await listen(port);
    expect(await isListening(port)).toBe(true);
    expect(await isFree(port)).toBe(false);
    server.close();
  });

  it('is in nobody’s way while it asks whether somebody listens', async () => {
    const [port = 0] = await freePorts(1);
    for (let round = 0; round < 50; round += 1) {
      const asking = Array.from({ length: 5 }, () => isListening(port));
      const server = await listen(port);
      await Promise.all(asking);
      await new Promise((resolve) => server.close(resolve));
    }
  });
});
