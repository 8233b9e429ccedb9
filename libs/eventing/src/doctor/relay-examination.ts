import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { OutboxStatus, type OutboxReport } from '../outbox/status/outbox-status';
import { reasonOf } from './database-examination';
import { ok, problem, unknown, warning, type Finding } from './finding';

/** A backlog that is younger is work, not trouble. */
const OLD_MS = 60_000;

/** Whether the events of the outbox go out. */
@Injectable()
export class RelayExamination {
  constructor(
    private readonly dataSource: DataSource,
    private readonly outbox: OutboxStatus,
  ) {}

  /** Never throws: what cannot be looked at is unknown. */
  async examine(): Promise<Finding[]> {
    if (!this.dataSource.isInitialized) return [unknown('relay', 'It shows in the database, which is away.')];
    try {
      return [findingOf(await this.outbox.read())];
    } catch (error) {
      return [unknown('relay', `The outbox could not be read: ${reasonOf(error)}.`)];
    }
  }
}

function findingOf({ backlog, relay }: OutboxReport): Finding {
  const holder = (relay.leaseMs ?? 0) > 0 ? relay.holder : null;
  const waits = `${backlog.events}${backlog.isMore ? '+' : ''} events wait`;
  const minutes = Math.round((backlog.oldestAgeMs ?? 0) / 60_000);
  if ((backlog.oldestAgeMs ?? 0) > OLD_MS)
    return problem(
      'relay',
      `${waits}, the oldest for ${minutes} minutes; ${holder ? `${holder} relays` : 'nobody relays'}.`,
      holder
        ? 'Look at the broker (below) and at the log of that process: it says what keeps it from sending.'
        : 'Start the service. If it runs, its log says why no process takes the lease; without a broker none does.',
    );
  if (holder) return ok('relay', `${waits}; ${holder} relays.`);
  return warning(
    'relay',
    `${waits}; nobody relays.`,
    'That is right while the service is stopped. Else look at its log.',
  );
}
