import { once } from 'node:events';
import { get, type ClientRequest, type IncomingMessage } from 'node:http';
import { eventually } from '@warren/eventing/testing';
import type { HttpClient } from '@warren/platform/testing';

/** Where somebody asks, and who. */
export type Asking = Pick<HttpClient, 'url' | 'credentials'>;

export interface LiveEvent {
  id?: string;
  event?: string;
  data?: { orderId?: string; upTo?: number };
  comment?: string;
}

/** Reads a stream of server-sent events as a browser does. */
export class LiveClient {
  readonly received: LiveEvent[] = [];
  lastEventId = '';
  ended = false;
  private text = '';

  private constructor(
    private readonly request: ClientRequest,
    readonly response: IncomingMessage,
  ) {
    response.setEncoding('utf8');
    response.on('data', (chunk: string) => this.read(chunk));
    response.on('error', () => (this.ended = true));
    response.on('close', () => (this.ended = true));
  }

  static async connect(service: Asking, lastEventId?: string): Promise<LiveClient> {
    const headers = {
      ...(await service.credentials()),
      accept: 'text/event-stream',
      ...(lastEventId && { 'last-event-id': lastEventId }),
    };
    const request = get(`${service.url}/live`, { headers, agent: false });
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    request.on('error', () => undefined); // hanging up is one
    const client = new LiveClient(request, response);
    await eventually('the stream to begin', () => client.lastEventId !== '' || response.statusCode !== 200);
    return client;
  }

  /** What it was told, comments left out. */
  get events(): LiveEvent[] {
    return this.received.filter(({ event }) => event !== undefined);
  }

  /** Hangs up without a word. */
  leave(): void {
    this.request.destroy();
  }

  private read(chunk: string): void {
    const blocks = (this.text + chunk).split('\n\n');
    this.text = blocks.pop() ?? '';
    for (const block of blocks) {
      const event: LiveEvent = {};
      for (const line of block.split('\n').filter(Boolean)) {
        const [field = '', ...rest] = line.split(': ');
        const value = rest.join(': ');
        if (field === 'data') event.data = JSON.parse(value);
        else if (field === 'id' || field === 'event') event[field] = value;
        else if (field === '') event.comment = value;
      }
      if (event.id) this.lastEventId = event.id;
      this.received.push(event);
    }
  }
}
