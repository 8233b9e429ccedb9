// Lets plain Node run the TypeScript of this repository: `node -r <this file> some.ts`. For the child processes of tests,
// which are started in order to be killed and should be up in a moment. Source maps are on, aliases as in tsconfig.json.
const { createHash } = require('node:crypto');
const fs = require('node:fs');
const Module = require('node:module');
const path = require('node:path');
const swc = require('@swc/core/package.json').version;
const { swcOptions } = require('../../../../tools/testing/swc');

require('reflect-metadata');
process.setSourceMapsEnabled(true);

const ROOT = path.resolve(__dirname, '../../../..');
const ALIASES = JSON.parse(fs.readFileSync(path.join(ROOT, 'tsconfig.json'), 'utf8')).compilerOptions.paths;

// What was compiled once: a test starts dozens of processes that all need the same few hundred files.
const CACHE = path.join(ROOT, 'node_modules/.cache/warren-ts-register');
fs.mkdirSync(CACHE, { recursive: true });

/** @param {string} filename */
const compiled = (filename) => {
  const source = fs.readFileSync(filename, 'utf8');
  const key = createHash('sha256')
    .update(JSON.stringify([swc, swcOptions, filename, source]))
    .digest('hex');
  const kept = path.join(CACHE, `${key}.js`);
  if (fs.existsSync(kept)) return fs.readFileSync(kept, 'utf8');
  const { code } = require('@swc/core').transformSync(source, { ...swcOptions, filename });
  // In one step: others read while this one writes.
  fs.writeFileSync(`${kept}.${process.pid}`, code);
  fs.renameSync(`${kept}.${process.pid}`, kept);
  return code;
};

/** @param {{ _compile(code: string, filename: string): void }} module @param {string} filename */
const compile = (module, filename) => module._compile(compiled(filename), filename);

require.extensions['.ts'] = /** @type {NodeJS.RequireExtensions['.ts']} */ (/** @type {unknown} */ (compile));

// Node's own hook for this is newer than the oldest Node we run on; everybody who aliases modules uses this one.
const resolver = /** @type {{ _resolveFilename(request: string, ...rest: unknown[]): string }} */ (
  /** @type {unknown} */ (Module)
);
const resolve = resolver._resolveFilename;
/** @param {string} request @param {unknown[]} rest */
resolver._resolveFilename = (request, ...rest) => {
  const target = ALIASES[request]?.[0];
  return resolve(target ? path.join(ROOT, target) : request, ...rest);
};
