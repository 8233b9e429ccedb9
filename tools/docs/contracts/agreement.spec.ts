import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv, { type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import fc from 'fast-check';
import * as contracts from '../../../libs/contracts/src';
import { repository } from '../../repository';
import { Mill } from './fixture';
import { readPublished } from './index';
import { RULES } from './rules';
import { EveryRule, EXAMPLE } from './test/every-rule';

type Payload = Record<string, unknown>;
type Place = (string | number)[];

// As a stranger would set it up who reads the schemas: strict, so that a keyword with a slip of the pen is found.
const ajv = addFormats(new Ajv({ strict: true, allErrors: true, strictTypes: false, allowUnionTypes: true }));
ajv.addVocabulary(['x-contract', 'x-personal', 'x-secret', 'x-rule']);
ajv.addFormat('idn-email', /^[^\s@]+@[^\s@]+$/);

const published = readPublished(repository).published.map(({ type, contract, schema }) => {
  const file = join(repository, 'libs/contracts/fixtures', contract.service, `${contract.event}.json`);
  const eventClass = (contracts as unknown as Record<string, new () => object>)[contract.name];
  if (!eventClass) throw new Error(`libs/contracts/src/index.ts does not export ${contract.name}.`);
  return {
    type,
    eventClass,
    accepts: ajv.compile(schema),
    fixture: JSON.parse(readFileSync(file, 'utf8')) as Payload,
  };
});

/** The schema that is made of it where it would be a contract. */
function everyRule() {
  const mill = new Mill();
  try {
    mill.write('libs/contracts/src/mill/flour-ground.v1.ts', EVERY_RULE);
    const { schema, problems } = mill.read();
    return {
      type: 'every rule',
      eventClass: EveryRule as unknown as new () => object,
      accepts: ajv.compile(schema),
      fixture: EXAMPLE,
      problems,
    };
  } finally {
    mill.remove();
  }
}

const EVERY_RULE = readFileSync(join(__dirname, 'test', 'every-rule.ts'), 'utf8');
const sample = everyRule();

/** What may stand in the place of something. Undefined: it is absent. */
const STRANGE = [
  ...[
    undefined,
    null,
    true,
    '',
    ' ',
    'x',
    0,
    1,
    -1,
    1.5,
    1e300,
    {},
    [],
    [null],
    [[]],
    [{}],
    ['x'],
    { amount: 1 },
  ],
  '0190C5D2-9B41-7F08-8A11-3C9E5D7B0002',
  '0190c5d2-9b41-7f08-8a11-3c9e5d7b000g',
  '2030-01-02T03:04:05Z',
  '2030-01-02 03:04:05.678+01:00',
  '2030-01-02',
  'eur',
  'EURO',
  'ada@example.org',
  'a',
  'ab',
  'cad',
  'abcdef',
  2,
  -2,
  ['', 'x', 'y'],
  [0, -1],
];

function takenByClass(eventClass: new () => object, payload: unknown): boolean {
  return (
    validateSync(plainToInstance(eventClass, payload as object), { forbidUnknownValues: false }).length === 0
  );
}

function placesIn(value: unknown, place: Place = []): Place[] {
  const inner = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  const own = place.length > 0 ? [place] : [];
  return [
    ...own,
    ...inner.flatMap(([name, one]) => placesIn(one, [...place, Array.isArray(value) ? Number(name) : name])),
  ];
}

function changed(payload: Payload, place: Place, value: unknown): Payload {
  const copy = structuredClone(payload);
  const owner = place.slice(0, -1).reduce<Payload>((part, name) => part[name] as Payload, copy);
  const last = place.at(-1) ?? '';
  if (value !== undefined) owner[last] = structuredClone(value);
  else if (Array.isArray(owner)) owner.splice(Number(last), 1);
  else delete owner[last];
  return copy;
}

it('every rule that a schema can say is looked at', () => {
  expect(sample.problems).toEqual([]);
  expect(Object.keys(RULES).filter((rule) => !EVERY_RULE.includes(`@${rule}(`))).toEqual([]);
});

describe.each([sample, ...published])('the schema of $type', ({ eventClass, accepts, fixture }) => {
  const verdicts = (payload: Payload, validate: ValidateFunction = accepts) => ({
    payload,
    schema: validate(payload),
    class: takenByClass(eventClass, payload),
  });

  it('takes the fixture, and more fields than it knows', () => {
    expect(verdicts({ ...fixture, more: 1 })).toMatchObject({ schema: true, class: true });
  });

  it('takes and refuses what the class does, in each place', () => {
    const all = placesIn(fixture).flatMap((place) =>
      STRANGE.map((value) => verdicts(changed(fixture, place, value))),
    );
    expect(all.filter((one) => one.schema !== one.class)).toEqual([]);
    expect(all.some((one) => !one.schema)).toBe(true);
  });

  it('refuses nothing that the class takes', () => {
    const places = placesIn(fixture);
    fc.assert(
      fc.property(fc.constantFrom(...places), fc.jsonValue(), (place, value) => {
        const verdict = verdicts(changed(fixture, place, value));
        return verdict.schema || !verdict.class;
      }),
    );
  });
});

describe('a personal field', () => {
  it.each([
    'personal:1:3:VGhpcyBpcyBjaXBoZXJ0ZXh0LCBvciBsb29rcyBsaWtlIGl0',
    'personal:forgotten',
    '(forgotten)',
  ])('may be as it travels: %s', (text) => {
    const user = published.find(({ type }) => type === 'users.user-created.v1');
    expect(user?.accepts({ ...user.fixture, name: text, email: text })).toBe(true);
    expect(user?.accepts({ ...user.fixture, userId: text })).toBe(false);
  });
});
