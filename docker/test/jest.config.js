// What `npm run image` runs. Apart from `npm test`: it needs root and programs that few machines have.
const path = require('node:path');
const { projects } = require('../../jest.config');

const root = path.join(__dirname, '../..');

module.exports = {
  ...projects[0],
  rootDir: root,
  displayName: 'image',
  testMatch: ['<rootDir>/docker/test/**/*.image-spec.ts'],
  verbose: true,
};
