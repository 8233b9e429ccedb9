/**
 * Whether a routing key matches a topic binding: `*` stands for one word between dots, `#` for any number of them, none
 * included.
 */
export function topicMatches(pattern: string, routingKey: string): boolean {
  return wordsMatch(pattern.split('.'), routingKey.split('.'));
}

function wordsMatch(pattern: string[], words: string[]): boolean {
  const [first, ...rest] = pattern;
  if (first === undefined) return words.length === 0;
  if (first === '#') return words.some((_, at) => wordsMatch(rest, words.slice(at))) || wordsMatch(rest, []);
  return words.length > 0 && (first === '*' || first === words[0]) && wordsMatch(rest, words.slice(1));
}
