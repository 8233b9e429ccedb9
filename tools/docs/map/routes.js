const ts = require('typescript');
const { propertyOf } = require('./source-code');

const METHODS = new Set(['Get', 'Post', 'Put', 'Patch', 'Delete', 'Options', 'Head', 'All', 'Sse']);

/** @typedef {{ request: string, file: string, declaration: ts.ClassDeclaration }} Route `GET /orders/:orderId` */

/** @param {import('./source-code').SourceCode} code @param {string} app @returns {Route[]} */
function routesOf(code, app) {
  return code.classesIn(`apps/${app}/src`).flatMap((declaration) =>
    code
      .decoratorsOf(declaration)
      .filter(({ name }) => name === 'Controller')
      .flatMap(({ args: [prefix] }) => routesUnder(code, declaration, pathsOf(code, prefix))),
  );
}

/**
 * @param {import('./source-code').SourceCode} code
 * @param {ts.ClassDeclaration} declaration
 * @param {string[]} prefixes
 * @returns {Route[]}
 */
function routesUnder(code, declaration, prefixes) {
  const file = code.fileOf(declaration);
  return declaration.members.flatMap((member) =>
    code
      .decoratorsOf(member)
      .filter(({ name }) => METHODS.has(name))
      .flatMap(({ name, args: [path] }) =>
        prefixes.flatMap((prefix) =>
          pathsOf(code, path).map((suffix) => {
            const method = name === 'Sse' ? 'GET' : name.toUpperCase();
            return { request: `${method} ${join(prefix, suffix)}`, file, declaration };
          }),
        ),
      ),
  );
}

/** What Nest takes for a path: nothing, a text, several, or options. @param {import('./source-code').SourceCode} code @param {ts.Expression | undefined} argument @returns {string[]} */
function pathsOf(code, argument) {
  if (!argument) return [''];
  if (ts.isArrayLiteralExpression(argument)) return argument.elements.flatMap((one) => pathsOf(code, one));
  if (ts.isObjectLiteralExpression(argument)) return pathsOf(code, propertyOf(argument, 'path'));
  return [String(code.valueOf(argument) ?? `{${argument.getText()}}`)];
}

/** @param {string[]} parts */
function join(...parts) {
  return `/${parts
    .flatMap((part) => part.split('/'))
    .filter(Boolean)
    .join('/')}`;
}

module.exports = { routesOf };
