const { AbstractRunner } = require('@nestjs/cli/lib/runners/abstract.runner');

/** `nest generate` prints what went wrong, and ends with 0: scripts would go on. What it has started knows better. */
function tellFailures() {
  const { run } = AbstractRunner.prototype;
  /** @this {AbstractRunner} @param {Parameters<typeof run>} args */
  AbstractRunner.prototype.run = async function (...args) {
    try {
      return await run.apply(this, args);
    } catch (error) {
      process.exitCode = 1;
      throw error;
    }
  };
}

module.exports = { tellFailures };
