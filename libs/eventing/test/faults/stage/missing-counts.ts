import type { DataSource } from 'typeorm';

/** How much is still to come about, by kind; a cheap look, which the ledger follows once nothing is missing. */
export async function missingCounts(
  writer: DataSource,
  bookkeeper: DataSource,
): Promise<Record<'entries' | 'confirmations' | 'folded' | 'parked', number>> {
  const [committed] = await writer.query<Row[]>(`
    select count(*) filter (where kind = 'changed')::int as changed,
           count(*) filter (where harm is not null)::int as refused from movement`);
  const [effected] = await bookkeeper.query<Row[]>(`
    select (select count(distinct movement)::int from entry) as entries,
           (select coalesce(sum(sequence), 0)::int from eventing.projection_gate) as passed,
           (select count(*)::int from eventing.dead_letters) as parked`);
  const [confirmed] = await writer.query<Row[]>(
    'select count(distinct movement)::int as confirmations, (select count(*)::int from movement) as all from confirmation',
  );
  const { changed = 0, refused = 0 } = committed ?? {};
  return {
    entries: changed - refused - (effected?.entries ?? 0),
    confirmations: changed - refused - (confirmed?.confirmations ?? 0),
    folded: (confirmed?.all ?? 0) - (effected?.passed ?? 0),
    parked: refused - (effected?.parked ?? 0),
  };
}

type Row = Record<string, number>;
