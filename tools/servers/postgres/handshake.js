const { Client } = require('pg');

const OLDEST = 13; // pg_current_xact_id() and xid8, which the outbox reads its gaps with

/**
 * Logs in for real: a port that accepts connections is not yet a database that lets us work.
 *
 * @param {string} url
 * @returns {Promise<{ version: string }>}
 * @throws {Error} the server's own reason, or that its version or the role's rights are not enough
 */
async function greetPostgres(url) {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  // A server that dies in between reports it here as well as in the pending query; the query's error is enough.
  client.on('error', () => undefined);
  await client.connect();
  try {
    const { rows } = await client.query(`
      SELECT current_setting('server_version_num')::int / 10000 AS major,
             current_setting('server_version') AS version,
             current_user AS role,
             rolcreatedb OR rolsuper AS may_create
        FROM pg_roles WHERE rolname = current_user`);
    const { major, version, role, may_create: mayCreate } = rows[0];
    if (major < OLDEST) throw new Error(`PostgreSQL ${version} is too old, ${OLDEST} or newer is needed`);
    if (!mayCreate) throw new Error(`role "${role}" may not create databases`);
    return { version: version.split(' ')[0] };
  } finally {
    await client.end();
  }
}

module.exports = { greetPostgres };
