import type { ProjectionReport } from '@warren/eventing';
import { span } from '../command-line/quantities';
import type { Page } from '../command-line/page';

export function projectionsPage(projections: ProjectionReport[], now = Date.now()): Page {
  if (projections.length === 0) return ['There are no projections.'];
  return [
    {
      columns: ['projection', 'follows', 'aggregates', 'waiting', 'held', 'lag', 'copies'],
      rows: projections.map((each) => [
        each.name,
        each.follows.join(', '),
        `${each.streams}${each.streamsAreMore ? '+' : ''}`,
        each.waiting === null ? '?' : String(each.waiting),
        heldText(each, now),
        each.lag === null ? '-' : `${span(each.lag.p50Ms)}, p99 ${span(each.lag.p99Ms)}`,
        each.copies.map(copyText).join(', ') || '-',
      ]),
    },
  ];
}

function heldText({ held }: ProjectionReport, now: number): string {
  if (held === null) return '-';
  const since = span(Math.max(0, now - held.oldest.getTime()));
  return `${held.events}${held.isMore ? '+' : ''} of ${held.streams}, for ${since}`;
}

function copyText({ snapshot, state, received, expected }: ProjectionReport['copies'][number]): string {
  const name = snapshot.replace(/\.v\d+$/, '');
  return state === 'complete' ? `${name} complete` : `${name} ${state} ${received} of ${expected ?? '?'}`;
}
