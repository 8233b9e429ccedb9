const { AbstractRunner } = require('@nestjs/cli/lib/runners/abstract.runner');

/** `nest generate` prints what went wrong, and ends with 0: scripts would go on. What it has started knows better. */
function tellFailures() {
  const { run } = AbstractRunner.prototype;
  AbstractRunner.prototype.run = async function (command, ...options) {
    try {
      return await run.call(this, command, ...options);
    } catch (error) {
      process.exitCode = 1;
      throw error;
    }
  };
}

module.exports = { tellFailures };
