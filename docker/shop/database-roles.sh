#!/bin/sh
# What docker/compose.yaml runs before the shop migrates: docker/postgres/roles.sh, with one password for all roles.
#
#   SHOP_PASSWORD=… docker/shop/database-roles.sh docker/postgres/roles.sh
set -eu

roles=${1:?'Name the script that makes the roles.'}
password=${SHOP_PASSWORD:?'Say which password they get.'}
passwords=$(mktemp -d)
trap 'rm -rf "$passwords"' EXIT

for role in $(sed -n "s/^service '[^']*' '\([^']*\)' '\([^']*\)'$/\1 \2/p" "$roles"); do
  printf '%s' "$password" >"$passwords/$role"
done
sh "$roles" "$passwords"
