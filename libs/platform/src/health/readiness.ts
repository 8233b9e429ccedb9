import { Injectable } from '@nestjs/common';
import { HealthIndicatorService, TypeOrmHealthIndicator, type HealthIndicatorResult } from '@nestjs/terminus';
import { EventingHealth } from '@warren/eventing';
import { SigningKeys } from '../access/signing-keys';
import { redact } from '../logging/redaction/redact';
import { Stopping } from './stopping';

/** More than a healthy database under load ever needs, less than a probe's own time limit. */
const DATABASE_ANSWERS_WITHIN_MS = 3_000;

const PING_HOLDS_FOR_MS = 500;

/** What readiness is made of. */
export interface Readiness {
  /**
   * `ready`: all is well. `degraded`: requests are served, but events wait (in the outbox, in their queues) or reach nobody
   * whom they reached before. `not-ready`: no requests should be sent here.
   */
  status: 'ready' | 'degraded' | 'not-ready';
  details: HealthIndicatorResult;
}

/**
 * Only what a request needs makes a service not ready. The broker, the relay and the consumers do not: without them it goes
 * on taking commands, and restarting it or sending its requests elsewhere would mend nothing.
 */
@Injectable()
export class ReadinessCheck {
  private pinged: { at: number; answer: Promise<HealthIndicatorResult> } | undefined;

  constructor(
    private readonly indicators: HealthIndicatorService,
    private readonly database: TypeOrmHealthIndicator,
    private readonly eventing: EventingHealth,
    private readonly stopping: Stopping,
    private readonly signingKeys: SigningKeys,
  ) {}

  async run(): Promise<Readiness> {
    const needed = {
      ...this.lifecycle(),
      ...(await this.ping()),
      ...this.copies(),
    };
    const helpful = {
      ...this.broker(),
      ...this.relay(),
      ...this.consumers(),
      ...this.schedule(),
      ...this.redrives(),
      ...this.identityProvider(),
    };
    const status = !allUp(needed) ? 'not-ready' : allUp(helpful) ? 'ready' : 'degraded';
    return { status, details: { ...needed, ...helpful } };
  }

  /** Anybody may ask, as often as they like; the database is asked once in a while, over a connection that requests need. */
  private ping(): Promise<HealthIndicatorResult> {
    const now = performance.now();
    if (!this.pinged || now - this.pinged.at >= PING_HOLDS_FOR_MS)
      this.pinged = {
        at: now,
        answer: this.database.pingCheck('database', { timeout: DATABASE_ANSWERS_WITHIN_MS }),
      };
    return this.pinged.answer;
  }

  private lifecycle(): HealthIndicatorResult {
    const check = this.indicators.check('service');
    return this.stopping.hasBegun ? check.down('It is stopping.') : check.up();
  }

  private broker(): HealthIndicatorResult {
    const { status, drift } = this.eventing.state().broker;
    const check = this.indicators.check('broker');
    const state = { connection: status, ...(drift.length > 0 && { drift }) };
    return status === 'connected' ? check.up(state) : check.down(state);
  }

  private relay(): HealthIndicatorResult {
    const status = { ...this.eventing.state().relay };
    const check = this.indicators.check('relay');
    const isWell = status.role !== 'waiting' && status.lostListeners.length === 0;
    return isWell ? check.up(status) : check.down(status);
  }

  /** What is to happen at a time: scheduled events, and the time-outs of sagas. */
  private schedule(): HealthIndicatorResult {
    const { scheduling, sagas } = this.eventing.state();
    const check = this.indicators.check('schedule');
    const each = Object.fromEntries(sagas.map(({ name, ...summary }) => [name, summary]));
    const state = { ...(sagas.length > 0 && { sagas: each }) };
    return scheduling.troubles.length === 0
      ? check.up(state)
      : check.down({ ...state, troubles: scheduling.troubles });
  }

  /** Told only when what somebody asked for does not happen: mostly nobody has asked for anything. */
  private redrives(): HealthIndicatorResult {
    const { trouble } = this.eventing.state().redrives;
    return trouble === undefined ? {} : this.indicators.check('redrives').down({ trouble });
  }

  /** Told only while its keys cannot be read: requests with tokens are refused, and no restart would mend it. */
  private identityProvider(): HealthIndicatorResult {
    const { trouble } = this.signingKeys;
    return trouble === undefined ? {} : this.indicators.check('identity-provider').down({ trouble });
  }

  /** A copy that is not complete is told, and no reason not to serve what is known, unless the service was set up so. */
  private copies(): HealthIndicatorResult {
    const { each, trouble, neededToBeReady } = this.eventing.state().snapshots;
    if (each.length === 0) return {};
    const check = this.indicators.check('copies');
    const copies = Object.fromEntries(
      each.map(({ projection, snapshot, ...rest }) => [`${projection} of ${snapshot}`, rest]),
    );
    const state = { each: copies, ...(trouble !== undefined && { trouble }) };
    const isEnough = !neededToBeReady || each.every(({ completedAt }) => completedAt !== null);
    return isEnough ? check.up(state) : check.down(state);
  }

  private consumers(): HealthIndicatorResult {
    const consumers = this.eventing.state().consumers;
    const check = this.indicators.check('consumers');
    // Anybody may ask, and an error's text may hold anything.
    const each = Object.fromEntries(consumers.map(({ name, ...status }) => [name, redact(status)]));
    const state = { each };
    return consumers.every(({ state: is }) => is === 'consuming') ? check.up(state) : check.down(state);
  }
}

function allUp(results: HealthIndicatorResult): boolean {
  return Object.values(results).every(({ status }) => status === 'up');
}
