import type { Broker } from '../broker/broker';

/**
 * Waits until the broker can be published to. Resolves with false when it has been away (not merely blocked) for
 * `patienceMs`, or `over` is aborted.
 */
export function untilConnected(broker: Broker, patienceMs: number, over: AbortSignal): Promise<boolean> {
  if (broker.status() === 'connected') return Promise.resolve(true);
  return new Promise((resolve) => {
    let patience: NodeJS.Timeout | undefined;
    const end = (connected: boolean): void => {
      clearTimeout(patience);
      over.removeEventListener('abort', giveUp);
      stopListening();
      resolve(connected);
    };
    const giveUp = (): void => end(false);
    const check = (): void => {
      const status = broker.status();
      if (status === 'connected') return end(true);
      clearTimeout(patience);
      if (status !== 'blocked' && patienceMs !== Infinity) patience = setTimeout(giveUp, patienceMs);
    };
    const stopListening = broker.onStatus(check);
    over.addEventListener('abort', giveUp, { once: true });
    check();
    if (over.aborted) giveUp();
  });
}
