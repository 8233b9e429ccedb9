import { InFlight, type Pending } from './in-flight';

function pending(messageId: string | undefined, routingKey = 'k', exchange = 'e'): Pending {
  const message = { exchange, routingKey, body: Buffer.from(''), properties: { messageId } };
  return { message, resolve: () => undefined, reject: () => undefined, returned: false };
}

describe('InFlight', () => {
  it('tells a returned message by its id, exchange and routing key', () => {
    const inFlight = new InFlight();
    const all = [pending('a'), pending('a', 'other'), pending('a', 'k', 'other'), pending('b')];
    for (const one of all) inFlight.add(one);
    inFlight.markReturned('other', 'k', 'a');
    inFlight.markReturned('e', 'k', 'b');
    inFlight.markReturned('e', 'k', 'unknown');
    expect(all.map(({ returned }) => returned)).toEqual([false, false, true, true]);
  });

  it('takes the oldest of several that look alike, each once', () => {
    const inFlight = new InFlight();
    const all = [pending(undefined), pending(undefined), pending(undefined)];
    for (const one of all) inFlight.add(one);
    inFlight.markReturned('e', 'k', undefined);
    inFlight.markReturned('e', 'k', undefined);
    expect(all.map(({ returned }) => returned)).toEqual([true, true, false]);
  });

  it('knows the oldest, and when it is empty', async () => {
    const inFlight = new InFlight();
    await inFlight.empty();
    const [first, second] = [pending('1'), pending('2')];
    inFlight.add(first);
    inFlight.add(second);
    const empty = jest.fn();
    const wait = inFlight.empty().then(empty);
    expect(inFlight.oldest).toBe(first);
    expect([inFlight.remove(first), inFlight.remove(first)]).toEqual([true, false]);
    await Promise.resolve();
    expect(empty).not.toHaveBeenCalled();
    expect(inFlight.takeAll()).toEqual([second]);
    await wait;
  });
});
