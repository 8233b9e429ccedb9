import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { DedicatedConnection } from '../database/dedicated-connection';
import { EVENTING_OPTIONS, type ResolvedEventingOptions } from '../eventing.options';
import { checkSoundness, UnsoundOutboxError } from '../outbox/soundness';
import { MISSING_RIGHTS, SERVER } from './doctor.sql';
import { ok, problem, unknown, warning, type Finding } from './finding';
import { roleFindings } from './role-findings';

const OLDEST_VERSION = 140_000;
const ANSWERS_WITHIN_MS = 5_000;
const CLOCKS_APART_MS = 2_000;
const LONG_TRANSACTION_SECONDS = 600;
const CROWDED = 0.9;

interface Server {
  version: string;
  versionNumber: number;
  role: string;
  isReplica: boolean;
  nowMs: number;
  maxConnections: number;
  connections: number;
  longestTransactionSeconds: number | null;
}

/** Looks at the database as the service sees it, on a connection of its own: also while the pool has none. */
@Injectable()
export class DatabaseExamination {
  constructor(
    private readonly dataSource: DataSource,
    @Inject(EVENTING_OPTIONS) private readonly options: Pick<ResolvedEventingOptions, 'personalData'>,
  ) {}

  /** Never throws: a database that is away is a finding. */
  async examine(): Promise<Finding[]> {
    try {
      const connection = await DedicatedConnection.open(this.dataSource, {
        name: 'doctor',
        queryTimeoutMs: ANSWERS_WITHIN_MS,
      });
      try {
        return await examineOver(connection, this.options.personalData.isProduction);
      } finally {
        await connection.close();
      }
    } catch (error) {
      return [
        problem(
          'database',
          `It does not serve: ${reasonOf(error)}.`,
          'Is PostgreSQL running there, is DATABASE_URL right, may this role log in? While it is away the service takes no requests; messages stay in their queues.',
        ),
      ];
    }
  }
}

async function examineOver(connection: DedicatedConnection, isProduction: boolean): Promise<Finding[]> {
  const asked = Date.now();
  const [server] = (await connection.query<Server>(SERVER)) as [Server];
  const answered = Date.now();
  return [
    serverFinding(server),
    clockFinding(server.nowMs, asked, answered),
    connectionsFinding(server),
    ...transactionFindings(server),
    await rightsFinding(connection, server.role),
    ...(await roleFindings(connection, isProduction)),
    ...(await soundnessFindings(connection)),
  ];
}

function serverFinding({ version, versionNumber, role, isReplica }: Server): Finding {
  if (isReplica)
    return problem(
      'database',
      `PostgreSQL ${version} answers, but it is a read replica.`,
      'Point DATABASE_URL to the primary.',
    );
  return versionNumber >= OLDEST_VERSION
    ? ok('database', `PostgreSQL ${version} answers; the service is ${role} there.`)
    : problem('database', `PostgreSQL ${version} is too old.`, 'Upgrade it to 14 or newer.');
}

/** By as much as the answer took nobody can tell the clocks apart. */
function clockFinding(nowMs: number, asked: number, answered: number): Finding {
  const ahead = nowMs > answered ? nowMs - answered : nowMs < asked ? nowMs - asked : 0;
  if (Math.abs(ahead) <= CLOCKS_APART_MS) return ok('clock', 'The clocks of database and service agree.');
  const seconds = (Math.abs(ahead) / 1_000).toFixed(1);
  return warning(
    'clock',
    `The clock of the database is ${seconds} s ${ahead > 0 ? 'ahead of' : 'behind'} this machine's.`,
    'Let NTP set both: ages and lags are wrong by that much, and so are time-outs near their end.',
  );
}

function connectionsFinding({ connections, maxConnections }: Server): Finding {
  const says = `${connections} of ${maxConnections} connections are taken.`;
  return connections < maxConnections * CROWDED
    ? ok('connections', says)
    : warning(
        'connections',
        says,
        'Lower DATABASE_POOL_SIZE of the services, raise max_connections, or put a pooler between them.',
      );
}

function transactionFindings({ longestTransactionSeconds: seconds }: Server): Finding[] {
  if (seconds === null || seconds < LONG_TRANSACTION_SECONDS) return [];
  return [
    warning(
      'transactions',
      `A transaction has been open for ${Math.round(seconds / 60)} minutes.`,
      'Find it in pg_stat_activity (order by xact_start). Until it ends, gaps of the outbox stay parked and nothing is vacuumed.',
    ),
  ];
}

async function rightsFinding(connection: DedicatedConnection, role: string): Promise<Finding> {
  const lacking = await connection.query<{ table: string; rights: string }>(MISSING_RIGHTS);
  if (lacking.length === 0) return ok('rights', `${role} may read and write every table.`);
  const tables = lacking.map(({ table, rights }) => `${table} (${rights})`).join('; ');
  return problem(
    'rights',
    `${role} lacks rights on ${tables}.`,
    `Run \`migrate\` with MIGRATION_DATABASE_URL, which grants them to ${role} (docs/database-security.md). Or as their owner: grant usage on schema eventing; grant select, insert, update, delete on all tables, usage, select on all sequences, and execute on all functions, in schema eventing, public to ${role}.`,
  );
}

/** Without its tables there is no outbox to judge: the migrations are looked at elsewhere. */
async function soundnessFindings(connection: DedicatedConnection): Promise<Finding[]> {
  const [table] = await connection.query<{ exists: boolean }>(
    "select to_regclass('eventing.relay_checkpoint') is not null as exists",
  );
  if (!table?.exists) return [];
  try {
    await checkSoundness(connection);
    return [ok('outbox', 'It can be relayed without losing events.')];
  } catch (error) {
    if (!(error instanceof UnsoundOutboxError))
      return [unknown('outbox', `Whether it is sound could not be found out: ${reasonOf(error)}.`)];
    return [problem('outbox', error.message, 'Do as it says; nothing is relayed until then.')];
  }
}

export function reasonOf(error: unknown): string {
  const [first] = error instanceof AggregateError ? (error.errors as unknown[]) : [];
  const { message, code } = (first ?? error) as { message?: string; code?: string };
  return (message || code || String(error)).replace(/\.$/, '');
}
