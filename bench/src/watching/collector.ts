import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Takes what an OpenTelemetry exporter sends, and does nothing with it: what is measured is the service, not its collector. */
export class Collector {
  /** So much it has been sent: a benchmark of traces that sent none would prove nothing. */
  bytes = 0;
  private readonly server = createServer((request, response) => {
    void this.take(request).then(() => response.end());
  });

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      this.server.close(() => resolve());
      this.server.closeAllConnections();
    });
  }

  private async take(request: IncomingMessage): Promise<void> {
    for await (const chunk of request) this.bytes += (chunk as Buffer).length;
  }
}
