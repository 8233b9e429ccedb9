import { InMemorySpanExporter, NodeTracerProvider, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-node';
import type { OutgoingMessage } from '../../broker/broker';
import { endPublishSpan, PublishSpans } from './publish-span';

const exporter = new InMemorySpanExporter();
const provider = new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const PARENT = '00f067aa0ba902b7';
const RECORDED = '01';
const NOT_RECORDED = '00';

const bodyIn = (flags: string) => `{"data":{},"traceparent":"00-${TRACE}-${PARENT}-${flags}","sequence":7}`;

const message: OutgoingMessage = {
  exchange: 'orders.events',
  routingKey: 'order-placed.v1',
  body: Buffer.alloc(0),
  properties: {
    messageId: 'id',
    type: 'orders.order-placed.v1',
    contentType: 'application/cloudevents+json',
  },
};

beforeAll(() => provider.register());
beforeEach(() => exporter.reset());
afterAll(() => provider.shutdown());

it('covers the sending of an event whose trace is recorded, as a child of what published it', () => {
  endPublishSpan(new PublishSpans().startFor(message, bodyIn(RECORDED)), 'routed');
  const [span] = exporter.getFinishedSpans();
  expect(span?.name).toBe('publish orders.events:order-placed.v1');
  expect(span?.spanContext().traceId).toBe(TRACE);
  expect(span?.parentSpanContext?.spanId).toBe(PARENT);
});

it('makes none for an event without a trace, nor for one whose trace is not recorded', () => {
  const spans = new PublishSpans();
  expect(spans.startFor(message, '{"data":{},"sequence":7}')).toBeUndefined();
  expect(spans.startFor(message, bodyIn(NOT_RECORDED))).toBeUndefined();
});

it('tells of 32 events of a batch at most; those that are not recorded take nobody’s place', () => {
  const spans = new PublishSpans();
  for (let row = 0; row < 500; row += 1) {
    spans.startFor(message, bodyIn(NOT_RECORDED));
    endPublishSpan(spans.startFor(message, bodyIn(RECORDED)), 'routed');
  }
  expect(exporter.getFinishedSpans()).toHaveLength(32);
});
