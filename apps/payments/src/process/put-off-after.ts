import type { Turn } from '../domain/payable-orders';
import { ProviderUnavailable } from '../provider/provider-unavailable';
import { retryWaitMs } from './retry-wait';

/**
 * When an order that got no further has its next turn. Who was only told that the provider is left alone for a while has not
 * been tried, and comes again when it no longer is: with its place before those that failed by themselves.
 */
export function putOffAfter(
  error: unknown,
  { tries }: Pick<Turn, 'tries'>,
  breakerOpenForMs: number,
): { waitMs: number; counts: boolean } {
  if (error instanceof ProviderUnavailable && !error.wasCalled) {
    return { waitMs: breakerOpenForMs * (1 + Math.random() / 4), counts: false };
  }
  return { waitMs: retryWaitMs(tries + 1), counts: true };
}
