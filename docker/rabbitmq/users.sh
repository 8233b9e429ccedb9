#!/bin/sh
# From the code, by `npm run docs`; `npm run check` compares. Nothing here is written by hand.
#
# Gives each service its own user with the rights that its code needs, and changes them where they are others. Run it where rabbitmqctl
# reaches the broker, with a folder that holds a file for each user, named like the user and with the password in it (a mounted
# secret, say):
#
#   docker/rabbitmq/users.sh /run/secrets/broker
#
# Users that are there get that password. Connections that are open go on; what a user may do changes at once.
set -eu

vhost=${VHOST:-'/'}
passwords=${1:?'Name the folder with a password file for each user.'}
known=$(rabbitmqctl --silent list_users)

password() {
  [ -s "$passwords/$1" ] || { echo "There is no password for $1: $passwords/$1 is missing or empty." >&2; exit 1; }
  # Over the standard input: arguments are seen by everybody on the machine.
  tr -d '\r\n' <"$passwords/$1"
}

# name, configure, write, read
user() {
  password "$1" >/dev/null
  if printf '%s\n' "$known" | cut -f1 | grep -qxF -- "$1"; then
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

# A consumer that starts before its publisher finds something to bind to.
sed "s|@vhost@|$vhost|g" <<'END' | rabbitmqctl --quiet import_definitions >/dev/null
{"exchanges":[{"name":"catalog.events","vhost":"@vhost@","type":"topic","durable":true,"auto_delete":false,"internal":false,"arguments":{}},{"name":"catalog.replays","vhost":"@vhost@","type":"topic","durable":true,"auto_delete":false,"internal":false,"arguments":{}},{"name":"catalog.requests","vhost":"@vhost@","type":"topic","durable":true,"auto_delete":false,"internal":false,"arguments":{}},{"name":"catalog.snapshots","vhost":"@vhost@","type":"direct","durable":true,"auto_delete":false,"internal":false,"arguments":{}},{"name":"inventory.events","vhost":"@vhost@","type":"topic","durable":true,"auto_delete":false,"internal":false,"arguments":{}},{"name":"inventory.replays","vhost":"@vhost@","type":"topic","durable":true,"auto_delete":false,"internal":false,"arguments":{}},{"name":"inventory.requests","vhost":"@vhost@","type":"topic","durable":true,"auto_delete":false,"internal":false,"arguments":{}},{"name":"notifications.events","vhost":"@vhost@","type":"topic","durable":true,"auto_delete":false,"internal":false,"arguments":{}},{"name":"notifications.replays","vhost":"@vhost@","type":"topic","durable":true,"auto_delete":false,"internal":false,"arguments":{}},{"name":"notifications.snapshots","vhost":"@vhost@","type":"direct","durable":true,"auto_delete":false,"internal":false,"arguments":{}},{"name":"notifications.answers","vhost":"@vhost@","type":"direct","durable":true,"auto_delete":false,"internal":false,"arguments":{}},{"name":"orders.events","vhost":"@vhost@","type":"topic","durable":true,"auto_delete":false,"internal":false,"arguments":{}},{"name":"orders.replays","vhost":"@vhost@","type":"topic","durable":true,"auto_delete":false,"internal":false,"arguments":{}},{"name":"orders.snapshots","vhost":"@vhost@","type":"direct","durable":true,"auto_delete":false,"internal":false,"arguments":{}},{"name":"orders.answers","vhost":"@vhost@","type":"direct","durable":true,"auto_delete":false,"internal":false,"arguments":{}},{"name":"payments.events","vhost":"@vhost@","type":"topic","durable":true,"auto_delete":false,"internal":false,"arguments":{}},{"name":"payments.replays","vhost":"@vhost@","type":"topic","durable":true,"auto_delete":false,"internal":false,"arguments":{}},{"name":"reporting.events","vhost":"@vhost@","type":"topic","durable":true,"auto_delete":false,"internal":false,"arguments":{}},{"name":"reporting.replays","vhost":"@vhost@","type":"topic","durable":true,"auto_delete":false,"internal":false,"arguments":{}},{"name":"users.events","vhost":"@vhost@","type":"topic","durable":true,"auto_delete":false,"internal":false,"arguments":{}},{"name":"users.replays","vhost":"@vhost@","type":"topic","durable":true,"auto_delete":false,"internal":false,"arguments":{}},{"name":"users.requests","vhost":"@vhost@","type":"topic","durable":true,"auto_delete":false,"internal":false,"arguments":{}}]}
END

user 'catalog' '^(catalog\..+)$' '^(catalog\..+|inventory\.requests|notifications\.snapshots|orders\.snapshots)$' '^(catalog\..+|inventory\.events|inventory\.replays)$'
topic 'catalog' 'inventory.events' '^$' '^([a-z0-9-]+\.v[0-9]+|\*\.\*)$'
topic 'catalog' 'inventory.replays' '^$' '^(catalog\.[a-z0-9-]+)$'
topic 'catalog' 'inventory.requests' '^(snapshot-requested\.v1)$' '^$'

user 'inventory' '^(inventory\..+)$' '^(inventory\..+|catalog\.snapshots)$' '^(inventory\..+|orders\.events|orders\.replays)$'
topic 'inventory' 'orders.events' '^$' '^([a-z0-9-]+\.v[0-9]+|\*\.\*)$'
topic 'inventory' 'orders.replays' '^$' '^(inventory\.[a-z0-9-]+)$'

user 'notifications' '^(notifications\..+)$' '^(notifications\..+|catalog\.requests|users\.requests)$' '^(notifications\..+|catalog\.events|catalog\.replays|inventory\.events|inventory\.replays|orders\.events|orders\.replays|payments\.events|payments\.replays|users\.events|users\.replays)$'
topic 'notifications' 'catalog.events' '^$' '^([a-z0-9-]+\.v[0-9]+|\*\.\*)$'
topic 'notifications' 'inventory.events' '^$' '^([a-z0-9-]+\.v[0-9]+|\*\.\*)$'
topic 'notifications' 'orders.events' '^$' '^([a-z0-9-]+\.v[0-9]+|\*\.\*)$'
topic 'notifications' 'payments.events' '^$' '^([a-z0-9-]+\.v[0-9]+|\*\.\*)$'
topic 'notifications' 'users.events' '^$' '^([a-z0-9-]+\.v[0-9]+|\*\.\*)$'
topic 'notifications' 'catalog.replays' '^$' '^(notifications\.[a-z0-9-]+)$'
topic 'notifications' 'inventory.replays' '^$' '^(notifications\.[a-z0-9-]+)$'
topic 'notifications' 'orders.replays' '^$' '^(notifications\.[a-z0-9-]+)$'
topic 'notifications' 'payments.replays' '^$' '^(notifications\.[a-z0-9-]+)$'
topic 'notifications' 'users.replays' '^$' '^(notifications\.[a-z0-9-]+)$'
topic 'notifications' 'catalog.requests' '^(snapshot-requested\.v1)$' '^$'
topic 'notifications' 'users.requests' '^(snapshot-requested\.v1|personal-keys-requested\.v1)$' '^$'

user 'orders' '^(orders\..+)$' '^(orders\..+|catalog\.requests|users\.requests)$' '^(orders\..+|catalog\.events|catalog\.replays|inventory\.events|inventory\.replays|payments\.events|payments\.replays|users\.events|users\.replays)$'
topic 'orders' 'catalog.events' '^$' '^([a-z0-9-]+\.v[0-9]+|\*\.\*)$'
topic 'orders' 'inventory.events' '^$' '^([a-z0-9-]+\.v[0-9]+|\*\.\*)$'
topic 'orders' 'payments.events' '^$' '^([a-z0-9-]+\.v[0-9]+|\*\.\*)$'
topic 'orders' 'users.events' '^$' '^([a-z0-9-]+\.v[0-9]+|\*\.\*)$'
topic 'orders' 'catalog.replays' '^$' '^(orders\.[a-z0-9-]+)$'
topic 'orders' 'inventory.replays' '^$' '^(orders\.[a-z0-9-]+)$'
topic 'orders' 'payments.replays' '^$' '^(orders\.[a-z0-9-]+)$'
topic 'orders' 'users.replays' '^$' '^(orders\.[a-z0-9-]+)$'
topic 'orders' 'catalog.requests' '^(snapshot-requested\.v1)$' '^$'
topic 'orders' 'users.requests' '^(snapshot-requested\.v1|personal-keys-requested\.v1)$' '^$'

user 'payments' '^(payments\..+)$' '^(payments\..+)$' '^(payments\..+|orders\.events|orders\.replays)$'
topic 'payments' 'orders.events' '^$' '^([a-z0-9-]+\.v[0-9]+|\*\.\*|confidential\.payment-requested\.v1)$'
topic 'payments' 'orders.replays' '^$' '^(payments\.[a-z0-9-]+)$'

user 'reporting' '^(reporting\..+)$' '^(reporting\..+)$' '^(reporting\..+|orders\.events|orders\.replays)$'
topic 'reporting' 'orders.events' '^$' '^([a-z0-9-]+\.v[0-9]+|\*\.\*)$'
topic 'reporting' 'orders.replays' '^$' '^(reporting\.[a-z0-9-]+)$'

user 'users' '^(users\..+)$' '^(users\..+|notifications\.snapshots|orders\.snapshots|notifications\.answers|orders\.answers)$' '^(users\..+)$'
