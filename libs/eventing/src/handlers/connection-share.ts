import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

/** What pg's pool takes when nobody says otherwise. */
const USUAL_POOL_SIZE = 10;

/**
 * The part of the connection pool that handlers may use at a time, however many they are and however many messages each
 * takes: a quarter is left for requests and everything else. When handlers wait for a lock, requests are still answered.
 */
@Injectable()
export class ConnectionShare {
  private readonly waiting: (() => void)[] = [];
  private taken = 0;

  constructor(private readonly dataSource: DataSource) {}

  /** How many handlers can be in a transaction at a time. */
  get size(): number {
    const { master } = this.dataSource.driver as { master?: { options?: { max?: number } } };
    return Math.max(1, Math.floor((master?.options?.max ?? USUAL_POOL_SIZE) * 0.75));
  }

  /** Does the work when there is room for it; who came first goes first. */
  async use<T>(work: () => Promise<T>): Promise<T> {
    if (this.taken < this.size) this.taken += 1;
    else await new Promise<void>((resolve) => this.waiting.push(resolve));
    try {
      return await work();
    } finally {
      this.passOn();
    }
  }

  private passOn(): void {
    const next = this.waiting.shift();
    if (next) next();
    else this.taken -= 1;
  }
}
