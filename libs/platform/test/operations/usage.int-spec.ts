import {
  createDatabase,
  NEEDED_SETTINGS,
  runCommand,
  testNamespace,
  type TestDatabase,
} from '@warren/platform/testing';
import { kiosk, KIOSK } from './support/kiosk';

jest.setTimeout(60_000);

describe('a command', () => {
  const module = kiosk();
  let empty: TestDatabase;
  const RABBITMQ_URL = process.env.RABBITMQ_URL ?? 'amqp://guest:guest@127.0.0.1:5672';
  const warren = (env: Record<string, string>, ...args: string[]) =>
    runCommand(
      module,
      KIOSK,
      {
        ...NEEDED_SETTINGS,
        RABBITMQ_URL,
        EVENTING_NAMESPACE: testNamespace(),
        DATABASE_URL: empty.url,
        ...env,
      },
      ...args,
    );

  beforeAll(async () => void (empty = await createDatabase('kiosk')));
  afterAll(() => empty.drop());

  it.each([
    ['that nobody knows', ['shelves'], "Unknown command 'shelves'."],
    ['that is misspelt', ['outbok'], "Unknown command 'outbok'\n(Did you mean outbox?)."],
    ['that is only half there', ['outbox'], 'What of outbox? There are: '],
    ['with a second half that nobody knows', ['outbox', 'empty'], '"empty" is no command of outbox.'],
    ['with an option that nobody knows', ['outbox', 'status', '--fast'], "Unknown option '--fast'."],
    ['with too much behind it', ['outbox', 'status', 'orders'], 'Too many arguments'],
    ['that is missing', [], 'Usage: ops [options] [command]'],
  ])('%s is refused, with 2, and does not ask for a database', async (_what, args, said) => {
    const run = await warren({ DATABASE_URL: 'postgres://nobody@127.0.0.1:1/nowhere' }, ...args);
    expect(run).toMatchObject({ code: 2, out: '' });
    expect(run.error).toContain(said);
  });

  it('that is refused says so in JSON where JSON was asked for', async () => {
    const run = await warren({}, 'outbox', 'status', '--json', '--fast');
    expect(run).toMatchObject({ code: 2, error: '' });
    expect(run.json()).toEqual({ error: { kind: 'usage', message: "Unknown option '--fast'." } });
  });

  it('explains itself', async () => {
    const run = await warren({}, 'outbox', 'status', '--help');
    expect(run).toMatchObject({ code: 0, error: '' });
    expect(run.out).toMatch(/Usage: ops outbox status \[options\][^]*--json +One JSON document/);
  });

  it('says what is missing in a database without tables, and ends with 1', async () => {
    const run = await warren({}, 'outbox', 'status', '--json');
    expect(run.code).toBe(1);
    expect(run.json().error).toMatchObject({
      kind: 'failed',
      message: expect.stringMatching(/lacks \d+ of \d+ migrations .*Run them first: /),
    });
  });

  it('says so when the database does not exist, and never its password', async () => {
    const run = await warren(
      { DATABASE_URL: empty.url.replace(/\/\/(\w+)(:\w+)?@/, '//$1:hunter2@').replace(/\w+$/, 'nowhere') },
      'outbox',
      'status',
    );
    expect(run).toMatchObject({ code: 1, out: '' });
    expect(run.error).toMatch(
      /The database "nowhere" on .* cannot be used: .*Create it, or set DATABASE_URL/,
    );
    expect(run.error).not.toContain('hunter2');
  });

  it('names every setting that is wrong', async () => {
    const run = await warren({ DATABASE_URL: 'nowhere', LOG_LEVEL: 'loud' }, 'outbox', 'status');
    expect(run.code).toBe(1);
    expect(run.error).toContain('2 settings are wrong.');
  });
});
