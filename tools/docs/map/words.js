/** @param {string} code @param {string} target */
function codeLink(code, target) {
  return `[\`${code}\`](${target})`;
}

/** A word and what it is said of; none when that is nothing. @param {string} what @param {string[]} items */
function list(what, items) {
  return items.length > 0 ? [`${what} ${items.join(', ')}`] : [];
}

/**
 * A consumer and what it consumes.
 *
 * @param {import('./consumers').Consumer} consumer
 * @param {(file: string) => string} from the place that links, to a file
 * @param {import('./tables').Table[]} tables
 */
function reactionsInWords({ name, kind, file, reactions, timeouts, into }, from, tables) {
  /** @param {import('./consumers').Reaction['role']} role */
  const events = (role, isSnapshot = false) =>
    reactions
      .filter((reaction) => reaction.role === role && reaction.contract.isSnapshot === isSnapshot)
      .map(({ contract }) => codeLink(contract.name, from(contract.file)));
  const table = into && tables.find(({ entity }) => entity === into);
  const parts = [
    ...list('started by', events('is started by')),
    ...list(kind === 'saga' ? 'goes on with' : 'takes', events('takes')),
    ...list('asks for', events('takes', true)),
    ...list('keeps', table ? [codeLink(table.name, from(table.file))] : []),
    ...list(
      'time-outs',
      timeouts.map((timeout) => `\`${timeout}\``),
    ),
  ];
  return `${codeLink(name, from(file))}, a ${kind}, ${parts.join('; ')}`;
}

module.exports = { codeLink, list, reactionsInWords };
