// What a stack trace of a built service calls a file, as webpack.config.js says it.
const path = require('node:path');
const configure = require('../webpack.config');
const { repository } = require('./repository');

const source = path.join(repository, 'libs/eventing/src/outbox/relay.ts');

/** @param {{ path?: string, filename: string }} output @returns {string} */
const nameIn = (output) => {
  const { devtoolModuleFilenameTemplate: name } = configure({ output }).output ?? {};
  const context = /** @type {any} */ ({ absoluteResourcePath: source });
  return typeof name === 'function' ? name(context) : '';
};

describe('a source file in the map of a bundle', () => {
  it.each([
    ['where Nest says no folder', { filename: 'apps/orders/main.js' }],
    ['where it does', { path: path.join(repository, 'dist'), filename: 'apps/orders/main.js' }],
  ])('is found from the bundle, %s', (_, output) => {
    expect(path.resolve(repository, 'dist/apps/orders', nameIn(output))).toBe(source);
  });
});
