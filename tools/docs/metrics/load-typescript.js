const fs = require('node:fs');
const Module = require('node:module');
const path = require('node:path');
const vm = require('node:vm');
const ts = require('typescript');

/** @type {ts.CompilerOptions} */
const OPTIONS = { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022, esModuleInterop: true };

/**
 * Loads a TypeScript file, and those that it imports by a relative path, as Node loads JavaScript. For files of data: what
 * they import as types alone is not looked at.
 *
 * @param {string} file absolute @returns {Record<string, unknown>} what it exports
 */
function loadTypeScript(file) {
  const loaded = new Module(file);
  const require = Module.createRequire(file);
  /** @param {string} name */
  const load = (name) =>
    name.startsWith('.') ? loadTypeScript(path.resolve(path.dirname(file), `${name}.ts`)) : require(name);
  const { outputText } = ts.transpileModule(fs.readFileSync(file, 'utf8'), { compilerOptions: OPTIONS });
  vm.compileFunction(outputText, ['module', 'exports', 'require'], { filename: file })(
    loaded,
    loaded.exports,
    load,
  );
  return loaded.exports;
}

module.exports = { loadTypeScript };
