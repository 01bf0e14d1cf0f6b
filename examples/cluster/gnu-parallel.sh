#!/usr/bin/env bash
# Every shard of a grid on one of the machines of a list, over ssh, into one results folder on a shared disk.
#   NODES=nodes.txt ./gnu-parallel.sh 8 --protocol paper --results /shared/results
# nodes.txt has a line for each machine: 2/host means two shards at a time there, and : is this machine, which does all
# of it where there is no list.
set -euo pipefail

shards=$1
shift
recourse=${RECOURSE:-npx recourse}

# --resume-failed: the same command again does the shards that did not end well, and no others.
exec parallel ${NODES:+--sshloginfile "$NODES"} --workdir "$PWD" \
  --joblog "${JOBLOG:-recourse-shards.log}" --resume-failed \
  "$recourse" sweep --shard "{}/$shards" --steal --jobs 1 --quiet "$@" ::: $(seq "$shards")
