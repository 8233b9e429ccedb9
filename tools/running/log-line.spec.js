const { stripVTControlCharacters: plain } = require('node:util');
const logLine = require('./log-line');

/** Without colours, which depend on where the test runs. @param {string} line */
const readLogLine = (line) => {
  const { loud, text } = logLine.readLogLine(line);
  return { loud, text: plain(text) };
};

describe('a line of a service', () => {
  it('is quiet when it informs and loud when it warns', () => {
    const line = (/** @type {string} */ level) =>
      JSON.stringify({ level, message: 'away', context: 'Relay', pid: 7 });
    expect(readLogLine(line('info'))).toEqual({ loud: false, text: 'info  Relay: away' });
    expect(readLogLine(line('warn'))).toEqual({ loud: true, text: 'warn  Relay: away' });
    expect(readLogLine(line('debug'))).toEqual({ loud: false, text: 'debug Relay: away' });
  });

  it('keeps the stack of an error', () => {
    const line = JSON.stringify({ level: 'error', message: 'boom', stack: 'Error: boom\n    at x' });
    expect(readLogLine(line)).toEqual({ loud: true, text: 'error boom\nError: boom\n    at x' });
  });

  it.each(['plain text', '{ not json', '{"level":"info"}', '[1]'])(
    'that no logger wrote is shown as it is: %s',
    (line) => {
      expect(readLogLine(line)).toEqual({ loud: true, text: line });
    },
  );

  it('carries the name of its service on every line', () => {
    expect(plain(logLine.prefixed('users', 'one\ntwo', 9))).toBe('  users       one\n  users       two');
  });
});
