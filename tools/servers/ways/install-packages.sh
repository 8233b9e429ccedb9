#!/bin/sh
# Installs the named packages of Debian or Ubuntu for their programs only: the services that they would start on the
# default ports, now and at the next boot, stay off. Needs root.
set -eu

POLICY=/usr/sbin/policy-rc.d
if [ ! -e "$POLICY" ]; then
  # The distribution's own switch: "may this service be started while packages are installed?" 101 means no.
  printf '#!/bin/sh\nexit 101\n' > "$POLICY"
  chmod 755 "$POLICY"
  trap 'rm -f "$POLICY"' EXIT INT TERM
fi

export DEBIAN_FRONTEND=noninteractive
apt-get update -q
apt-get install -q -y --no-install-recommends "$@"

if [ -d /run/systemd/system ]; then
  for service in "$@"; do
    systemctl disable "$service" || echo "$service could not be kept from starting at the next boot"
  done
fi
