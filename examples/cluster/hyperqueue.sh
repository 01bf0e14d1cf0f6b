#!/usr/bin/env bash
# Every shard of a grid as a task of HyperQueue, which runs them on the workers it has, inside Slurm's or PBS's allocations.
#   ./hyperqueue.sh 8 --protocol paper --results /shared/results
set -euo pipefail

shards=$1
shift
read -ra recourse <<<"${RECOURSE:-npx recourse}"

# HyperQueue tells a task its number and not of how many: auto/8. A task whose worker is lost runs again.
exec hq submit --name recourse --array "1-$shards" --cpus 1 --crash-limit 5 -- \
  "${recourse[@]}" sweep --shard "auto/$shards" --steal --jobs 1 --quiet "$@"
