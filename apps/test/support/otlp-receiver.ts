import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { hex, messages, number, readFields, text, type Fields } from './protobuf';

/** A span as it came over the wire. */
export interface ReceivedSpan {
  service: string;
  traceId: string;
  spanId: string;
  /** Empty for a root. */
  parentId: string;
  name: string;
  kind: 'internal' | 'server' | 'client' | 'producer' | 'consumer';
  attributes: Record<string, string | number>;
  failed: boolean;
}

const KINDS = ['internal', 'internal', 'server', 'client', 'producer', 'consumer'] as const;
const FAILED = 2;

/** What stands where a collector stands: takes traces by OTLP over HTTP, in Protocol Buffers, and keeps them. */
export class OtlpReceiver {
  private readonly received: ReceivedSpan[] = [];
  private readonly bodies: Buffer[] = [];

  private constructor(private readonly server: Server) {
    server.on('request', (request, response) => {
      this.take(request).then(
        () => response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end(),
        (error: unknown) => response.writeHead(400).end(String(error)),
      );
    });
  }

  static async start(): Promise<OtlpReceiver> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new OtlpReceiver(server);
  }

  /** For OTEL_EXPORTER_OTLP_ENDPOINT. */
  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  get spans(): readonly ReceivedSpan[] {
    return this.received;
  }

  /** Whether this text came with any of the spans, in whatever place. */
  holds(secret: string): boolean {
    return this.bodies.some((body) => body.includes(secret));
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  private async take(request: IncomingMessage): Promise<void> {
    if (request.method !== 'POST' || request.url !== '/v1/traces')
      throw new Error(`Nothing is taken at ${request.method} ${request.url}.`);
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const sent = Buffer.concat(chunks);
    const body = request.headers['content-encoding'] === 'gzip' ? gunzipSync(sent) : sent;
    this.bodies.push(body);
    for (const ofResource of messages(readFields(body), 1)) this.received.push(...spansOf(ofResource));
  }
}

function spansOf(ofResource: Fields): ReceivedSpan[] {
  const [resource] = messages(ofResource, 1);
  const service = String(attributesOf(resource, 1)['service.name']);
  return messages(ofResource, 2).flatMap((ofScope) =>
    messages(ofScope, 2).map((span) => ({
      service,
      traceId: hex(span, 1),
      spanId: hex(span, 2),
      parentId: hex(span, 4),
      name: text(span, 5),
      kind: KINDS[number(span, 6)] ?? 'internal',
      attributes: attributesOf(span, 9),
      failed: number(messages(span, 15)[0], 3) === FAILED,
    })),
  );
}

function attributesOf(fields: Fields | undefined, field: number): Record<string, string | number> {
  const pairs = fields ? messages(fields, field) : [];
  return Object.fromEntries(
    pairs.map((pair) => {
      const [value] = messages(pair, 2);
      return [text(pair, 1), value?.has(1) ? text(value, 1) : number(value, 3)];
    }),
  );
}
