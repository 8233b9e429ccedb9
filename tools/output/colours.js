const { styleText } = require('node:util');

/**
 * Whether to write colours: only to a terminal that has them, and never where NO_COLOR is set.
 *
 * @param {NodeJS.WriteStream} [stream]
 */
function colourful(stream = process.stdout) {
  return stream.isTTY === true && stream.hasColors();
}

/** @param {Parameters<typeof styleText>[0]} format @returns {(text: string) => string} */
function style(format) {
  return (text) => (colourful() ? styleText(format, text) : text);
}

module.exports = {
  colourful,
  bold: style('bold'),
  dim: style('gray'),
  green: style('green'),
  yellow: style('yellow'),
  red: style('red'),
  cyan: style('cyan'),
};
