/** What travels: docs/interop.md says the same in words. @type {import('./fields').JsonSchema} */
const ENVELOPE = {
  title: 'CloudEvent',
  description:
    'CloudEvents 1.0 in structured JSON mode. Attributes that are not known are kept and not read.',
  type: 'object',
  required: ['specversion', 'id', 'source', 'type', 'subject', 'time', 'data'],
  properties: {
    specversion: { const: '1.0' },
    id: text('Unique for its source; the same event has the same id however often it comes.'),
    source: text('The publishing service: /orders.'),
    type: { ...text('Service, event and version.'), pattern: '^[a-z0-9-]+\\.[a-z0-9-]+\\.v[1-9]\\d*$' },
    subject: text('The id of the aggregate that it happened to.'),
    time: { ...text('When it was published.'), format: 'date-time' },
    datacontenttype: {
      type: 'string',
      pattern: '^[aA][pP][pP][lL][iI][cC][aA][tT][iI][oO][nN]/[jJ][sS][oO][nN]\\b',
    },
    dataschema: text('The $id of the schema of its data.'),
    data: { type: 'object' },
    correlationid: text('The same for everything that one request set off.'),
    causationid: text('The id of the event whose handling published this one.'),
    partitionkey: text('Aggregate and subject: events with the same source and key stay in order.'),
    sequence: {
      type: 'integer',
      minimum: 1,
      description: 'The how-manieth event of its source and key it is, without holes.',
    },
    snapshot: { enum: ['state', 'complete'], description: 'In answers to who asked for snapshots alone.' },
    snapshotnumber: { type: 'integer', minimum: 0 },
    traceparent: text('W3C trace context.'),
    tracestate: { type: 'string' },
  },
};

/** The last word of an answer to who asked for snapshots; its type is the snapshot's. */
const SNAPSHOT_COMPLETE = {
  name: 'SnapshotComplete',
  title: 'SnapshotComplete',
  summary: 'That was every aggregate there is; `snapshotnumber` says how many.',
  contentType: 'application/cloudevents+json',
  payload: {
    allOf: [
      { $ref: '#/components/schemas/CloudEvent' },
      {
        type: 'object',
        required: ['snapshot', 'snapshotnumber'],
        properties: {
          snapshot: { const: 'complete' },
          data: { type: 'object', properties: { states: { type: 'integer', minimum: 0 } } },
        },
      },
    ],
  },
};

/** @param {string} description */
function text(description) {
  return { type: 'string', minLength: 1, description };
}

/**
 * A whole event around a payload, for examples.
 *
 * @param {import('./schema').Published} published @param {Record<string, unknown>} data
 */
function exampleOf({ type, contract: { service }, aggregate, subject: field }, data) {
  const subject = String(data[field] ?? '0190c5d2-0000-7000-8000-000000000001');
  return {
    specversion: '1.0',
    id: '01941f29-7c00-7000-8000-000000000008',
    source: `/${service}`,
    type,
    subject,
    time: '2030-01-02T03:04:05.678Z',
    datacontenttype: 'application/json',
    dataschema: `urn:event-schema:${type}`,
    data,
    correlationid: 'b7a4f1d0-2f6c-4c35-9d7e-0a6f3f1c9e11',
    partitionkey: `${aggregate}/${subject}`,
    sequence: 1,
  };
}

module.exports = { ENVELOPE, SNAPSHOT_COMPLETE, exampleOf };
