import { failing, handlingOf, incoming, run } from '../../../test/handlers/support/handling-under-test';
import { PermanentError } from '../../message/errors';
import { LeftUnsettled } from '../left-unsettled';
import { immediateRetries } from './immediate-retries';

const comesHome = incoming({}, { properties: { headers: { 'x-warren-attempt': 3, 'x-warren-delays': 1 } } });

describe('immediateRetries', () => {
  it('tries again until it works, and counts', async () => {
    const handling = handlingOf();
    const inner = failing(new Error('deadlock'), 'not even an error');
    await run(handling, immediateRetries(), inner);
    expect(inner.calls).toBe(3);
    expect(handling.attempt).toBe(3);
  });

  it('gives up after the last try with the last error', async () => {
    const inner = failing(new Error('one'), new Error('two'), new Error('three'), new Error('four'));
    await expect(run(handlingOf(), immediateRetries(), inner)).rejects.toThrow('three');
    expect(inner.calls).toBe(3);
  });

  it('tries a message that comes from a retry queue once, and counts on', async () => {
    const handling = handlingOf({ message: comesHome });
    const inner = failing(new Error('still'), new Error('never'));
    await expect(run(handling, immediateRetries(), inner)).rejects.toThrow('still');
    expect(handling.attempt).toBe(4);
  });

  it.each([new PermanentError('no use'), new LeftUnsettled()])('does not repeat %s', async (error) => {
    const inner = failing(error);
    await expect(run(handlingOf(), immediateRetries(), inner)).rejects.toBe(error);
    expect(inner.calls).toBe(1);
  });

  it('does not repeat what the handler names as permanent', async () => {
    const inner = failing(new RangeError('no use'));
    const handling = handlingOf({ handler: { permanent: [RangeError] } });
    await expect(run(handling, immediateRetries(), inner)).rejects.toThrow(RangeError);
    expect(inner.calls).toBe(1);
  });

  it('does not wait once more for a lock that it has waited for in vain', async () => {
    const timeout = Object.assign(new Error('canceling statement due to lock timeout'), { code: '55P03' });
    const inner = failing(timeout);
    await expect(run(handlingOf(), immediateRetries(), inner)).rejects.toBe(timeout);
    expect(inner.calls).toBe(1);
  });

  it('remembers when it failed first', async () => {
    const handling = handlingOf();
    await run(handling, immediateRetries(), failing());
    expect(handling.firstFailedAt).toBeUndefined();
    const failed = handlingOf();
    await run(failed, immediateRetries(), failing(new Error('once')));
    expect(failed.firstFailedAt).toBeInstanceOf(Date);
  });
});
