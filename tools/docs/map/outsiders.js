/**
 * Services that publish events of libs/contracts and whose code is not in this repository; docs/interop.md tells how one
 * joins. What they publish is not looked for. By name: `['billing']`.
 *
 * @type {string[]}
 */
const outsiders = [];

module.exports = { outsiders };
