const { writtenValue } = require('./values');

/** @typedef {Record<string, unknown>} Keywords of JSON Schema */

const UUID = { type: 'string', format: 'uuid' };
const HEX = '[0-9a-fA-F]';

/**
 * What the rules of class-validator ask, in the words of JSON Schema. Each is as narrow as the rule or wider, and never refuses what the
 * rule takes; `x-rule` names a rule of which the schema says only a part.
 *
 * @type {Record<string, (...args: any[]) => Keywords | undefined>}
 */
const RULES = {
  IsString: () => ({ type: 'string' }),
  IsNotEmpty: () => ({ minLength: 1 }),
  Length: (min, max) => ({ type: 'string', minLength: min, ...(max !== undefined && { maxLength: max }) }),
  MinLength: (min) => ({ type: 'string', minLength: min }),
  MaxLength: (max) => ({ type: 'string', maxLength: max }),
  Matches: (pattern) => matching(pattern),
  IsUUID: (version) => identifier(version ?? 'all'),
  // The class takes addresses with letters of all alphabets, which `email` would refuse.
  IsEmail: () => ({ type: 'string', format: 'idn-email' }),
  IsRFC3339: () => ({ type: 'string', format: 'date-time' }),
  IsISO4217CurrencyCode: () => ({ type: 'string', pattern: '^[A-Za-z]{3}$', 'x-rule': 'ISO 4217' }),
  IsInt: () => ({ type: 'integer' }),
  IsNumber: () => ({ type: 'number' }),
  IsPositive: () => ({ type: 'number', exclusiveMinimum: 0 }),
  Min: (least) => ({ type: 'number', minimum: least }),
  Max: (most) => ({ type: 'number', maximum: most }),
  IsBoolean: () => ({ type: 'boolean' }),
  IsIn: (values) => (Array.isArray(values) ? { ...typeOfAll(values), enum: values } : undefined),
  Equals: (value) => ({ const: value }),
  IsObject: () => ({ type: 'object' }),
  IsArray: () => ({ type: 'array' }),
  ArrayNotEmpty: () => ({ type: 'array', minItems: 1 }),
  ArrayMinSize: (least) => ({ type: 'array', minItems: least }),
  ArrayMaxSize: (most) => ({ type: 'array', maxItems: most }),
};

/** Options of a rule that change nothing about what it takes, and the one that moves it to the parts of a list. */
const OPTIONS = new Set(['message', 'context', 'each']);

/**
 * What a decorator asks of its field, or the problem that it cannot be said.
 *
 * @param {import('../map/source-code').SourceCode} code
 * @param {{ name: string, args: readonly import('typescript').Expression[] }} decorator
 * @returns {{ keywords: Keywords, ofEach: boolean } | { problem: string }}
 */
function ruleOf(code, { name, args }) {
  if (!Object.hasOwn(RULES, name)) return { problem: unknownRule(name) };
  const values = args.map((argument) => writtenValue(code, argument));
  if (values.includes(undefined))
    return { problem: `has @${name} with an argument that is computed: write it down, or in a constant` };
  const options = isOptions(values.at(-1)) ? /** @type {Record<string, unknown>} */ (values.pop()) : {};
  const strange = Object.keys(options).find((option) => !OPTIONS.has(option));
  const rule = RULES[name];
  const keywords = strange || !rule || values.length > rule.length ? undefined : rule(...values);
  if (!keywords)
    return { problem: `has @${name}(${args.map((one) => one.getText()).join(', ')}), which ${UNSAYABLE}` };
  return { keywords, ofEach: options.each === true };
}

const UNSAYABLE =
  'the schema cannot say: use a rule of tools/docs/contracts/rules.js, or teach it this one, with a test';

/** @param {string} name */
function unknownRule(name) {
  return `has @${name}, which ${UNSAYABLE}. Known are ${Object.keys(RULES).join(', ')}`;
}

/** @param {unknown} value */
function isOptions(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof RegExp);
}

/** Flags are not known to JSON Schema, but for `u`, with which it reads all patterns. @param {unknown} pattern */
function matching(pattern) {
  if (!(pattern instanceof RegExp) || pattern.flags.replace('u', '') !== '') return undefined;
  return { type: 'string', pattern: pattern.source };
}

/** Of any form (`loose`), of one version, or of any version there is. @param {unknown} version */
function identifier(version) {
  if (version === 'loose') return UUID;
  const digit = version === 'all' ? '[1-8]' : String(version);
  if (version !== 'all' && !/^[1-8]$/.test(digit)) return undefined;
  const pattern = `^${HEX}{8}-${HEX}{4}-${digit}${HEX}{3}-[89abAB]${HEX}{3}-${HEX}{12}$`;
  return { ...UUID, pattern: version === 'all' ? `${pattern}|^0[0-]+0$|^[fF][fF-]+[fF]$` : pattern };
}

/** @param {unknown[]} values */
function typeOfAll(values) {
  const types = new Set(values.map((value) => typeof value));
  const [type] = types;
  return types.size === 1 && (type === 'string' || type === 'number' || type === 'boolean') ? { type } : {};
}

module.exports = { RULES, ruleOf };
