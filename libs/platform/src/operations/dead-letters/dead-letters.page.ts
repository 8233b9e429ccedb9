import type {
  DeadLetterDetails,
  DeadLetterGroup,
  DeadLetterPage,
  Discarded,
  Redrive,
} from '@warren/eventing';
import type { Page } from '../command-line/page';

const LONGEST_CELL = 60;
const at = (time: Date | null): string => (time ? time.toISOString().replace(/\.\d+Z$/, 'Z') : '-');

/** One line of a table; the whole is shown by `dead-letters show`. */
function cell(text: string): string {
  const line = text.replace(/\s+/g, ' ');
  return line.length > LONGEST_CELL ? `${line.slice(0, LONGEST_CELL - 1)}…` : line;
}

export function listPage({ letters, next }: DeadLetterPage): Page {
  if (letters.length === 0 && !next) return ['There are no such dead letters.'];
  const table = {
    columns: ['id', 'status', 'parked', 'consumer', 'reason', 'type', 'aggregate', 'error'],
    rows: letters.map((letter) => [
      letter.id,
      letter.status,
      at(letter.parkedAt),
      letter.consumer,
      letter.reason,
      cell(letter.type ?? '-'),
      cell(letter.partitionKey ?? '-'),
      cell(`${letter.errorName}: ${letter.errorMessage}`),
    ]),
  };
  return next ? [table, `There may be more: --after ${next}`] : [table];
}

export function groupsPage(groups: DeadLetterGroup[]): Page {
  if (groups.length === 0) return ['There are no dead letters that wait for anybody.'];
  return [
    {
      columns: ['group', 'letters', 'consumer', 'first', 'last', 'error', 'at', 'example'],
      rows: groups.map((group) => [
        group.fault,
        String(group.count),
        group.consumer,
        at(group.first),
        at(group.last),
        cell(`${group.errorName}: ${group.exampleMessage}`),
        group.place || '-',
        group.exampleId,
      ]),
    },
  ];
}

export function detailsPage(letter: DeadLetterDetails): Page {
  const { envelope, bodyText, errorStack, errorName, errorMessage, history } = letter;
  return [
    { columns: ['dead letter', letter.id], rows: factsOf(letter) },
    errorStack ?? `${errorName}: ${errorMessage}`,
    envelope ? JSON.stringify(envelope, null, 2) : (bodyText ?? ''),
    {
      title: 'History',
      columns: ['at', 'what', 'by', 'why', 'detail'],
      rows: history.map((entry) => [
        at(entry.at),
        entry.what,
        entry.actor ?? '-',
        entry.reason ?? '-',
        cell(entry.detail ?? '-'),
      ]),
    },
  ];
}

function factsOf(letter: DeadLetterDetails): string[][] {
  const facts: [string, string | number | null][] = [
    ['status', letter.status],
    ['consumer', letter.consumer],
    ['reason', letter.reason],
    ['type', letter.type],
    ['event', letter.eventId],
    ['correlation', letter.correlationId],
    ['aggregate', letter.partitionKey],
    ['sequence', letter.sequence],
    ['published to', `${letter.exchange} ${letter.routingKey}`],
    ['tries', letter.attempts],
    ['first failed', at(letter.firstFailedAt)],
    ['parked', at(letter.parkedAt)],
    ['group', letter.fault],
    ['goes to', letter.target],
    ['waits for', letter.waitsFor],
    ['problem', letter.problem],
  ];
  return facts.flatMap(([name, value]) => (value === null ? [] : [[name, String(value)]]));
}

export function redrivesPage(redrives: Redrive[]): Page {
  if (redrives.length === 0) return ['Nothing was sent round again yet.'];
  const table = {
    columns: [
      're-drive',
      'status',
      'asked',
      'by',
      'step',
      'letters',
      'handled',
      'failed',
      'discarded',
      'under way',
      'waiting',
    ],
    rows: redrives.map((redrive) => [
      redrive.id,
      redrive.status,
      at(redrive.requestedAt),
      redrive.actor,
      `${redrive.step} of ${redrive.steps}`,
      ...[redrive.letters, redrive.handled, redrive.failed, redrive.discarded].map(String),
      ...[redrive.underWay, redrive.waiting].map(String),
    ]),
  };
  const remarks = redrives.flatMap(({ id, endedBecause, problem }) =>
    [endedBecause, problem].filter((text) => text !== null).map((text) => `${id}: ${text}`),
  );
  return [table, ...remarks];
}

export function discardedPage({ discarded, requested }: Discarded): Page {
  const later =
    requested > 0
      ? ` ${requested} are events that hold up a projection: they are discarded when it has gone on without them.`
      : '';
  return [`${discarded} discarded.${later}`];
}
