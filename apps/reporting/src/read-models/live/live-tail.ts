import { EventEmitter } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { LiveFeed, type FeedPart } from './live-feed';
import { idOf, type Place } from './place';
import { RecentEntries } from './recent-entries';

const LOOK_EVERY_MS = 200;
const READ_AT_ONCE = 500;

/**
 * Follows the end of the feed for all clients of this process: one query a look, however many there are, and none while
 * there is nobody. Clients that are further behind than it remembers read the table.
 */
@Injectable()
export class LiveTail implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(LiveTail.name);
  private readonly news = new EventEmitter().setMaxListeners(0);
  private readonly stop = new AbortController();
  /** Unknown while nobody watches. */
  private recent: RecentEntries | undefined;
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
    if (this.watchers === 0) this.recent = undefined; // nobody has looked whether it is still so
    this.watchers++;
    this.news.emit('watched');
    return () => void this.watchers--;
  }

  async after(place: Place, limit: number): Promise<FeedPart> {
    const entries = this.recent?.after(place, limit);
    return entries ? { start: place, entries } : this.feed.after(place, limit);
  }

  /** Waits until it pays to look behind `place`, for as long as it is told to: whether it does. */
  hasNews(place: Place, withinMs: number, signal: AbortSignal): Promise<boolean> {
    const isBehind = (this.recent?.tip.position ?? 0) > place.position;
    if (isBehind || signal.aborted) return Promise.resolve(isBehind);
    return new Promise((resolve) => {
      const settle = (hasNews: boolean) => {
        clearTimeout(timer);
        this.news.off('changed', changed);
        signal.removeEventListener('abort', over);
        resolve(hasNews);
      };
      const changed = () => settle(true);
      const over = () => settle(false);
      const timer = setTimeout(over, withinMs);
      this.news.on('changed', changed);
      signal.addEventListener('abort', over);
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
    this.recent ??= new RecentEntries(await this.feed.newest());
    const { recent } = this;
    const { start, missed, entries } = await this.feed.after(recent.tip, READ_AT_ONCE);
    if (missed) this.recent = this.begunAnew(recent.tip, start, missed);
    (this.recent ?? recent).add(entries);
    if (missed || entries.length > 0) this.news.emit('changed');
    return entries.length === READ_AT_ONCE;
  }

  /** Clients stand where there is nothing any more: they find that out when they look. */
  private begunAnew(tip: Place, start: Place, missed: NonNullable<FeedPart['missed']>): RecentEntries {
    if (missed === 'replaced')
      this.logger.warn(
        `The live feed has no entry ${idOf(tip)} any more: its database was restored, or replaced. Live clients go on behind ${idOf(start)}, and are told that they missed something.`,
      );
    return new RecentEntries(start);
  }
}
