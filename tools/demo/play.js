const { ExplainedError } = require('../explained-error');
const { Interrupted } = require('../lifetime');
const { bold, dim } = require('../output/colours');
const { columns } = require('../output/columns');
const { seconds } = require('../output/seconds');
const { step } = require('../output/step');

/**
 * What is seen at one place in the end: where, in what state it is, and the rest of it.
 *
 * @typedef {[place: string, state: string, details: string]} Fact
 *
 * A story says what is done, plays it, and returns what came of it. It uses customers and products of its own.
 *
 * @typedef {{ label: string, done: string, play: (shop: import('./running-shop').RunningShop) => Promise<Ending> }} Story
 * @typedef {{ came: string, facts: Fact[] }} Ending
 */

/** @param {Ending} ending */
function shown({ came, facts }) {
  const rows = facts.map(([place, state, details]) => [dim(place), bold(state), details]);
  return `  ${came}\n\n${columns(rows)}\n`;
}

/**
 * Plays stories one after the other and shows how each ended.
 *
 * @param {Story[]} stories @param {import('./running-shop').RunningShop} shop @param {import('../lifetime').Lifetime} lifetime
 * @throws {ExplainedError} when one does not end as it should: what was missing
 */
async function playAll(stories, shop, lifetime) {
  const started = Date.now();
  const interrupted = lifetime.interruption.then(() => {
    throw new Interrupted();
  });
  for (const { label, done, play } of stories) {
    const line = step(label);
    line.update(done);
    try {
      const ending = await Promise.race([play(shop), interrupted]);
      line.done(done);
      console.log(shown(ending));
    } catch (error) {
      line.fail(done);
      if (!(error instanceof ExplainedError)) throw error;
      throw new ExplainedError(
        `The story "${label}" did not end as it should. ${error.message}\n` +
          'The stories count on the settings of `npm start` (tools/running/settings.js).',
        { details: error.details, cause: error },
      );
    }
  }
  console.log(`  All ${stories.length} stories ended as they should, in ${seconds(Date.now() - started)}.\n`);
}

module.exports = { playAll, shown };
