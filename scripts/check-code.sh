#!/usr/bin/env bash
# All checks but the tests: format, lint, types, generated files. To look at the types of the server and its tests takes
# as long as everything else together, so it runs beside that. `npm run check:code` puts the commands on the path.
set -euo pipefail
cd "$(dirname "$0")/.."

tsc &
types=$!
trap 'kill "$types" 2>/dev/null || true' EXIT

biome ci .
tsc -p web
for script in print-schema print-site-configuration-schema generate-sdk generate-web print-compatibility; do
  tsx "scripts/$script.ts" --check
done
wait "$types"
