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

  /** Resolves when all is done, and rejects with what went wrong: then it has been told, and what follows begins anew. */
  async done(): Promise<void> {
    const { pending } = this;
    try {
      await pending;
    } finally {
      if (this.pending === pending) this.pending = undefined;
    }
  }
}
