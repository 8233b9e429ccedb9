const ts = require('typescript');

/** Decorators that say nothing about the value. */
const SILENT = new Set(['Variable', 'IsOptional', 'ValidateIf', 'Type', 'Transform', 'MayBeAbsent']);

/** Rules whose message is put together from their arguments. @type {Record<string, (args: string[], call: ts.CallExpression) => string>} */
const WORDS = {
  IsAddressOf: (protocols) =>
    `must be an address like ${protocols.map((protocol) => `${protocol}://…`).join(' or ')}`,
  IsBrokerAddress: () =>
    'must be an address like amqp://… or amqps://…; user, virtual host and options stand there once, hosts as many as there are',
  IsDuration: (_args, call) => durationRule(call),
  IsReadableFile: () => 'must be the path of a file that this process can read',
  IsNameOfTimeZone: () => 'must be the name of a time zone, as IANA has them',
  IsIssuer: () =>
    'must be the issuer of tokens, as it stands in them; in production not the development issuer',
  IsKeySetAddress: () =>
    'must be an address like https://… or, in production on this machine alone (localhost), http://…',
  IsOriginList: () =>
    'must be origins with commas between, each like https://shop.example.com, without a path; * is none',
  IsString: () => 'must be a text',
  IsNotEmpty: () => 'must not be empty',
};

/**
 * What a decorator asks of its variable, as the service says it when the rule is broken: no text for one that asks for
 * nothing, undefined for one that is not known.
 *
 * @param {ts.CallExpression} call @param {Map<string, ts.Expression>} constants of its file
 * @returns {string[] | undefined}
 */
function ruleOf(call, constants) {
  const name = call.expression.getText();
  if (SILENT.has(name)) return [];
  const message = call.arguments
    .map((argument) => messageIn(argument, constants))
    .find((text) => text !== undefined);
  if (message !== undefined) return [message];
  const words = WORDS[name];
  const args = call.arguments.filter(ts.isStringLiteralLike).map(({ text }) => text);
  return words && [words(args, call)];
}

/** @param {ts.Expression} argument @param {Map<string, ts.Expression>} constants @returns {string | undefined} */
function messageIn(argument, constants) {
  if (ts.isIdentifier(argument)) {
    const value = constants.get(argument.text);
    return value && messageIn(value, constants);
  }
  const value = propertyOf(argument, 'message');
  return value && ts.isStringLiteralLike(value) ? value.text : undefined;
}

/** @param {ts.CallExpression} call */
function durationRule({ arguments: [limits] }) {
  const [least, most] = ['atLeast', 'atMost'].map(
    (name) => limits && propertyOf(limits, name)?.getText().slice(1, -1),
  );
  return `must be a span of time with its unit, ${least ? `at least ${least}` : 'more than none'} and at most ${most ?? '24d'}`;
}

/** @param {ts.Expression} object @param {string} name */
function propertyOf(object, name) {
  if (!ts.isObjectLiteralExpression(object)) return undefined;
  return object.properties
    .filter(ts.isPropertyAssignment)
    .find((property) => property.name.getText() === name)?.initializer;
}

module.exports = { ruleOf };
