/** `a` or `an`, with what may stand between it and its word: spaces, quotes, and the margin of a comment's next line. */
const ARTICLE = /(?<![\w'-])([Aa])n?(\s[\s/*#`'"[(]*)$/;

// By sound: a unicorn, a user, a European, a one-way street.
const LIKE_A_CONSONANT = /^(uni|us[aeiu]|ut[aeio]|eu|one(?![a-z]))/i;
const VOWEL = /^[aeiou]/i;

/** @param {string} word */
function needsAn(word) {
  return VOWEL.test(word) && !LIKE_A_CONSONANT.test(word);
}

/**
 * The text with the article that fits what comes next, if it ends in one.
 *
 * @param {string} before @param {string} word that follows
 */
function withArticleFor(before, word) {
  return before.replace(
    ARTICLE,
    (_all, a, between) => `${String(a)}${needsAn(word) ? 'n' : ''}${String(between)}`,
  );
}

module.exports = { withArticleFor };
