/**
 * What follows a word that became longer or shorter, with the next gap in its line as much narrower or wider: what stands in
 * columns stays there.
 *
 * @param {string} text as it follows the word
 * @param {number} shift by how many characters all before it has moved to the right
 * @returns {{ text: string, shift: number }} the shift that is left
 */
function inColumns(text, shift) {
  if (shift === 0) return { text, shift };
  const end = text.indexOf('\n');
  const line = end < 0 ? text : text.slice(0, end);
  // Behind a text without an end of line the next word comes.
  const gap = (end < 0 ? / {2,}(?=\S|$)/ : / {2,}(?=\S)/).exec(line);
  if (!gap) return { text, shift: end < 0 ? shift : 0 };
  const width = Math.max(2, gap[0].length - shift);
  const left = shift - (gap[0].length - width);
  const rest = inColumns(text.slice(gap.index + gap[0].length), left);
  return { text: text.slice(0, gap.index) + ' '.repeat(width) + rest.text, shift: rest.shift };
}

module.exports = { inColumns };
