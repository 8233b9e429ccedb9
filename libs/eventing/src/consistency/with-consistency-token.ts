import { Ambient } from '../ambient';
import { ConsistencyToken } from './consistency-token';

interface Scope {
  token: ConsistencyToken;
}

const listening = new Ambient<Scope>();

/**
 * Runs `work` and tells, with its result, what the units of work in it have published and committed, at any depth of
 * calls. What was rolled back, and what event handlers do later on, is not in the token. Rejects as `work` does.
 *
 * @example
 * ```ts
 * const { result: orderId, token } = await withConsistencyToken(() => placeOrder.execute(command));
 * await readModels.waitFor(OrderDetailsProjection, token, { atMostMs: 2_000 });
 * ```
 */
export async function withConsistencyToken<T>(
  work: () => Promise<T>,
): Promise<{ result: T; token: ConsistencyToken }> {
  const scope: Scope = { token: new ConsistencyToken(new Map()) };
  try {
    return { result: await listening.run(scope, work), token: scope.token };
  } finally {
    noteCommitted(scope.token); // an outer scope hears of it too
  }
}

/** Adds to the token of the code that is running, if anybody wants one. To be called once the events are committed. */
export function noteCommitted(token: ConsistencyToken): void {
  const scope = listening.current;
  if (scope) scope.token = scope.token.and(token);
}
