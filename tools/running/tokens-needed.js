const { bold, dim } = require('../output/colours');
const { issuerUrl } = require('../issuer/settings');

/** How somebody gets a token of the development issuer. */
function howToAsk() {
  return [
    `  ${bold('tokens')}   Whoever asks the services has to show one: -H "Authorization: Bearer $TOKEN"`,
    '           TOKEN=$(npm run -s token -- --role staff --role operator)   runs the shop and the services',
    '           TOKEN=$(npm run -s token -- --user <id of a user>)          a customer',
    dim(
      `           Also at ${issuerUrl()}/token?role=staff. What needs none, and who may what: docs/access.md`,
    ),
  ].join('\n');
}

/** What to say when somebody has chosen another issuer, of which there is no token here for an example. */
function whoseTokens() {
  return `  ${bold('tokens')}   AUTH_ISSUER is chosen: the services take the tokens of that one, and no order was played.`;
}

module.exports = { howToAsk, whoseTokens };
