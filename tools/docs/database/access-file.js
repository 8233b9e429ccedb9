const PREAMBLE = `# From the code, by \`npm run docs\`; \`npm run check\` compares. docs/database-security.md says how to use it, and a test starts a server
# with it.
#
# Who may log in from where: the first line that fits decides, and who fits none is refused. No role of a service gets into another's
# database, and nobody in the clear. With \`cert\` in place of \`scram-sha-256\` the certificate is the login (its common name is the role's);
# with \`scram-sha-256 clientcert=verify-full\` it is asked for beside the password.

# Who administers the server does so on its machine.
local all postgres peer
`;

/**
 * A pg_hba.conf: each role reaches its own database, over TLS.
 *
 * @param {import('./roles').Roles[]} roles
 */
function accessFileOf(roles) {
  const lines = roles.map(
    ({ database, runtime, migrator }) =>
      `hostssl ${quoted(database)} ${quoted(runtime)},${quoted(migrator)} all scram-sha-256`,
  );
  return `${PREAMBLE}\n${lines.join('\n')}\n`;
}

/** In quotes also a word like "all" is only a name. @param {string} name */
function quoted(name) {
  return `"${name}"`;
}

module.exports = { accessFileOf };
