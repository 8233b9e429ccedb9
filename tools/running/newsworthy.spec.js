const { newsworthy } = require('./newsworthy');

describe('newsworthy', () => {
  /** @param {string} [context] */
  const loud = (context) => ({ loud: true, text: '', context });
  /** @param {string} [context] */
  const quiet = (context) => ({ loud: false, text: '', context });

  it('shows what is loud, and nothing else while all is well', () => {
    const shows = newsworthy();
    expect([quiet('RabbitMQ'), loud(undefined), quiet(undefined), quiet('Relay')].map(shows)).toEqual([
      false,
      true,
      false,
      false,
    ]);
  });

  it('shows how it went on, once, from the part that was in trouble', () => {
    const shows = newsworthy();
    expect(
      [loud('RabbitMQ'), loud('RabbitMQ'), quiet('Relay'), quiet('RabbitMQ'), quiet('RabbitMQ')].map(shows),
    ).toEqual([true, true, false, true, false]);
  });
});
