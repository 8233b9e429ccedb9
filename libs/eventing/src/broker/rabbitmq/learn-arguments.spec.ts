import type { Drift } from '../broker';
import type { QueueDeclaration } from '../topology';
import { learnDifferences } from './learn-arguments';

const declaration: QueueDeclaration = {
  name: 'q',
  arguments: { 'x-delivery-limit': 5, 'x-overflow': 'reject-publish', 'x-queue-type': 'quorum' },
};

function drift(detail: string): Drift {
  return { problem: 'differs', kind: 'queue', name: 'q', detail: `PRECONDITION_FAILED - ${detail}` };
}

/** RabbitMQ's way to say no: the first argument that differs, by name. */
function broker(live: Record<string, string | number>, type: (value: string | number) => string) {
  const refusal = async ({ arguments: args }: QueueDeclaration): Promise<Drift | undefined> => {
    const name = Object.keys({ ...args, ...live })
      .sort()
      .find((key) => args[key] !== live[key]);
    if (name === undefined) return undefined;
    const areNumbers = typeof args[name] === 'number' && typeof live[name] === 'number';
    const say = (value: string | number | undefined) =>
      areNumbers
        ? `'${value}'`
        : value === undefined
          ? 'none'
          : `the value '${value}' of type '${type(value)}'`;
    return drift(
      `inequivalent arg '${name}' for queue 'q' in vhost '/': received ${say(args[name])} but current is ${say(live[name])}`,
    );
  };
  return refusal;
}

describe('What differs between a queue and its declaration', () => {
  const typeOf = (value: string | number) => (typeof value === 'number' ? 'signedint' : 'longstr');

  it('is learned argument by argument, with what is there', async () => {
    const ask = broker({ 'x-delivery-limit': 20, 'x-expires': 1000, 'x-queue-type': 'quorum' }, typeOf);
    const first = await ask(declaration);
    expect(await learnDifferences(declaration, first as Drift, ask)).toEqual([
      { argument: 'x-delivery-limit', declared: 5, live: 20 },
      { argument: 'x-expires', declared: undefined, live: 1000 },
      { argument: 'x-overflow', declared: 'reject-publish', live: undefined },
    ]);
  });

  it('ends where the broker repeats itself, and where it speaks of no argument', async () => {
    const same = drift(
      "inequivalent arg 'x-overflow' for queue 'q' in vhost '/': received none but current is none",
    );
    const ask = jest.fn().mockResolvedValue(same);
    expect(await learnDifferences(declaration, same, ask)).toHaveLength(1);
    expect(ask).toHaveBeenCalledTimes(1);
    const durable = drift(
      "inequivalent arg 'durable' for queue 'q' in vhost '/': received 'true' but current is 'false'",
    );
    expect(await learnDifferences(declaration, durable, ask)).toEqual([
      { argument: 'durable', declared: undefined, live: 'false' },
    ]);
    expect(await learnDifferences(declaration, drift('something else'), ask)).toEqual([]);
  });
});
