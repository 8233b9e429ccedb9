const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { configurationOf } = require('./index');

const PLATFORM = `
import { Variable } from './variable';
const WHOLE = { message: 'must be a whole number' };
/** Of every service. */
export class ServiceEnvironment {
  /** Where its
   *  data are. */
  @Variable({ example: 'postgres://localhost', secret: true }) @IsAddressOf('postgres', 'postgresql') readonly DATABASE_URL!: string;
  /** See {@link DATABASE_URL}. */
  @Variable({ example: '10' }) @IsOptional() @Type(() => Number) @IsInt(WHOLE) @Min(2, { message: 'must be at least 2' })
  readonly POOL_SIZE: number = 1_000;
  readonly notASetting = 1;
}`;
const SHOP = `
export class ShopConfig extends ServiceConfig {
  /** How long it is open. */
  @Variable({ example: '1h' }) @IsDuration({ atLeast: '1s' }) readonly OPEN_FOR: StringValue = '8h';
}`;

describe('the reference of the settings', () => {
  /** @type {string} */
  let root;
  /** @param {string} place @param {string} text */
  const write = (place, text) => {
    fs.mkdirSync(path.dirname(path.join(root, place)), { recursive: true });
    fs.writeFileSync(path.join(root, place), text);
  };
  beforeEach(() => {
    root = fs.mkdtempSync(path.join(os.tmpdir(), 'warren-settings-'));
    write('libs/platform/src/config/service-environment.ts', PLATFORM);
    write('apps/shop/src/shop.config.ts', SHOP);
  });
  afterEach(() => fs.rmSync(root, { recursive: true }));

  it('says of each what for, its rules, its default and an example, service by service', () => {
    const { problems, documents } = configurationOf(root);
    expect(problems).toEqual([]);
    expect(documents.map(({ place }) => place)).toEqual(['docs/configuration.md']);
    const rows = documents[0]?.text.split('\n').filter((line) => /^(##|\| `)/.test(line));
    expect(rows).toEqual([
      '## Every service',
      '| `DATABASE_URL` (secret) | Where its data are. Must be an address like postgres://… or postgresql://…. | **needed** | `postgres://localhost` |',
      '| `POOL_SIZE` | See `DATABASE_URL`. Must be a whole number; at least 2. | `1000` | `10` |',
      '## shop',
      '| `OPEN_FOR` | How long it is open. Must be a span of time with its unit, at least 1s and at most 24d. | `8h` | `1h` |',
    ]);
  });

  it('wants a comment, and rules that it can put into words', () => {
    write(
      'apps/shop/src/doors.config.ts',
      `class Doors { @Variable({ example: 'red' }) @IsColour() readonly DOOR!: string; }`,
    );
    expect(configurationOf(root).problems).toEqual([
      expect.stringMatching(/doors\.config\.ts: @IsColour on DOOR is a rule that .* cannot put into words/),
      expect.stringMatching(/doors\.config\.ts: DOOR has no comment/),
    ]);
  });

  it('is about running code', () => {
    write(
      'apps/shop/src/doors.spec.ts',
      `class Doors { @Variable({ example: 'red' }) readonly DOOR!: string; }`,
    );
    expect(configurationOf(root).documents[0]?.text).not.toContain('DOOR');
  });

  it('is nothing where there are no settings', () => {
    expect(configurationOf(path.join(root, 'elsewhere'))).toEqual({ problems: [], documents: [] });
  });
});
