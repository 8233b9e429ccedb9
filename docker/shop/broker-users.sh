#!/bin/sh
# What docker/compose.yaml runs before the shop starts: the users, rights and exchanges of docker/rabbitmq/definitions.json, in a virtual
# host of the shop's own, with one password for all users. On the host of `npm start` the services would be replicas of the others, with
# other databases. Where rabbitmqctl reaches the node, and in one call: each takes a second.
#
#   VHOST=shop SHOP_PASSWORD=… docker/shop/broker-users.sh docker/rabbitmq/definitions.json
set -eu

definitions=${1:?'Name the file with the users and their rights.'}
vhost=${VHOST:?'Name the virtual host of the shop.'}
password=${SHOP_PASSWORD:?'Say which password they get.'}

# As RabbitMQ keeps a password: four bytes of salt, and the SHA-256 of both.
salt=$(openssl rand -hex 2)
hash=$({
  printf '%s' "$salt"
  printf '%s%s' "$salt" "$password" | openssl dgst -sha256 -binary
} | openssl base64 -A)

sed -e "s|\"password_hash\": *\"\"|\"password_hash\": \"$hash\"|" \
  -e "s|\"vhost\": *\"/\"|\"vhost\": \"$vhost\"|" \
  -e "s|\"name\": *\"/\"|\"name\": \"$vhost\"|" "$definitions" | rabbitmqctl --quiet import_definitions
