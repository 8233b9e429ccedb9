const path = require('node:path');
const { repository } = require('../repository');
const { Fixture } = require('./fixture');

const CALLS = 'Services never call each other';

/** [file, text, rule, words of its message] */
const BROKEN = [
  [
    'apps/orders/src/a.ts',
    "export const a = () => fetch('http://users/users/1');",
    'no-restricted-globals',
    CALLS,
  ],
  [
    'apps/orders/src/b.ts',
    "import axios from 'axios';\nexport { axios };",
    '@typescript-eslint/no-restricted-imports',
    CALLS,
  ],
  [
    'apps/orders/src/c.ts',
    "import { get } from 'node:http';\nexport { get };",
    '@typescript-eslint/no-restricted-imports',
    CALLS,
  ],
  [
    'apps/orders/src/d.ts',
    "export const d = () => globalThis.fetch('x');",
    'no-restricted-properties',
    CALLS,
  ],
  [
    'libs/eventing/src/e.ts',
    "import { request } from 'undici';\nexport { request };",
    '@typescript-eslint/no-restricted-imports',
    CALLS,
  ],
  [
    'apps/orders/src/f.ts',
    'declare function save(): Promise<void>;\nexport const f = () => { save(); };',
    '@typescript-eslint/no-floating-promises',
    'must be awaited',
  ],
  [
    'apps/orders/src/g.ts',
    'declare function save(): Promise<void>;\nexport const g = () => [1].forEach(async () => save());',
    '@typescript-eslint/no-misused-promises',
    'Promise returned',
  ],
  [
    'apps/orders/src/h.ts',
    'declare function save(): Promise<void>;\nexport const h = () => save().catch(() => {});',
    'no-restricted-syntax',
    'Failure never hides',
  ],
  [
    'apps/orders/src/i.ts',
    'export function i() { try { JSON.parse(""); } catch {} }',
    'no-empty',
    'Empty block',
  ],
  [
    'apps/orders/src/j.ts',
    'export class OrderManager {}',
    'no-restricted-syntax',
    'name it after the one thing that it does',
  ],
  [
    'apps/orders/src/k.ts',
    'export class BaseHandler {}',
    'no-restricted-syntax',
    'name it after the one thing that it does',
  ],
  ['apps/orders/src/l.ts', '// 251\n'.repeat(251), 'max-lines', 'too many lines (251)'],
  [
    'apps/orders/src/m.ts',
    `export function m() {\n${'  void 0;\n'.repeat(39)}}\n`,
    'max-lines-per-function',
    'too many lines (41)',
  ],
  [
    'apps/orders/src/n.ts',
    '// eslint-disable-next-line no-restricted-globals\nexport const n = () => fetch("x");',
    'no-restricted-globals',
    CALLS,
  ],
  [
    'apps/orders/src/o.ts',
    '// @ts-ignore\nexport const o = 1;',
    '@typescript-eslint/ban-ts-comment',
    '@ts-ignore',
  ],
  [
    'apps/orders/src/p.ts',
    'export const p = (x: any) => typeof x;',
    '@typescript-eslint/no-explicit-any',
    'any',
  ],
  [
    'apps/orders/src/q.spec.ts',
    "import { saga } from '@warren/eventing/testing';\nit('ends', () => { saga(Object).given({}).when({}).thenCompletes(); });",
    '@typescript-eslint/no-floating-promises',
    'must be awaited',
  ],
  [
    'apps/orders/src/r.spec.ts',
    "import { handler } from '@warren/eventing/testing';\nit('publishes', () => { handler({}).given({}).when({}).thenPublishesNothing(); });",
    '@typescript-eslint/no-floating-promises',
    'must be awaited',
  ],
];

const ALLOWED = {
  'apps/orders/src/server.ts': "import type { Server } from 'node:http';\nexport type Listening = Server;",
  'apps/orders/src/a.spec.ts': "it('answers', () => fetch('http://localhost/health/live'));",
  'libs/platform/src/server.ts': "import { createServer } from 'node:http';\nexport { createServer };",
  'apps/orders/src/ends.spec.ts':
    "import { saga } from '@warren/eventing/testing';\nit('ends', async () => { await saga(Object).when({}).thenCompletes(); });",
  'apps/orders/src/row.spec.ts':
    "import { projection } from '@warren/eventing/testing';\nit('is a row', () => { projection({ a: () => ({ b: 1 }) }).when({}).then({ b: 1 }); });",
  'apps/orders/src/database.ts': 'export class Database {}',
  'apps/orders/test/long.e2e-spec.ts': '// a test\n'.repeat(400),
};

describe('the rules of eslint', () => {
  const fixture = new Fixture();
  /** @type {ReturnType<typeof fixture.lint>} */
  let problems = [];

  beforeAll(() => {
    const kits = path.join(repository, 'libs', 'eventing', 'src', 'testing', 'index');
    fixture.write('libs/eventing/src/testing/index.ts', `export * from ${JSON.stringify(kits)};`);
    for (const [file = '', text = ''] of BROKEN) fixture.write(file, text);
    for (const [file, text] of Object.entries(ALLOWED)) fixture.write(file, text);
    problems = fixture.lint();
  }, 120_000);

  afterAll(() => fixture.remove());

  it.each(BROKEN)('%s: %j breaks %s', (file, _text, rule, message) => {
    const found = problems.filter((problem) => problem.file === file && problem.ruleId === rule);
    expect(found.map((problem) => problem.message)).toEqual([expect.stringContaining(message ?? '')]);
  });

  it.each(Object.keys(ALLOWED))('%s is fine', (file) => {
    expect(problems.filter((problem) => problem.file === file)).toEqual([]);
  });
});
