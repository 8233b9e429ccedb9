/** What stands in a log in place of a secret. */
export const REDACTED = '***';

/** What holds a secret by its name, wherever it appears: in objects, headers, query strings, texts. */
const SECRET_NAMES = [
  // Whatever goes before it: DATABASE_PASSWORD, x-api-key, stripeApiKey.
  '[\\w-]*(?:password|passwd|passphrase|pwd|secret|api[-_]?key|private[-_]?key|access[-_]?key|token)',
  'authorization|proxy-authorization|cookie|set-cookie',
  'cvc|cvv|card[-_]?number|iban',
].join('|');

const SECRET_NAME = new RegExp(`^(?:${SECRET_NAMES})$`, 'i');

/** A rule for texts; what `$1` and `$2` stand for stays. */
type Rule = readonly [pattern: RegExp, replacement: string];

const RULES: readonly Rule[] = [
  // postgres://user:password@host. Passwords with an @ that was not escaped are taken to the last one. What every
  // installation begins with, and every example shows, is no secret.
  [/\b([a-z][a-z\d+.-]*:\/\/(?!guest:guest@|postgres:postgres@)[^\s:@/?#]*):[^\s/?#]*@/gi, `$1:${REDACTED}@`],
  [/\b(bearer)\s+[\w+/=.~-]+/gi, `$1 ${REDACTED}`],
  // A word after "Basic" that can hardly be one.
  [/\b([Bb]asic)\s+(?=[a-z+/]*[A-Z\d+/=])[A-Za-z\d+/]{6,}={0,2}/g, `$1 ${REDACTED}`],
  // Headers hold more than one word.
  [
    /\b((?:set-)?cookie|(?:proxy-)?authorization)(["']?\s*[:=]\s*)("[^"]*"|'[^']*'|[^\n"']*)/gi,
    `$1$2${REDACTED}`,
  ],
  // password=…, "password": "…", 'password': '…'; also in JSON that stands in JSON.
  [
    new RegExp(
      `(?<![\\w-])(${SECRET_NAMES})(\\\\?["']?\\s*[:=]\\s*)(\\\\"(?:[^"\\\\])*\\\\"|"(?:[^"\\\\]|\\\\.)*"|'(?:[^'\\\\]|\\\\.)*'|[^\\s,;&}\\])"']+)`,
      'gi',
    ),
    `$1$2${REDACTED}`,
  ],
  // Whom somebody wrote to, or was: where an address is part of another one (amqp://ada@host.example) it is a user of a server.
  [
    /(?<![\w.+%-])(?<!:\/\/[^\s/]*)[\w.+%-]+(?:@|%40)[a-z\d-]+(?:\.[a-z\d-]+)*\.[a-z]{2,}\b/gi,
    `${REDACTED}@${REDACTED}`,
  ],
  // Tokens that stand for a card.
  [/\btok_[\w-]+/g, `tok_${REDACTED}`],
];

/** Whether what goes by this name is a secret. */
export function isSecretName(name: string): boolean {
  return SECRET_NAME.test(name);
}

/** A text without what looks like a secret in it. */
export function withoutSecrets(text: string): string {
  return RULES.reduce((rest, [pattern, replacement]) => rest.replace(pattern, replacement), text);
}
