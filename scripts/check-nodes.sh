#!/bin/sh
# Runs all tests under every Node that is said to work, or under the versions that are named: the npm packages node@20,
# node@22 …, installed into a temporary folder, because inside the project they would take the place of the node in use.
#
#   npm run build && sh scripts/check-nodes.sh 22 26
set -eu
cd "$(dirname "$0")/.."

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

for version in ${*:-20 22 24 26}; do
  mkdir "$folder/$version"
  npm install --silent --no-audit --no-fund --prefix "$folder/$version" "node@$version"
  bin="$folder/$version/node_modules/node/bin"
  echo "Node $("$bin/node" --version), V8 $("$bin/node" -p process.versions.v8)"
  PATH="$bin:$PATH" node node_modules/vitest/vitest.mjs run
done
