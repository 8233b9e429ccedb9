const { Mill } = require('./fixture');
const { fieldRows } = require('./rules-in-words');

describe('the page of the contracts', () => {
  /** @type {Mill} */
  let mill;
  beforeEach(() => (mill = new Mill()));
  afterEach(() => mill.remove());

  it('tells of each version what it says, where it goes, and who has to do with it', () => {
    mill.declare('/** Of the | sack. */ @IsInt() @Min(1) readonly grams!: number;');
    mill.write('libs/contracts/fixtures/mill/flour-ground.v1.json', '{ "sackId": "1", "grams": 500 }');
    const page = mill.publish().text('docs/contracts.md');
    expect(page).toContain('- **mill**: [FlourGround](#flourground)\n');
    expect(page).toContain(
      '## mill\n\n### FlourGround\n\n`mill.flour-ground.v1`: [`FlourGround`](../libs/contracts/src/mill/',
    );
    expect(page).toContain(
      '[schema](../libs/contracts/schemas/mill/flour-ground.v1.json)\n\nFlour was ground.\n\n',
    );
    expect(page).toContain(
      'On the exchange `mill.events` under `flour-ground.v1`. Of the aggregate `sack`, by its `sackId`.',
    );
    expect(page).toContain('| `grams` | whole number, 1 or more | Of the \\| sack. |');
    expect(page).toContain('- Published by nobody\n- Taken by nobody\n');
    expect(page).toContain('"grams": 500');
  });

  it.each([
    ["@IsUUID('loose')", 'UUID'],
    ['@Personal() @IsEmail()', 'email address; **personal**'],
    ['@Secret() @IsString() @IsNotEmpty()', 'text, not empty; **secret**'],
    ["@IsOptional() @IsIn(['rye', 'oat'])", 'one of `rye`, `oat`; may be absent'],
    ['@Matches(/^a/)', 'text, like `^a`'],
    ['@IsISO4217CurrencyCode()', 'text, ISO 4217'],
    ['@ArrayNotEmpty() @IsRFC3339({ each: true })', 'list: time (RFC 3339), not empty'],
    ['@Equals(7)', 'always `7`'],
  ])('puts %s into words', (decorators, words) => {
    const { schema } = mill.declare(`${decorators} readonly it!: never;`).read();
    expect(fieldRows(schema)[1]).toEqual(['`it`', words, '']);
  });

  it('lists the fields of parts after them', () => {
    const before = 'class Grain {\n/** Which. */ @IsString() readonly kind!: string; }';
    const { schema } = mill.declare('@ListOf(() => Grain) readonly grains!: Grain[];', { before }).read();
    expect(fieldRows(schema).slice(1)).toEqual([
      ['`grains`', 'list of Grain', ''],
      ['`grains[].kind`', 'text', 'Which.'],
    ]);
  });
});
