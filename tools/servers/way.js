const { nodesIn } = require('./nodes');

/**
 * A way of finding a server. It answers with a server, or with why there is none; it throws where looking further
 * would be wrong.
 *
 * @typedef {{ url: string, how: string, stop?: () => Promise<void> }} Found how: the reason, for the printed line
 * @typedef {{ why: string, surprising?: boolean }} NotFound surprising: worth a line of its own, even if a later way works
 * @typedef {{ update(text: string): void }} Progress
 *
 * @typedef {object} Way
 * @property {string} name as in "docker compose: <why>"
 * @property {(kind: import('./server-kind').ServerKind, progress: Progress) => Promise<Found | NotFound>} find
 */

/** "127.0.0.1:5432": an address without its password, of all its nodes. @param {string} url */
function addressOf(url) {
  const hosts = nodesIn(url).map((node) => {
    const { hostname, port } = new URL(node);
    return port ? `${hostname}:${port}` : hostname;
  });
  return hosts.join(',');
}

/** Whether the text is an address of such a server, by the protocol it begins with. @param {import('./server-kind').ServerKind} kind @param {string} url */
function hasProtocolOf({ protocols }, url) {
  return nodesIn(url).every(
    (node) =>
      URL.canParse(node) && protocols.includes(new URL(node).protocol) && new URL(node).hostname !== '',
  );
}

/** @param {unknown} error the reason in one line: drivers put theirs into a list or a code now and then */
function reasonOf(error) {
  if (error instanceof AggregateError && error.errors.length > 0) return reasonOf(error.errors[0]);
  const { message, code } = /** @type {NodeJS.ErrnoException} */ (error);
  return (message || code || String(error)).split('\n')[0] ?? '';
}

module.exports = { addressOf, hasProtocolOf, reasonOf };
