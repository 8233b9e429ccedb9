/** First in, first out, at the same cost however long it is. */
export class WaitingLine<T> {
  private items: T[] = [];
  private head = 0;

  get length(): number {
    return this.items.length - this.head;
  }

  get first(): T | undefined {
    return this.items[this.head];
  }

  push(item: T): void {
    this.items.push(item);
  }

  shift(): T | undefined {
    const item = this.items[this.head];
    if (item === undefined) return undefined;
    this.head += 1;
    if (this.head > 1_000 && this.head * 2 > this.items.length) this.drop();
    return item;
  }

  /** Empties it. */
  takeAll(): T[] {
    const all = this.items.slice(this.head);
    this.items = [];
    this.head = 0;
    return all;
  }

  /** Forgets what was taken already. */
  private drop(): void {
    this.items = this.items.slice(this.head);
    this.head = 0;
  }
}
