import { LeftUnsettled } from '../left-unsettled';
import type { Handling, Middleware } from './handling';

interface Running {
  handling: Handling;
  outcome: Promise<'settled' | 'left'>;
}

/**
 * When a connection breaks, the broker hands out again what this process is still working on. The second copy waits for
 * the first and shares its fate, instead of running beside it: otherwise both would fail and both would be sent to a
 * retry queue, and there would be two of them from then on. (The inbox alone makes the effect happen once.)
 *
 * The same message means the same bytes and the same number of tries: its own retry, which has one more, is another.
 */
export function joinRunning(): Middleware {
  const running = new Set<Running>();

  const copyOf = ({ message, attempt }: Handling) => {
    if (!message.redelivered) return undefined;
    const isSame = (other: Handling) =>
      other.history.attempts === attempt && other.message.body.equals(message.body);
    return [...running].find(({ handling }) => isSame(handling));
  };

  return async (handling, next) => {
    for (let first = copyOf(handling); first; first = copyOf(handling)) {
      if ((await first.outcome) === 'settled') return;
      if (handling.stopping.aborted) throw new LeftUnsettled();
    }
    let tell: (outcome: 'settled' | 'left') => void = () => undefined;
    const entry: Running = { handling, outcome: new Promise((resolve) => (tell = resolve)) };
    running.add(entry);
    try {
      await next();
      tell('settled');
    } finally {
      running.delete(entry);
      tell('left');
    }
  };
}
