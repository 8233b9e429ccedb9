const { renamedText } = require('./renamed-text');
const { spellingsOf } = require('./spellings');

/** @param {string} from @param {string} to @param {string} [file] @returns {(text: string) => string} */
const renaming = (from, to, file) => (text) =>
  renamedText(text, { from: spellingsOf(from), to: spellingsOf(to) }, file);

describe('a name of one word that gets two', () => {
  const inCode = renaming('burrow', 'blue-sky', 'a.ts');
  const inText = renaming('burrow', 'blue-sky', 'a.md');

  it.each([
    ['@burrow/eventing', '@blue-sky/eventing'],
    ['burrow/users:0.1.0', 'blue-sky/users:0.1.0'],
    ['npx burrow doctor', 'npx blue-sky doctor'],
    ['.burrow/mail', '.blue-sky/mail'],
    ['x-burrow-delays', 'x-blue-sky-delays'],
    ['urn:burrow:issuer', 'urn:blue-sky:issuer'],
    ['shop@burrow.example', 'shop@blue-sky.example'],
    ['burrow_orders', 'blue_sky_orders'],
    ['max(burrow_outbox_backlog)', 'max(blue_sky_outbox_backlog)'],
    ['BURROW_INSTANCE=b', 'BLUE_SKY_INSTANCE=b'],
    ['burrowFolder()', 'blueSkyFolder()'],
    ['`myBurrow`', '`myBlueSky`'],
    ['Burrow asks', 'Blue Sky asks'],
    ['several Burrows', 'several Blue Skys'],
    ['# Burrow', '# Blue Sky'],
    ['a second-burrow.md', 'a second-blue-sky.md'],
  ])('%s is %s', (text, expected) => expect(inText(text)).toBe(expected));

  it.each([
    ['const burrow = new Burrow(BURROW);', 'const blueSky = new BlueSky(BLUE_SKY);'],
    ['await burrow.exit; x = { burrow };', 'await blueSky.exit; x = { blueSky };'],
    ['class A { #burrow = burrow_x; }', 'class A { #blueSky = blue_sky_x; }'],
    [
      '/** @param {Burrow} burrow */ function f(burrow) {}',
      '/** @param {BlueSky} blueSky */ function f(blueSky) {}',
    ],
    ["const SHOP = 'Burrow'; // Burrow's own", "const SHOP = 'Blue Sky'; // Blue Sky's own"],
    ["run('burrow', `burrow_${name}`)", "run('blue-sky', `blue_sky_${name}`)"],
    [String.raw`/\bburrow\/(\w+)/`, String.raw`/\bblue-sky\/(\w+)/`],
    [String.raw`'one\nburrow'`, String.raw`'one\nblue-sky'`],
  ])('in code, %s is %s', (text, expected) => expect(inCode(text)).toBe(expected));

  it.each(['burrowing', 'Burrowed', 'heburrow', 'BURROWS_HOLES', 'HOMEBURROW'])(
    '%s is another word',
    (text) => expect(inText(text)).toBe(text),
  );

  it('is again what it was when it is renamed back', () => {
    const text = 'Burrow: @burrow/a, burrow_b, BURROW_C, burrowD; class Burrow { burrow; e = "burrow"; }';
    expect(renaming('blue-sky', 'burrow', 'a.ts')(inCode(text))).toBe(text);
  });
});

describe('a title of its own', () => {
  const own = spellingsOf('blue-sky', 'Blue Sky Ltd');
  const burrow = spellingsOf('burrow');

  it('stands in texts, and in no name', () => {
    const text = 'class Burrow {} // of Burrow';
    const renamed = 'class BlueSky {} // of Blue Sky Ltd';
    expect(renamedText(text, { from: burrow, to: own }, 'a.ts')).toBe(renamed);
    expect(renamedText(renamed, { from: own, to: burrow }, 'a.ts')).toBe(text);
  });

  it('in capitals is told from variables', () => {
    const loud = spellingsOf('abc', 'ABC');
    const text = 'The ABC reads ABC_INSTANCE.';
    expect(renamedText(text, { from: loud, to: burrow })).toBe('The Burrow reads BURROW_INSTANCE.');
  });
});

describe('the article before the name', () => {
  it.each([
    ['a Burrow', 'elm', 'an Elm'],
    ['A `burrow.attempt`', 'elm', 'An `elm.attempt`'],
    ['is a\n * Burrow', 'elm', 'is an\n * Elm'],
    ['an Elm', 'burrow', 'a Burrow', 'elm'],
    ['a Burrow', 'unicorn', 'a Unicorn'],
    ['a Burrow', 'under', 'an Under'],
    ['a Burrow', 'one-way', 'a One Way'],
    ['cp -a burrow', 'elm', 'cp -a elm'],
    ['plan A: the Burrow', 'elm', 'plan A: the Elm'],
    ['Maria Burrow', 'elm', 'Maria Elm'],
  ])('%j for %s: %j', (text, to, expected, from = 'burrow') =>
    expect(renaming(from, to)(text)).toBe(expected),
  );

  it('is nothing that code has', () =>
    expect(renaming('burrow', 'elm', 'a.js')('type a = burrow; const x = <a> burrow;')).toBe(
      'type a = elm; const x = <a> elm;',
    ));
});

describe('what stands in columns', () => {
  it('stays there when the name is shorter, or longer', () => {
    const text = 'npx burrow doctor      # looks\nnpx burrow outbox      # tells\nnothing   here';
    expect(renaming('burrow', 'elm')(text)).toBe(
      'npx elm doctor         # looks\nnpx elm outbox         # tells\nnothing   here',
    );
    expect(renaming('burrow', 'blue-sky')(text)).toBe(
      'npx blue-sky doctor    # looks\nnpx blue-sky outbox    # tells\nnothing   here',
    );
  });

  it('gives way where there is no room', () =>
    expect(renaming('burrow', 'blue-sky')('burrow  1    burrow   2')).toBe('blue-sky  1  blue-sky  2'));

  it('in code is as it was written', () =>
    expect(renaming('burrow', 'elm', 'a.js')("'burrow   1'")).toBe("'elm   1'"));
});
