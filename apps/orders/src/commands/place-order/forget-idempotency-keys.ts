import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { UnitOfWork } from '@warren/eventing';

const HOUR_MS = 3_600_000;
/** A client that repeats a request does so within seconds, or the next morning after a bad night. */
const REMEMBERED_MS = 24 * HOUR_MS;
/** Few enough that no transaction is long, however many there are to forget. */
const AT_ONCE = 1_000;

/** What another replica is just forgetting is passed over. */
const FORGET_SOME = `
  with old as (
    select user_id, key from idempotency_keys where created_at < $1 order by created_at limit $2 for update skip locked
  ), deleted as (
    delete from idempotency_keys k using old where k.user_id = old.user_id and k.key = old.key returning 1
  )
  select count(*)::int as count from deleted`;

/**
 * Forgets keys, an hour late at most, so that the table stays as small as a day's orders. It does so right after the boot,
 * too: a service that is restarted more often than once an hour would never come to it.
 */
@Injectable()
export class ForgetIdempotencyKeys implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(ForgetIdempotencyKeys.name);
  private timer?: NodeJS.Timeout;
  private running?: Promise<void>;
  private stopping = false;

  constructor(private readonly unitOfWork: UnitOfWork) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => this.begin(), HOUR_MS).unref();
    this.begin();
  }

  /** The database is closed after this. */
  async onModuleDestroy(): Promise<void> {
    this.stopping = true;
    clearInterval(this.timer);
    await this.running;
  }

  /**
   * In small transactions, until there are none left or the service stops.
   *
   * @returns how many were forgotten.
   */
  async forget(now: Date): Promise<number> {
    const before = new Date(now.getTime() - REMEMBERED_MS);
    let forgotten = 0;
    for (let count = AT_ONCE; count === AT_ONCE && !this.stopping;) {
      const rows: { count: number }[] = await this.unitOfWork.manager.query(FORGET_SOME, [before, AT_ONCE]);
      count = rows[0]?.count ?? 0;
      forgotten += count;
    }
    return forgotten;
  }

  private begin(): void {
    this.running ??= this.forgetOrTell().finally(() => (this.running = undefined));
  }

  private async forgetOrTell(): Promise<void> {
    try {
      await this.forget(new Date());
    } catch (error) {
      this.logger.warn(
        `Old idempotency keys could not be deleted; the next try is in an hour. ${String(error)}`,
      );
    }
  }
}
