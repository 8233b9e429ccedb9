const { bold, dim, red, yellow } = require('../output/colours');

const LOUD = new Set(['warn', 'error', 'fatal']);
const SHOWN = { warn: yellow('warn '), error: red('error'), fatal: red('fatal'), info: dim('info ') };

/**
 * @typedef {object} LogLine
 * @property {boolean} loud whether it is a warning, an error, or not from the logger
 * @property {string} text as it is shown
 * @property {string} [context] the part of the service that wrote it
 */

/**
 * One line that a service has written, as its logger does with LOG_FORMAT=json; anything else it wrote (a crash
 * of Node, a stray console.log) is taken as it is and as important.
 *
 * @param {string} line
 * @returns {LogLine}
 */
function readLogLine(line) {
  const entry = parse(line);
  if (!entry) return { loud: true, text: line };
  const { level, message, context, stack } = entry;
  const said = typeof message === 'string' ? message : JSON.stringify(message);
  const label = SHOWN[/** @type {keyof typeof SHOWN} */ (level)] ?? dim(level.padEnd(5));
  const trace = typeof stack === 'string' ? `\n${stack}` : '';
  return {
    loud: LOUD.has(level),
    context,
    text: `${label} ${context ? `${dim(`${context}:`)} ` : ''}${said}${trace}`,
  };
}

/** @param {string} line @returns {{ level: string, message: unknown, context?: string, stack?: unknown } | undefined} */
function parse(line) {
  if (!line.startsWith('{')) return undefined;
  try {
    const entry = JSON.parse(line);
    return typeof entry.level === 'string' && 'message' in entry ? entry : undefined;
  } catch {
    return undefined; // not a log entry after all: the caller shows the line as it is
  }
}

/** @param {string} service @param {string} text of one entry, several lines perhaps @param {number} width */
function prefixed(service, text, width) {
  return text
    .split('\n')
    .map((line) => `  ${bold(service.padEnd(width))}   ${line}`)
    .join('\n');
}

module.exports = { prefixed, readLogLine };
