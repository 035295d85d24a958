#!/usr/bin/env bash
# Installs the servers that tests start for themselves, PostgreSQL, Redis and Prometheus, where that can be done: as root
# on Debian, with its packages in reach. Elsewhere the tests that need one that is missing are skipped, and say so.
set -euo pipefail

missing=()
compgen -G '/usr/lib/postgresql/*/bin/postgres' > /dev/null || missing+=(postgresql)
command -v redis-server > /dev/null || missing+=(redis-server)
command -v prometheus > /dev/null || missing+=(prometheus)

left_out() { echo "not installed, so that their tests are skipped: ${missing[*]}"; }

if [ ${#missing[@]} -eq 0 ]; then
    exit 0
elif [ "$(id -u)" -ne 0 ] || [ ! -e /etc/debian_version ]; then
    left_out
    exit 0
fi

export DEBIAN_FRONTEND=noninteractive
# Tests start their own servers: that of the package need not run.
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
    trap 'rm -f "$policy"' EXIT
    printf '#!/bin/sh\nexit 101\n' > "$policy"
    chmod +x "$policy"
fi
{ apt-get update --quiet && apt-get install --quiet --yes --no-install-recommends "${missing[@]}"; } || left_out
