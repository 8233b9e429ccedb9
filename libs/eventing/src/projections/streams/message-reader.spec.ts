import 'reflect-metadata';
import { IsInt, IsString } from 'class-validator';
import type { IncomingMessage } from '../../broker/broker';
import { UnknownEventError, UntrustedPublisherError } from '../../message/errors';
import { IntegrationEvent } from '../../message/integration-event';
import { MessageReader } from './message-reader';
import { On } from '../on.decorator';
import { readDefinition } from '../projection-definition';
import { Projection } from '../projection.decorator';

@IntegrationEvent({
  type: 'cellar.wine-stored',
  version: 1,
  aggregate: 'wine',
  subject: (e: WineStored) => e.wine,
})
class WineStored {
  @IsString() wine!: string;
  @IsInt() bottles!: number;
}

@IntegrationEvent({
  type: 'cellar.wine-tasted',
  version: 1,
  aggregate: 'wine',
  subject: (e: WineTasted) => e.wine,
})
export class WineTasted {
  @IsString() wine!: string;
}

@IntegrationEvent({ type: 'cellar.rat-seen', version: 1, aggregate: 'rat', subject: (e: RatSeen) => e.rat })
export class RatSeen {
  @IsString() rat!: string;
}

class Stock {
  wine!: string;
  bottles!: number;
}

@Projection({
  name: 'stock',
  into: Stock,
  key: (event: WineStored) => (event.bottles < 0 ? (7 as never) : event.wine),
})
class StockProjection {
  @On(WineStored) stored(row: Stock | undefined, event: WineStored): Stock {
    return { wine: event.wine, bottles: (row?.bottles ?? 0) + event.bottles };
  }
}

const reader = new MessageReader(readDefinition(new StockProjection()));

const STORED = {
  specversion: '1.0',
  id: '1',
  source: '/cellar',
  type: 'cellar.wine-stored.v1',
  subject: 'merlot',
  time: '2030-01-01T00:00:00Z',
  data: { wine: 'merlot', bottles: 3 },
  partitionkey: 'wine/merlot',
  sequence: 4,
};
const NEWER = { type: 'cellar.wine-stored.v2' };

const read = (changes: object) => readRaw(JSON.stringify({ ...STORED, ...changes }));
const readRaw = (text: string) => reader.read({ body: Buffer.from(text) } as IncomingMessage);
const of = (subject: string) => ({ subject, partitionkey: `wine/${subject}` });

describe('MessageReader', () => {
  it('finds the place of an event, its payload and its row', () => {
    const { event } = read({});
    expect(event).toMatchObject({ stream: '/cellar/wine/merlot', sequence: 4 });
    expect(event?.step).toMatchObject({
      key: 'merlot',
      meta: { time: STORED.time, sequence: 4, correlationId: '1' },
    });
    expect(event?.step?.payload).toBeInstanceOf(WineStored);
  });

  it('has no use for what does not come in at the door, and believes nothing that it says', () => {
    const refusal = new UntrustedPublisherError('a stranger');
    const closed = new MessageReader(readDefinition(new StockProjection()), {
      read: () => {
        throw refusal;
      },
    });
    const message = { body: Buffer.from(JSON.stringify(STORED)) } as IncomingMessage;
    expect(closed.read(message)).toEqual({
      message,
      unusable: { message, envelope: undefined, error: refusal },
    });
  });

  it('freezes the payload, so that a batch can be repeated', () => {
    const payload = read({}).event?.step?.payload as WineStored;
    expect(() => (payload.bottles = 0)).toThrow(TypeError);
  });

  it.each([
    ['an event of the aggregate that it has no fold for', { type: 'cellar.wine-tasted.v1', data: {} }],
    ['a type nobody here knows', { type: 'cellar.wine-blessed.v1' }],
  ])('takes %s as one that only moves the gate on', (_what, changes) => {
    expect(read(changes).event).toMatchObject({
      stream: '/cellar/wine/merlot',
      step: undefined,
      failure: undefined,
    });
  });

  it('keeps the place of a version that it does not know of what it folds, and says that it may not be skipped', () => {
    const { event } = read(NEWER);
    expect(event).toMatchObject({ stream: '/cellar/wine/merlot', sequence: 4, step: undefined });
    expect(event?.failure?.error).toBeInstanceOf(UnknownEventError);
    expect(String(event?.failure?.error)).toMatch(
      /wine-stored\.v2 is a version .* it folds cellar\.wine-stored\.v1\./,
    );
  });

  it.each([
    ['an aggregate it does not follow', { type: 'cellar.rat-seen.v1', partitionkey: 'rat/7', subject: '7' }],
    [
      'an unknown type of another aggregate',
      { type: 'cellar.rat-caught.v1', partitionkey: 'rat/7', subject: '7' },
    ],
    ['an unknown type without a telling partition key', { ...NEWER, partitionkey: 'merlot' }],
    ['an unknown type of another service', { type: 'attic.wine-found.v1', source: '/attic' }],
    ['an unnumbered event without a fold', { type: 'cellar.wine-tasted.v1', sequence: undefined }],
  ])('does not care about %s', (_what, changes) => {
    expect(read(changes)).toEqual({ message: expect.anything() });
  });

  it.each([
    ['no JSON', 'no json at all', /not JSON/],
    ['no event', '{"a":1}', /CloudEvents/],
    ['an event without a sequence', { sequence: undefined }, /no sequence.*@IdempotentHandler/],
    [
      "an event whose source is not its type's",
      { source: '/attic' },
      /has the source \/cellar .* not \/attic/,
    ],
    [
      "an event whose partition key is not its subject's",
      { partitionkey: 'wine/other' },
      /partition key wine\/merlot/,
    ],
    ['an envelope with characters that no table can keep', of('a\u0000b'), /subject must be a text/],
    ['a stream that would come back as another', of('\ud800'), /characters that no table can keep/],
    ['a stream that no index can keep', of('x'.repeat(3_000)), /longer than 2000 bytes/],
  ])('says what is wrong with %s', (_what, changes, reason) => {
    const { unusable, event } = typeof changes === 'string' ? readRaw(changes) : read(changes);
    expect(event).toBeUndefined();
    expect(String(unusable?.error)).toMatch(reason);
  });

  it.each([
    ['a payload that breaks the rules', { data: { wine: 'merlot', bottles: 'many' } }, /bottles/],
    ['a key that is no text', { data: { wine: 'merlot', bottles: -1 } }, /key must be a text/],
    ['a text that no table can keep', { data: { wine: 'a\u0000', bottles: 1 } }, /NUL/],
    [
      'a key that no index can keep',
      { data: { wine: 'x'.repeat(3_000), bottles: 1 } },
      /longer than 2000 bytes/,
    ],
  ])('keeps the place of an event with %s, for its turn to come', (_what, changes, reason) => {
    const { event } = read(changes);
    expect(event).toMatchObject({ sequence: 4, step: undefined });
    expect(String(event?.failure?.error)).toMatch(reason);
  });

  it('reads a held event with what the code knows now', () => {
    const held = { stream: '/cellar/wine/merlot', sequence: 4, body: JSON.stringify(STORED) };
    expect(reader.readHeld(held)).toMatchObject({ ...held, message: undefined, step: { key: 'merlot' } });
  });
});
