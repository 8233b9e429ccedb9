import { EventEmitter } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { LiveFeed, type FeedPart, type PlacedEntry } from './live-feed';

const LOOK_EVERY_MS = 200;
const READ_AT_ONCE = 500;
const KEPT_IN_MEMORY = 1_000;

/**
 * Follows the end of the feed for all clients of this process: one query a look, however many there are, and none while
 * there is nobody. Clients that are further behind than it remembers read the table.
 */
@Injectable()
export class LiveTail implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(LiveTail.name);
  private readonly news = new EventEmitter().setMaxListeners(0);
  private readonly stop = new AbortController();
  private recent: PlacedEntry[] = [];
  /** Everything behind it, up to the tip, is in `recent`. */
  private from = Infinity;
  private tip = -Infinity;
  private watchers = 0;
  private following: Promise<void> = Promise.resolve();
  private isAway = false;

  constructor(private readonly feed: LiveFeed) {}

  onApplicationBootstrap(): void {
    this.following = this.follow();
  }

  /** Aborted when the service stops: clients are to be let go. */
  get stopping(): AbortSignal {
    return this.stop.signal;
  }

  async onModuleDestroy(): Promise<void> {
    this.stop.abort();
    this.news.emit('watched');
    await this.following;
  }

  /** From now on until the returned function is called somebody wants to know. */
  watch(): () => void {
    this.watchers++;
    this.news.emit('watched');
    return () => void this.watchers--;
  }

  async after(position: number, limit: number): Promise<FeedPart> {
    if (position < this.from) return this.feed.after(position, limit);
    const start = this.recent.findIndex((entry) => entry.position > position);
    return { forgotten: this.from, entries: start < 0 ? [] : this.recent.slice(start, start + limit) };
  }

  /** Waits for something after `position`, for as long as it is told to: whether there is something. */
  hasMoreThan(position: number, withinMs: number, signal: AbortSignal): Promise<boolean> {
    if (this.tip > position || signal.aborted) return Promise.resolve(this.tip > position);
    return new Promise((resolve) => {
      const settle = () => {
        clearTimeout(timer);
        this.news.off('grown', settle);
        signal.removeEventListener('abort', settle);
        resolve(this.tip > position);
      };
      const timer = setTimeout(settle, withinMs);
      this.news.on('grown', settle);
      signal.addEventListener('abort', settle);
    });
  }

  private async follow(): Promise<void> {
    while (!this.stopping.aborted) {
      if (this.watchers === 0) await new Promise((resolve) => this.news.once('watched', resolve));
      else if (!(await this.lookOrTell())) await pause(LOOK_EVERY_MS, undefined, { ref: false });
    }
  }

  /** @returns whether there may be more at once. */
  private async lookOrTell(): Promise<boolean> {
    try {
      const isFull = await this.look();
      this.isAway = false;
      return isFull;
    } catch (error) {
      if (!this.isAway) this.logger.warn(`Live clients have to wait: ${String(error)}`);
      this.isAway = true;
      return false;
    }
  }

  private async look(): Promise<boolean> {
    if (this.tip < 0) this.from = this.tip = await this.feed.newest();
    const { forgotten, entries } = await this.feed.after(this.tip, READ_AT_ONCE);
    if (forgotten > this.tip) [this.recent, this.from, this.tip] = [[], forgotten, forgotten];
    const last = entries.at(-1);
    if (!last) return false;
    this.recent.push(...entries);
    const dropped = this.recent.splice(0, this.recent.length - KEPT_IN_MEMORY).at(-1);
    this.from = dropped?.position ?? this.from;
    this.tip = last.position;
    this.news.emit('grown');
    return entries.length === READ_AT_ONCE;
  }
}
