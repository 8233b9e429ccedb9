const { readRenameArguments } = require('./arguments');

describe('npm run rename', () => {
  it.each(['acme', 'blue-sky', 'b2b', 'area-51'])('takes the name %s', (name) =>
    expect(readRenameArguments([name])).toEqual({ name, title: undefined, force: false }),
  );

  it.each([
    'Acme',
    '@acme/shop',
    'blue_sky',
    'blue--sky',
    '-blue',
    'blue-',
    '7up',
    'a',
    'grüne-wiese',
    '.',
    'a/b',
  ])('refuses the name %s', (name) =>
    expect(() => readRenameArguments(['--', name])).toThrow(/cannot be a name.*my-shop/),
  );

  it('refuses a name with which databases would have too long ones', () => {
    expect(readRenameArguments(['sixteen-lettersx'])).toMatchObject({ force: false });
    expect(() => readRenameArguments(['seventeen-letters'])).toThrow('is too long');
  });

  it('takes a title', () =>
    expect(readRenameArguments(['blue-sky', '--title', 'Blue-Sky 24 Ltd', '--force'])).toEqual({
      name: 'blue-sky',
      title: 'Blue-Sky 24 Ltd',
      force: true,
    }));

  it.each(['blue sky', "O'Brien", 'A & B', 'Müller', 'Blue  Sky', 'X: y', `L${'o'.repeat(40)}ng`])(
    'refuses the title %s',
    (title) => expect(() => readRenameArguments(['acme', '--title', title])).toThrow('cannot be the title'),
  );

  it.each([[], ['acme', 'other'], ['acme', '--forec'], ['acme', '--title']].map((args) => [args]))(
    'says what it takes when it gets %j',
    (args) => expect(() => readRenameArguments(args)).toThrow('npm run rename -- my-shop'),
  );
});
