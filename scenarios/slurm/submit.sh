#!/bin/bash
# submit.sh SCRIPT OUT.h5 N [OPTION]...
#
# Runs a study on a Slurm cluster: a job array of N shards (1 to 1000), and a job that merges them
# when all have ended. The OPTIONs are those of `junkan run`. Whatever happened, the same command
# goes on where the last one stopped. The folder of OUT.h5 must be on a file system that all nodes
# share; what the jobs print goes to OUT.h5.slurm/. A wrong script ends with 2, nothing submitted.
#
# JUNKAN_SBATCH  options of sbatch, e.g. '--partition=short --time=1:00:00 --cpus-per-task=8 --mem=2G'
# JUNKAN         the program, where it is not build/junkan of this tree
# SPDX-License-Identifier: GPL-3.0-or-later
set -eu
here=$(cd "$(dirname "$(readlink -f "$0")")" && pwd)
usage() {
    sed -n '2,/^# SPDX/{/SPDX/d;s/^# \{0,1\}//;p}' "$here/submit.sh" >&2
    exit 2
}
if [ $# -lt 3 ] || ! [[ $3 =~ ^[1-9][0-9]*$ ]] || [ "$3" -gt 1000 ]; then usage; fi
script=$(realpath "$1") out=$(realpath -m "$2") n=$3
shift 3
junkan=${JUNKAN:-$here/../../build/junkan}
junkan=$(realpath "$(command -v "$junkan")")
read -ra asked <<< "${JUNKAN_SBATCH:-}"

# Faults show now rather than in N logs; `check` takes the options that change what is computed.
check=()
options=("$@")
while [ $# -gt 0 ]; do
    case $1 in
    -o* | --out* | -t* | --threads* | --shard* | --only* | --fresh)
        echo "submit.sh: $1 is not for shards; to begin anew, remove $out and $out.parts" >&2
        exit 2
        ;;
    --isa | --packing) shift ;;
    --isa=* | --packing=* | --times | -q | --quiet) ;;
    *) check+=("$1") ;;
    esac
    [ $# = 0 ] || shift
done
said=$("$junkan" check "$script" "${check[@]}") || exit
tail -n 3 <<< "$said" # runs, memory, time of one core and size of the result

mkdir -p "$out.slurm"
log=${out//%/%%}.slurm # sbatch expands %
name=$(basename "$out" .h5)
common=(--parsable --chdir="$PWD" "${asked[@]}")
array=$(sbatch --job-name="$name" --array="0-$((n - 1))" --signal=B:USR1@90 --output="$log/%a.out" \
    "${common[@]}" "$here/study.sbatch" "$junkan" "$n" "$script" "$out" "${options[@]}")
array=${array%%;*} # ";CLUSTER" may follow
# afterany, not afterok: when a shard was lost, the merge says how much is missing, and ends with 75.
merge=$(sbatch --job-name="$name-merge" --dependency="afterany:$array" --output="$log/merge.out" \
    "${common[@]}" --cpus-per-task=1 "$here/study.sbatch" "$junkan" merge "$script" "$out")
echo "$n shards: job $array; merge: job ${merge%%;*}; what they print: $out.slurm"
