const path = require('node:path');
const { TsconfigPathsPlugin } = require('tsconfig-paths-webpack-plugin');

/**
 * Nest's own configuration, with four changes. The libraries are found by the root's tsconfig.json: an application's
 * inherits their paths, which the plugin then takes relative to the wrong folder. Stack traces can point into the sources
 * (`node --enable-source-maps`), by paths that an editor can open. Types are not checked here, once for every application, but once for the whole
 * tree by `npm run check` and by the editor: it made the build three times as long.
 *
 * @param {import('webpack').Configuration} options
 * @returns {import('webpack').Configuration}
 */
module.exports = (options) => ({
  ...options,
  devtool: 'source-map',
  output: { ...options.output, devtoolModuleFilenameTemplate: fromBundle(options.output) },
  plugins: options.plugins?.filter((plugin) => plugin?.constructor.name !== 'ForkTsCheckerWebpackPlugin'),
  resolve: { ...options.resolve, plugins: [new TsconfigPathsPlugin({ configFile: 'tsconfig.json' })] },
});

/**
 * A source as a path from the bundle that it went into: stack traces then name the file itself, wherever the repository lies.
 *
 * @param {import('webpack').Configuration['output']} output
 * @returns {(source: { absoluteResourcePath: string }) => string}
 */
function fromBundle(output) {
  // Nest says no path: webpack's own default is dist.
  const bundle = path.resolve(output?.path ?? 'dist', path.dirname(String(output?.filename)));
  return ({ absoluteResourcePath }) => path.relative(bundle, absoluteResourcePath).split(path.sep).join('/');
}
