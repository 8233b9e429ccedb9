const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { repository } = require('../repository');
const { temporaryFolder } = require('../servers/private-folder');

const TSCONFIG = {
  extends: path.join(repository, 'tsconfig.json'),
  exclude: [], // the real one leaves out the folder in which this lies
  compilerOptions: {
    noEmit: true,
    incremental: false,
    paths: Object.fromEntries(
      ['eventing', 'eventing/testing', 'contracts', 'platform'].map((name) => {
        const [library, inside = ''] = name.split('/');
        return [
          `@warren/${name}`,
          [path.posix.join('.', 'libs', library ?? '', 'src', inside)].map((p) => `./${p}`),
        ];
      }),
    ),
  },
};

/**
 * A small repository with the real rules, to see what they say about a given file. It lies inside the real one, so that
 * packages are found.
 */
class Fixture {
  root = temporaryFolder('check');

  constructor() {
    this.write('tsconfig.json', JSON.stringify(TSCONFIG));
    this.write(
      'eslint.config.js',
      `module.exports = require(${JSON.stringify(path.join(repository, 'eslint.config.js'))});`,
    );
  }

  /** @param {string} file @param {string} text */
  write(file, text) {
    const full = path.join(this.root, file);
    fs.mkdirSync(path.dirname(full), { recursive: true });
    fs.writeFileSync(full, text);
  }

  /** What `npm run check` says about the imports. */
  directions() {
    return this.#run([path.join(repository, 'tools', 'check', 'directions.js'), this.root]);
  }

  /** What eslint says: file, rule and message of each problem. */
  lint() {
    const eslint = path.join(repository, 'node_modules', '.bin', 'eslint');
    const { output } = this.#run([eslint, '--format', 'json', '.']);
    /** @type {{ filePath: string, messages: { ruleId: string, message: string }[] }[]} */
    const files = JSON.parse(output);
    return files.flatMap(({ filePath, messages }) =>
      messages.map((problem) => ({ file: path.relative(this.root, filePath), ...problem })),
    );
  }

  /** @param {string[]} args */
  #run(args) {
    const { status, stdout, stderr } = spawnSync(process.execPath, args, {
      cwd: this.root,
      encoding: 'utf8',
    });
    return { status, output: stdout || stderr };
  }

  remove() {
    fs.rmSync(this.root, { recursive: true, force: true });
  }
}

module.exports = { Fixture };
