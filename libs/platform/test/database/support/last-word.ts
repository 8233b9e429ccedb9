import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** What PostgreSQL says when it is ready for the first query of a connection: "idle". */
const READY_FOR_QUERY = Buffer.from('Z\0\0\0\u0005I', 'latin1');
const TERMINATED = fatal('57P01', 'terminating connection due to administrator command');

/**
 * Stands between a program and PostgreSQL, and has a connection that has just been made end with an error that arrives
 * together with the news that it is ready: at the one instant in which nobody may be listening yet.
 */
export class LastWord {
  private readonly sockets = new Set<Socket>();
  private armed = false;
  /** How many connections have ended like this. */
  spoken = 0;

  private constructor(
    private readonly listener: Server,
    private readonly target: URL,
  ) {
    listener.on('connection', (client) => this.pair(client));
  }

  static async before(url: string): Promise<LastWord> {
    const listener = createServer();
    const lastWord = new LastWord(listener, new URL(url));
    listener.listen(0, '127.0.0.1');
    await once(listener, 'listening');
    return lastWord;
  }

  /** The same url, through here. */
  get url(): string {
    const { port } = this.listener.address() as AddressInfo;
    return Object.assign(new URL(this.target), { host: `127.0.0.1:${port}` }).toString();
  }

  /** The next connection that becomes ready ends at once. */
  arm(): void {
    this.armed = true;
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    this.listener.close();
    await once(this.listener, 'close');
  }

  private pair(client: Socket): void {
    const server = connect(Number(this.target.port) || 5432, this.target.hostname);
    for (const [socket, other] of [
      [client, server],
      [server, client],
    ] as const) {
      this.sockets.add(socket);
      socket.on('error', () => socket.destroy()); // `close` follows
      socket.on('close', () => other.destroy());
    }
    let isNew = true;
    client.on('data', (bytes) => server.write(bytes));
    server.on('data', (bytes: Buffer) => {
      const becomesReady = isNew && bytes.includes(READY_FOR_QUERY);
      if (becomesReady) isNew = false;
      if (!becomesReady || !this.armed) return void client.write(bytes);
      this.armed = false;
      this.spoken += 1;
      client.end(Buffer.concat([bytes, TERMINATED]));
    });
  }
}

/** An ErrorResponse of PostgreSQL's protocol. */
function fatal(code: string, message: string): Buffer {
  const fields = Buffer.from(`SFATAL\0VFATAL\0C${code}\0M${message}\0\0`);
  const length = Buffer.alloc(4);
  length.writeInt32BE(length.length + fields.length);
  return Buffer.concat([Buffer.from('E'), length, fields]);
}
