const { Lifetime } = require('./lifetime');

describe('the end of a run', () => {
  it('stops what was started, last first, and goes on when one fails', async () => {
    const lifetime = new Lifetime();
    /** @type {string[]} */
    const stopped = [];
    const failure = new Error('stuck');
    lifetime.onEnd(() => void stopped.push('servers'));
    lifetime.onEnd(async () => {
      stopped.push('services');
      throw failure;
    });
    expect(await lifetime.end()).toEqual([failure]);
    expect(stopped).toEqual(['services', 'servers']);
    expect(await lifetime.end()).toEqual([]);
  });
});
