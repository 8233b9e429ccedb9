const { stripVTControlCharacters } = require('node:util');

/** @param {string} text */
const widthOf = (text) => stripVTControlCharacters(text).length;

/**
 * Rows as aligned lines; colours in a cell don't count for its width.
 *
 * @param {string[][]} rows
 * @param {{ indent?: number, gap?: number }} [options]
 * @returns {string}
 */
function columns(rows, { indent = 2, gap = 3 } = {}) {
  const count = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: count }, (_, column) =>
    Math.max(...rows.map((row) => widthOf(row[column] ?? ''))),
  );
  return rows
    .map((row) => {
      const cells = row.map((cell, column) => cell + ' '.repeat((widths[column] ?? 0) - widthOf(cell) + gap));
      return (' '.repeat(indent) + cells.join('')).trimEnd();
    })
    .join('\n');
}

module.exports = { columns };
