const { Mill } = require('./fixture');

describe('the schema of a contract', () => {
  /** @type {Mill} */
  let mill;
  beforeEach(() => (mill = new Mill()));
  afterEach(() => mill.remove());

  /** What a field becomes. @param {string} field @param {string} [before] */
  const fieldOf = (field, before) => {
    const { schema, problems } = mill.declare(field, { before }).read();
    expect(problems).toEqual([]);
    const { sackId: _, ...others } = schema.properties;
    const [name = ''] = Object.keys(others);
    return { ...others[name], required: schema.required.includes(name) };
  };

  it('says what was agreed on beside the fields', () => {
    const { schema } = mill
      .declare('', { options: "aggregate: 'sack', subject: (event) => event.sackId, confidential: true" })
      .read();
    expect(schema).toEqual({
      $schema: 'http://json-schema.org/draft-07/schema#',
      $id: 'urn:event-schema:mill.flour-ground.v1',
      title: 'FlourGround',
      description: 'Flour was ground.',
      'x-contract': {
        kind: 'event',
        aggregate: 'sack',
        subject: 'sackId',
        exchange: 'mill.events',
        routingKey: 'confidential.flour-ground.v1',
        confidential: true,
      },
      type: 'object',
      properties: { sackId: { type: 'string', format: 'uuid' } },
      required: ['sackId'],
    });
  });

  it.each([
    ['@IsString() @IsNotEmpty()', { type: 'string', minLength: 1 }],
    ['@Length(2, 5)', { type: 'string', minLength: 2, maxLength: 5 }],
    ['@Matches(/^a$/u, { message: "an a" })', { type: 'string', pattern: '^a$' }],
    ['@IsRFC3339()', { type: 'string', format: 'date-time' }],
    [
      '@IsUUID("7")',
      { type: 'string', format: 'uuid', pattern: expect.stringContaining('-7[0-9a-fA-F]{3}-') },
    ],
    [
      '@IsUUID()',
      { type: 'string', format: 'uuid', pattern: expect.stringContaining('-[1-8][0-9a-fA-F]{3}-') },
    ],
    ['@IsInt() @Min(0) @Max(9)', { type: 'integer', minimum: 0, maximum: 9 }],
    ['@Min(-0.5) @IsNumber()', { type: 'number', minimum: -0.5 }],
    ['@IsBoolean()', { type: 'boolean' }],
    ['@IsIn(GRAINS)', { type: 'string', enum: ['rye', 'oat'] }],
    ['@IsIn([...GRAINS, "spelt"])', { type: 'string', enum: ['rye', 'oat', 'spelt'] }],
    ['@Equals(true)', { const: true }],
    [
      '@ArrayMinSize(2) @IsArray() @IsInt({ each: true })',
      { type: 'array', minItems: 2, items: { type: 'integer' } },
    ],
  ])('says %s', (decorators, keywords) => {
    const field = fieldOf(`${decorators} readonly it!: never;`, "const GRAINS = ['rye', 'oat'] as const;");
    expect(field).toEqual({ ...keywords, required: true });
  });

  it('takes null for what may be absent, and ciphertext for what is personal', () => {
    expect(fieldOf('@IsOptional() @IsInt() readonly it?: number;')).toEqual({
      required: false,
      anyOf: [{ type: 'integer' }, { type: 'null' }],
    });
    expect(fieldOf('/** Of the miller. */ @Personal() @IsString() readonly it!: string;')).toMatchObject({
      required: true,
      description: 'Of the miller.',
      'x-personal': true,
      anyOf: [{ type: 'string' }, { pattern: expect.stringContaining('personal:') }],
    });
    expect(fieldOf('@Secret() @IsString() readonly it!: string;')).toMatchObject({ 'x-secret': true });
  });

  it('writes parts and inherited fields out', () => {
    const before = `
      /** A kind of it. */ class Kind { @IsString() readonly name!: string; }
      class Named<Self> extends Payload<Self> { @ObjectOf(() => Kind) readonly kind!: Kind; }
      class Grain extends Named<Grain> { @IsInt() readonly grams!: number; }`;
    const kind = {
      title: 'Kind',
      description: 'A kind of it.',
      type: 'object',
      properties: { name: { type: 'string' } },
      required: ['name'],
    };
    expect(fieldOf('@ArrayNotEmpty() @ListOf(() => Grain) readonly it!: Grain[];', before)).toEqual({
      required: true,
      type: 'array',
      minItems: 1,
      items: {
        title: 'Grain',
        type: 'object',
        properties: { kind, grams: { type: 'integer' } },
        required: ['kind', 'grams'],
      },
    });
  });

  it.each([
    [
      '@IsHexColor()',
      'has @IsHexColor, which the schema cannot say: use a rule of tools/docs/contracts/rules.js',
    ],
    ['@IsInt({ groups: ["a"] })', 'has @IsInt({ groups: ["a"] }), which the schema cannot say'],
    ['@Matches(/a/i)', 'has @Matches(/a/i), which the schema cannot say'],
    ['@IsUUID("guid")', 'has @IsUUID("guid"), which the schema cannot say'],
    ['@Min(least())', 'has @Min with an argument that is computed: write it down'],
    ['@ObjectOf(() => Elsewhere)', "has @ObjectOf with a class that is none of the contracts'"],
    ['@IsInt({ each: true })', 'has a rule for each part and no @IsArray()'],
    ['@IsString() @Min(1)', 'has rules that no value keeps all of'],
    ['@IsNotEmpty()', 'has no rule that says what it is'],
    ['', 'has no rule that says what it is'],
    ['@ObjectOf(() => FlourGround)', 'is a part of itself'],
  ])('is not made of a field with %s', (decorators, complaint) => {
    const { problems } = mill.declare(`${decorators} readonly it!: never;`).read();
    expect(problems.join('\n')).toContain(complaint);
    expect(problems[0]).toMatch(/^libs\/contracts\/src\/mill\/flour-ground\.v1\.ts: FlourGround/);
    mill.publish();
    expect(() => mill.text(mill.place)).toThrow(/ENOENT/);
  });
});
