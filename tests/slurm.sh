#!/bin/bash
# slurm.sh - scenarios/slurm/ on a real Slurm: a cluster of one node on loopback, made in a temporary
# folder and taken down at the end. Shards are killed, requeued, stopped near their time limit and
# cancelled; the merged file must be the bytes of a run on one machine. Part of `make soak`; needs
# root, slurmctld, slurmd and munged (.ci/packages, group soak), neither systemd nor cgroups.
# Environment: B build folder. SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck disable=SC2317 # functions that `ok` and `within` call
set -u
cd "$(dirname "$0")/.." || exit 1
. tests/tap.inc
export PATH=$PATH:/usr/sbin:/sbin
skip() {
    echo "SKIPPED slurm: $*"
    exit 0
}
[ "$(id -u)" = 0 ] || skip 'must be root to start a cluster'
for program in munged slurmctld slurmd sbatch; do
    command -v $program > /dev/null || skip "$program is not installed (.ci/deps soak)"
done

# --- the cluster -------------------------------------------------------------------------------
cluster=$work/cluster
mkdir -p "$cluster/state" "$cluster/spool"
chmod 711 "$work" "$cluster" # munged's socket must be in reach
export SLURM_CONF=$cluster/slurm.conf
unset "${!SBATCH_@}" "${!SLURM_JOB@}" "${!SLURM_ARRAY@}"
daemons=()
down() {
    scancel --user=root --quiet 2> /dev/null && sleep 1
    for ((i = ${#daemons[@]} - 1; i >= 0; i--)); do
        kill "${daemons[i]}" 2> /dev/null
        for _ in $(seq 50); do
            kill -0 "${daemons[i]}" 2> /dev/null || break
            sleep 0.1
        done
        kill -9 "${daemons[i]}" 2> /dev/null
    done
    wait
    rm -rf "$work"
}
trap down EXIT
trap 'exit 143' TERM INT HUP
start() { # start LOG COMMAND... : a daemon that dies with this script, even where that is killed
    setpriv --pdeathsig KILL "${@:2}" > "$cluster/$1.out" 2>&1 &
    daemons+=($!)
}
within() { # within SECONDS COMMAND... : the command succeeds within so many seconds
    local end=$((SECONDS + $1))
    shift
    until "$@" > /dev/null 2>&1; do
        [ "$SECONDS" -lt "$end" ] || return 1
        sleep 0.1
    done
}
head -c 128 /dev/urandom > "$cluster/munge.key"
chmod 400 "$cluster/munge.key"
port=$((20000 + $$ % 20000))
cat > "$SLURM_CONF" << CONF
ClusterName=test
SlurmctldHost=localhost
SlurmUser=root
SlurmdUser=root
SlurmctldPort=$port
SlurmdPort=$((port + 1))
AuthType=auth/munge
AuthInfo=socket=$cluster/munge.socket
StateSaveLocation=$cluster/state
SlurmdSpoolDir=$cluster/spool
SlurmctldPidFile=$cluster/slurmctld.pid
SlurmdPidFile=$cluster/slurmd.pid
SlurmctldLogFile=$cluster/slurmctld.log
SlurmdLogFile=$cluster/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
SwitchType=switch/none
MpiDefault=none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
ReturnToService=2
KillWait=2
SchedulerParameters=batch_sched_delay=0,sched_interval=1,sched_min_interval=0
NodeName=localhost NodeAddr=127.0.0.1 CPUs=$(nproc) RealMemory=1000 State=UNKNOWN
PartitionName=all Nodes=localhost Default=YES MaxTime=60 State=UP
CONF
# Nothing here uses cgroups. Where slurmd (22.05) must load a plugin all the same, v1's asks nothing.
plugin=disabled
case $(slurmd -V) in *' 21.'* | *' 22.'*) plugin=cgroup/v1 ;; esac
echo "CgroupPlugin=$plugin" > "$cluster/cgroup.conf"
start munged munged --foreground --force --key-file="$cluster/munge.key" \
    --socket="$cluster/munge.socket" --pid-file="$cluster/munge.pid" \
    --seed-file="$cluster/munge.seed" --log-file="$cluster/munge.log"
ok 'munged answers' within 20 munge -S "$cluster/munge.socket" -n
start slurmctld slurmctld -D
ok 'slurmctld answers' within 30 scontrol ping
start slurmd slurmd -D -N localhost
ok 'the node is idle' within 30 bash -c 'sinfo -h -o %T | grep -qx idle'
if [ $failed != 0 ]; then
    tail -n 20 "$cluster"/*.out "$cluster"/*.log
    finish
fi

# --- a study of three shards, each disturbed once -----------------------------------------------
script=$PWD/scenarios/bihoro.lua
submit=$PWD/scenarios/slurm/submit.sh
study=$PWD/scenarios/slurm/study.sbatch
what=(--replicates 2000 --quiet)
export JUNKAN=$junkan JUNKAN_SBATCH='--time=10 --mem=200M' JUNKAN_WAIT=1
mkdir "$work/elsewhere"
cd "$work/elsewhere" || exit 1
asks 0 '' "$junkan" run "$script" "${what[@]}" -o "$work/a.h5"

send() { # send OUT : submits the study; sets $array and $merge, the numbers of its jobs
    asks 0 'merge: job' "$submit" "$script" "$1" 3 "${what[@]}"
    array=$(sed -n 's/.*shards: job \([0-9]*\);.*/\1/p' "$work/out")
    merge=$(sed -n 's/.*merge: job \([0-9]*\);.*/\1/p' "$work/out")
}
running() { pgrep -f -- "-o $work/$1 --shard $2/3"; } # OUT I: the process of a shard
halfway() { # halfway OUT I : the shard runs, and some of its batches are done, not all
    local i
    running "$1" "$2" || return 1
    for i in "$work/$1.parts"/*.part; do
        i=$(basename "$i" .part)
        if [[ $i =~ ^[0-9]+$ ]] && [ $((10#$i % 3)) = "$2" ]; then return; fi
    done
    return 1
}
is() { [[ " $(scontrol -o show job "$1") " == *" $2 "* ]]; } # is JOB FIELD=VALUE
# A requeued job waits two minutes before it may begin (time for a node to clean up): not here.
settled() {
    local i
    for i in 0 1 2; do
        if is "${array}_$i" Reason=BeginTime; then scontrol update JobId="${array}_$i" StartTime=now; fi
    done
    over "$merge"
}
over() { [[ $(scontrol -o show job "$1") =~ JobState=(COMPLETED|FAILED|CANCELLED|TIMEOUT|NODE_FAIL) ]]; }
seen=0
report() { # what the jobs of OUT printed, where a check failed
    [ $failed = $seen ] || head -n 20 "$work/$1.slurm"/*.out "$work/$1.log"
    seen=$failed
}

send ../o.h5
ok 'shard 0 half-way' within 100 halfway o.h5 0
kill -9 "$(running o.h5 0)" # as by lack of memory: the script requeues it
ok 'shard 1 half-way' within 100 halfway o.h5 1
scontrol requeue "${array}_1" # as by preemption, or a lost node
ok 'shard 2 half-way' within 100 halfway o.h5 2
scancel --batch --signal=USR1 "${array}_2" # as near the time limit
ok 'the merge ends' within 400 settled
ok 'the merge ends well' is "$merge" JobState=COMPLETED
for i in 0 1 2; do
    ok "shard $i ended well" is "${array}_$i" JobState=COMPLETED
    ok "shard $i was requeued once" is "${array}_$i" Restarts=1
    ok "shard $i resumed" grep -qE "shard=$i/3 .*: end code=(0|75) batches=[1-9][0-9]*\+[1-9]" "$work/o.h5.log"
done
ok 'killed shard: said so' grep -q 'code 137' "$work/o.h5.slurm/0.out"
ok 'stopped shard: said so' grep -q 'code 130' "$work/o.h5.slurm/2.out"
ok 'same bytes as on one machine' cmp "$work/a.h5" "$work/o.h5"
ok 'no parts left' test ! -e "$work/o.h5.parts"
report o.h5

# --- cancelled: stays so; the same command goes on ------------------------------------------------
send ../c.h5
ok 'shard 1 half-way, to be cancelled' within 100 halfway c.h5 1
scancel "${array}_1"
ok 'the merge without a shard ends' within 400 settled
ok 'the merge without a shard waits for it' is "$merge" ExitCode=75:0
ok 'and says so' grep -q 'missing' "$work/c.h5.slurm/merge.out"
ok 'the cancelled shard was not requeued' is "${array}_1" Restarts=0
ok 'no half result' test ! -e "$work/c.h5"
send ../c.h5
ok 'the second merge ends' within 400 settled
ok 'the second merge ends well' is "$merge" JobState=COMPLETED
ok 'and resumed what was cancelled' grep -qE 'shard=1/3 .* batches=[1-9][0-9]*\+[1-9]' "$work/c.h5.log"
ok 'same bytes after cancel and submit' cmp "$work/a.h5" "$work/c.h5"
report c.h5

# --- the same by GNU parallel, as scenarios/slurm/README.md has it --------------------------------
if command -v parallel > /dev/null; then
    export SCRIPT=$script OUT=$work/p.h5 WHAT="${what[*]}"
    (
        within 100 halfway p.h5 2
        kill -9 "$(running p.h5 2)"
    ) &
    killer=$!
    # shellcheck disable=SC2016 # the shells that parallel starts expand it
    asks 0 '' parallel --will-cite --jobs 2 --retries 5 \
        '"$JUNKAN" run "$SCRIPT" $WHAT -o "$OUT" --shard {}/3 --threads 1 || test $? -eq 75' ::: 0 1 2
    ok 'parallel: a shard was killed' wait $killer
    asks 0 '' "$junkan" merge "$OUT"
    ok 'same bytes by GNU parallel' cmp "$work/a.h5" "$OUT"
fi

# --- bad input --------------------------------------------------------------------------------
echo 'return 1' > bad.lua
asks 2 'bad.lua' "$submit" bad.lua bad.h5 3
asks 2 'fresh' "$submit" "$script" bad.h5 3 --fresh
asks 2 'submit.sh SCRIPT' "$submit" "$script" bad.h5 none
ok 'nothing was submitted' test -z "$(squeue -h)"
job=$(sbatch --parsable --array=0 --output=bad.out "$study" "$junkan" 3 "$PWD/bad.lua" "$PWD/bad.h5")
ok 'bad script: the shard ends' within 60 over "${job}_0"
ok 'bad script: with 2' is "${job}_0" ExitCode=2:0
ok 'bad script: not requeued' is "${job}_0" Restarts=0
ok 'bad script: nothing written' test ! -e bad.h5.parts
finish
