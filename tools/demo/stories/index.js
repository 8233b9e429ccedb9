/** In the order in which they are told. @type {import('../play').Story[]} */
const stories = [
  require('./success'),
  require('./out-of-stock'),
  require('./declined-card'),
  require('./time-out'),
  require('./money-back'),
  require('./customer-cancels'),
  require('./user-renamed'),
  require('./low-stock'),
];

module.exports = { stories };
