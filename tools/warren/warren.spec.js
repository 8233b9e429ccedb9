const { stripVTControlCharacters } = require('node:util');
const { readArguments } = require('./arguments');
const { textOf } = require('./merged-text');
const { exitCodeOf, jsonOf } = require('./outcomes');

/** @param {string} line */
const given = (line) => readArguments(line.split(' ').filter(Boolean));

describe('what was typed', () => {
  it('is for all services, unless somebody chooses, and the rest is for them', () => {
    expect(given('outbox status --json')).toMatchObject({
      chosen: false,
      command: ['outbox', 'status', '--json'],
      json: true,
      wantsHelp: false,
    });
    expect(given('outbox status')).toMatchObject({
      services: expect.arrayContaining(['users', 'reporting']),
    });
  });

  it.each([
    ['--service orders outbox status', ['orders']],
    ['outbox status --service=payments,orders', ['orders', 'payments']],
    ['-s orders outbox status -s payments', ['orders', 'payments']],
  ])('%s', (line, services) => {
    expect(given(line)).toMatchObject({ services, chosen: true, command: ['outbox', 'status'] });
  });

  it.each([
    ['--service nobody doctor', 'There is no service "nobody". There are: users,'],
    ['doctor --service', '--service needs the name of one'],
  ])('is refused: %s', (line, problem) => {
    expect(given(line)).toMatchObject({ problem: expect.stringContaining(problem) });
  });

  it.each(['', '--help', 'outbox -h', 'help outbox'])('may be a call for help: %p', (line) => {
    expect(given(line)).toMatchObject({ wantsHelp: true });
  });
});

describe('what several services say', () => {
  /** @param {string} service @param {string[]} row @returns {import('./outcomes').Outcome} */
  const answer = (service, row) => ({
    service,
    code: 0,
    end: {
      kind: 'result',
      result: { row },
      isWell: true,
      page: [{ columns: ['backlog'], rows: [row] }, `all of ${service}`],
    },
  });
  /** @param {'usage' | 'failed'} kind @param {string} service @returns {import('./outcomes').Outcome} */
  const failure = (kind, service) => ({
    service,
    code: kind === 'usage' ? 2 : 1,
    end: {
      kind: 'error',
      error: { kind, message: kind === 'usage' ? 'Not understood.' : `${service} is away.` },
    },
  });

  it('becomes one table, with a column that names them', () => {
    const { out, error } = textOf([answer('orders', ['3']), answer('users', ['0'])]);
    expect(stripVTControlCharacters(out)).toBe(
      '  service   backlog\n  orders    3\n  users     0\n\norders: all of orders\nusers: all of users',
    );
    expect(error).toBe('');
  });

  it('of one alone is left as it is', () => {
    expect(stripVTControlCharacters(textOf([answer('orders', ['3'])]).out)).toBe(
      '  backlog\n  3\n\nall of orders',
    );
  });

  it('is one JSON document, by service, failures included', () => {
    const outcomes = [answer('orders', ['3']), failure('failed', 'users')];
    expect(jsonOf(outcomes)).toEqual({
      services: {
        orders: { result: { row: ['3'] } },
        users: { error: { kind: 'failed', message: 'users is away.' } },
      },
    });
    expect(exitCodeOf(outcomes)).toBe(1);
    expect(stripVTControlCharacters(textOf(outcomes).error)).toBe('users: users is away.');
  });

  it('ends with 2 when none understood, 0 when all is well, 130 when it was interrupted', () => {
    expect(exitCodeOf([failure('usage', 'orders'), failure('usage', 'users')])).toBe(2);
    expect(exitCodeOf([answer('orders', [])])).toBe(0);
    expect(exitCodeOf([{ service: 'orders', end: undefined, code: 130 }])).toBe(130);
  });

  it('is told when a process has ended without a word', () => {
    const outcomes = [{ service: 'orders', end: undefined, code: 137 }];
    expect(jsonOf(outcomes)?.services.orders).toMatchObject({
      error: { message: expect.stringMatching(/ended with 137/) },
    });
    expect(exitCodeOf(outcomes)).toBe(1);
  });
});
