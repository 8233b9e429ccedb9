const { TsconfigPathsPlugin } = require('tsconfig-paths-webpack-plugin');

/**
 * Nest's own configuration, with two changes: the libraries are found by the root's tsconfig.json (an application's
 * inherits their paths, which the plugin then takes relative to the wrong folder), and stack traces can point into the
 * sources (`node --enable-source-maps`).
 *
 * @param {import('webpack').Configuration} options
 * @returns {import('webpack').Configuration}
 */
module.exports = (options) => ({
  ...options,
  devtool: 'source-map',
  resolve: { ...options.resolve, plugins: [new TsconfigPathsPlugin({ configFile: 'tsconfig.json' })] },
});
