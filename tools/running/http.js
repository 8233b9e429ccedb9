const { ExplainedError } = require('../explained-error');

/**
 * One request to a service, as curl would send it.
 *
 * @param {string} method @param {string} url
 * @param {{ body?: unknown, expect: number[], headers?: Record<string, string> }} options expect: acceptable statuses
 * @returns {Promise<{ status: number, body: Record<string, any> }>}
 * @throws {ExplainedError} for any other status, with what the service answered
 */
async function request(method, url, { body, expect, headers = {} }) {
  const response = await fetch(url, {
    method,
    headers: { ...headers, ...(body !== undefined && { 'content-type': 'application/json' }) },
    body: body === undefined ? undefined : JSON.stringify(body),
    signal: AbortSignal.timeout(10_000),
  });
  const text = await response.text();
  if (!expect.includes(response.status)) {
    throw new ExplainedError(`${method} ${url} answered ${response.status}, not ${expect.join(' or ')}`, {
      details: text,
    });
  }
  return { status: response.status, body: text ? JSON.parse(text) : {} };
}

module.exports = { request };
