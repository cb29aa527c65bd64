#!/usr/bin/env bash
# Runs a command with TEST_DATABASE_URL set to a Postgres server of its own: a new cluster in a temporary
# directory, on a free port of 127.0.0.1, stopped and removed afterwards. Installs Debian's postgresql when
# there is none. Nothing is asked of it after a crash of the machine, so it does not wait for the disk unless
# POSTGRES_FSYNC=on says so.
#
#   scripts/with-postgres.sh npm test
set -euo pipefail

bin_dir() { find /usr/lib/postgresql -maxdepth 2 -name bin 2>/dev/null | sort -V | tail -n 1; }

if [ -z "$(bin_dir)" ]; then
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq postgresql >/dev/null
fi
bin="$(bin_dir)"
dir="$(mktemp -d)"
port="$(node -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); })')"

# Postgres does not run as root.
as_user() {
  if [ "$(id -u)" = 0 ]; then su -s /bin/bash nobody -c "$1"; else bash -c "$1"; fi
}
[ "$(id -u)" != 0 ] || chown nobody "$dir"

stop() {
  as_user "'$bin/pg_ctl' -D '$dir/data' -m immediate stop" >/dev/null 2>&1 || true
  rm -rf "$dir"
}
trap stop EXIT

as_user "'$bin/initdb' -D '$dir/data' -U gatehouse -A trust -E UTF8 --locale=C.UTF-8 --no-sync" >/dev/null
as_user "'$bin/pg_ctl' -D '$dir/data' -w -l '$dir/log' -o '-p $port -k $dir -c listen_addresses=127.0.0.1 -c max_connections=300 -c fsync=${POSTGRES_FSYNC:-off}' start" >/dev/null

export TEST_DATABASE_URL="postgresql://gatehouse@127.0.0.1:$port/postgres"
"$@"
