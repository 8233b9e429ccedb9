import ms, { type StringValue } from 'ms';
import { NoAnswerInTime } from './provider-unavailable';

export type Call<T = unknown> = (signal: AbortSignal) => Promise<T>;

/**
 * Waits for an answer no longer than this, also of a call that does not listen to its signal.
 *
 * @throws NoAnswerInTime; what the call did is not known then.
 */
export async function withinLimit<T>(limit: StringValue, call: Call<T>): Promise<T> {
  const patience = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new NoAnswerInTime(limit));
      patience.abort();
    }, ms(limit));
  });
  try {
    return await Promise.race([call(patience.signal), tooLate]);
  } finally {
    clearTimeout(timer);
  }
}
