// Where every test file runs: Node's own environment, that takes along, when the file is over, what Node would keep.
const { AsyncLocalStorage } = require('node:async_hooks');
const { TestEnvironment } = require('jest-environment-node');

/**
 * An AsyncLocalStorage that was used once is looked at whenever a promise is made, for the rest of the process. Each
 * test file loads the libraries anew, and with them half a dozen of them: after a hundred files everything in that
 * process would be some ten times as slow, and nothing that they hold be freed.
 *
 * @type {Set<AsyncLocalStorage<unknown>>}
 */
const used = new Set();

for (const method of /** @type {const} */ (['run', 'enterWith'])) {
  const original = AsyncLocalStorage.prototype[method];
  /** @this {AsyncLocalStorage<unknown>} @param {unknown[]} args */
  const noting = function (...args) {
    used.add(this);
    return Reflect.apply(original, this, args);
  };
  AsyncLocalStorage.prototype[method] = noting;
}

class Environment extends TestEnvironment {
  /** @override */
  async teardown() {
    for (const storage of used) storage.disable();
    used.clear();
    await super.teardown();
  }
}

module.exports = Environment;
