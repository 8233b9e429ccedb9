import { incoming } from '../../test/handlers/support/handling-under-test';
import { thingHappened } from '../../test/handlers/support/thing-happened';
import { columnsOf, messageKey, type ParkingStory } from './parking-story';

const story = (changes: Partial<ParkingStory> = {}): ParkingStory => ({
  consumer: 'note-thing',
  reason: 'exhausted',
  error: new Error('boom'),
  attempts: 3,
  firstFailedAt: new Date(),
  message: incoming(),
  envelope: undefined,
  ...changes,
});

describe('messageKey', () => {
  it('is the event, whatever its bytes, or else the bytes', () => {
    const envelope = thingHappened();
    expect(messageKey(story({ envelope }))).toBe(envelope.id);
    const noEvent = messageKey(story({ message: incoming(Buffer.from('noise')) }));
    expect(noEvent).toMatch(/^sha256:[\da-f]{64}$/);
    expect(messageKey(story({ message: incoming(Buffer.from('noise')) }))).toBe(noEvent);
    expect(messageKey(story({ message: incoming(Buffer.from('other noise')) }))).not.toBe(noEvent);
  });
});

describe('columnsOf', () => {
  it('takes what it can from the properties when there is no envelope', () => {
    const properties = { messageId: 'm-1', type: 't-1', correlationId: 'c-1' };
    expect(columnsOf(story({ message: incoming('noise', { properties }) }))).toMatchObject({
      event_id: 'm-1',
      type: 't-1',
      correlation_id: 'c-1',
      partition_key: null,
      sequence: null,
    });
  });

  it('keeps the body whole and caps everything else', () => {
    const long = 'x'.repeat(200_000);
    const error = Object.assign(new Error(long), { name: long, stack: long });
    const message = incoming(Buffer.alloc(1_000_000, 7), {
      exchange: long,
      routingKey: long,
      properties: { messageId: long, headers: { long } },
    });
    const { body, ...rest } = columnsOf(story({ error, message, consumer: long, attempts: 1e12 }));
    expect(body).toBe(message.body);
    expect(JSON.stringify(rest).length).toBeLessThan(75_000);
    expect(rest.attempts).toBe(2 ** 31 - 1);
  });

  it('has no NUL in any text', () => {
    const nul = 'a\u0000b';
    const message = incoming('x', {
      exchange: nul,
      routingKey: nul,
      properties: { type: nul, headers: { [nul]: nul } },
    });
    const columns = columnsOf(story({ error: new Error(nul), consumer: nul, message }));
    const texts = Object.values(columns).filter((value) => typeof value === 'string');
    expect(texts.filter((text) => text.includes('\u0000'))).toEqual([]);
  });

  it.each([
    [{ plain: 'text', list: [1, null] }, '{"plain":"text","list":[1,null]}'],
    [{ bytes: Buffer.from('abc') }, '{"bytes":"abc"}'],
    [undefined, '{}'],
  ])('writes the headers %j as JSON', (headers, expected) => {
    expect(columnsOf(story({ message: incoming('x', { properties: { headers } }) })).headers).toBe(expected);
  });

  it('pictures headers that are no JSON', () => {
    const headers: Record<string, unknown> = {};
    headers.self = headers;
    expect(columnsOf(story({ message: incoming('x', { properties: { headers } }) })).headers).toContain(
      'Circular',
    );
  });

  it.each([NaN, -1, Infinity, 1.5])('makes %p a possible number of attempts', (attempts) => {
    expect(columnsOf(story({ attempts })).attempts).toEqual(expect.any(Number));
    expect(columnsOf(story({ attempts })).attempts).toBeGreaterThanOrEqual(0);
  });
});
