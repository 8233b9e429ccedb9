const fs = require('node:fs');
const path = require('node:path');
const { rename } = require('.');
const { Fixture } = require('./fixture');
const { nextSteps } = require('./next-steps');
const { spellingsOf } = require('./spellings');

const PICTURE = Buffer.from('burrow\0burrow');

const FILES = {
  LICENSE: 'Copyright (c) 2026 The Burrow authors\n',
  'README.md': '# Burrow\n\n| command | what |\n| --- | --- |\n| `npx burrow` | is a Burrow |\n',
  'package.json': '{\n  "name": "burrow",\n  "version": "0.1.0"\n}\n',
  '.gitignore': '.burrow/\n',
  '.prettierrc.json': '{ "singleQuote": true, "printWidth": 40 }\n',
  'tools/burrow/main.js': "import { a, b } from '@burrow/core';\n",
  'tools/burrow/run.sh': '#!/bin/sh\necho "$BURROW_HOME"\n',
  'tools/rename.js': '// burrow\n',
  'tools/renaming/example.js': '// burrow\n',
  'picture.png': PICTURE,
  'other.txt': 'nothing of the kind\n',
};

describe('a renaming', () => {
  /** @type {Fixture} */
  let repository;
  beforeEach(() => {
    repository = new Fixture(FILES);
    fs.chmodSync(path.join(repository.root, 'tools/burrow/run.sh'), 0o755);
    repository.commit();
  });
  afterEach(() => repository.remove());

  /** @param {string} name @param {{ title?: string, force?: boolean }} [options] */
  const to = (name, { title, force = false } = {}, regenerate = async () => {}) =>
    rename(repository.root, { name, title, force }, regenerate);

  it('names and moves everything, as prettier would write it', async () => {
    await to('zoo');
    expect(repository.read('README.md')).toBe(
      '# Zoo\n\n| command   | what     |\n| --------- | -------- |\n| `npx zoo` | is a Zoo |\n',
    );
    expect(JSON.parse(repository.read('package.json'))).toEqual({ name: 'zoo', version: '0.1.0' });
    expect(repository.read('.gitignore')).toBe('.zoo/\n');
    expect(repository.places()).toContain('tools/zoo/main.js');
    expect(fs.existsSync(path.join(repository.root, 'tools/burrow'))).toBe(false);
  });

  it('breaks lines where the new name wants it', async () => {
    await to('wonderful-garden');
    expect(repository.read('tools/wonderful-garden/main.js')).toBe(
      "import {\n  a,\n  b,\n} from '@wonderful-garden/core';\n",
    );
  });

  it('keeps who may run a file', async () => {
    await to('zoo');
    expect(fs.statSync(path.join(repository.root, 'tools/zoo/run.sh')).mode & 0o111).toBe(0o111);
  });

  it('leaves the licence, pictures, the tool and what has nothing to do with it alone', async () => {
    const { changed, moved } = await to('zoo');
    expect({ changed, moved }).toEqual({ changed: 5, moved: 2 });
    for (const place of ['LICENSE', 'tools/rename.js', 'tools/renaming/example.js', 'other.txt'])
      expect(repository.read(place)).toBe(repository.git('show', `HEAD:${place}`) + '\n');
    expect(fs.readFileSync(path.join(repository.root, 'picture.png'))).toEqual(PICTURE);
  });

  it('can be done again, from the name that it gave', async () => {
    await to('blue-sky', { title: 'Blue Sky Ltd' });
    expect(repository.read('README.md')).toContain('`npx blue-sky` | is a Blue Sky Ltd |');
    repository.commit();
    await to('burrow');
    repository.git('add', '--all');
    expect(repository.git('diff', '--cached', '--stat', 'HEAD~1', '--', '.', ':!README.md')).toBe('');
  });

  it('may change the title alone', async () => {
    await to('burrow', { title: 'The Burrow' });
    expect(repository.read('README.md')).toMatch(/^# The Burrow\n/);
    expect(JSON.parse(repository.read('package.json')).title).toBe('The Burrow');
  });

  it('refuses the name that it has', async () => {
    await expect(to('burrow')).rejects.toThrow('It is called burrow already');
  });

  it.each([
    ['other', 'other.txt'],
    ['kind', 'other.txt:1'],
    ['core', 'tools/burrow/main.js:1'],
  ])('refuses %s, which has a meaning already', async (name, where) => {
    await expect(to(name)).rejects.toThrow(`"${name}" has a meaning already (${where})`);
    expect(repository.changes()).toBe('');
  });

  it('refuses what is not committed, unless it is told to', async () => {
    repository.write({ 'new.md': 'Burrow\n' });
    await expect(to('zoo')).rejects.toThrow('There are changes that are not committed');
    await to('zoo', { force: true });
    expect(repository.read('new.md')).toBe('Zoo\n');
  });

  it('refuses to write over what git does not know', async () => {
    repository.write({ '.gitignore': '.burrow/\ntools/zo?/\n', 'tools/zoo/main.js': 'mine' });
    repository.commit();
    await expect(to('zoo')).rejects.toThrow('There is a tools/zoo/main.js already');
    expect(repository.changes()).toBe('');
  });

  it('writes nothing when a file could not be read any more', async () => {
    repository.write({ 'tools/a.js': 'const burrow = 1;\n' });
    repository.commit();
    await expect(to('class')).rejects.toThrow('nobody could read tools/a.js');
    expect(repository.changes()).toBe('');
  });

  it('puts everything back when what follows fails', async () => {
    const failing = async () => {
      expect(repository.read('.gitignore')).toBe('.zoo/\n');
      repository.write({ 'other.txt': 'written anew' });
      throw new Error('no documents');
    };
    await expect(to('zoo', {}, failing)).rejects.toThrow('no documents');
    expect(repository.changes()).toBe('');
    expect(fs.existsSync(path.join(repository.root, 'tools/zoo'))).toBe(false);
  });

  it('is refused where git knows nothing', async () => {
    fs.rmSync(path.join(repository.root, '.git'), { recursive: true });
    await expect(to('zoo')).rejects.toThrow('git init');
  });
});

it('ends with what is left to do, and what was left alone', () => {
  const said = nextSteps({ from: spellingsOf('burrow'), to: spellingsOf('blue-sky') });
  expect(said).toContain('npx blue-sky');
  expect(said).toMatch(/LICENSE.*\n.*burrow_….*\n.*x-burrow-.*\n.*\.burrow\//);
});
