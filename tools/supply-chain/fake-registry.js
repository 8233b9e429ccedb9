const http = require('node:http');
const { gunzipSync } = require('node:zlib');

/**
 * @typedef {{ status: number, body: unknown }} Reply
 * @typedef {{ url: string, asked: string[][], close: () => Promise<void> }} FakeRegistry asked: of which packages, each time
 */

/**
 * A registry that answers audits as it is told to, and knows two versions of each package that is asked for.
 *
 * @param {(names: string[]) => Reply} audits what it answers when it is asked about these packages
 * @returns {Promise<FakeRegistry>}
 */
async function fakeRegistry(audits) {
  /** @type {string[][]} */
  const asked = [];
  const server = http.createServer((request, response) => {
    /** @type {Buffer[]} */
    const chunks = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      const { status, body } =
        request.method === 'POST' ? audited(chunks) : { status: 200, body: about(request.url) };
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(typeof body === 'string' ? body : JSON.stringify(body));
    });
    /** @param {Buffer[]} sent @returns {Reply} */
    const audited = (sent) => {
      const body = Buffer.concat(sent);
      const text = request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body;
      const names = Object.keys(JSON.parse(text.toString())).sort();
      asked.push(names);
      return audits(names);
    };
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  return {
    url: `http://127.0.0.1:${port}/`,
    asked,
    close: () => new Promise((resolve) => void (server.close(() => resolve()), server.closeAllConnections())),
  };
}

/** @param {string | undefined} url */
function about(url) {
  const name = decodeURIComponent(String(url).slice(1));
  const versions = Object.fromEntries(
    ['1.0.0', '1.2.0'].map((version) => [version, { name, version, dist: {} }]),
  );
  return { name, 'dist-tags': { latest: '1.2.0' }, versions };
}

module.exports = { fakeRegistry };
