import { errorStory } from './error-story';

describe('errorStory', () => {
  it('tells the name, the message and where it was thrown', () => {
    const story = errorStory(new RangeError('minus one chairs'));
    expect(story).toMatchObject({ name: 'RangeError', message: 'minus one chairs' });
    expect(story.stack).toContain('error-story.spec.ts');
  });

  it('leaves out what else hangs on an error: the parameters of a statement may be anybody’s data', () => {
    const cause = Object.assign(new Error('duplicate key'), {
      detail: 'Key (email)=(ada@example.org) exists',
    });
    const error = Object.assign(new Error('could not insert', { cause }), { parameters: ['hunter2'] });
    const { message, stack } = errorStory(error);
    expect(stack).toContain('Caused by: Error: duplicate key');
    expect(`${message} ${stack}`).not.toMatch(/hunter2|ada@example/);
  });

  it('tells the causes in the message', () => {
    const error = new Error('could not reserve', {
      cause: new TypeError('stock is undefined', { cause: 'a bare text' }),
    });
    expect(errorStory(error).message).toBe(
      "could not reserve ← TypeError: stock is undefined ← 'a bare text'",
    );
  });

  it('tells what an aggregate collects', () => {
    const error = new AggregateError([new Error('first'), new RangeError('second')], 'both failed');
    expect(errorStory(error).message).toBe('both failed ← Error: first ← RangeError: second');
  });

  it.each([
    ['a text', 'thrown string', 'a text'],
    ['', 'thrown string', '(an empty text was thrown)'],
    [undefined, 'thrown undefined', 'undefined'],
    [null, 'thrown object', 'null'],
    [{ code: 7 }, 'thrown object', '{ code: 7 }'],
  ])('tells %p, which is no error', (thrown, name, message) => {
    expect(errorStory(thrown)).toEqual({ name, message, stack: undefined });
  });

  it('survives an error that throws when it is read', () => {
    const hostile = Object.defineProperty(new Error(), 'message', {
      get() {
        throw new Error('hands off');
      },
    });
    expect(errorStory(hostile)).toMatchObject({
      name: 'Unreadable',
      message: expect.stringContaining('hands off'),
    });
  });

  it('survives an error that is its own cause', () => {
    const error = new Error('again');
    error.cause = error;
    expect(errorStory(error).message).toBe('again');
  });

  it('does not tell twice what a wrapper quotes', () => {
    const cause = new SyntaxError('Unexpected token <');
    expect(errorStory(new Error(`not JSON (${cause.message})`, { cause })).message).toBe(
      'not JSON (Unexpected token <)',
    );
  });
});
