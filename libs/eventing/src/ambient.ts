import { AsyncLocalStorage } from 'node:async_hooks';

/** One for all: with every AsyncLocalStorage that is in use, each promise of the process costs more (until Node.js 24). */
const storage = new AsyncLocalStorage<readonly unknown[]>();
let places = 0;

/**
 * A value that code finds at any depth of calls without being handed it: what `run` was given, in all that `work` calls and awaits.
 * What is no part of `work` sees what was there before.
 *
 * @example
 * ```ts
 * const tenant = new Ambient<string>();
 * await tenant.run('north', () => orders.place(command)); // in there, tenant.current is 'north'
 * ```
 */
export class Ambient<T> {
  private readonly place = places++;

  /** Undefined outside of any `run`. */
  get current(): T | undefined {
    return storage.getStore()?.[this.place] as T | undefined;
  }

  run<R>(value: T, work: () => R): R {
    return storage.run(this.with(value), work);
  }

  /** Runs `work` as if outside of any `run`. */
  exit<R>(work: () => R): R {
    return storage.run(this.with(undefined), work);
  }

  /** As `run` for the rest of what is running now, for who cannot name an end of it. */
  enter(value: T | undefined): void {
    storage.enterWith(this.with(value));
  }

  private with(value: T | undefined): readonly unknown[] {
    const all = storage.getStore()?.slice() ?? [];
    all[this.place] = value;
    return all;
  }
}
