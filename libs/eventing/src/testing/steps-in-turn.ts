/**
 * Does one thing after the other: at once, so that an error is thrown where the sentence stands that causes it; once one
 * of them has to be waited for, the rest when that is done.
 */
export class StepsInTurn {
  private pending: Promise<void> | undefined;

  add(step: () => void | Promise<void>): void {
    if (this.pending) this.pending = this.pending.then(step);
    else this.pending = step() ?? undefined;
  }

  /** Resolves when all is done, and rejects with what went wrong. */
  done(): Promise<void> {
    return this.pending ?? Promise.resolve();
  }
}
