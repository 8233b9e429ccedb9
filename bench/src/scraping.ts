import { setTimeout as pause } from 'node:timers/promises';

/** Reads a service's metrics as Prometheus would, until the service ends. */
export async function scrape(url: string, everyMs: number, over: AbortSignal): Promise<void> {
  while (!over.aborted) {
    const answer = await fetch(`${url}/metrics`);
    if (!answer.ok) throw new Error(`/metrics answered ${answer.status}: ${await answer.text()}`);
    await answer.text();
    await pause(everyMs, undefined, { signal: over }).catch(() => undefined);
  }
}
