import { Option } from 'nest-commander';
import {
  DEAD_LETTER_STATUSES,
  PARKING_REASONS,
  type DeadLetterFilter,
  type DeadLetterStatus,
  type ParkingReason,
} from '@warren/eventing';
import { UsageError } from '../command-line/usage-error';
import { TIME_FORMS, timeOf } from '../time-of';

/** The options by which a command chooses dead letters, as they are after parsing. */
export type FilterOptions = DeadLetterFilter;

interface FilterOption {
  name: keyof DeadLetterFilter;
  flags: string;
  description: string;
  parse: (text: string) => unknown;
}

const asItIs = (text: string): string => text;

const FILTER_OPTIONS: FilterOption[] = [
  {
    name: 'status',
    flags: '--status <statuses>',
    description: `One or several of ${DEAD_LETTER_STATUSES.join(',')} (default: parked,requested,sent)`,
    parse: (text) => text.split(',').map((status) => oneOf(DEAD_LETTER_STATUSES, '--status', status)),
  },
  {
    name: 'consumer',
    flags: '--consumer <name>',
    description: 'The handler, projection or saga',
    parse: asItIs,
  },
  {
    name: 'type',
    flags: '--type <type>',
    description: 'Of the event: orders.order-placed.v1',
    parse: asItIs,
  },
  {
    name: 'reason',
    flags: '--because <reason>',
    description: `Why it was parked: ${PARKING_REASONS.join(', ')}`,
    parse: (text) => oneOf(PARKING_REASONS, '--because', text),
  },
  { name: 'correlationId', flags: '--correlation <id>', description: 'The correlation id', parse: asItIs },
  { name: 'id', flags: '--id <id>', description: 'Of the dead letter or of the event', parse: asItIs },
  {
    name: 'partitionKey',
    flags: '--aggregate <key>',
    description: 'The aggregate: order/0190c5d2-…',
    parse: asItIs,
  },
  {
    name: 'fault',
    flags: '--group <group>',
    description: 'A group, as "dead-letters groups" names it',
    parse: asItIs,
  },
  {
    name: 'since',
    flags: '--since <time>',
    description: 'Parked since then: 2h, or 2026-01-31T12:00:00Z',
    parse: timeIn('--since'),
  },
  { name: 'until', flags: '--until <time>', description: 'Parked before then', parse: timeIn('--until') },
  {
    name: 'text',
    flags: '--text <text>',
    description: 'Occurs in the error, in the id of the event, or in the body',
    parse: asItIs,
  },
];

/** Gives a command the options by which dead letters are chosen. */
export function ChoosesDeadLetters(): ClassDecorator {
  return (command) => {
    const prototype = command.prototype as object;
    for (const { flags, description, parse, name } of FILTER_OPTIONS) {
      const method = { value: (text: string) => parse(text), configurable: true, writable: true };
      Object.defineProperty(prototype, `parse ${name}`, method);
      Option({ flags, description, name })(prototype, `parse ${name}`, method);
    }
  };
}

/** The filter among a command's options; `isEmpty` when nothing narrows it. */
export function filterIn(options: FilterOptions): { filter: DeadLetterFilter; isEmpty: boolean } {
  const chosen = FILTER_OPTIONS.map(({ name }) => [name, options[name]] as const);
  const given = chosen.filter(([, value]) => value !== undefined);
  return { filter: Object.fromEntries(given), isEmpty: given.every(([name]) => name === 'status') };
}

function oneOf<T extends DeadLetterStatus | ParkingReason>(
  known: readonly T[],
  flag: string,
  text: string,
): T {
  const found = known.find((each) => each === text.trim());
  if (found) return found;
  throw new UsageError(`${flag} must be one of ${known.join(', ')}; not "${text}".`);
}

function timeIn(flag: string): (text: string) => Date {
  return (text) => {
    const time = timeOf(text);
    if (time) return time;
    throw new UsageError(`${flag} must be ${TIME_FORMS}; not "${text}".`);
  };
}
