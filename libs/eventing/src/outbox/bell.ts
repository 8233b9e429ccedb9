/** Wakes one waiter; a ring that finds nobody waiting is kept for the next one. */
export class Bell {
  private rung = false;
  private wake?: () => void;

  ring(): void {
    this.rung = true;
    this.wake?.();
  }

  /** Resolves with the next ring, after `withinMs`, or when `over` is aborted, whichever comes first. */
  async wait(withinMs: number, over: AbortSignal): Promise<void> {
    if (!this.rung && !over.aborted) await this.sleep(withinMs, over);
    this.rung = false;
  }

  private sleep(withinMs: number, over: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        clearTimeout(timer);
        over.removeEventListener('abort', wake);
        this.wake = undefined;
        resolve();
      };
      const timer = setTimeout(wake, withinMs);
      over.addEventListener('abort', wake, { once: true });
      this.wake = wake;
    });
  }
}
