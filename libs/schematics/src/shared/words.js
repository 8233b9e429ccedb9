/** Of several, one: open-parcels, an open-parcel. @param {string} name in kebab case */
function singular(name) {
  if (/[^aeiou]ies$/.test(name)) return name.replace(/ies$/, 'y');
  if (/(ss|sh|ch|x)es$/.test(name)) return name.replace(/es$/, '');
  return /[^su]s$/.test(name) ? name.slice(0, -1) : name;
}

/** Of one, several. @param {string} name in kebab case */
function plural(name) {
  if (singular(name) !== name) return name;
  if (/[^aeiou]y$/.test(name)) return name.replace(/y$/, 'ies');
  return /(s|sh|ch|x)$/.test(name) ? `${name}es` : `${name}s`;
}

/** In words, for sentences: "order confirmed". @param {string} name in kebab case */
const words = (name) => name.replaceAll('-', ' ');

/** As a sentence begins. @param {string} text */
const capitalised = (text) => text.charAt(0).toUpperCase() + text.slice(1);

/** With its article. @param {string} text */
const one = (text) => `${/^[aeiou]/.test(text) ? 'an' : 'a'} ${text}`;

module.exports = { capitalised, one, plural, singular, words };
