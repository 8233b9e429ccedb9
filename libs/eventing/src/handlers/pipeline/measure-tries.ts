import type { Middleware } from './handling';

/** Notes how long a try took with its transaction, whether it failed or not. A duplicate is none. */
export function measureTries(): Middleware {
  return async (handling, next) => {
    const began = performance.now();
    try {
      await next();
    } finally {
      if (!handling.wasDuplicate) handling.tries.push((performance.now() - began) / 1_000);
    }
  };
}
