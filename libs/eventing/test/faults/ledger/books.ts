import type { DataSource } from 'typeorm';

/** A movement that committed, from the writer's own table. */
export interface Movement {
  id: string;
  account: string;
  version: number;
  kind: 'changed' | 'noted';
  amount: number;
  harm: string | null;
}

/** An event as it lies in an outbox. */
export interface OutboxRow {
  movement: string;
  stream: string;
  sequence: number;
}

/** Everything that both services have in their tables, read once it is quiet. */
export interface Books {
  movements: Movement[];
  written: OutboxRow[];
  entries: string[];
  published: OutboxRow[];
  confirmations: string[];
  statements: { account: string; balance: number; versions: number[] }[];
  gates: { stream: string; sequence: number }[];
  held: number;
  parked: { movement: string; reason: string; consumer: string; body: Buffer }[];
  /** Rows that stand for an effect; those of parked messages show among the dead letters. */
  inbox: { writer: number; bookkeeper: number };
}

const OUTBOX = `
  select body::jsonb #>> '{data,movement}' as movement, partition_key as stream, sequence::int
  from eventing.outbox order by position`;

const INBOX = "eventing.inbox where outcome = 'handled'";

export async function readBooks(writer: DataSource, bookkeeper: DataSource): Promise<Books> {
  const ids = async (database: DataSource, sql: string) =>
    (await database.query<{ id: string }[]>(sql)).map(({ id }) => id);
  const count = async (database: DataSource, table: string) =>
    (await database.query<{ n: number }[]>(`select count(*)::int as n from ${table}`))[0]?.n ?? 0;
  return {
    movements: await writer.query('select id, account, version, kind, amount::int, harm from movement'),
    written: await writer.query(OUTBOX),
    entries: await ids(bookkeeper, 'select movement as id from entry order by arrival'),
    published: await bookkeeper.query(OUTBOX),
    confirmations: await ids(writer, 'select movement as id from confirmation order by arrival'),
    statements: await bookkeeper.query('select account, balance, versions from account_statement'),
    gates: await bookkeeper.query('select stream, sequence::int from eventing.projection_gate'),
    held: await count(bookkeeper, 'eventing.projection_held'),
    parked: [...(await parkedIn(writer)), ...(await parkedIn(bookkeeper))],
    inbox: {
      writer: await count(writer, INBOX),
      bookkeeper: await count(bookkeeper, INBOX),
    },
  };
}

async function parkedIn(database: DataSource): Promise<Books['parked']> {
  const letters = await database.query<{ reason: string; consumer: string; body: Buffer }[]>(
    'select reason, consumer, body from eventing.dead_letters',
  );
  return letters.map((letter) => ({ ...letter, movement: movementIn(letter.body) }));
}

/** By its looks: what was parked need not be JSON. */
function movementIn(body: Buffer): string {
  return /"movement":"([^"]+)"/.exec(body.toString('latin1'))?.[1] ?? 'no movement';
}
