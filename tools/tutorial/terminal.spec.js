const os = require('node:os');
const { Terminal } = require('./terminal');

const QUICKLY = { withinMs: 20_000 };

describe('a terminal', () => {
  /** @type {Terminal} */
  let terminal;
  beforeEach(() => void (terminal = new Terminal(os.tmpdir(), process.env)));
  afterEach(() => terminal.close());

  it('keeps variables and functions for the next command', async () => {
    await terminal.type('name=\'Ada\' # who\nhello() { echo "hello $name"; }\n', QUICKLY);
    expect(await terminal.type('hello\n', QUICKLY)).toEqual({ output: 'hello Ada\n', code: 0 });
  });

  it('tells both outputs, and how a command has ended', async () => {
    expect(await terminal.type('echo one; echo two >&2; false\n', QUICKLY)).toEqual({
      output: 'one\ntwo\n',
      code: 1,
    });
  });

  it('answers nothing', async () => {
    expect(await terminal.type('read answer || echo nobody\n', QUICKLY)).toMatchObject({
      output: 'nobody\n',
    });
  });

  it('says what a command that does not end has printed so far', async () => {
    await expect(terminal.type('echo I wait; sleep 600\n', { withinMs: 500 })).rejects.toThrow(
      /sleep 600.*has not ended within 0\.5 s\. It has printed:\nI wait/s,
    );
  });
});
