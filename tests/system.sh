#!/bin/bash
# system.sh - promises that only the whole program can keep: the same bytes whatever the threads,
# packing, shards, instruction set, C library tuning, kill or address layout; and nothing finished
# lost whatever happens to disk, files or processes. Environment: B build folder, SOAK=N longer.
# SPDX-License-Identifier: GPL-3.0-or-later
set -u
cd "$(dirname "$0")/.." || exit 1
. tests/tap.inc
bench=$PWD/tests/bench
cp -r scenarios lua "$work/"
cd "$work" || exit 1
script=scenarios/bihoro.lua
sed -i 's/years = 15/years = 4/' $script # long enough for several batches, and for stations
replicates=200
run() { "$junkan" run $script --replicates $replicates --quiet "$@"; }

# --- the same bytes --------------------------------------------------------------------------
asks 0 '' run -o a.h5 --threads 1
same() { # same NAME OPTION... : a run with these options gives a.h5's bytes
    local name=$1
    shift
    rm -rf b.h5*
    asks 0 '' run -o b.h5 "$@"
    ok "same bytes: $name" cmp a.h5 b.h5
}
same 'again' --threads 1
same 'two threads' --threads 2
same 'three threads' --threads 3
same 'packing' --packing 1 --threads 2
same 'another packing' --packing 12345 --threads 1
usable=$("$junkan" --version | sed -n 's/^isa //p' | tr -d '*')
for isa in $usable; do same "$isa" --isa "$isa"; done
same "narrow, packed, threads" --isa "${usable%% *}" --packing 3 --threads 2
export GLIBC_TUNABLES=glibc.cpu.hwcaps=-AVX2,-FMA,-AVX2_Usable,-FMA_Usable
same 'C library without AVX2 and FMA'
unset GLIBC_TUNABLES
if setarch -R true 2> /dev/null; then
    rm -rf b.h5*
    asks 0 '' setarch -R "$junkan" run $script --replicates $replicates --quiet -o b.h5
    ok 'same bytes: without address randomisation' cmp a.h5 b.h5
fi
asks 0 '' env LC_ALL=ja_JP.UTF-8 LANG=de_DE.UTF-8 "$junkan" run $script --replicates $replicates -o locale.h5
ok 'same bytes: in another language' cmp a.h5 locale.h5
mkdir -p elsewhere && cp -r scenarios lua elsewhere/
(cd elsewhere && "$junkan" run "$PWD/$script" --replicates $replicates --quiet -o c.h5)
ok 'same bytes: from another folder' cmp a.h5 elsewhere/c.h5

# A component of more towns than one tile: every pass of a tile must leave alone what others read.
line="$bench/dense.lua --option towns=80 --option group=80 --option years=1 --replicates 16"
for n in 1 2 3; do
    asks 0 '' "$junkan" run $line --quiet --threads $n -o line.$n.h5
done
ok 'same bytes over tiles: two threads' cmp line.1.h5 line.2.h5
ok 'same bytes over tiles: three threads' cmp line.1.h5 line.3.h5

# Shards, in any order, then merged by the last or by hand.
for i in 2 0 1; do
    wanted=75
    [ $i = 1 ] && wanted=0
    asks $wanted '' run -o s.h5 --shard $i/3 --packing $i
done
ok 'same bytes: three shards' cmp a.h5 s.h5
ok 'the last shard cleaned up' test ! -e s.h5.parts
asks 75 'missing|残' run -o t.h5 --shard 0/3
asks 75 '' "$junkan" merge t.h5
asks 75 '' run -o t.h5 --shard 0/3
(run -o t.h5 --shard 1/3; echo $? > one) & (run -o t.h5 --shard 2/3; echo $? > two)
wait
ok 'shards at once: each ends well' bash -c "grep -qE '^(0|75)\$' one && grep -qE '^(0|75)\$' two"
[ -e t.h5 ] || asks 0 'h5|%' "$junkan" merge t.h5
ok 'same bytes: shards at once' cmp a.h5 t.h5
asks 1 '' "$junkan" merge nothing.h5

# A sweep: whatever the threads and shards.
cat > sweep.lua << 'LUA'
local j = require "junkan"
return j.sweep { scenario = require "first", design = j.saltelli { n = 64, second = true },
                 metrics = { "kiln.char_t", "carbon.net_tco2" },
                 group = { biomass = "biomass.*", labour = "labour.*", kiln = "kiln.*",
                           rest = { "carbon.*", "transport.*", "weather.*", "basket.*" } } }
LUA
cp scenarios/first.lua first.lua
sweep() { "$junkan" run sweep.lua --quiet "$@"; }
asks 0 '' sweep -o w.h5 --threads 1
asks 0 '' sweep -o w2.h5 --threads 2 --packing 7
ok 'sweep: same bytes, two threads' cmp w.h5 w2.h5
asks 75 '' sweep -o w3.h5 --shard 1/2
asks 0 '' sweep -o w3.h5 --shard 0/2
ok 'sweep: same bytes, two shards' cmp w.h5 w3.h5
asks 0 'saltelli: 9 factors' "$junkan" show w.h5 --lang en
cat > steps.lua << 'LUA'
local j = require "junkan"
return j.sweep { scenario = require "first", design = j.morris { n = 4 }, only = "kiln.*", metrics = "kiln.char_t" }
LUA
asks 2 'steps.lua:2: metrics' "$junkan" run steps.lua --lang en
sed -i 's/"kiln.char_t"/{ "kiln.char_t" }/' steps.lua
asks 0 'no sample of the inputs' "$junkan" run steps.lua --lang en
# Policies meet every round of a search as they met the first: a run leaves nothing behind in them.
cat > search.lua << 'LUA'
local j = require "junkan"
local base = (require "first"):with { years = 2, policies = { { when = "month", run = function(now, region, memory)
  memory.n = (memory.n or 0) + 1
  if memory.n == 6 and math.random() < 0.5 then region.set("kilns.Bihoro.sealed_batch.1.capacity", 0.5) end
end } } }
return j.calibrate { scenario = base, fit = "kiln.sealed_batch.yield", method = "nlopt", n = 24, hold_out = 0,
  to = { { "kiln.char_t", value = "t", data = { { month = "2026-10", t = 3 }, { month = "2027-05", t = 2 }, { month = "2027-09", t = 3 } } } } }
LUA
asks 0 '' "$junkan" run search.lua --quiet -o s1.h5 --threads 1
asks 0 '' "$junkan" run search.lua --quiet -o s2.h5 --threads 2
ok 'calibration with policies: same bytes, two threads' cmp s1.h5 s2.h5
asks 0 'saltelli' ncdump -v sobol_second,sobol_total_lo,metric_unit w.h5

# A calibration: each round follows from the last, however it was run and wherever it was killed.
cat > fit.lua << 'LUA'
local j = require "junkan"
local rows = {}
for m = 4, 12 do
  rows[m - 3] = { month = ("2026-%02d"):format(m), brought_t = 0.9 - 0.6 / (m - 3) }
end
return j.calibrate { method = j.option("method", "least_squares"), n = j.option("n", 75),
  scenario = j.scenario { name = "fit", start = "2026-04-01", years = 1, towns = { { name = "T" } },
    stations = { { name = "S", town = "T", households = 600 }, { name = "R", town = "T", households = 90 } } },
  fit = { "station.would_join", "station.visits" }, to = { { "station.brought_t", of = "S", data = rows } } }
LUA
fit() { "$junkan" run fit.lua --quiet "$@"; }
for method in least_squares nlopt abc; do
    how="--option method=$method --option n=$([ $method = abc ] && echo 1600 || echo 45)"
    rm -rf f?.h5*
    asks 0 '' fit $how -o f1.h5 --threads 1
    asks 0 '' fit $how -o f2.h5 --threads 2 --packing 7
    ok "$method: same bytes, two threads" cmp f1.h5 f2.h5
    asks 0 '' fit $how -o f3.h5 --isa "${usable%% *}"
    ok "$method: same bytes, ${usable%% *}" cmp f1.h5 f3.h5
    asks 0 '' env GLIBC_TUNABLES=glibc.cpu.hwcaps=-AVX2,-FMA,-AVX2_Usable,-FMA_Usable "$junkan" run fit.lua --quiet $how -o f5.h5
    ok "$method: same bytes, C library without AVX2 and FMA" cmp f1.h5 f5.h5
    for pause in 0.05 0.1 0.15 0.2 0.3; do
        "$junkan" run fit.lua --quiet $how -o f4.h5 --threads 2 > /dev/null 2>&1 &
        pid=$!
        sleep $pause
        kill -9 $pid 2> /dev/null
        wait $pid 2> /dev/null
    done
    asks 0 '' fit $how -o f4.h5
    ok "$method: same bytes after kills" cmp f1.h5 f4.h5
    ok "$method: same fitted set after kills" cmp f1.fitted.csv f4.fitted.csv
done
rm f1.fitted.csv
asks 0 '' fit --option method=abc --option n=1600 -o f1.h5
ok 'a lost fitted set is written again' cmp f1.fitted.csv f4.fitted.csv
asks 2 '--shard is of no use' fit -o f6.h5 --shard 0/2
asks 2 '--only is of no use' fit -o f6.h5 --only 0
ok 'a refused calibration leaves nothing' test ! -e f6.h5.parts
asks 0 'fit_estimate' ncdump -v fit_estimate,rmse,residual f1.h5
asks 0 'station.visits' "$junkan" show f1.h5 --lang en
cat > fitted.lua << 'LUA'
local j = require "junkan"
return j.scenario { start = "2026-04-01", years = 1, towns = { { name = "T" } }, set = j.fitted "f1.fitted.csv",
  stations = { { name = "S", town = "T", households = 600 } } }
LUA
asks 0 'would_join' "$junkan" check fitted.lua --lang en

# Until a figure is known: rounds of 64, 128, 256, ... futures, judged alike however they were run.
until_known() { "$junkan" run $script --until 'kiln.char_t=3 %' -n 1000 --quiet "$@"; }
asks 0 '' until_known -o u.h5 --threads 1
asks 0 'known to .* after 256 futures' "$junkan" show u.h5 --lang en
asks 0 'run = 256 ;' ncdump -h u.h5
asks 0 '' until_known -o u2.h5 --threads 2 --packing 7
ok 'until: same bytes, two threads' cmp u.h5 u2.h5
for i in 2 1; do asks 75 'missing|残' until_known -o u3.h5 --shard $i/3; done
asks 0 '' until_known -o u3.h5 --shard 0/3
ok 'until: same bytes, three shards' cmp u.h5 u3.h5
for k in 1 2 3 4 5 6; do
    rm -rf u4.h5*
    "$junkan" run $script --until 'kiln.char_t=3 %' -n 1000 --quiet -o u4.h5 > /dev/null 2>&1 &
    pid=$!
    sleep 0.1$((k + 3))
    kill -9 $pid 2> /dev/null
    wait $pid 2> /dev/null
    asks 0 '' until_known -o u4.h5
    cmp -s u.h5 u4.h5 || { ok "until: kill $k and resume" false; break; }
done
asks 0 'most allowed' "$junkan" run first.lua --until 'kiln.char_t=0.001' -n 100 -o u5.h5 --lang en
asks 0 'run = 100 ;' ncdump -h u5.h5

# Variants: pairs of options and variants, whatever the threads and shards; the reference is as ever.
varied() { "$junkan" run first.lua --variants -n 32 --quiet "$@"; }
asks 0 '' varied -o v.h5 --threads 1
asks 0 '' varied -o v2.h5 --threads 2 --packing 7
ok 'variants: same bytes, two threads' cmp v.h5 v2.h5
asks 75 '' varied -o v3.h5 --shard 1/2
asks 0 '' varied -o v3.h5 --shard 0/2
ok 'variants: same bytes, two shards' cmp v.h5 v3.h5
"$junkan" run first.lua --variants -n 32 --quiet -o v4.h5 --threads 2 > /dev/null 2>&1 & # no function: the shell would be killed, not the run
pid=$!
sleep 0.1
kill -9 $pid 2> /dev/null
wait $pid 2> /dev/null
asks 0 '' varied -o v4.h5
ok 'variants: same bytes after a kill' cmp v.h5 v4.h5
asks 0 'straw burnt' ncdump -v option_variant,variant,variant_mean v.h5
asks 0 'straw would all be burnt' "$junkan" show v.h5 --lang en
asks 0 'わらはすべて野焼き' "$junkan" show v.h5 --lang ja
asks 0 'variants' "$junkan" check first.lua --lang en
asks 0 '' "$junkan" run first.lua -n 32 --quiet -o v0.h5
"$junkan" show v0.h5 --lang en | sed '/^no single\|^books\|would swap/,$d' > v0.txt
"$junkan" show v.h5 --lang en | sed '/^structural/,$d' > v.txt
ok 'variants: the reference reads as without' bash -c 'head -n $(($(wc -l < v0.txt) - 1)) v0.txt | diff - <(head -n $(($(wc -l < v0.txt) - 1)) v.txt)'
asks 0 'kpi.carbon' "$junkan" run first.lua --variants -n 32 --only 'first | credit price 0:1:1' --lang en
asks 2 'straw burnt' "$junkan" run first.lua --variant 'straw brunt' -o v5.h5 --lang en

# Different things are different.
asks 0 '' "$junkan" run $script --replicates $replicates --seed 4711 --quiet -o seed.h5
ok 'another seed, other bytes' bash -c '! cmp -s a.h5 seed.h5'
asks 1 'seed' "$junkan" diff a.h5 seed.h5
asks 0 '' "$junkan" diff a.h5 s.h5

# --- killed at any instant ---------------------------------------------------------------------
# killed NAME STUDIES KILLS WHOLE COMMAND... : COMMAND -o k.h5, killed anywhere from its start to a
# little beyond its end (merging included) and started again until it is done, gives WHOLE's bytes
# and leaves nothing behind; over at least so many studies and kills.
killed() {
    local name=$1 studies=$2 least=$3 whole=$4 began took kills=0 k=0 attempts pid rest
    shift 4
    rm -rf time.h5*
    began=$(date +%s%N)
    "$@" --threads 2 -o time.h5 > /dev/null 2>&1
    took=$((($(date +%s%N) - began) / 1000)) # microseconds
    while [ $k -lt "$studies" ] || { [ $kills -lt "$least" ] && [ $k -lt $((12 * studies)) ]; }; do
        k=$((k + 1))
        rm -rf k.h5*
        attempts=0
        until [ -e k.h5 ] && [ $attempts -gt 0 ]; do
            attempts=$((attempts + 1))
            [ $attempts -gt 40 ] && break
            "$@" -o k.h5 --threads $((k % 2 + 1)) > /dev/null 2>&1 &
            pid=$!
            sleep "$(awk -v s="$RANDOM" -v t=$took 'BEGIN {printf "%.6f", s / 32768 * t * 1.1 / 1e6}')"
            kill -9 $pid 2> /dev/null
            wait $pid 2> /dev/null
            [ $? = 137 ] && kills=$((kills + 1)) # else it had ended by itself
        done
        asks 0 '' "$@" -o k.h5
        cmp -s "$whole" k.h5 || { ok "$name: kill $k and resume" false; break; }
        rest=$(find . -maxdepth 1 -name 'k.h5?*' ! -name 'k.h5.log')
        [ -z "$rest" ] || { ok "$name: kill $k leaves nothing behind: $rest" false; break; }
    done
    echo "$name: $kills kills in $k studies"
    ok "$name: at least $least kills, all resumed to the same bytes" test $kills -ge "$least"
}
killed scenario $((12 * SOAK)) 20 a.h5 "$junkan" run $script --replicates $replicates --quiet
killed sweep $((3 * SOAK)) $((3 * SOAK)) w.h5 "$junkan" run sweep.lua --quiet
model="$junkan run scenarios/ishigami.lua --option n=16384 --quiet"
asks 0 '' $model -o model.h5 --threads 1
asks 0 '^draw\.x1 ' "$junkan" params --used model.h5
killed model $((3 * SOAK)) $((3 * SOAK)) model.h5 $model

# A polite interruption: 130, resumable, finished parts kept.
# A shell ignores SIGINT for what it starts in the background, and we keep to that: ask for it.
env --default-signal=INT "$junkan" run $script --replicates 20000 -o i.h5 > /dev/null 2> err &
pid=$!
for _ in $(seq 200); do
    [ -n "$(find i.h5.parts -name '*.part' 2> /dev/null | head -n 1)" ] && break
    sleep 0.15
done
kill -INT $pid
wait $pid
code=$?
ok "interrupt: code 130, not $code" test $code = 130
ok 'interrupt: says how to go on' grep -q 'same command' err
ok 'interrupt: parts are kept' test -n "$(find i.h5.parts -name '*.part' | head -n 1)"
ok 'interrupt: no result yet' test ! -e i.h5
rm -rf i.h5*

# --- disks and files -----------------------------------------------------------------------------
half() { # half OUT : a run of OUT that was stopped with some parts finished
    rm -rf "$1"*
    run -o "$1" --shard 0/2 > /dev/null 2>&1
}
small=$work/small
mkdir small
if mount -t tmpfs -o size=256k none "$small" 2> /dev/null; then
    trap 'umount "$small" 2> /dev/null; rm -rf "$work"' EXIT
    mount -o remount,size=2m "$small"
    asks 1 'needs about' run -o "$small/f.h5"
    ok 'full disk: what does not fit leaves nothing' test -z "$(ls "$small")"
    mount -o remount,size=256k "$small"
    asks 1 'space|free' run -o "$small/f.h5"
    ok 'full disk: no half result' test ! -e "$small/f.h5"
    mount -o remount,size=192m "$small"
    asks 0 '' run -o "$small/f.h5"
    ok 'full disk: more room, same bytes' cmp a.h5 "$small/f.h5"
    umount "$small"
else # a limit on file sizes fails writes in the same place
    asks 1 '' bash -c "trap '' XFSZ; ulimit -f 64; exec '$junkan' run $script --replicates $replicates --quiet -o f.h5"
    ok 'file too large: no half result' test ! -e f.h5
    asks 0 '' run -o f.h5
    ok 'then, same bytes' cmp a.h5 f.h5
fi
echo text > plain
asks 1 'plain/x.h5' run -o plain/x.h5
asks 1 'none/x.h5' run -o none/x.h5
asks 1 '' run -o .
mkdir locked && chmod 555 locked
if [ "$(id -u)" = 0 ]; then
    chmod -R a+rX . "$(dirname "$work")/$(basename "$work")"
    if setpriv --reuid=65534 --regid=65534 --clear-groups test -x "$junkan" 2> /dev/null; then
        asks 1 'locked/x.h5' setpriv --reuid=65534 --regid=65534 --clear-groups \
            "$junkan" run $script --replicates 16 -o locked/x.h5
    fi
else
    asks 1 'locked/x.h5' run -o locked/x.h5
fi
ok 'nothing appeared there' test -z "$(ls -A locked)"

half p.h5
part=$(find p.h5.parts -name '*.part' | sort | head -n 1)
truncate -s 100 "$part"
asks 0 '' "$junkan" run $script --replicates $replicates -o p.h5
ok 'truncated part: told' grep -q 'truncated' "$work/err"
ok 'truncated part: same bytes' cmp a.h5 p.h5

half p.h5
head -c 5000 /dev/urandom > "$(find p.h5.parts -name '*.part' | sort | head -n 1)"
echo hello > p.h5.parts/letter.txt
asks 0 '' "$junkan" run $script --replicates $replicates -o p.h5
ok 'foreign part: same bytes' cmp a.h5 p.h5
ok 'foreign file: left alone' grep -q hello p.h5.parts/letter.txt
rm -rf p.h5.parts

half p.h5
"$junkan" run $script --replicates $replicates --seed 5 --quiet -o q.h5 --shard 0/2 > /dev/null 2>&1
cp "$(find q.h5.parts -name '*.part' | sort | head -n 1)" "$(find p.h5.parts -name '*.part' | sort | head -n 1)"
asks 0 '' run -o p.h5
ok "another study's part: same bytes" cmp a.h5 p.h5

half e.h5
before=$(find e.h5.parts -type f -exec cksum {} + | sort)
cp $script edited.lua
sed 's/years = 4/years = 3/' $script > scenarios/bihoro.lua.new
mv $script original.lua && mv scenarios/bihoro.lua.new $script
asks 2 'bihoro.lua' run -o e.h5
ok 'edited script: names the script' grep -q 'fresh' "$work/err"
ok 'edited script: parts untouched' test "$before" = "$(find e.h5.parts -type f -exec cksum {} + | sort)"
asks 0 '' run -o e.h5 --fresh
ok 'edited script: --fresh computes anew' bash -c '! cmp -s a.h5 e.h5'
mv original.lua $script
asks 2 'fresh' run -o e.h5

echo 'not ours' > mine.h5
asks 1 'mine.h5' run -o mine.h5
asks 1 'mine.h5' run -o mine.h5 --fresh
ok 'a foreign file is never overwritten' grep -q 'not ours' mine.h5
head -c 3000 a.h5 > cut.h5
asks 1 'cut.h5' "$junkan" show cut.h5
cp a.h5 bent.h5
printf 'X' | dd of=bent.h5 bs=1 seek=4000 conv=notrunc 2> /dev/null
asks 1 'bent.h5' "$junkan" show bent.h5

# Two processes on one output: the second is told, the first is not disturbed.
"$junkan" run $script --replicates 4000 -o two.h5 --quiet &
pid=$!
for _ in $(seq 200); do
    [ -e two.h5.parts ] && break
    sleep 0.12
done
asks 1 'two.h5' "$junkan" run $script --replicates 4000 -o two.h5 --quiet
ok 'second process: told by whom' grep -q 'process' "$work/err"
wait $pid
ok 'first process: done' test $? = 0
ok 'first process: result' test -s two.h5

# --- nothing of the circumstances is in the result -----------------------------------------------
ok 'no host in the result' bash -c "! grep -qaF '$(uname -n)-none' a.h5"
ok 'no path in the result' bash -c "! grep -qaF '$work' a.h5"
ok 'they are in the log' grep -q 'threads=' a.h5.log
finish
