const { isDeepStrictEqual } = require('node:util');

/** @typedef {import('./fields').JsonSchema} JsonSchema */

/** What may be said otherwise at any time: nobody's program reads it. A secret is one to logs alone. */
const WORDS = new Set(['$schema', 'title', 'description', 'x-secret']);

/** What is compared field by field. */
const STRUCTURE = new Set(['properties', 'required', 'items', 'x-contract']);

/**
 * What breaks somebody when a version that is published becomes the other one. Between the two lie consumers that were not deployed
 * anew, which read what is published now by the rules of before; and events in queues, outboxes and replays, which are read by the
 * rules of now. So no rule may become wider, nor narrower: all that may come is a field that may be absent.
 *
 * @param {JsonSchema} before @param {JsonSchema} after
 * @returns {string[]} each names its field
 */
function breaksBetween(before, after) {
  return [...agreements(before['x-contract'], after['x-contract']), ...breaksIn(before, after, '')];
}

/** What is agreed on beside the fields: where it is published, of which aggregate it tells. @param {JsonSchema} [before] @param {JsonSchema} [after] */
function agreements(before = {}, after = {}) {
  return namesOf(before, after)
    .filter((name) => !isDeepStrictEqual(before[name], after[name]))
    .map((name) => `its ${name} was ${said(before[name])} and is ${said(after[name])}`);
}

/** @param {JsonSchema} before @param {JsonSchema} after @param {string} place @returns {string[]} */
function breaksIn(before, after, place) {
  const [was, is] = [bare(before), bare(after)];
  const rules = namesOf(was, is)
    .filter((name) => !WORDS.has(name) && !STRUCTURE.has(name) && !isSame(was[name], is[name]))
    .map((name) => `${place}: ${ruleChange(name, was[name], is[name])}`);
  return [...rules, ...fieldBreaks(was, is, place), ...partBreaks(was, is, place)];
}

/** Of a list. @param {JsonSchema} was @param {JsonSchema} is @param {string} place */
function partBreaks(was, is, place) {
  if (was.items && is.items) return breaksIn(was.items, is.items, `${place}[]`);
  return was.items || is.items
    ? [`${place}: there are rules for its parts ${is.items ? 'now' : 'no more'}`]
    : [];
}

/** @param {JsonSchema} was @param {JsonSchema} is @param {string} place */
function fieldBreaks(was, is, place) {
  if (was.type === is.type && !was.properties !== !is.properties)
    return [`${place}: there are rules for its fields ${is.properties ? 'now' : 'no more'}`];
  const prefix = place === '' ? '' : `${place}.`;
  const [before, after] = [was.properties ?? {}, is.properties ?? {}];
  return namesOf(before, after).flatMap((name) => {
    const field = `${prefix}${name}`;
    const [needed, needs] = [isRequired(was, name), isRequired(is, name)];
    if (!after[name]) return [`${field}: it is gone, and there are consumers that read it`];
    if (!before[name])
      return needs ? [`${field}: it is new and required, and events without it were published`] : [];
    const presence = [
      ...(needs && !needed ? [`${field}: it is required now, and events without it were published`] : []),
      ...(needed && !needs
        ? [`${field}: it may be absent now, and there are consumers that require it`]
        : []),
    ];
    return [...presence, ...breaksIn(before[name], after[name], field)];
  });
}

/** That it may be null, or ciphertext, follows from being optional and personal. @param {JsonSchema} schema @returns {JsonSchema} */
function bare({ anyOf, ...schema }) {
  return anyOf ? { ...anyOf[0], ...schema } : schema;
}

/** Values that are allowed have no order. @param {unknown} was @param {unknown} is */
function isSame(was, is) {
  if (Array.isArray(was) && Array.isArray(is)) return isDeepStrictEqual(new Set(was), new Set(is));
  return isDeepStrictEqual(was, is);
}

/** @param {string} keyword @param {unknown} was @param {unknown} is */
function ruleChange(keyword, was, is) {
  if (Array.isArray(was) && Array.isArray(is)) {
    const [gone, added] = [was.filter((one) => !is.includes(one)), is.filter((one) => !was.includes(one))];
    return [
      ...(gone.length > 0
        ? [`${keyword} no longer has ${gone.map(said).join(', ')}, which was published`]
        : []),
      ...(added.length > 0 ? [`${keyword} has ${added.map(said).join(', ')}, which consumers refuse`] : []),
    ].join('; ');
  }
  if (keyword === 'x-personal') return `it was ${personally(was)} and is ${personally(is)}`;
  return `its ${keyword} was ${said(was)} and is ${said(is)}`;
}

/** @param {unknown} mark */
function personally(mark) {
  if (mark === undefined) return 'not personal';
  return mark === true ? 'personal' : `personal (${String(mark)})`;
}

/** @param {unknown} value */
function said(value) {
  return value === undefined ? 'none' : JSON.stringify(value);
}

/** @param {JsonSchema} schema @param {string} name */
function isRequired({ required = [] }, name) {
  return required.includes(name);
}

/** @param {object} before @param {object} after */
function namesOf(before, after) {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])];
}

module.exports = { breaksBetween };
