import { validateSync, type ValidationError } from 'class-validator';
import { isCertainlyValid } from './certain-validity';
import { InvalidPayloadError } from './errors';
import { instanceOf } from './instance';
import type { Contract } from './integration-event';
import { personalShapeOf, placesIn } from './personal/personal-shape';
import { isForgotten, isUnreadableOnWire } from './personal/wire-form';
import { unstorableTexts } from './unstorable-text';

/** The fields of a payload class, as its constructor takes them. */
export type Fields<T> = { [K in keyof T]: T[K] };

/**
 * Base of every contract class: gives it a constructor that takes its fields by name.
 *
 * @example new UserCreated({ userId, name })
 */
export abstract class Payload<Self> {
  constructor(fields: Fields<Self>) {
    Object.assign(this, fields);
  }
}

/** Whether personal fields are as people read them, or as they travel: then their rules have to wait. */
export type PersonalState = 'readable' | 'as it travels';

/**
 * Turns plain data into an instance of the contract's class and checks its rules. Fields that the class does not know
 * are kept out of nothing and refused by nobody: a newer publisher may add some. No text in it, of whatever field, may
 * be one that a table cannot hold: one consumer would take the event, and the next one, which stores that field, not.
 * Of a person who was forgotten, no rule asks anything.
 *
 * @throws InvalidPayloadError naming every field that breaks a rule; of a personal one it names the rule alone.
 */
export function readPayload<T extends object>(
  contract: Contract<T>,
  data: unknown,
  personal: PersonalState = 'readable',
): T {
  if (typeof data !== 'object' || data === null || Array.isArray(data)) {
    throw new InvalidPayloadError(
      `${contract.cloudEventType}: the payload must be an object, not ${describe(data)}.`,
    );
  }
  const payload = instantiate(contract, data);
  const unstorable = unstorableTexts(data);
  if (unstorable.length === 0 && isCertainlyValid(payload)) return payload;
  const broken = validateSync(payload, { forbidUnknownValues: false });
  const exempt = personalPaths(contract, data, personal);
  const problems = [...broken.flatMap((error) => explain(error, '', exempt)), ...unstorable];
  if (problems.length > 0)
    throw new InvalidPayloadError(`${contract.cloudEventType}: ${problems.join('; ')}.`);
  return payload;
}

/** JSON may be nested more deeply than any stack, and the payload comes from a stranger. */
function instantiate<T extends object>(contract: Contract<T>, data: object): T {
  try {
    return instanceOf(contract.eventClass as unknown as new () => T, data);
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    const text = `${contract.cloudEventType}: the payload is nested too deeply to be read.`;
    throw new InvalidPayloadError(text, { cause });
  }
}

/**
 * The same for an event about to be published. What is checked is what will travel: the payload as JSON shows it.
 *
 * @throws InvalidPayloadError naming every field that breaks a rule.
 */
export function checkPayload<T extends object>(contract: Contract<T>, event: T): T {
  return readPayload(contract, JSON.parse(JSON.stringify(event)));
}

/** Of each personal field that is there, whether its rules apply now. */
function personalPaths(
  { eventClass }: Pick<Contract, 'eventClass'>,
  data: unknown,
  state: PersonalState,
): ReadonlyMap<string, 'applies' | 'exempt'> {
  const shape = personalShapeOf(eventClass);
  const places = shape ? placesIn(shape, data) : [];
  return new Map(
    places.map(({ path, value }) => {
      const isExempt = isForgotten(value) || (state === 'as it travels' && isUnreadableOnWire(value));
      return [path, isExempt ? 'exempt' : 'applies'];
    }),
  );
}

/** The words of a rule may quote what they are about, which of a personal field nobody may read. */
function explain(
  error: ValidationError,
  path: string,
  personal: ReadonlyMap<string, 'applies' | 'exempt'>,
): string[] {
  const field = path ? `${path}.${error.property}` : error.property;
  const standing = personal.get(field);
  if (standing === 'exempt') return [];
  const own = Object.entries(error.constraints ?? {}).map(
    ([rule, words]) => `${field}: ${standing ? `it is personal, and breaks the rule ${rule}` : words}`,
  );
  return own.concat((error.children ?? []).flatMap((child) => explain(child, field, personal)));
}

function describe(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'a list' : typeof value;
}
