import { Inject, Injectable } from '@nestjs/common';
import type { BrokerSight } from '../broker/broker-sight';
import { IN_MEMORY } from '../broker/in-memory/in-memory-url';
import { BrokerNames } from '../broker/names';
import { brokerAddresses, hostOf } from '../broker/rabbitmq/addresses';
import { examineBroker } from '../broker/rabbitmq/examine';
import { tellDrift } from '../broker/tell-drift';
import type { Topology } from '../broker/topology';
import { EVENTING_OPTIONS, type ResolvedEventingOptions } from '../eventing.options';
import { MigrationRecord } from '../topology/migration-record';
import { OwnTopology } from '../topology/own-topology';
import { reasonOf } from './database-examination';
import { ok, problem, unknown, warning, type Finding } from './finding';

const OLDEST = [3, 10] as const;
const NOTHING: Topology = { exchanges: [], queues: [], bindings: [] };

/** Looks at the broker as the service sees it, on a connection of its own, and changes nothing. */
@Injectable()
export class BrokerExamination {
  constructor(
    private readonly own: OwnTopology,
    private readonly names: BrokerNames,
    private readonly migrations: MigrationRecord,
    @Inject(EVENTING_OPTIONS) private readonly options: Pick<ResolvedEventingOptions, 'broker'>,
  ) {}

  /** Never throws: a broker that is away is a finding. */
  async examine(): Promise<Finding[]> {
    const { url } = this.options.broker;
    if (url === IN_MEMORY)
      return [
        warning(
          'broker',
          'It is inside the process.',
          'Set RABBITMQ_URL where services are to hear each other.',
        ),
      ];
    const declared = this.declared();
    try {
      const topology = declared instanceof Error ? NOTHING : declared;
      const sight = await examineBroker(
        this.options.broker,
        `${this.names.service} doctor`,
        topology,
        this.names.direct,
      );
      const general = [versionFinding(sight), ...nodeFindings(sight), alarmFinding(sight)];
      return [...general, ...this.queueFindings(declared, sight, await this.unfinished())];
    } catch (error) {
      return [awayFinding(url, error)];
    }
  }

  /** Which tables projections write to is known with the database only. */
  private declared(): Topology | Error {
    try {
      return this.own.compute();
    } catch (error) {
      return error as Error;
    }
  }

  /** Queues that `topology apply` has begun to migrate, and that every process leaves alone until it is through. */
  private async unfinished(): Promise<ReadonlySet<string>> {
    try {
      return new Set((await this.migrations.unfinished()).map(({ queue }) => queue));
    } catch {
      return new Set(); // without a database nobody knows, which the examination of the database tells
    }
  }

  private queueFindings(
    declared: Topology | Error,
    sight: BrokerSight,
    unfinished: ReadonlySet<string>,
  ): Finding[] {
    if (declared instanceof Error)
      return [unknown('queues', 'Which there should be is not known while the database is away.')];
    const left = (name: string) => !unfinished.has(name);
    const consumed = new Set(
      this.own
        .consumers()
        .map(({ name }) => this.names.queue(name))
        .filter(left),
    );
    const others = { ...sight, missing: sight.missing.filter(left) };
    const migrating = [...unfinished].map(unfinishedFinding);
    return [...migrating, missingFinding(others), ...driftFindings(sight), consumersFinding(sight, consumed)];
  }
}

function versionFinding({ version }: BrokerSight): Finding {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const isOld = major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1]);
  return isOld
    ? problem('broker', `RabbitMQ ${version} is too old.`, `Upgrade it to ${OLDEST.join('.')} or newer.`)
    : ok('broker', `RabbitMQ ${version} answers.`);
}

/** The service does without them; its queues may not do without one more. */
function nodeFindings({ away }: BrokerSight): Finding[] {
  return away.map(({ host, error }) =>
    warning(
      'broker',
      `Of its nodes, ${host} does not serve: ${reasonOf(error)}.`,
      'Bring it back (rabbitmq-diagnostics cluster_status on another node): while it is away, a queue stands still when it loses one node more.',
    ),
  );
}

function alarmFinding({ alarm }: BrokerSight): Finding {
  return alarm === undefined
    ? ok('alarms', 'It takes messages.')
    : problem(
        'alarms',
        `It takes no messages for now: ${alarm}.`,
        'Give its nodes memory or disk (rabbitmq-diagnostics status shows which); the outbox holds the events until then.',
      );
}

/** Whatever its queue looks like meanwhile: only one thing helps. */
function unfinishedFinding(queue: string): Finding {
  return problem(
    'topology',
    `The migration of ${queue} was begun and is not finished: no process consumes from it or declares it until it is.`,
    'If no `topology apply` is at work just now, run it: it goes on where it stopped, and no message is lost.',
  );
}

function missingFinding({ missing, queues }: BrokerSight): Finding {
  return missing.length === 0
    ? ok('topology', `Every exchange and queue of the service is there (${queues.length} queues).`)
    : problem(
        'topology',
        `Missing: ${missing.join(', ')}.`,
        'Start the service: it declares them. If it runs, its log says what the broker has against that.',
      );
}

function driftFindings({ drifts }: BrokerSight): Finding[] {
  return drifts.map((drift) =>
    problem(
      'topology',
      tellDrift(drift),
      drift.problem === 'differs'
        ? 'npx warren topology plan shows what differs, topology apply mends it.'
        : 'Grant the right; the running service declares it then by itself.',
    ),
  );
}

/** Rooms where messages wait are nobody's to empty; these are. */
function consumersFinding({ queues }: BrokerSight, consumed: ReadonlySet<string>): Finding {
  const forsaken = queues.filter(({ name, consumers }) => consumed.has(name) && consumers === 0);
  if (forsaken.length === 0) return ok('consumers', 'Every queue is consumed from.');
  const waiting = forsaken.reduce((sum, { ready }) => sum + ready, 0);
  const names = forsaken.map(({ name, ready }) => (ready > 0 ? `${name} (${ready})` : name)).join(', ');
  return warning(
    'consumers',
    `Nobody consumes from ${names}; ${waiting} messages wait there.`,
    'Start the service. If it runs, /health/ready says which consumer waits, and why.',
  );
}

function awayFinding(url: string, error: unknown): Finding {
  const place = brokerAddresses(url).map(hostOf).join(', ');
  return problem(
    'broker',
    `RabbitMQ at ${place} does not serve: ${reasonOf(error)}.`,
    'Is it running there, is RABBITMQ_URL right (user, password, virtual host)? Until it is back the service takes requests, and its outbox holds the events.',
  );
}
