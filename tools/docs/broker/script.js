const { exchangesOf } = require('./definitions');

/** @param {string} vhost */
const preamble = (vhost) => `#!/bin/sh
# From the code, by \`npm run docs\`; \`npm run check\` compares. Nothing here is written by hand.
#
# Gives each service its own user with the rights that its code needs, and changes them where they are others. Run it where rabbitmqctl
# reaches the broker, with a folder that holds a file for each user, named like the user and with the password in it (a mounted
# secret, say):
#
#   docker/rabbitmq/users.sh /run/secrets/broker
#
# Users that are there get that password. Connections that are open go on; what a user may do changes at once.
set -eu

vhost=\${VHOST:-${quoted(vhost)}}
passwords=\${1:?'Name the folder with a password file for each user.'}
known=$(rabbitmqctl --silent list_users)

password() {
  [ -s "$passwords/$1" ] || { echo "There is no password for $1: $passwords/$1 is missing or empty." >&2; exit 1; }
  # Over the standard input: arguments are seen by everybody on the machine.
  tr -d '\\r\\n' <"$passwords/$1"
}

# name, configure, write, read
user() {
  password "$1" >/dev/null
  if printf '%s\\n' "$known" | cut -f1 | grep -qxF -- "$1"; then
    password "$1" | rabbitmqctl --quiet change_password "$1" >/dev/null
  else
    password "$1" | rabbitmqctl --quiet add_user "$1" >/dev/null
  fi
  # As an administrator or impersonator it could do, or say, anything.
  rabbitmqctl --quiet set_user_tags "$1"
  rabbitmqctl --quiet set_permissions --vhost "$vhost" "$1" "$2" "$3" "$4"
  # What was narrower once and is not any more must not stay.
  rabbitmqctl --quiet clear_topic_permissions --vhost "$vhost" "$1"
}

# name, exchange, write, read
topic() {
  rabbitmqctl --quiet set_topic_permissions --vhost "$vhost" "$1" "$2" "$3" "$4"
}
`;

/**
 * A script for a broker that runs already: users, rights and exchanges, by `rabbitmqctl`. It can be run again at any time.
 *
 * @param {import('./rights').Rights[]} rights @param {string} vhost
 */
function scriptOf(rights, vhost) {
  return `${preamble(vhost)}
# A consumer that starts before its publisher finds something to bind to.
sed "s|@vhost@|$vhost|g" <<'END' | rabbitmqctl --quiet import_definitions >/dev/null
${JSON.stringify({ exchanges: exchangesOf(rights, '@vhost@') })}
END

${rights.map(commandsOf).join('\n\n')}
`;
}

/** @param {import('./rights').Rights} rights */
function commandsOf({ user, configure, write, read, topics }) {
  return [
    `user ${[user, configure, write, read].map(quoted).join(' ')}`,
    ...topics.map((one) => `topic ${[user, one.exchange, one.write, one.read].map(quoted).join(' ')}`),
  ].join('\n');
}

/** For a shell. @param {string} text */
function quoted(text) {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

module.exports = { scriptOf };
