import type { Books } from './books';

/** What the ledger comes to, in a line for people: what was committed, what came of it, and how many problems of each kind there are. */
export function summaryOf(
  { movements, entries, statements, confirmations }: Books,
  problems: string[],
): string {
  const folded = statements.reduce((sum, { versions }) => sum + versions.length, 0);
  const count = (...kinds: string[]) =>
    problems.filter((problem) => kinds.some((kind) => problem.startsWith(`${kind}:`))).length;
  const lost = count('lost');
  const doubled = count('doubled');
  const backward = count('backward', 'out of order');
  return (
    `committed ${movements.length} events; handled ${entries.length}, folded ${folded}, answered ${confirmations.length}; ` +
    `lost ${lost}, doubled ${doubled}, backward ${backward}, other problems ${problems.length - lost - doubled - backward}`
  );
}
