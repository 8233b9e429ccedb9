import type { OutboxReport } from '@warren/eventing';
import type { Page, Table } from '../command-line/page';
import { size, span } from '../command-line/quantities';

export function outboxStatusPage(report: OutboxReport): Page {
  return [summary(report), partitions(report)];
}

function summary({ backlog, relayedTo, lastPosition, relay, gaps }: OutboxReport): Table {
  return {
    columns: ['backlog', 'oldest', 'sent up to', 'newest', 'relay', 'gaps'],
    rows: [
      [
        `${backlog.events}${backlog.isMore ? '+' : ''}`,
        backlog.oldestAgeMs === null ? '-' : span(backlog.oldestAgeMs),
        String(relayedTo),
        lastPosition === null ? '-' : String(lastPosition),
        relayText(relay),
        gaps.open + gaps.parked === 0 ? '-' : `${gaps.open} open, ${gaps.parked} parked`,
      ],
    ],
  };
}

/** Of the holder's name the last part, which is random, says nothing to people. */
function relayText({ holder, leaseMs }: OutboxReport['relay']): string {
  if (holder === null || leaseMs === null) return 'nobody';
  const process = holder.split('/').slice(0, 2).join(' process ');
  return leaseMs > 0
    ? `${process}, for ${span(leaseMs)} more`
    : `nobody; ${process} until ${span(-leaseMs)} ago`;
}

/** Empty ones that lie ahead are no news. */
function partitions({ partitions, lastPosition }: OutboxReport): Table {
  const begun = partitions.filter(({ from }) => from === null || from <= (lastPosition ?? 0));
  return {
    title: 'Partitions',
    columns: ['name', 'positions', 'rows, about', 'size'],
    rows: begun.map(({ name, from, to, estimatedRows, bytes }) => [
      name,
      from === null || to === null ? 'what fits nowhere else' : `${from} to ${to - 1}`,
      estimatedRows === null ? '-' : String(estimatedRows),
      size(bytes),
    ]),
  };
}
