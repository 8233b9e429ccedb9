import type { Replay } from '@warren/eventing';
import type { Page } from '../command-line/page';

export function replaysPage(replays: readonly Replay[]): Page {
  const details = replays.flatMap(({ id, detail, history }) => [
    ...history.map(({ at, what, by }) => `${id}: ${what} by ${by} at ${at.toISOString()}`),
    ...(detail ? [`${id}: ${detail}`] : []),
  ]);
  return [
    {
      columns: ['id', 'state', 'done', 'positions', 'to', 'sent', 'no queue', 'withheld', 'by'],
      rows: replays.map((replay) => [
        ...[replay.id, replay.state, percent(replay)],
        `${replay.fromPosition} to ${replay.toPosition}`,
        replay.request.queue ?? 'everybody',
        ...[replay.sent, replay.unroutable, replay.withheld].map(String),
        replay.request.requestedBy ?? '-',
      ]),
    },
    ...details,
  ];
}

/** One line, while it goes on. */
export function progressOf(replay: Replay): string {
  return `${percent(replay)}: ${replay.sent} sent, at position ${replay.position} of ${replay.toPosition}.`;
}

function percent({ share }: Replay): string {
  return `${Math.floor(share * 100)} %`;
}
