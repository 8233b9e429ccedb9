const fs = require('node:fs');
const path = require('node:path');
const { Mill } = require('./fixture');

describe('a published contract', () => {
  /** @type {Mill} */
  let mill;
  beforeEach(() => (mill = new Mill()));
  afterEach(() => mill.remove());

  const PART = 'class Grain { @IsString() readonly kind!: string; }';
  const WIDER_PART =
    'class Grain { @IsString() readonly kind!: string; @IsOptional() @IsInt() readonly age?: number; }';
  const STRICTER_PART = 'class Grain { @IsString() readonly kind!: string; @IsInt() readonly age!: number; }';
  const LIST = '@ListOf(() => Grain) readonly grains!: Grain[];';

  it.each([
    ['a field is gone', '@IsInt() readonly grams!: number;', '', 'grams: it is gone'],
    ['an optional field is gone', '@IsOptional() @IsInt() readonly grams?: number;', '', 'grams: it is gone'],
    ['a field is new and required', '', '@IsInt() readonly grams!: number;', 'grams: it is new and required'],
    [
      'an optional field becomes required',
      '@IsOptional() @IsInt() readonly grams?: number;',
      '@IsInt() readonly grams!: number;',
      'grams: it is required now',
    ],
    [
      'a required field becomes optional',
      '@IsInt() readonly grams!: number;',
      '@IsOptional() @IsInt() readonly grams?: number;',
      'grams: it may be absent now',
    ],
    [
      'a type changes',
      '@IsInt() readonly grams!: number;',
      '@IsString() readonly grams!: string;',
      'grams: its type was "integer" and is "string"',
    ],
    [
      'a whole number may be a fraction',
      '@IsInt() readonly grams!: number;',
      '@IsNumber() readonly grams!: number;',
      'grams: its type was "integer" and is "number"',
    ],
    [
      'a form changes',
      '@IsEmail() readonly miller!: string;',
      "@IsUUID('loose') readonly miller!: string;",
      'miller: its format was "idn-email" and is "uuid"',
    ],
    [
      'a value comes that consumers refuse',
      "@IsIn(['rye']) readonly grain!: string;",
      "@IsIn(['rye', 'oat']) readonly grain!: string;",
      'grain: enum has "oat", which consumers refuse',
    ],
    [
      'a value goes that was published',
      "@IsIn(['rye', 'oat']) readonly grain!: string;",
      "@IsIn(['rye']) readonly grain!: string;",
      'grain: enum no longer has "oat", which was published',
    ],
    [
      'the least is raised',
      '@Min(0) readonly grams!: number;',
      '@Min(1) readonly grams!: number;',
      'grams: its minimum was 0 and is 1',
    ],
    [
      'the least is lowered',
      '@Min(1) readonly grams!: number;',
      '@Min(-1) readonly grams!: number;',
      'grams: its minimum was 1 and is -1',
    ],
    [
      'a limit comes',
      '@IsString() readonly kind!: string;',
      '@IsString() @MaxLength(9) readonly kind!: string;',
      'kind: its maxLength was none and is 9',
    ],
    [
      'a limit goes',
      '@IsString() @IsNotEmpty() readonly kind!: string;',
      '@IsString() readonly kind!: string;',
      'kind: its minLength was 1 and is none',
    ],
    [
      'a pattern changes',
      '@Matches(/^a/) readonly kind!: string;',
      '@Matches(/^[ab]/) readonly kind!: string;',
      'kind: its pattern was "^a" and is "^[ab]"',
    ],
    [
      'a rule changes of which the schema says a part alone',
      '@IsISO4217CurrencyCode() readonly currency!: string;',
      '@Matches(/^[A-Za-z]{3}$/) readonly currency!: string;',
      'currency: its x-rule was "ISO 4217" and is none',
    ],
    [
      'a text becomes personal',
      '@IsString() readonly miller!: string;',
      '@Personal() @IsString() readonly miller!: string;',
      'miller: it was not personal and is personal',
    ],
    [
      'a text is personal no more',
      '@Personal() @IsString() readonly miller!: string;',
      '@IsString() readonly miller!: string;',
      'miller: it was personal and is not personal',
    ],
    [
      'it tells of another person',
      '@Personal() @IsString() readonly miller!: string;',
      '@Personal({ subject: (event) => event.millerId }) @IsString() readonly miller!: string;',
      'miller: it was personal and is personal (millerId)',
    ],
    [
      'the parts of a list change',
      '@IsArray() @IsString({ each: true }) readonly kinds!: string[];',
      '@IsArray() @IsInt({ each: true }) readonly kinds!: number[];',
      'kinds[]: its type was "string" and is "integer"',
    ],
    [
      'the parts of a list get rules',
      '@IsArray() readonly kinds!: string[];',
      '@IsArray() @IsString({ each: true }) readonly kinds!: string[];',
      'kinds: there are rules for its parts now',
    ],
    [
      'the parts of a list lose their rules',
      '@IsArray() @IsString({ each: true }) readonly kinds!: string[];',
      '@IsArray() readonly kinds!: string[];',
      'kinds: there are rules for its parts no more',
    ],
    [
      'a list becomes an object',
      '@IsArray() readonly kinds!: string[];',
      '@IsObject() readonly kinds!: object;',
      'kinds: its type was "array" and is "object"',
    ],
  ])('is broken where %s', (_, before, after, complaint) => {
    mill.declare(before).publish();
    expect(mill.problems()).toEqual([]);
    const [problem = '', ...advice] = mill.declare(after).problems();
    expect(advice).toEqual([expect.stringContaining('make it in a new version (docs/extending.md')]);
    expect(problem).toMatch(
      /^libs\/contracts\/src\/mill\/flour-ground\.v1\.ts: FlourGround breaks mill\.flour-ground\.v1, which is published:\n/,
    );
    expect(problem).toContain(`\n  ${complaint}`);
  });

  it.each([
    [
      'is of another aggregate',
      "aggregate: 'mill', subject: (event) => event.sackId",
      'its aggregate was "sack" and is "mill"',
    ],
    [
      'is about another id',
      "aggregate: 'sack', subject: (event) => event.millId",
      'its subject was "sackId" and is "millId"',
    ],
    [
      'becomes confidential',
      "aggregate: 'sack', subject: (event) => event.sackId, confidential: true",
      'its routingKey was "flour-ground.v1" and is "confidential.flour-ground.v1"',
    ],
    [
      'forgets a person',
      "aggregate: 'sack', subject: (event) => event.sackId, forgets: (event) => event.sackId",
      'its forgets was none and is "sackId"',
    ],
    [
      'is no event any more',
      "aggregate: 'sack', subject: (event) => event.sackId, isSnapshot",
      'its kind was "event" and is "snapshot"',
    ],
  ])('is broken where it %s', (_, options, complaint) => {
    mill.declare('').publish();
    const [problem = ''] = mill.declare('', { options }).problems();
    expect(problem).toContain(`\n  ${complaint}`);
  });

  it('is broken by a part of it', () => {
    mill.declare(LIST, { before: PART }).publish();
    expect(mill.declare(LIST, { before: STRICTER_PART }).problems()).toEqual([
      expect.stringContaining('\n  grains[].age: it is new and required'),
      expect.stringContaining('new version'),
    ]);
  });

  it('is broken by rules for an object that had none', () => {
    const before = 'class Grain { @IsOptional() @IsString() readonly kind?: string; }';
    mill.declare('@IsObject() readonly grain!: Grain;').publish();
    expect(mill.declare('@ObjectOf(() => Grain) readonly grain!: Grain;', { before }).problems()).toEqual([
      expect.stringContaining('\n  grain: there are rules for its fields now'),
      expect.stringContaining('new version'),
    ]);
  });

  it.each([
    ['a field that may be absent', '', '@IsOptional() @IsInt() readonly grams?: number;', {}, {}],
    ['a part with a field that may be absent', LIST, LIST, { before: PART }, { before: WIDER_PART }],
    [
      'another comment',
      '/** Old. */ @IsInt() readonly grams!: number;',
      '/** New. */ @IsInt() readonly grams!: number;',
      {},
      {},
    ],
    [
      'a secret',
      '@IsString() readonly token!: string;',
      '@Secret() @IsString() readonly token!: string;',
      {},
      {},
    ],
    [
      'another order of values',
      '@IsIn([1, 2]) readonly a!: number;',
      '@IsIn([2, 1]) readonly a!: number;',
      {},
      {},
    ],
    [
      'another order',
      '@IsInt() readonly a!: number; @IsInt() readonly b!: number;',
      '@IsInt() readonly b!: number; @IsInt() readonly a!: number;',
      {},
      {},
    ],
  ])('takes %s', (_, before, after, context, newContext) => {
    const old = mill.declare(before, context).publish().text(mill.place);
    expect(mill.declare(after, newContext).problems()).toEqual([]);
    expect(mill.publish().text(mill.place)).not.toBe(old);
  });

  it('takes another name of its class, as it gets when there is a newer version', () => {
    mill.declare('').publish();
    const file = 'libs/contracts/src/mill/flour-ground.v1.ts';
    mill.write(file, mill.text(file).replaceAll('FlourGround', 'FlourGroundV1'));
    expect(mill.problems()).toEqual([]);
    expect(mill.publish().text(mill.place)).toContain('"title": "FlourGroundV1"');
  });

  it('is not written anew by what breaks it, but by one that was deleted as never published', () => {
    const old = mill.declare('@IsInt() readonly grams!: number;').publish().text(mill.place);
    mill.declare('@IsString() readonly grams!: string;');
    expect(mill.publish().text(mill.place)).toBe(old);
    fs.rmSync(path.join(mill.root, mill.place));
    expect(mill.problems()).toEqual([]);
    expect(mill.publish().text(mill.place)).toContain('"type": "string"');
  });

  it('does not go with its class', () => {
    mill.declare('').publish();
    fs.rmSync(path.join(mill.root, 'libs/contracts/src/mill/flour-ground.v1.ts'));
    expect(mill.problems()).toEqual([
      expect.stringMatching(
        /^libs\/contracts\/schemas\/mill\/flour-ground\.v1\.json is agreed on, and no class declares it/,
      ),
    ]);
  });

  it('says so where its file is spoiled', () => {
    mill.declare('').write(mill.place, '<<<<<<<');
    expect(() => mill.problems()).toThrow(/flour-ground\.v1\.json is not JSON.*git checkout/);
  });
});
