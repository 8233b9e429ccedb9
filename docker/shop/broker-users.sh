#!/bin/sh
# What docker/compose.yaml runs before the shop starts: docker/rabbitmq/users.sh in a virtual host of the shop's own, with one password
# for all users. On that of `npm start` its services would be replicas of the others, with other databases.
#
#   VHOST=shop SHOP_PASSWORD=… docker/shop/broker-users.sh docker/rabbitmq/users.sh
set -eu

users=${1:?'Name the script that makes the users.'}
vhost=${VHOST:?'Name the virtual host of the shop.'}
password=${SHOP_PASSWORD:?'Say which password they get.'}
passwords=$(mktemp -d)
trap 'rm -rf "$passwords"' EXIT

for user in $(sed -n "s/^user '\([^']*\)' .*/\1/p" "$users"); do
  printf '%s' "$password" >"$passwords/$user"
done
rabbitmqctl --silent list_vhosts name | grep -qxF -- "$vhost" || rabbitmqctl --quiet add_vhost "$vhost"
sh "$users" "$passwords"
