import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** Stands between a client and a server and misbehaves like a network when it is told to. */
export class TcpProxy {
  private readonly pairs = new Set<[client: Socket, server: Socket]>();
  private refusing = false;
  private frozen = false;
  private frozenFrom = Infinity;
  /** Connections that were let through since the start. */
  accepted = 0;

  private constructor(
    private readonly listener: Server,
    private readonly target: URL,
  ) {
    listener.on('connection', (client) => this.pair(client));
  }

  /** A proxy in front of the server that this url (with a host and a port) leads to. */
  static async before(url: string): Promise<TcpProxy> {
    const listener = createServer();
    const proxy = new TcpProxy(listener, new URL(url));
    listener.listen(0, '127.0.0.1');
    await once(listener, 'listening');
    return proxy;
  }

  /** The same url, through the proxy. */
  get url(): string {
    const { port } = this.listener.address() as AddressInfo;
    return Object.assign(new URL(this.target), { host: `127.0.0.1:${port}` }).toString();
  }

  /** Cuts every connection; new ones get through. */
  cut(): void {
    for (const sockets of this.pairs) for (const socket of sockets) socket.resetAndDestroy();
  }

  /** Cuts every connection and lets none through until `letThrough`. */
  refuse(): void {
    this.refusing = true;
    this.cut();
  }

  letThrough(): void {
    this.refusing = false;
  }

  /** Swallows nothing but lets nothing through either: both sides see an open connection on which nothing comes. */
  freeze(): void {
    this.frozen = true;
    for (const pair of this.pairs) separate(pair);
  }

  /** The same for the n-th connection since the start and those that come after it. */
  freezeFrom(nth: number): void {
    this.frozenFrom = nth;
  }

  thaw(): void {
    this.frozen = false;
    this.frozenFrom = Infinity;
    for (const pair of this.pairs) join(pair);
  }

  async close(): Promise<void> {
    this.refuse();
    this.listener.close();
    await once(this.listener, 'close');
  }

  private pair(client: Socket): void {
    if (this.refusing) return void client.resetAndDestroy();
    const server = connect(Number(this.target.port), this.target.hostname);
    const pair: [Socket, Socket] = [client, server];
    this.pairs.add(pair);
    this.accepted += 1;
    for (const socket of pair) {
      socket.setNoDelay(true);
      // Either side's end or error is the end of both; `close` follows on each error.
      socket.on('error', () => socket.destroy());
      socket.on('close', () => {
        this.pairs.delete(pair);
        client.destroy();
        server.destroy();
      });
    }
    if (!this.frozen && this.accepted < this.frozenFrom) join(pair);
  }
}

function join([client, server]: [Socket, Socket]): void {
  client.pipe(server).pipe(client);
}

function separate([client, server]: [Socket, Socket]): void {
  client.unpipe(server).pause();
  server.unpipe(client).pause();
}
