const { stripVTControlCharacters: plain } = require('node:util');
const { ExplainedError } = require('../explained-error');
const { Interrupted } = require('../lifetime');
const { playAll, shown } = require('./play');

/** @typedef {import('./play').Story} Story */

const shop = /** @type {import('./running-shop').RunningShop} */ ({});
const NEVER = new Promise(() => undefined);

/** @param {Promise<unknown>} interruption */
const lifetime = (interruption = NEVER) => /** @type {import('../lifetime').Lifetime} */ ({ interruption });

/** @param {Story['play']} play @returns {Story} */
const story = (play) => ({ label: 'Success', done: 'Ada buys a pen.', play });

describe('playing stories', () => {
  let said = '';
  beforeEach(() => {
    said = '';
    jest.spyOn(console, 'log').mockImplementation((text) => void (said += `${text}\n`));
    jest.spyOn(process.stdout, 'write').mockImplementation((text) => Boolean((said += String(text))));
  });
  afterEach(() => jest.restoreAllMocks());

  it('says what is done, what came of it, and what is seen of it', async () => {
    await playAll(
      [story(async () => ({ came: 'It is hers.', facts: [['stock', '8', 'on hand']] }))],
      shop,
      lifetime(),
    );
    expect(plain(said)).toMatch(
      /^✓ Success {6}Ada buys a pen\.\n {2}It is hers\.\n\n {2}stock {3}8 {3}on hand\n/,
    );
    expect(said).toContain('All 1 stories ended as they should');
  });

  it('stops at one that does not end as it should, with its name and what was missing', async () => {
    const later = jest.fn();
    const failing = story(() => Promise.reject(new ExplainedError('Waited 1 s for the mail, in vain.')));
    await expect(playAll([failing, story(later)], shop, lifetime())).rejects.toThrow(
      'The story "Success" did not end as it should. Waited 1 s for the mail, in vain.',
    );
    expect(plain(said)).toContain('✗ Success');
    expect(later).not.toHaveBeenCalled();
  });

  it('ends at once when somebody interrupts it', async () => {
    const endless = story(() => new Promise(() => undefined));
    await expect(playAll([endless], shop, lifetime(Promise.resolve('SIGINT')))).rejects.toThrow(Interrupted);
  });

  it('aligns what is seen', () => {
    const ending = shown({
      came: 'It is hers.',
      facts: [
        ['order', 'confirmed', 'at once'],
        ['payment', 'settled', '19.99 EUR'],
      ],
    });
    expect(plain(ending)).toBe(
      '  It is hers.\n\n  order     confirmed   at once\n  payment   settled     19.99 EUR\n',
    );
  });
});
