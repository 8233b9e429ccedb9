const ts = require('typescript');
const { commentOf } = require('../comment');
const { functionText } = require('./function-text');
const { ruleOf } = require('./rules');

/** @typedef {Record<string, any>} JsonSchema */

/** A personal text as it travels, and as it is read once the person was forgotten; see docs/personal-data.md. */
const SEALED = {
  type: 'string',
  pattern: '^(personal:(1:[1-9]\\d{0,8}:[\\w-]{38,}|forgotten)|\\(forgotten\\))$',
  description: 'As it travels: ciphertext, or what is left of it when the person was forgotten.',
};

/** Reads classes with rules as JSON Schema. What it cannot say it notes as a problem: a schema that leaves out a rule is wrong. */
class ClassReader {
  /** @type {string[]} */
  problems = [];
  #code;

  /** @param {import('../map/source-code').SourceCode} code */
  constructor(code) {
    this.#code = code;
  }

  /**
   * The fields of a class, those of the classes it extends first. Parts are written out where they stand: then a schema is one thing,
   * which can be taken into another document, and compared.
   *
   * @param {ts.ClassDeclaration} declaration
   * @param {readonly ts.ClassDeclaration[]} [outer] classes of which it is a part
   * @returns {JsonSchema}
   */
  schemaOf(declaration, outer = []) {
    const comment = commentOf(declaration);
    const about = { title: declaration.name?.text ?? '', ...(comment && { description: comment }) };
    if (outer.includes(declaration)) {
      this.#complain(declaration, '', 'is a part of itself, which a schema without end would say');
      return { ...about, type: 'object' };
    }
    /** @type {Record<string, JsonSchema>} */
    const properties = {};
    const required = [];
    for (const property of this.#propertiesOf(declaration)) {
      const name = property.name.getText();
      if (properties[name])
        this.#complain(property, name, 'is declared twice, here and in a class that it extends');
      const { schema, isOptional } = this.#field(property, [...outer, declaration]);
      properties[name] = schema;
      if (!isOptional) required.push(name);
    }
    return { ...about, type: 'object', properties, ...(required.length > 0 && { required }) };
  }

  /** @param {ts.ClassDeclaration} declaration @returns {ts.PropertyDeclaration[]} */
  #propertiesOf(declaration) {
    const extended = declaration.heritageClauses?.find(({ token }) => token === ts.SyntaxKind.ExtendsKeyword);
    const [parent] = extended?.types ?? [];
    const parentClass = parent && this.#code.classOf(parent.expression);
    const own = declaration.members
      .filter(ts.isPropertyDeclaration)
      .filter(({ modifiers }) => !modifiers?.some(({ kind }) => kind === ts.SyntaxKind.StaticKeyword));
    return [...(parentClass ? this.#propertiesOf(parentClass) : []), ...own];
  }

  /** @param {ts.PropertyDeclaration} property @param {readonly ts.ClassDeclaration[]} outer */
  #field(property, outer) {
    const name = property.name.getText();
    const decorators = this.#code.decoratorsOf(property);
    /** @param {string} wanted */
    const find = (wanted) => decorators.find((decorator) => decorator.name === wanted);
    const [isOptional, personal] = [Boolean(find('IsOptional')), find('Personal')];
    const rules = decorators
      .filter((decorator) => !MARKS.has(decorator.name))
      .map((decorator) => this.#rule(property, name, decorator, outer));
    const value = merged(rules.filter(({ ofEach }) => !ofEach));
    const items = merged(rules.filter(({ ofEach }) => ofEach));
    if (items && value?.type !== 'array')
      this.#complain(property, name, 'has a rule for each part and no @IsArray()');
    if (!value || !(value.type || value.enum || 'const' in value))
      this.#complain(property, name, 'has no rule that says what it is: a text, a number, …');
    if (typesIn(rules).size > 1) this.#complain(property, name, 'has rules that no value keeps all of');
    const whole = { ...value, ...(items && { items: { ...value?.items, ...items } }) };
    const others = [...(isOptional ? [{ type: 'null' }] : []), ...(personal ? [SEALED] : [])];
    const comment = commentOf(property);
    return {
      isOptional,
      schema: {
        ...(others.length > 0 ? { anyOf: [whole, ...others] } : whole),
        ...(comment && { description: comment }),
        ...(personal && { 'x-personal': functionText(personal.args[0], 'subject') ?? true }),
        ...(find('Secret') && { 'x-secret': true }),
      },
    };
  }

  /**
   * @param {ts.PropertyDeclaration} property @param {string} name
   * @param {{ name: string, args: readonly ts.Expression[] }} decorator
   * @param {readonly ts.ClassDeclaration[]} outer
   * @returns {{ keywords: JsonSchema, ofEach: boolean }}
   */
  #rule(property, name, decorator, outer) {
    if (decorator.name === 'ObjectOf' || decorator.name === 'ListOf') {
      const part = this.#part(decorator.args[0]);
      if (!part)
        this.#complain(property, name, `has @${decorator.name} with a class that is none of the contracts'`);
      const schema = part ? this.schemaOf(part, outer) : {};
      const isList = decorator.name === 'ListOf';
      return { keywords: isList ? { type: 'array', items: schema } : schema, ofEach: false };
    }
    const rule = ruleOf(this.#code, decorator);
    if (!('problem' in rule)) return rule;
    this.#complain(property, name, rule.problem);
    return { keywords: {}, ofEach: false };
  }

  /** Of `() => Money`. @param {ts.Expression | undefined} argument */
  #part(argument) {
    return argument && ts.isArrowFunction(argument) ? this.#code.classOf(argument.body) : undefined;
  }

  /** @param {ts.Node} node @param {string} field @param {string} what */
  #complain(node, field, what) {
    const owner = ts.isClassDeclaration(node) ? node : node.parent;
    const name = ts.isClassDeclaration(owner) ? owner.name?.text : '';
    const problem = `${this.#code.fileOf(node)}: ${[name, field].filter(Boolean).join('.')} ${what}.`;
    if (!this.problems.includes(problem)) this.problems.push(problem);
  }
}

/** Decorators that say something else about a field than what may be in it. */
const MARKS = new Set(['IsOptional', 'IsDefined', 'Personal', 'Secret']);

/** @param {{ keywords: JsonSchema, ofEach: boolean }[]} rules */
function typesIn(rules) {
  const types = rules.flatMap(({ keywords, ofEach }) => (keywords.type && !ofEach ? [keywords.type] : []));
  return new Set(types.map((type) => (type === 'integer' ? 'number' : type)));
}

/** Several rules at once; a whole number is a number, too. @param {{ keywords: JsonSchema }[]} rules @returns {JsonSchema | undefined} */
function merged(rules) {
  if (rules.length === 0) return undefined;
  const all = Object.assign({}, ...rules.map(({ keywords }) => keywords));
  return rules.some(({ keywords }) => keywords.type === 'integer') ? { ...all, type: 'integer' } : all;
}

module.exports = { ClassReader };
