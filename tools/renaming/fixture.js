const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

/** Nobody's settings but these: a hook, a template or a signature would be in the way. */
const SETTINGS = ['user.name=Ada', 'user.email=ada@example.org', 'commit.gpgSign=false', 'core.hooksPath='];

/** A repository of git with a few files, to be renamed. */
class Fixture {
  root = fs.mkdtempSync(path.join(os.tmpdir(), 'renaming-'));

  /** @param {Record<string, string | Buffer>} files */
  constructor(files) {
    this.git('init', '--quiet');
    this.write(files);
    this.commit();
  }

  /** @param {Record<string, string | Buffer>} files */
  write(files) {
    for (const [place, content] of Object.entries(files)) {
      const file = path.join(this.root, place);
      fs.mkdirSync(path.dirname(file), { recursive: true });
      fs.writeFileSync(file, content);
    }
  }

  commit() {
    this.git('add', '--all');
    this.git('commit', '--quiet', '--allow-empty', '--message', 'As it is');
  }

  /** @param {string} place */
  read(place) {
    return fs.readFileSync(path.join(this.root, place), 'utf8');
  }

  /** All that git would keep, whatever is committed. */
  places() {
    return this.git('ls-files', '--others', '--cached', '--exclude-standard')
      .split('\n')
      .filter((place) => place && fs.existsSync(path.join(this.root, place)));
  }

  /** What is not as it was committed. */
  changes() {
    return this.git('status', '--porcelain');
  }

  /** @param {string[]} args @returns {string} */
  git(...args) {
    const settings = SETTINGS.flatMap((setting) => ['-c', setting]);
    const { status, stdout, stderr } = spawnSync('git', [...settings, ...args], {
      cwd: this.root,
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(`git ${args.join(' ')}: ${stderr}`);
    return stdout.trimEnd();
  }

  remove() {
    fs.rmSync(this.root, { recursive: true, force: true });
  }
}

module.exports = { Fixture };
