#!/bin/bash
# run.sh - speed and memory as ratios measured in one run; prints, never asserts. See README.md.
# SPDX-License-Identifier: GPL-3.0-or-later
set -eu -o pipefail
export LC_ALL=C.UTF-8 PYTHONDONTWRITEBYTECODE=1
cd "$(dirname "$0")/../.."
B=${B:-build}
J=$B/junkan
HERE=tests/bench
W=$B/bench
PYTHON=${PYTHON:-/usr/bin/python3}
QUICK=${QUICK:-} # set: a tenth of the runs, to see that everything works
[ -x "$J" ] || { echo "$J is missing: make" >&2; exit 1; }
mkdir -p "$W"

one_core=""
command -v taskset > /dev/null && one_core="taskset -c 0"
two_cores=""
command -v taskset > /dev/null && two_cores="taskset -c 0,1"

say() { printf '%-58s %s\n' "$1" "$2"; }
calc() { awk "BEGIN { printf \"$1\", $2 }"; }
now() { date +%s.%N; }

# Seconds of simulation ("done in 1.36 s (5.51 M town-days/s)") and the rate in millions.
simulate() { # prefix, then arguments of run
    local prefix=$1
    shift
    $prefix "$J" run "$@" --lang en --fresh -o "$W/out.h5" > "$W/log" 2>&1 || { cat "$W/log" >&2; return 1; }
    sed -n 's/.*done in \([0-9.]*\) s (\([0-9.]*\) M town-days.*/\1 \2/p' "$W/log"
}
# The best of three.
best() {
    for _ in 1 2 3; do simulate "$@"; done | sort -g | head -1
}
# Wall seconds of a command, best of five.
wall() {
    for _ in 1 2 3 4 5; do
        local begin end
        begin=$(now)
        "$@" > /dev/null 2>&1 || { echo "failed: $*" >&2; return 1; }
        end=$(now)
        calc '%.4f\n' "$end - $begin"
    done | sort -g | head -1
}

# Million town-days per second of one core by instruction set; leaves the seconds in second[].
declare -A second
by_isa() { # label of the widest, then arguments of run
    local label=$1 isa s rate
    shift
    for isa in x86-64 x86-64-v3 x86-64-v4; do
        unset "second[$isa]"
        if read -r s rate <<< "$(best "$one_core" "$@" --threads 1 --isa $isa 2> /dev/null)" &&
            [ -n "${s:-}" ]; then
            second[$isa]=$s
            say "--isa $isa" "$rate M town-days/s$([ $isa != x86-64-v4 ] || echo "$label")"
        else
            say "--isa $isa" "not usable here"
        fi
    done
}
# Memory of a block of 16 runs, as check tells it.
memory() { # label, aim, arguments of check
    local label=$1 aim=$2
    shift 2
    say "${label}memory per (block, town)" \
        "$("$J" check "$@" --lang en | sed -n 's/.*memory per block.* \([0-9.]* KiB\) a town.*/\1/p')$aim"
}
# Most memory that a command held, MB.
peak() {
    $PYTHON -c 'import resource, subprocess, sys
done = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024e-6)
sys.exit(done.returncode)' "$@"
}

[ -z "$QUICK" ] || echo "QUICK: too few runs to say anything about speed"
echo "== latency =="
say "junkan check scenarios/bihoro.lua" "$(calc '%.0f ms (aim: under 50)' "1000 * $(wall "$J" check scenarios/bihoro.lua)")"
say "a single run of it (--only 0)" "$(calc '%.0f ms (aim: under 100)' "1000 * $(wall "$J" run scenarios/bihoro.lua --only 0)")"

echo "== the demo (Bihoro), two cores =="
read -r demo rate <<< "$(best "$two_cores" scenarios/bihoro.lua --threads 2)"
say "simulation" "$demo s, $rate M town-days/s (aim: under 3 s)"
mb=$(peak $two_cores "$J" run scenarios/bihoro.lua --threads 2 --fresh -o "$W/out.h5")
say "peak memory of the whole command" "$(calc '%.0f MB (aim: 200)' "$mb")"

echo "== Okhotsk: 18 municipalities, one core =="
futures=${QUICK:+32}
futures=${futures:-256}
by_isa " (aim: 5)" scenarios/okhotsk.lua --replicates "$futures"
$one_core "$J" run scenarios/okhotsk.lua --times --threads 1 --replicates "$futures" --lang en --fresh \
    --quiet -o "$W/out.h5" 2>&1
memory "" " (aim: 64)" scenarios/okhotsk.lua
read -r _ rate <<< "$(best "$one_core" scenarios/okhotsk.lua --threads 1 --replicates "$futures" --option stations=1)"
say "with a station in each town" "$rate M town-days/s"

# The peers tell their processor seconds and so does our whole command, because another program may
# share the core; our simulation tells wall seconds, the best of three.
echo "== against NumPy and SimPy: one core each (README.md) =="
runs=${QUICK:+512}
runs=${runs:-4096}
read -r ours _ <<< "$(best "$one_core" $HERE/peer.lua --threads 1 --replicates "$runs")"
TIMEFORMAT='%U %S'
{ time simulate "$one_core" $HERE/peer.lua --threads 1 --replicates "$runs" > "$W/done"; } 2> "$W/cpu"
ours_cpu=$(awk '{ print $1 + $2 }' "$W/cpu")
${CC:-gcc} -std=c17 -O2 $(pkg-config --cflags hdf5-serial) -o "$W/kpi" $HERE/kpi.c \
    $(pkg-config --libs hdf5-serial) -lm
names=$(cd $HERE && $PYTHON -c 'import peer_data; print(*peer_data.COMPARED)')
"$W/kpi" "$W/out.h5" $names > "$W/ours.txt"
numpy_rate=0 numpy_batch=0
for batch in 256 512 1024 2048 4096; do
    [ "$batch" -le "$runs" ] || continue
    $one_core $PYTHON $HERE/peer_numpy.py "$runs" "$batch" > "$W/numpy.$batch"
    rate=$(awk '/^runs_per_second/ { print $2 }' "$W/numpy.$batch")
    if [ "$(calc "%d" "($rate > $numpy_rate)")" = 1 ]; then numpy_rate=$rate numpy_batch=$batch; fi
done
$one_core $PYTHON $HERE/peer_simpy.py "$((runs / 64))" > "$W/simpy.txt"
simpy_rate=$(awk '/^runs_per_second/ { print $2 }' "$W/simpy.txt")
ours_rate=$(calc '%.3f' "$runs / $ours")
ours_cpu_rate=$(calc '%.3f' "$runs / $ours_cpu")
say "ours, ten-year runs per second: simulation | whole command" "$(calc '%.0f | %.0f' "$ours_rate, $ours_cpu_rate")"
say "NumPy, best batch $numpy_batch" "$(calc '%.0f' "$numpy_rate")"
say "SimPy" "$(calc '%.2f' "$simpy_rate")"
say "ours / NumPy: simulation | whole command" "$(calc '%.1f | %.1f (aim: 5)' "$ours_rate / $numpy_rate, $ours_cpu_rate / $numpy_rate")"
say "ours / SimPy: simulation | whole command" "$(calc '%.0f | %.0f (aim: 200)' "$ours_rate / $simpy_rate, $ours_cpu_rate / $simpy_rate")"
for peer in "numpy.$numpy_batch" simpy.txt; do
    echo "means, ours against ${peer%.*}, and their distance in standard errors:"
    join <(sort "$W/ours.txt") <(sort "$W/$peer") |
        awk '{ printf "  %-24s %12.4f %12.4f %8.2f\n", $1, $2, $4, ($2 - $4) / sqrt($3 ^ 2 + $5 ^ 2) }'
done

echo "== dense: 64 towns in components of 16, one core =="
dense=$HERE/dense.lua
years=${QUICK:+1}
years=${years:-4}
by_isa "" $dense --replicates 16 --option years=$years
# Our own scalar build: the same sources, no vectors anywhere (make bench builds it).
read -r scalar rate <<< "$(J=${B}/scalar/junkan best "$one_core" $dense --threads 1 --replicates 16 \
    --isa x86-64 --option years=$years)"
say "scalar build" "$rate M town-days/s"
[ -n "${second[x86-64-v4]:-}" ] &&
    say "AVX-512 / scalar build" "$(calc '%.2f (aim: 3; and 6 M town-days/s)' "$scalar / ${second[x86-64-v4]}")"
read -r _ rate <<< "$(best "$one_core" $dense --threads 1 --replicates 16 --option years=$years --option group=64)"
say "64 towns in one component (leaves the second-level cache)" "$rate M town-days/s"
"$J" run $dense --times --replicates 16 --option years=1 --lang en --fresh --quiet -o "$W/out.h5" 2>&1
memory "" "" $dense

echo "== two threads / one =="
pair() { # label, aim, arguments
    local label=$1 aim=$2 one two
    shift 2
    read -r one _ <<< "$(best "$one_core" "$@" --threads 1)"
    read -r two _ <<< "$(best "$two_cores" "$@" --threads 2)"
    say "$label" "$(calc '%.2f' "$one / $two") (aim: $aim; $one s and $two s)"
}
# What the machine gives: two programs that share nothing, at once on two cores, against one alone.
read -r alone _ <<< "$(best "$one_core" $dense --threads 1 --replicates 32 --option years=$years)"
mkdir -p "$W/second"
both=$(for _ in 1 2 3; do
    (W=$W/second simulate "taskset -c 1" $dense --threads 1 --replicates 32 --option years=$years > "$W/second/done") &
    simulate "$one_core" $dense --threads 1 --replicates 32 --option years=$years > "$W/done"
    wait
    sort -g "$W/done" "$W/second/done" | tail -1
done | sort -g | head -1)
read -r both _ <<< "$both"
say "two programs at once, for comparison" "$(calc '%.2f' "2 * $alone / $both")"
pair "dense, 4 blocks" 1.9 $dense --replicates 64 --option years=$years
pair "dense, 4 blocks of single-town components" 1.9 $dense --replicates 64 --option split=1 --option years=$years
pair "dense, a single block of one component" 1.9 $dense --replicates 16 --option years=$years --option towns=256 --option group=256
pair "japan, 1,741 towns, one block, one year" 1.7 $HERE/japan.lua
memory "japan, " "" $HERE/japan.lua

echo "== a supply that ends (subnormals) / one that goes on, per day =="
read -r on _ <<< "$(best "$one_core" $dense --threads 1 --replicates 16 --option years=4)"
read -r off _ <<< "$(best "$one_core" $dense --threads 1 --replicates 16 --option years=4 --option ends=1)"
say "seconds" "$(calc '%.2f (aim: 1 or less)' "$off / $on")"

echo "== studies: sweeps, models, comparisons =="
# Ishigami: 65,536 base points, second order, 100 resamples: everything, file and headline included
cp scenarios/ishigami.lua "$W/ishigami.lua"
n=$([ -n "$QUICK" ] && echo 4096 || echo 65536)
say "Ishigami, $n base points, second order, one core" "$(calc '%.2f s in all (aim: 1.0)' "$(wall $one_core "$J" run "$W/ishigami.lua" --option n=$n --threads 1 --fresh -o "$W/ishigami.h5")")"
# study PREFIX ARGUMENTS OF run... : wall seconds, processor seconds, and seconds of simulation
study() {
    local prefix=$1 begin cpu
    shift
    begin=$(now)
    cpu=$(TIMEFORMAT='%U %S'; { time $prefix "$J" run "$@" --lang en --fresh -o "$W/study.h5" > "$W/log" 2>&1; } 2>&1)
    echo "$(calc '%.3f' "$(now) - $begin") $(awk '{ print $1 + $2 }' <<< "$cpu") $(sed -n 's/.*done in \([0-9.]*\) s.*/\1/p' "$W/log")"
}
# a sweep of Bihoro on both cores: the share of their time that was work until the last batch (what
# follows it runs on one core), and to the end
runs=$([ -n "$QUICK" ] && echo 500 || echo 10000)
read -r wall_s cpu_s done_s <<< "$(study "$two_cores" scenarios/sweep.lua --option design=lhs --option n="$runs" --threads 2)"
say "Bihoro, $runs runs of a Latin hypercube, two cores" "$(calc '%.1f s, both cores busy: %.0f %% until the last batch (aim: 95), %.0f %% in all' \
    "$wall_s, 100 * ($cpu_s - ($wall_s - $done_s)) / (2 * $done_s), 100 * $cpu_s / (2 * $wall_s)")"
# what all but the simulation costs, in its own processor time: design, draws, parts, file, headline
layer() { # label, arguments
    local label=$1
    shift
    read -r wall_s cpu_s done_s <<< "$(for _ in 1 2 3; do study "$one_core" "$@" --threads 1; done | sort -g -k 2 | head -1)"
    say "$label" "$(calc '%.1f %% of the simulation (aim: 10; %.2f s and %.2f s)' "100 * ($cpu_s - $done_s) / $done_s, $cpu_s - $done_s, $done_s")"
}
layer "study layer: Bihoro, $((runs / 5)) runs of a Latin hypercube" scenarios/sweep.lua --option design=lhs --option n=$((runs / 5))
layer "file alone: bihoro.lua, as many runs with their series" scenarios/bihoro.lua --replicates $((runs / 5))
layer "file and study layer: compare.lua, $((runs / 10)) futures" scenarios/compare.lua --replicates $((runs / 10))
runs=$([ -n "$QUICK" ] && echo 2000 || echo 100000)
say "peak memory, $runs runs of first.lua: run | show" "$(calc '%.0f | %.0f MB (aim: under 1000)' \
    "$(peak "$J" run scenarios/first.lua --replicates "$runs" --fresh -q -o "$W/study.h5"), $(peak "$J" show "$W/study.h5")")"
"$J" run scenarios/compare.lua --lang en --fresh -o "$W/compare.h5" 2> /dev/null | sed -n 's/^common chance and inputs: .* would take \([0-9.]*\) times.*/\1/p' > "$W/times"
say "compare.lua: independent runs for the interval of paired ones" "$(cat "$W/times") times as many"
