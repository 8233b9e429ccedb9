const LONGEST = 300;

/**
 * Text from elsewhere as part of a line: what would end the line, hide in it or turn its direction becomes a space. A name
 * with line breaks in it can then neither add a header to a mail nor a paragraph of its own to a text.
 *
 * @example oneLine('Ada\r\nBcc: all@example.com') // "Ada Bcc: all@example.com"
 */
export function oneLine(text: string): string {
  const line = text
    .replace(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]+/gu, ' ')
    .replace(/\s+/gu, ' ')
    .trim();
  const characters = [...line];
  return characters.length <= LONGEST ? line : `${characters.slice(0, LONGEST - 1).join('')}…`;
}
