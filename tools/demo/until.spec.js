const { ExplainedError } = require('../explained-error');
const { until } = require('./until');

describe('waiting for something to be seen', () => {
  it('ends with what was right at last, and gets over a look that failed', async () => {
    const looks = [
      () => Promise.resolve(1),
      () => Promise.reject(new ExplainedError('orders does not answer')),
      () => Promise.resolve(3),
    ];
    const look = () => looks.shift()?.() ?? Promise.resolve(0);
    await expect(until('a three', look, (seen) => seen === 3, { everyMs: 1 })).resolves.toBe(3);
  });

  it('says what was missing, and what was seen instead', async () => {
    await expect(
      until(
        'the order to be confirmed',
        async () => ({ status: 'pending' }),
        () => false,
        { timeoutMs: 20, everyMs: 1 },
      ),
    ).rejects.toThrow(
      'Waited 0.02 s for the order to be confirmed, in vain: there is only {"status":"pending"}',
    );
  });

  it('says why the last look failed, with what the service answered', async () => {
    const look = () =>
      Promise.reject(new ExplainedError('GET /orders answered 503', { details: 'no database' }));
    await expect(until('an order', look, () => true, { timeoutMs: 20, everyMs: 1 })).rejects.toThrow(
      'for an order, in vain: GET /orders answered 503: no database',
    );
  });
});
