import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { ContractError, contractOf, type Contract } from '@warren/eventing';
import { replayProblems } from '../test/replay';
import * as published from './index';

type EventClass = new (fields: object) => object;

const files = filesUnder(__dirname, '.ts').filter((file) => /\.v\d+$/.test(file));
const fixtures = filesUnder(join(__dirname, '../fixtures'), '.json');
const events = files.map((file) => ({ file, ...eventIn(file) }));

describe('contracts', () => {
  it('has files to check', () => expect(files.length).toBeGreaterThanOrEqual(8));

  it('has a fixture for every version of every event, and no other', () => {
    expect(fixtures).toEqual(files);
  });

  it.each(events)('$file is named as its event', ({ file, contract }) => {
    const { service, routingKey } = contract;
    expect(`${service}/${routingKey.replace(/^confidential\./, '')}`).toBe(file);
  });

  it.each(events)('$file is exported by the registry under its name', ({ file, eventClass, contract }) => {
    const name = pascalCase(file.replace(/^.*\/|\.v\d+$/g, ''));
    const isCurrent = !files.some((other) => other === file.replace(/\d+$/, String(contract.version + 1)));
    expect(eventClass.name).toBe(isCurrent ? name : `${name}V${contract.version}`);
    expect((published as Record<string, unknown>)[eventClass.name]).toBe(eventClass);
  });

  it.each(events)('$file is confidential if it carries a secret, and only then', ({ file, contract }) => {
    expect(contract.confidential ?? false).toBe('token' in readFixture(file));
  });

  it.each(events)('$file reads its fixture and writes it again unchanged', ({ file, eventClass }) => {
    const fixture = readFixture(file);
    const event = plainToInstance(eventClass, fixture);
    expect(validateSync(event)).toEqual([]);
    expect(JSON.parse(JSON.stringify(event))).toEqual(fixture);
  });

  it('can be read as the newest version, whichever was published', () => {
    const versions = events.map(({ file, eventClass }) => ({ eventClass, fixture: readFixture(file) }));
    expect(replayProblems(versions)).toEqual([]);
  });

  it.each(events)('$file is about the aggregate whose id it carries', ({ file, contract }) => {
    const fixture = readFixture(file);
    const subject = contract.subject(fixture);
    expect(Object.values(fixture)).toContain(subject);
    expect(subject).toMatch(/^[0-9a-f]{8}-/);
  });

  it.each(events)('$file has a rule for every field', ({ file, eventClass }) => {
    const fixture = readFixture(file);
    for (const field of Object.keys(fixture)) {
      const broken = plainToInstance(eventClass, { ...fixture, [field]: { not: 'what was agreed' } });
      expect(validateSync(broken).map((error) => error.property)).toEqual([field]);
    }
  });
});

function eventIn(file: string): { eventClass: EventClass; contract: Contract } {
  const exports = Object.values(jest.requireActual<Record<string, EventClass>>(`./${file}`));
  const found = exports.filter(isIntegrationEvent).map((eventClass) => ({
    eventClass,
    contract: contractOf(eventClass),
  }));
  if (found.length !== 1 || !found[0])
    throw new Error(`${file} must hold one integration event, not ${found.length}.`);
  return found[0];
}

/** A file may hold classes of parts (the lines of an order) beside its event. */
function isIntegrationEvent(candidate: EventClass): boolean {
  try {
    return Boolean(contractOf(candidate));
  } catch (error) {
    if (error instanceof ContractError) return false;
    throw error;
  }
}

function filesUnder(folder: string, extension: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(extension))
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).slice(0, -extension.length))
    .sort();
}

function readFixture(file: string): Record<string, unknown> {
  return JSON.parse(readFileSync(join(__dirname, `../fixtures/${file}.json`), 'utf8')) as Record<
    string,
    unknown
  >;
}

function pascalCase(kebab: string): string {
  return kebab.replace(/(^|-)(\w)/g, (_, __, letter: string) => letter.toUpperCase());
}
