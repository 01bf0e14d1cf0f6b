#!/bin/sh
# The package as a stranger gets it: packed, installed in an empty folder without its optional peers, it runs the main job,
# and a command that needs a peer says which `npm install` brings it. Prints the installed size.
#
#   sh scripts/check-package.sh
set -eu
cd "$(dirname "$0")/.."

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

npm pack --silent --ignore-scripts --pack-destination "$folder" >/dev/null
cd "$folder"
printf '{ "name": "stranger", "private": true }\n' >package.json
npm install --silent --no-audit --no-fund --ignore-scripts --prefer-offline ./actionable-recourse-*.tgz
maps=$(find node_modules/actionable-recourse -name "*.map" | wc -l)
[ "$maps" -eq 0 ] || { echo "the package holds $maps source maps whose sources are not in it" >&2; exit 1; }

npx --no-install recourse train --dataset simulated-credit --epochs 1 --quiet

status=0
npx --no-install recourse train --dataset simulated-credit --epochs 1 --engine tfjs --quiet 2>message || status=$?
[ "$status" -eq 2 ] && grep -q "npm install @tensorflow/tfjs-core @tensorflow/tfjs-backend-wasm" message || {
  echo "without TensorFlow.js: exit code $status, $(cat message)" >&2
  exit 1
}
npx --no-install recourse doctor
echo "installed: $(du -sk node_modules | cut -f1) kB, of which this package $(du -sk node_modules/actionable-recourse | cut -f1) kB"
