/**
 * So many things may be underway at the same time, and no more.
 *
 * @example for (const mail of await claim(places.free)) places.take(send(mail), () => loop.wake());
 */
export class Places {
  private readonly taken = new Set<Promise<void>>();

  constructor(private readonly size: number) {}

  get free(): number {
    return this.size - this.taken.size;
  }

  /** @param work never fails @param then called once its place is free again */
  take(work: Promise<void>, then: () => void): void {
    const ended = work.finally(() => {
      this.taken.delete(ended);
      then();
    });
    this.taken.add(ended);
  }

  async untilEmpty(): Promise<void> {
    await Promise.all(this.taken);
  }
}
