const path = require('node:path');

/** The root folder of the repository. */
const repository = path.resolve(__dirname, '..');

module.exports = { repository };
