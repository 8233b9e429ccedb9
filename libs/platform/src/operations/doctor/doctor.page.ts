import type { Page } from '../command-line/page';
import type { Diagnosis } from './doctor';

const MARKS = { ok: '✓', warning: '!', problem: '✗', unknown: '?' } as const;

/** The findings, and below them what to do: a table has no room for that. */
export function doctorPage({ findings }: Diagnosis): Page {
  const rows = findings.map(({ verdict, check, finding }) => [MARKS[verdict], check, finding]);
  const advice = findings.flatMap(({ check, advice: what }) => (what ? [[check, what]] : []));
  return [
    { columns: ['', 'check', 'finding'], rows },
    ...(advice.length > 0 ? [{ title: 'What to do', columns: ['check', 'advice'], rows: advice }] : []),
  ];
}
