import { Injectable } from '@nestjs/common';
import ms from 'ms';
import { UnitOfWork } from '@warren/eventing';
import { ReportTookTooLong } from '../domain/report.errors';
import { ReportingConfig } from '../reporting.config';
import { limitStatements, wasCutOff } from './statement-limit';

/** Also of a large pool: each holds its rows in memory. */
const MOST_AT_ONCE = 3;

/**
 * Computes reports for those who ask, a few at a time and none for longer than `REPORT_WITHIN`, waiting for the turn included:
 * however many ask for however much, the rest of the service goes on.
 */
@Injectable()
export class ReportTurns {
  private computing = 0;
  private readonly waiting = new Set<() => void>();
  private readonly withinMs: number;
  /** The other connections are for the projections, the health checks, and requests that are quick. */
  private readonly atOnce: number;

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly config: ReportingConfig,
  ) {
    this.withinMs = ms(config.REPORT_WITHIN);
    this.atOnce = Math.max(1, Math.min(MOST_AT_ONCE, Math.floor(config.DATABASE_POOL_SIZE / 2)));
  }

  /** @throws ReportTookTooLong */
  async compute<T>(work: () => Promise<T>): Promise<T> {
    const until = performance.now() + this.withinMs;
    await this.turn();
    try {
      return await this.unitOfWork.run(async () => {
        await limitStatements(this.unitOfWork.manager, Math.max(1, Math.round(until - performance.now())));
        return work();
      });
    } catch (error) {
      throw wasCutOff(error) ? this.tooLong(error) : error;
    } finally {
      this.handOn();
    }
  }

  private async turn(): Promise<void> {
    if (this.computing < this.atOnce) {
      this.computing += 1;
      return;
    }
    await new Promise<void>((resolve, reject) => {
      const begin = () => {
        clearTimeout(tooLate);
        resolve();
      };
      const tooLate = setTimeout(() => {
        this.waiting.delete(begin);
        reject(this.tooLong());
      }, this.withinMs);
      this.waiting.add(begin);
    });
  }

  /** To whoever has waited longest. */
  private handOn(): void {
    const [next] = this.waiting;
    if (!next) this.computing -= 1;
    else if (this.waiting.delete(next)) next();
  }

  private tooLong(cause?: unknown): ReportTookTooLong {
    return new ReportTookTooLong(this.config.REPORT_WITHIN, { cause });
  }
}
