const SIGNALS = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);

/** Thrown where the work is left because somebody has asked for it (Ctrl-C). */
class Interrupted extends Error {}

/**
 * What a run has started, and the end of it: on Ctrl-C, SIGTERM or an error everything is stopped in the reverse
 * order of its start, and nothing that was there before. A second Ctrl-C does not wait any more.
 */
class Lifetime {
  /** @type {(() => Promise<void> | void)[]} */
  #stops = [];
  /** @type {NodeJS.Signals | undefined} */
  #signal;

  constructor() {
    /** @type {Promise<NodeJS.Signals>} resolved by the first signal */
    this.interruption = new Promise((resolve) => {
      for (const signal of SIGNALS) process.on(signal, () => this.#take(signal, resolve));
    });
  }

  /** @param {NodeJS.Signals} signal @param {(signal: NodeJS.Signals) => void} resolve */
  #take(signal, resolve) {
    if (this.#signal) process.exit(130);
    this.#signal = signal;
    resolve(signal);
  }

  /** @param {() => Promise<void> | void} stop */
  onEnd(stop) {
    this.#stops.push(stop);
  }

  /** Between two steps: leaves where a signal has come meanwhile. */
  check() {
    if (this.#signal) throw new Interrupted();
  }

  get interrupted() {
    return this.#signal !== undefined;
  }

  /** Stops everything; one that fails does not keep the others running. @returns {Promise<unknown[]>} the failures */
  async end() {
    const failures = [];
    for (const stop of this.#stops.splice(0).reverse()) {
      try {
        await stop();
      } catch (error) {
        failures.push(error);
      }
    }
    return failures;
  }
}

module.exports = { Interrupted, Lifetime };
