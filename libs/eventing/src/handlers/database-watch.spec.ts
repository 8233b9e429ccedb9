import { setMaxListeners } from 'node:events';
import { Logger } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { eventually } from '../testing/eventually';
import { DatabaseWatch } from './database-watch';
import { LeftUnsettled } from './left-unsettled';

/** A database that answers the probe with these, one after the other, and then well. */
function setUp(...answers: (Error | 'read-only' | 'silent')[]) {
  const asked = { times: 0 };
  const query = () => {
    const answer = answers[asked.times++];
    if (answer === 'silent') return new Promise(() => undefined);
    if (answer instanceof Error) return Promise.reject(answer);
    return Promise.resolve([{ writable: answer === undefined }]);
  };
  return { asked, watch: new DatabaseWatch({ query } as unknown as DataSource) };
}

Logger.overrideLogger(false);

const refused = new Error('connect ECONNREFUSED');
const goOn = new AbortController().signal;
setMaxListeners(0, goOn);

describe('DatabaseWatch', () => {
  it('tells a database that answers from one that was away', async () => {
    const { watch } = setUp(refused, refused);
    await expect(watch.untilItAnswers(goOn)).resolves.toBe('was-away');
    await expect(watch.untilItAnswers(goOn)).resolves.toBe('answered');
  });

  it('says why it is away while it is', async () => {
    const { watch } = setUp(refused);
    const waiting = watch.untilItAnswers(goOn);
    await eventually('a reason is shown', () => watch.away === 'connect ECONNREFUSED');
    await waiting;
    expect(watch.away).toBeUndefined();
  });

  it('counts a server that takes no writes as away', async () => {
    const { watch } = setUp('read-only');
    await expect(watch.untilItAnswers(goOn)).resolves.toBe('was-away');
  });

  it('asks once for all who wait', async () => {
    const { watch, asked } = setUp(refused, refused, refused);
    await Promise.all(Array.from({ length: 50 }, () => watch.untilItAnswers(goOn)));
    expect(asked.times).toBe(4);
  });

  it('lets those go who stop, at once, though the database never answers', async () => {
    const { watch } = setUp('silent');
    const stopping = new AbortController();
    const waiting = watch.untilItAnswers(stopping.signal);
    stopping.abort();
    await expect(waiting).rejects.toThrow(LeftUnsettled);
    await expect(watch.untilItAnswers(stopping.signal)).rejects.toThrow(LeftUnsettled);
  });

  it('stops asking when nobody waits any more, and asks again for the next', async () => {
    const { watch, asked } = setUp(...Array<Error>(3).fill(refused));
    const stopping = new AbortController();
    const waiting = watch.untilItAnswers(stopping.signal);
    await eventually('it has asked', () => asked.times > 0);
    stopping.abort();
    await expect(waiting).rejects.toThrow(LeftUnsettled);
    await expect(watch.untilItAnswers(goOn)).resolves.toBe('was-away');
  });
});
