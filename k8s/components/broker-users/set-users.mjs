// Sets the broker's users, their rights and the exchanges, by its management API: what docker/rabbitmq/users.sh does where rabbitmqctl is at
// hand. It can be run at any time; connections that are open go on.
import { createHash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const { BROKER_API, DEFINITIONS = '', PASSWORDS = '', ADMINISTRATOR, ADMINISTRATOR_PASSWORD } = process.env;
// A new broker takes minutes until it answers; the job tries again after that.
const WAIT_SECONDS = Number(process.env.WAIT_SECONDS ?? 120);
const authorization = `Basic ${Buffer.from(`${ADMINISTRATOR}:${ADMINISTRATOR_PASSWORD}`).toString('base64')}`;

/** @typedef {{ user: string, vhost: string, exchange: string }} TopicRight */
/** @typedef {{ users: { name: string }[], topic_permissions: TopicRight[] }} Definitions */

/** Tells what the broker has answered, where it is no. @param {string} method @param {string} path @param {object} [body] @returns {Promise<unknown>} */
async function ask(method, path, body) {
  const response = await fetch(`${BROKER_API}/api/${path}`, {
    method,
    headers: { authorization, 'content-type': 'application/json' },
    body: body && JSON.stringify(body),
  }).catch((/** @type {Error} */ error) => {
    // What `fetch` itself says is "fetch failed".
    const { cause, message } = error;
    throw new Error(`${method} /api/${path}: ${cause instanceof Error ? cause.message : message}`, {
      cause: error,
    });
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} /api/${path}: ${response.status} ${text}`);
  return text === '' ? undefined : /** @type {unknown} */ (JSON.parse(text));
}

/** @returns {Promise<{ rabbitmq_version: string }>} */
async function untilItAnswers() {
  for (const end = Date.now() + WAIT_SECONDS * 1_000; ; await sleep(1_000)) {
    try {
      return /** @type {{ rabbitmq_version: string }} */ (await ask('GET', 'overview'));
    } catch (error) {
      if (Date.now() < end) continue;
      const why = /** @type {Error} */ (error).message;
      throw new Error(`The broker's management API at ${BROKER_API} does not serve: ${why}`, {
        cause: error,
      });
    }
  }
}

/** As RabbitMQ keeps it: salt, and SHA-256 of salt and password. @param {string} user */
function hashOf(user) {
  const file = join(PASSWORDS, user);
  let password = '';
  try {
    password = readFileSync(file, 'utf8').trim();
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'ENOENT') throw error;
  }
  if (!password) throw new Error(`There is no password for ${user}: ${file} is missing or empty.`);
  const salt = randomBytes(4);
  const hash = createHash('sha256')
    .update(Buffer.concat([salt, Buffer.from(password)]))
    .digest();
  return Buffer.concat([salt, hash]).toString('base64');
}

/**
 * An import adds and changes, and takes nothing away: what was narrower once and is not any more must not stay.
 *
 * @param {Definitions} definitions
 */
async function clearStaleTopicRights({ users, topic_permissions: wanted }) {
  const known = /** @type {TopicRight[]} */ (await ask('GET', 'topic-permissions'));
  const stale = known.filter(
    ({ user, vhost, exchange }) =>
      users.some(({ name }) => name === user) &&
      !wanted.some((one) => one.user === user && one.vhost === vhost && one.exchange === exchange),
  );
  // The API takes away all of a user's at once; the import right after sets the others again.
  for (const place of new Set(
    stale.map(({ user, vhost }) => [vhost, user].map(encodeURIComponent).join('/')),
  ))
    await ask('DELETE', `topic-permissions/${place}`);
}

async function setUsers() {
  /** @type {unknown} */
  const said = JSON.parse(readFileSync(DEFINITIONS, 'utf8'));
  const definitions = /** @type {Definitions} */ (said);
  // All passwords are read before anything is changed.
  const users = definitions.users.map((user) => ({ ...user, password_hash: hashOf(user.name) }));
  const { rabbitmq_version: version } = await untilItAnswers();
  await clearStaleTopicRights(definitions);
  await ask('POST', 'definitions', { ...definitions, users });
  process.stdout.write(`RabbitMQ ${version} has the users ${users.map(({ name }) => name).join(', ')}.\n`);
}

void setUsers().catch((error) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
