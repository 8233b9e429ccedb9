/** @typedef {import('./fields').JsonSchema} JsonSchema */

/** What formats are called by people. @type {Record<string, string>} */
const FORMATS = { uuid: 'UUID', 'date-time': 'time (RFC 3339)', 'idn-email': 'email address' };

/** @type {Record<string, (value: any) => string>} */
const WORDS = {
  enum: (values) => `one of ${values.map((/** @type {unknown} */ one) => code(one)).join(', ')}`,
  const: (value) => `always ${code(value)}`,
  minLength: (least) => (least === 1 ? 'not empty' : `at least ${least} characters`),
  maxLength: (most) => `at most ${most} characters`,
  minimum: (least) => `${least} or more`,
  exclusiveMinimum: (limit) => `more than ${limit}`,
  maximum: (most) => `${most} or less`,
  minItems: (least) => (least === 1 ? 'not empty' : `at least ${least} parts`),
  maxItems: (most) => `at most ${most} parts`,
  'x-rule': (rule) => rule,
};

/**
 * The fields of a schema as rows of a table, those of its parts after each: name, rules, meaning.
 *
 * @param {JsonSchema} schema @param {string} [prefix] @returns {[string, string, string][]}
 */
function fieldRows({ properties = {}, required = [] }, prefix = '') {
  return Object.entries(properties).flatMap(([name, field]) => {
    const { anyOf, ...marks } = field;
    const rules = anyOf ? { ...anyOf[0], ...marks } : field;
    const words = [rulesInWords(rules), ...marksOf(rules, required.includes(name))]
      .filter(Boolean)
      .join('; ');
    const part = rules.type === 'array' ? rules.items : rules;
    const place = `${prefix}${name}${rules.type === 'array' ? '[]' : ''}`;
    return [
      /** @type {[string, string, string]} */ ([`\`${prefix}${name}\``, words, rules.description ?? '']),
      ...(part?.properties ? fieldRows(part, `${place}.`) : []),
    ];
  });
}

/** @param {JsonSchema} rules @returns {string} */
function rulesInWords(rules) {
  const own = Object.entries(WORDS)
    .filter(([keyword]) => rules[keyword] !== undefined)
    .map(([keyword, words]) => words(rules[keyword]));
  const pattern = rules.pattern !== undefined && !rules['x-rule'] ? [`like ${code(rules.pattern)}`] : [];
  return [kindOf(rules), ...own, ...pattern].filter(Boolean).join(', ');
}

/** @param {JsonSchema} rules @returns {string} */
function kindOf({ type, format, items, title, enum: values }) {
  if (values) return '';
  if (type === 'array')
    return items?.title ? `list of ${items.title}` : `list: ${items ? rulesInWords(items) : 'anything'}`;
  if (type === 'object') return title ?? 'object';
  if (type === 'string') return (format && FORMATS[format]) ?? 'text';
  return { integer: 'whole number', number: 'number', boolean: 'true or false' }[String(type)] ?? '';
}

/** @param {JsonSchema} rules @param {boolean} isRequired */
function marksOf(rules, isRequired) {
  return [
    ...(rules['x-personal'] ? ['**personal**'] : []),
    ...(rules['x-secret'] && !rules['x-personal'] ? ['**secret**'] : []),
    ...(isRequired ? [] : ['may be absent']),
  ];
}

/** @param {unknown} value */
function code(value) {
  return `\`${String(value)}\``;
}

module.exports = { fieldRows };
