const path = require('node:path');
const { repository } = require('../../repository');
const { loadTypeScript } = require('../metrics/load-typescript');
const { STATEMENTS_OF_TAKE_OVER } = require('./take-over.sql');

/** The same text grants rights here and when a service is migrated. */
const { STATEMENTS_OF_RIGHTS } = /** @type {{ STATEMENTS_OF_RIGHTS: string }} */ (
  loadTypeScript(path.join(repository, 'libs', 'platform', 'src', 'database', 'rights.sql.ts'))
);

/** Parameters become variables of psql, which quotes them. @param {string} sql @param {string[]} names */
const withVariables = (sql, ...names) =>
  names
    .reduce((text, name, index) => text.replaceAll(`$${index + 1}`, `:'${name}'`), sql.trim())
    .replace(/ +$/gm, '');

const PREAMBLE = `#!/bin/sh
# From the code, by \`npm run docs\`; \`npm run check\` compares. Nothing here is written by hand.
#
# Gives each service a database, a role that it runs as and a role that owns its tables and migrates them, and changes them where they are
# others. Run it where psql reaches the server as a superuser (PGHOST, PGUSER, … say where and who), with a folder that holds a file for
# each role, named like the role and with the password in it (a mounted secret, say); without a folder where roles log in by certificate:
#
#   docker/postgres/roles.sh /run/secrets/postgres
#
# Roles that are there get that password. In a database that is there everything becomes the migrating role's, and the service's role is
# granted what it needs, in one transaction: a service that runs goes on.
set -eu

passwords=\${1:-}
with_passwords=$([ -n "$passwords" ] && echo true || echo false)

has_password() {
  [ -z "$passwords" ] || [ -s "$passwords/$1" ] || { echo "There is no password for $1: $passwords/$1 is missing or empty." >&2; exit 1; }
}

# Passwords are read by psql itself, from their files: arguments and the environment are seen by others.
run_psql() {
  PASSWORDS="$passwords" RUNTIME="$2" MIGRATOR="$3" psql -X -q -A -t -d "$1" -v ON_ERROR_STOP=1 \\
    -v database="$4" -v runtime="$2" -v migrator="$3" -v with_passwords="$with_passwords" >/dev/null
}
`;

const MAKE_ROLES = `make_roles() {
  run_psql "\${PGDATABASE:-postgres}" "$2" "$3" "$1" <<'END'
\\set VERBOSITY terse
set client_min_messages = warning;
-- Not even where all statements are logged may a password be among them.
select set_config(name, value, false)
  from (values ('log_statement', 'none'), ('log_duration', 'off'), ('log_min_duration_statement', '-1'),
               ('log_min_duration_sample', '-1'), ('log_transaction_sample_rate', '0'), ('log_min_error_statement', 'panic'),
               ('pg_stat_statements.track_utility', 'off')) as quiet(name, value)
 where current_setting('is_superuser') = 'on';
set password_encryption = 'scram-sha-256';

select format('create role %I', role) from unnest(array[:'runtime', :'migrator']) as role
 where not exists (select from pg_roles where rolname = role) \\gexec
alter role :"runtime" login nosuperuser nocreatedb nocreaterole noreplication nobypassrls;
alter role :"migrator" login nosuperuser nocreatedb nocreaterole noreplication nobypassrls;

\\if :with_passwords
\\set password \`tr -d '\\r\\n' <"$PASSWORDS/$RUNTIME"\`
alter role :"runtime" password :'password';
\\set password \`tr -d '\\r\\n' <"$PASSWORDS/$MIGRATOR"\`
alter role :"migrator" password :'password';
\\unset password
\\endif

select format('create database %I owner %I', :'database', :'migrator')
 where not exists (select from pg_database where datname = :'database') \\gexec
alter database :"database" owner to :"migrator";
revoke all on database :"database" from public;
revoke create, temporary on database :"database" from :"runtime";
grant connect on database :"database" to :"runtime";
END
}`;

const GIVE_RIGHTS = `give_rights() {
  run_psql "$1" "$2" "$3" "$1" <<'END'
set client_min_messages = warning;
begin;
-- Rather than make a service wait that works meanwhile; then this is run again.
set local lock_timeout = '5s';
${withVariables(STATEMENTS_OF_TAKE_OVER, 'migrator')} \\gexec
select format('revoke create on schema %I from public, %I', nspname, :'runtime') from pg_namespace
 where nspname !~ '^pg_' and nspname <> 'information_schema' \\gexec
${withVariables(STATEMENTS_OF_RIGHTS, 'runtime', 'migrator')} \\gexec
commit;
END
}`;

const SERVICE = `# database, the role that runs, the role that migrates
service() {
  has_password "$2"
  has_password "$3"
  make_roles "$@"
  give_rights "$@"
  echo "$1: $2 runs, $3 migrates"
}
`;

/**
 * A script for psql that makes databases and roles. It can be run again at any time.
 *
 * @param {import('./roles').Roles[]} roles
 */
function scriptOf(roles) {
  const calls = roles.map(
    ({ database, runtime, migrator }) => `service ${[database, runtime, migrator].map(quoted).join(' ')}`,
  );
  return `${[PREAMBLE, MAKE_ROLES, '', GIVE_RIGHTS, '', SERVICE, ...calls].join('\n')}\n`;
}

/** For a shell. @param {string} text */
function quoted(text) {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

module.exports = { scriptOf };
