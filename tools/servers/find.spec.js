const net = require('node:net');
const { stripVTControlCharacters: plain } = require('node:util');
const { findServer } = require('./find');
const { recordedSteps, stubKind } = require('./test/stub-kind');
const { environment } = require('./ways/environment');
const { localPort } = require('./ways/local-port');

/** @param {import('./way').Found | import('./way').NotFound} outcome @returns {import('./way').Way} */
const way = (outcome) => ({ name: 'a way', find: async () => outcome });

/** @type {import('./way').Way} */
const mustNotBeAsked = {
  name: 'too far',
  find: async () => {
    throw new Error('a later way was asked');
  },
};

const REFUSES = async () => {
  throw Object.assign(new AggregateError([new Error('connect ECONNREFUSED 127.0.0.1:1')]));
};

describe('finding a server', () => {
  const { STUB_URL: before } = process.env;
  beforeEach(() => delete process.env.STUB_URL);
  afterAll(() => {
    if (before !== undefined) process.env.STUB_URL = before;
  });

  it('takes the first way that works, in one line: what, where, and why no earlier one', async () => {
    const { lines, step } = recordedSteps();
    const ways = [
      way({ why: 'STUB_URL is not set' }),
      way({ why: 'no answer' }),
      way({ url: 'stub://u:pw@h:7/', how: 'found' }),
    ];
    const { url } = await findServer(stubKind(), step, [...ways, mustNotBeAsked]);
    expect(url).toBe('stub://u:pw@h:7/');
    expect(lines.map(plain)).toEqual(['✓ StubDB 9.9 at h:7, found (no answer)']);
  });

  it('tells a surprise at once, and only once', async () => {
    const { lines, step } = recordedSteps();
    await findServer(stubKind(), step, [
      way({ why: 'refused', surprising: true }),
      way({ url: 'stub://h:7', how: 'found' }),
    ]);
    expect(lines.map(plain)).toEqual(['! StubDB refused', '✓ StubDB 9.9 at h:7, found']);
  });

  it('says everything that was tried and the ways out when none works', async () => {
    const { lines, step } = recordedSteps();
    const failing = findServer(stubKind(), step, [
      way({ why: 'first reason' }),
      way({ why: 'second reason' }),
    ]);
    await expect(failing).rejects.toMatchObject({
      name: 'ExplainedError',
      message: expect.stringMatching(
        /first reason\n.*second reason\n\nWays out[^]*STUB_URL=stub:\/\/host:1234[^]*stub-server/,
      ),
    });
    expect(lines.map(plain)).toEqual(['✗ StubDB not available']);
  });

  describe('by the environment', () => {
    it('takes an address that works', async () => {
      process.env.STUB_URL = 'stub://host:7';
      const { lines, step } = recordedSteps();
      await findServer(stubKind(), step, [environment, mustNotBeAsked]);
      expect(lines.map(plain)).toEqual(['✓ StubDB 9.9 at host:7, as STUB_URL says']);
    });

    it('does not look further when the address that was set does not answer', async () => {
      process.env.STUB_URL = 'stub://host:7';
      const { step } = recordedSteps();
      await expect(
        findServer(stubKind({ greet: REFUSES }), step, [environment, mustNotBeAsked]),
      ).rejects.toThrow(
        'STUB_URL points to host:7, but: connect ECONNREFUSED 127.0.0.1:1\nStart that StubDB, correct STUB_URL, or unset it',
      );
    });

    it.each(['nonsense', 'mysql://x', 'stub://'])(
      'says what an address looks like: not like %s',
      async (url) => {
        process.env.STUB_URL = url;
        const { step } = recordedSteps();
        await expect(findServer(stubKind(), step, [environment])).rejects.toThrow(
          'STUB_URL is not an address of StubDB. It looks like stub://host:1234',
        );
      },
    );
  });

  describe('on this machine', () => {
    const listener = net.createServer((socket) => socket.end());
    let port = 0;
    beforeAll(async () => {
      await new Promise((resolve) => listener.listen(0, '127.0.0.1', () => resolve(undefined)));
      ({ port } = /** @type {net.AddressInfo} */ (listener.address()));
    });
    afterAll(() => new Promise((resolve) => listener.close(resolve)));

    const progress = { update: () => undefined };

    it('tries each login until one is let in', async () => {
      const greet = async (/** @type {string} */ url) => {
        if (!url.includes('second')) throw new Error('password needed');
        return { version: '9.9' };
      };
      const localUrls = () => ['stub://first@h', 'stub://second@h', 'stub://third@h'];
      const kind = stubKind({ defaultPort: port, localUrls, greet });
      expect(await localPort.find(kind, progress)).toEqual({
        url: 'stub://second@h',
        how: 'already running on this machine',
      });
    });

    it('tells that a server is there but lets nobody in', async () => {
      const outcome = await localPort.find(stubKind({ defaultPort: port, greet: REFUSES }), progress);
      expect(outcome).toEqual({
        surprising: true,
        why: `port ${port} answers but does not let us in (connect ECONNREFUSED 127.0.0.1:1)`,
      });
    });

    it('finds nothing surprising about a silent port', async () => {
      expect(await localPort.find(stubKind(), progress)).toEqual({ why: 'nothing answers on port 1' });
    });
  });
});
