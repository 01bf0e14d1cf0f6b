#!/bin/sh
# Runs the test of the pinned bits under Node 20, 22 and 24: the npm packages node@20, node@22 and node@24, installed into a
# temporary folder, because inside the project they would take the place of the node that `npm run` finds.
#
#   npm run build && sh scripts/check-nodes.sh
set -eu
cd "$(dirname "$0")/.."

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

for version in 20 22 24; do
  mkdir "$folder/$version"
  npm install --silent --no-audit --no-fund --prefix "$folder/$version" "node@$version"
  node="$folder/$version/node_modules/node/bin/node"
  echo "Node $("$node" --version), V8 $("$node" -p process.versions.v8)"
  "$node" node_modules/vitest/vitest.mjs run test/engines/pinned.test.ts
done
