/**
 * What is left to do, and what was left alone: told at the end.
 *
 * @param {Pick<import('.').Renaming, 'from' | 'to'>} renaming
 */
function nextSteps({ from, to }) {
  return `
Next:
  npm install                        links the command: npx ${to.kebab}
  npm run check && npm test          everything is as green as before
  git add --all && git commit        and it is yours

Left alone:
  LICENSE                            the licence asks that its notice stays; add your own line below it
  databases ${`${from.snake}_…`.padEnd(25)}new ones are made; what is in these is not carried over
  waiting messages                   they carry x-${from.kebab}- headers, which nobody reads any more: let queues run empty first
  the folder ${`.${from.kebab}/`.padEnd(24)}logs and servers for trying out; delete it when nothing runs in it`;
}

module.exports = { nextSteps };
