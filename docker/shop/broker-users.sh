#!/bin/sh
# What docker/compose.yaml runs before the shop starts: docker/rabbitmq/users.sh in a virtual host of the shop's own, with one password
# for all users. On that of `npm start` its services would be replicas of the others, with other databases.
#
#   VHOST=shop SHOP_PASSWORD=… docker/shop/broker-users.sh docker/rabbitmq/users.sh
set -eu

users=${1:?'Name the script that makes the users.'}
passwords=$(mktemp -d)
trap 'rm -rf "$passwords"' EXIT

for user in $(sed -n "s/^user '\([^']*\)' .*/\1/p" "$users"); do
  printf '%s' "${SHOP_PASSWORD:?}" >"$passwords/$user"
done
rabbitmqctl --silent list_vhosts name | grep -qxF -- "${VHOST:?}" || rabbitmqctl --quiet add_vhost "$VHOST"
sh "$users" "$passwords"
