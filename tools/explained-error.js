/**
 * An error whose message is written for the person at the terminal: it is shown as it is, without a stack.
 */
class ExplainedError extends Error {
  /** @param {string} message @param {{ details?: string, cause?: unknown }} [options] details: a program's output */
  constructor(message, { details, cause } = {}) {
    super(message, { cause });
    this.name = 'ExplainedError';
    this.details = details;
  }
}

module.exports = { ExplainedError };
