import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { Logger } from '@nestjs/common';
import { eventually } from '@warren/eventing/testing';
import { SmtpPostman } from './smtp-postman';
import { LEASE_MS, SEND_WITHIN_MS } from './time-limits';

Logger.overrideLogger(false);

const parcel = {
  id: 'n-1',
  recipient: 'ada@example.com',
  recipientName: 'Ada',
  subject: 'Your order',
  text: 'It is on its way.',
  createdAt: new Date(),
};

/** Never ends the answer to this command, but says a little more of it every few milliseconds. */
class DrippingServer {
  readonly heard: string[] = [];
  readonly sockets = new Set<Socket>();
  private server?: Server;

  constructor(private readonly dripsAt: 'EHLO' | 'MAIL' | 'content') {}

  async start(): Promise<string> {
    const server = (this.server = createServer((socket) => this.serve(socket)));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.server?.close(resolve));
  }

  private serve(socket: Socket): void {
    this.sockets.add(socket);
    let content = false;
    socket.on('error', () => 'it is hung up on');
    socket.on('close', () => this.sockets.delete(socket));
    socket.on('data', (data) => {
      const text = data.toString();
      const command = content ? 'content' : text.slice(0, 4).toUpperCase();
      this.heard.push(command);
      if (command === 'content' && !text.endsWith('\r\n.\r\n')) return;
      if (command === this.dripsAt) return this.drip(socket);
      content = command === 'DATA';
      socket.write(content ? '354 go on\r\n' : '250 fine\r\n');
    });
    socket.write('220 here\r\n');
  }

  private drip(socket: Socket): void {
    const drops = setInterval(() => socket.write('250-and\r\n'), 20);
    socket.on('close', () => clearInterval(drops));
  }
}

describe('A mail server that never gets to the point', () => {
  it.each([
    ['EHLO', 'later'],
    ['MAIL', 'later'],
    ['content', 'unknown'],
  ] as const)('is given up as a whole when it drips at %s: %s', async (dripsAt, outcome) => {
    const server = new DrippingServer(dripsAt);
    const postman = new SmtpPostman(await server.start(), 'shop@example.com', 2_000);
    const receipt = await postman.deliver(parcel);
    expect(receipt).toMatchObject({
      outcome,
      problem: expect.stringContaining('The mail server had not taken it within 2 s.'),
    });
    expect(server.heard.at(-1)).toBe(dripsAt);
    await eventually('it to be hung up on', () => server.sockets.size === 0);
    await server.stop();
  });

  it('costs half the lease at most, so that its outcome is written down before another replica looks', () => {
    expect(SEND_WITHIN_MS * 2).toBeLessThanOrEqual(LEASE_MS);
  });
});
