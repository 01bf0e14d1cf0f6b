#!/usr/bin/env bash
# A Slurm job array in which every task does one shard of a grid into one results folder on a shared disk.
#   sbatch --array=1-8 slurm-array.sh --protocol paper --results /shared/results
# One task alone, or some of them, again: the same command with --array=3,5 and the count said with SHARDS=8.
#SBATCH --job-name=recourse
#SBATCH --ntasks=1
#SBATCH --cpus-per-task=1
#SBATCH --requeue
#SBATCH --output=recourse-%A-%a.log
set -euo pipefail

# Where the package is installed: npx finds it in the folder that the job was submitted from.
read -ra recourse <<<"${RECOURSE:-npx recourse}"

# exec: what scancel sends reaches the program, which gives up its claims and ends.
exec "${recourse[@]}" sweep --shard "auto${SHARDS:+/$SHARDS}" --steal --jobs "${SLURM_CPUS_PER_TASK:-1}" --quiet "$@"
