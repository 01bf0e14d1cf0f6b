#!/usr/bin/env bash
# Starts a Slurm of one node in a temporary folder, tests grids on it and with GNU parallel, and stops it again.
# Where the programs are missing they are installed from Debian, which takes root; with --no-install that is refused.
set -euo pipefail
cd "$(dirname "$0")/.."

export PATH="$PATH:/usr/sbin"
for program in slurmctld munged parallel; do
  command -v "$program" >/dev/null && continue
  if [ "${1:-}" = --no-install ]; then
    echo "skipped: $program is not installed; scripts/cluster-test.sh installs slurm-wlm, munge and parallel"
    exit 0
  fi
  apt-get install -y --no-install-recommends slurm-wlm munge parallel
  break
done

folder=$(mktemp -d)
chmod 755 "$folder"
stop() {
  for daemon in slurmd slurmctld munged; do
    if [ -f "$folder/$daemon.pid" ]; then kill "$(cat "$folder/$daemon.pid")" 2>/dev/null || true; fi
  done
  sleep 1
  rm -rf "$folder"
}
trap stop EXIT

head -c 1024 /dev/urandom >"$folder/munge.key"
chmod 400 "$folder/munge.key"
munged --force --key-file="$folder/munge.key" --socket="$folder/munge.socket" --pid-file="$folder/munged.pid" \
  --log-file="$folder/munged.log" --seed-file="$folder/munge.seed"

# Ports that nobody else listens on are likely above 20,000.
port=$((20000 + $$ % 20000))
cat >"$folder/slurm.conf" <<CONFIG
ClusterName=test
SlurmctldHost=$(hostname)(127.0.0.1)
SlurmctldPort=$port
SlurmdPort=$((port + 1))
SlurmUser=$(id -un)
SlurmdUser=$(id -un)
AuthType=auth/munge
AuthInfo=socket=$folder/munge.socket
CredType=cred/munge
StateSaveLocation=$folder/state
SlurmdSpoolDir=$folder/spool
SlurmctldPidFile=$folder/slurmctld.pid
SlurmdPidFile=$folder/slurmd.pid
SlurmctldLogFile=$folder/slurmctld.log
SlurmdLogFile=$folder/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SlurmdParameters=config_overrides
MpiDefault=none
ReturnToService=2
KillWait=5
NodeName=$(hostname -s) NodeAddr=127.0.0.1 CPUs=4 State=UNKNOWN
PartitionName=test Nodes=ALL Default=YES MaxTime=INFINITE State=UP
CONFIG
mkdir -p "$folder/state" "$folder/spool"
export SLURM_CONF="$folder/slurm.conf"
slurmctld || true
slurmd || true
for _ in $(seq 60); do
  if sinfo --noheader --format=%T 2>/dev/null | grep -q idle; then break; fi
  sleep 1
done
if ! sinfo --noheader --format=%T 2>/dev/null | grep -q idle; then
  echo "Slurm does not start here; what needs it is skipped:"
  tail -n 5 "$folder"/*.log
  unset SLURM_CONF
fi

npm run test:cluster
