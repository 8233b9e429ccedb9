const { TsconfigPathsPlugin } = require('tsconfig-paths-webpack-plugin');

/**
 * Nest's own configuration, with three changes. The libraries are found by the root's tsconfig.json: an application's
 * inherits their paths, which the plugin then takes relative to the wrong folder. Stack traces can point into the sources
 * (`node --enable-source-maps`). Types are not checked here, once for every application, but once for the whole
 * tree by `npm run check` and by the editor: it made the build three times as long.
 *
 * @param {import('webpack').Configuration} options
 * @returns {import('webpack').Configuration}
 */
module.exports = (options) => ({
  ...options,
  devtool: 'source-map',
  plugins: options.plugins?.filter((plugin) => plugin?.constructor.name !== 'ForkTsCheckerWebpackPlugin'),
  resolve: { ...options.resolve, plugins: [new TsconfigPathsPlugin({ configFile: 'tsconfig.json' })] },
});
