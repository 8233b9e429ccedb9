import type { Books, Movement, OutboxRow } from './books';
import { differences } from './difference';

/**
 * Accounts for every event: what the writer committed against everything that should have come of it. An empty list is
 * the guarantee kept: nothing lost, nothing doubled, nothing out of order, nothing left lying about.
 *
 * @param strangers bodies of messages that the writer did not send: that they were parked is not counted here.
 */
export function accountFor(books: Books, strangers: Buffer[] = []): string[] {
  const changed = books.movements.filter(({ kind }) => kind === 'changed');
  const bookable = changed.filter(({ harm }) => harm === null).map(({ id }) => id);
  const refused = changed.filter(({ harm }) => harm !== null).map(({ id }) => id);
  const ours = books.parked.filter(({ body }) => !strangers.some((strange) => strange.equals(body)));
  const parked = ours.map(({ movement }) => movement);
  return [
    ...differences(idsOf(books.movements), movementsOf(books.written), 'event in the outbox'),
    ...versionsThatAreNoSequences(books),
    ...differences(bookable, books.entries, 'entry'),
    ...differences(books.entries, movementsOf(books.published), 'event that the entry published'),
    ...holesIn(books.published),
    ...differences(books.entries, books.confirmations, 'confirmation'),
    ...wrongStatements(changed, books.statements),
    ...wrongGates(books),
    ...(books.held > 0 ? [`held: ${books.held} events still wait for a predecessor`] : []),
    ...differences(refused, parked, 'dead letter').map((problem) => explain(problem, ours)),
    ...wrongInbox('writer', books.inbox.writer, books.confirmations.length),
    ...wrongInbox('bookkeeper', books.inbox.bookkeeper, books.entries.length),
  ];
}

const idsOf = (movements: Movement[]) => movements.map(({ id }) => id);
const movementsOf = (rows: OutboxRow[]) => rows.map(({ movement }) => movement);

/** The writer numbers the movements of an account under its row lock: the outbox must have counted the same. */
function versionsThatAreNoSequences({ movements, written }: Books): string[] {
  const versions = new Map(movements.map(({ id, version }) => [id, version]));
  return written
    .filter(({ movement, sequence }) => versions.has(movement) && versions.get(movement) !== sequence)
    .map(
      ({ movement, stream, sequence }) =>
        `out of order: ${movement} is number ${versions.get(movement)} of ${stream} and went out as ${sequence}`,
    );
}

function holesIn(published: OutboxRow[]): string[] {
  const next = new Map<string, number>();
  const problems: string[] = [];
  for (const { stream, sequence } of published) {
    const expected = next.get(stream) ?? 1;
    if (sequence !== expected)
      problems.push(`out of order: ${stream} has ${sequence} where ${expected} belongs`);
    next.set(stream, sequence + 1);
  }
  return problems;
}

/** The read model must be what folding one event after the other would have made. */
function wrongStatements(changed: Movement[], statements: Books['statements']): string[] {
  const expected = new Map<string, { balance: number; versions: number[] }>();
  for (const { account, version, amount } of [...changed].sort((a, b) => a.version - b.version)) {
    const { balance, versions } = expected.get(account) ?? { balance: 0, versions: [] };
    expected.set(account, { balance: balance + amount, versions: [...versions, version] });
  }
  const actual = new Map(statements.map(({ account, ...row }) => [account, row]));
  return [...new Set([...expected.keys(), ...actual.keys()])]
    .filter((account) => !sameStatement(expected.get(account), actual.get(account)))
    .map(
      (account) =>
        `wrong statement: ${account} is ${JSON.stringify(actual.get(account))}, not ${JSON.stringify(expected.get(account))}`,
    );
}

type Statement = { balance: number; versions: number[] } | undefined;

function sameStatement(one: Statement, other: Statement): boolean {
  return one?.balance === other?.balance && one?.versions.join() === other?.versions.join();
}

function wrongGates({ movements, gates }: Books): string[] {
  const counts = new Map<string, number>();
  for (const { account } of movements) counts.set(account, (counts.get(account) ?? 0) + 1);
  const reached = new Map(gates.map(({ stream, sequence }) => [stream, sequence]));
  return [...counts]
    .filter(([account, count]) => reached.get(`/writer/account/${account}`) !== count)
    .map(
      ([account, count]) =>
        `wrong gate: ${account} is at ${reached.get(`/writer/account/${account}`)}, not at ${count}`,
    );
}

function explain(problem: string, parked: Books['parked']): string {
  const story = parked.find(({ movement }) => problem.includes(movement));
  return story ? `${problem} [${story.reason} at ${story.consumer}]` : problem;
}

function wrongInbox(service: string, actual: number, expected: number): string[] {
  return actual === expected
    ? []
    : [`wrong inbox: that of the ${service} has ${actual} rows, not ${expected}`];
}
