const fs = require('node:fs');
const path = require('node:path');
const ts = require('typescript');

const TEST = /\.(spec|int-spec|e2e-spec)\.ts$|\/(test|testing)\//;
const CONTRACTS = 'libs/contracts/src';

/**
 * The code of the services and the contracts, as the compiler understands it: names are followed through imports, other
 * names for the same thing and constants. Packages and the other libraries are not looked into, so that it takes no time.
 */
class SourceCode {
  #root;
  #program;
  #checker;

  /** @param {string} root */
  constructor(root) {
    this.#root = root;
    const options = { noLib: true, types: [], experimentalDecorators: true, target: ts.ScriptTarget.ES2022 };
    const host = ts.createCompilerHost(options);
    host.resolveModuleNameLiterals = (names, from) =>
      names.map(({ text }) => ({ resolvedModule: this.#resolve(text, from) }));
    const files = ['apps', CONTRACTS].flatMap((folder) => this.#typeScriptIn(folder));
    this.#program = ts.createProgram(files, options, host);
    this.#checker = this.#program.getTypeChecker();
  }

  /** The services: folders of `apps` with a module. @returns {string[]} */
  apps() {
    return this.#entries('apps')
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name)
      .filter((name) => this.#entries(`apps/${name}/src`).some((entry) => /\.module\.ts$/.test(entry.name)))
      .sort();
  }

  /** Running code, no tests. @param {string} folder relative to the root, like all paths here */
  filesIn(folder) {
    const prefix = `${path.join(this.#root, folder)}${path.sep}`;
    return this.#program
      .getSourceFiles()
      .filter(({ fileName }) => path.normalize(fileName).startsWith(prefix))
      .sort((a, b) => (a.fileName < b.fileName ? -1 : 1));
  }

  /** @param {string} folder @returns {ts.ClassDeclaration[]} */
  classesIn(folder) {
    return this.filesIn(folder).flatMap((file) => [...nodesIn(file)].filter(ts.isClassDeclaration));
  }

  /** The file that a node is in. @param {ts.Node} node */
  fileOf(node) {
    return path.relative(this.#root, node.getSourceFile().fileName).split(path.sep).join('/');
  }

  /**
   * Decorators by the name under which they were exported.
   *
   * @param {ts.Node} node @returns {{ name: string, args: readonly ts.Expression[] }[]}
   */
  decoratorsOf(node) {
    const decorators = ts.canHaveDecorators(node) ? (ts.getDecorators(node) ?? []) : [];
    return decorators.map(({ expression }) =>
      ts.isCallExpression(expression)
        ? { name: this.#exportedName(expression.expression), args: expression.arguments }
        : { name: this.#exportedName(expression), args: [] },
    );
  }

  /** What an expression names, wherever it was declared. @param {ts.Node} expression */
  declarationOf(expression) {
    const symbol = this.#checker.getSymbolAtLocation(expression);
    if (!symbol) return undefined;
    const target = symbol.flags & ts.SymbolFlags.Alias ? this.#checker.getAliasedSymbol(symbol) : symbol;
    return target.declarations?.[0];
  }

  /**
   * The class that an expression names, if it is one of ours; it may have got another name in a constant.
   *
   * @param {ts.Node} expression @returns {ts.ClassDeclaration | undefined}
   */
  classOf(expression) {
    const declaration = this.declarationOf(expression);
    if (!declaration || ts.isClassDeclaration(declaration)) return declaration;
    const value = valueIn(declaration);
    return value && this.classOf(value);
  }

  /**
   * A text or a number that is written down: here, or in a constant; undefined for what is computed.
   *
   * @param {ts.Expression | undefined} expression @returns {string | number | undefined}
   */
  valueOf(expression) {
    if (!expression) return undefined;
    if (ts.isStringLiteralLike(expression)) return expression.text;
    if (ts.isNumericLiteral(expression)) return Number(expression.text);
    if (ts.isAsExpression(expression) || ts.isParenthesizedExpression(expression))
      return this.valueOf(expression.expression);
    const declaration = this.declarationOf(expression);
    return declaration && this.valueOf(valueIn(declaration));
  }

  /**
   * The call that makes a value: here, or in a constant; undefined for what is no call.
   *
   * @param {ts.Expression | undefined} expression @returns {ts.CallExpression | undefined}
   */
  callOf(expression) {
    if (!expression || ts.isCallExpression(expression)) return expression;
    const declaration = this.declarationOf(expression);
    return declaration && this.callOf(valueIn(declaration));
  }

  /** @param {ts.Expression} expression @returns {string} */
  #exportedName(expression) {
    if (ts.isPropertyAccessExpression(expression)) return expression.name.text;
    const [declaration] = this.#checker.getSymbolAtLocation(expression)?.declarations ?? [];
    if (declaration && ts.isImportSpecifier(declaration))
      return (declaration.propertyName ?? declaration.name).text;
    return expression.getText();
  }

  /** @param {string} name @param {string} from @returns {ts.ResolvedModuleFull | undefined} */
  #resolve(name, from) {
    const target =
      name === '@warren/contracts'
        ? path.join(this.#root, CONTRACTS)
        : path.resolve(path.dirname(from), name);
    if (name !== '@warren/contracts' && !name.startsWith('.')) return undefined;
    const found = [`${target}.ts`, path.join(target, 'index.ts')].find((file) => fs.existsSync(file));
    return found ? { resolvedFileName: found, extension: ts.Extension.Ts } : undefined;
  }

  /** @param {string} folder @returns {string[]} absolute */
  #typeScriptIn(folder) {
    return this.#entries(folder).flatMap((entry) => {
      const place = `${folder}/${entry.name}`;
      if (entry.isDirectory()) return entry.name === 'node_modules' ? [] : this.#typeScriptIn(place);
      return place.endsWith('.ts') && !TEST.test(place) ? [path.join(this.#root, place)] : [];
    });
  }

  /** @param {string} folder @returns {fs.Dirent[]} */
  #entries(folder) {
    const full = path.join(this.#root, folder);
    return fs.existsSync(full) ? fs.readdirSync(full, { withFileTypes: true }) : [];
  }
}

/** What a constant, or a property of one, is made as. @param {ts.Node} declaration */
function valueIn(declaration) {
  const isConstant = ts.isVariableDeclaration(declaration) || ts.isPropertyAssignment(declaration);
  return isConstant ? declaration.initializer : undefined;
}

/** A node and everything in it. @param {ts.Node} node @returns {Generator<ts.Node>} */
function* nodesIn(node) {
  yield node;
  /** @type {ts.Node[]} */
  const children = [];
  ts.forEachChild(node, (child) => void children.push(child));
  for (const child of children) yield* nodesIn(child);
}

/** The value of a property that an object literal writes down. @param {ts.Expression | undefined} object @param {string} name */
function propertyOf(object, name) {
  if (!object || !ts.isObjectLiteralExpression(object)) return undefined;
  return object.properties
    .filter(ts.isPropertyAssignment)
    .find((property) => property.name.getText() === name)?.initializer;
}

module.exports = { SourceCode, nodesIn, propertyOf, valueIn, CONTRACTS };
