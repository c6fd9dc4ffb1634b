#!/bin/bash
# test_cli.sh - the command line: help, version, faults, exit codes, languages, new, params.
# SPDX-License-Identifier: GPL-3.0-or-later
set -u
cd "$(dirname "$0")/.." || exit 1
. tests/tap.inc
root=$PWD
cd "$work" || exit 1

# Help: every command has one, with an example, in both languages.
asks 0 '^usage: junkan COMMAND' "$junkan" --help
asks 0 '使い方' "$junkan" --help --lang ja
for c in run check merge show diff report export params new; do
    asks 0 "^  junkan $c" "$junkan" $c --help
    ok "$c --help has an example" grep -q '^example' "$work/out"
    asks 0 '^例' "$junkan" $c --help --lang ja
done
asks 0 '使い方' env LC_ALL=ja_JP.UTF-8 "$junkan" --help
asks 0 '^junkan [0-9]+\.[0-9]+' "$junkan" --version
for library in Lua gsl hdf5 libdeflate sleef xxhash isa; do ok "version of $library" grep -q "^$library " "$work/out"; done

# Arguments: nearest name, exit code 2, nothing on stdout.
asks 2 'which command' "$junkan"
asks 2 'no command "rum". Did you mean "run"\?' "$junkan" rum x.lua
asks 2 '「rum」というコマンドはありません。「run」' "$junkan" --lang ja rum x.lua
ok 'a fault prints nothing to stdout' test ! -s "$work/out"
asks 2 'no command "zzzzzz"' "$junkan" zzzzzz
asks 2 'no option --thread. Did you mean --threads\?' "$junkan" run x.lua --thread 2
asks 2 'no option --fresh here' "$junkan" check x.lua --fresh
asks 2 'no option -z' "$junkan" run x.lua -z
asks 2 'something is missing: junkan run SCRIPT' "$junkan" run
asks 2 'one too many' "$junkan" show a.h5 b.h5
asks 2 'junkan diff A.h5 B.h5' "$junkan" diff a.h5
asks 2 '--threads: "two" is not a whole number' "$junkan" run x.lua --threads two
asks 2 '--threads: "0" is not' "$junkan" run x.lua --threads=0
asks 2 '--replicates: "-3"' "$junkan" run x.lua --replicates -3
asks 2 '--replicates: "1e3"' "$junkan" run x.lua --replicates 1e3
asks 2 '--seed: "18446744073709551616"' "$junkan" run x.lua --seed 18446744073709551616
asks 2 '--shard: "3/3"' "$junkan" run x.lua --shard 3/3
asks 2 '--shard: "1/"' "$junkan" run x.lua --shard 1/
asks 2 '--shard: "-1/3"' "$junkan" run x.lua --shard=-1/3
asks 2 '--isa: no instruction set "sse9"' "$junkan" run x.lua --isa sse9
asks 2 '--trace needs --only' "$junkan" run x.lua --trace t.csv
asks 2 'exclude each other' "$junkan" run x.lua --only 1 --shard 0/2
asks 2 '--set: "kilns" is not PATH=VALUE' "$junkan" run x.lua --set kilns
asks 2 '--out wants a value' "$junkan" run x.lua -o
asks 2 '--quiet takes no value' "$junkan" run x.lua --quiet=1
asks 2 'given twice' "$junkan" run x.lua -o a.h5 -o b.h5
asks 2 'neither en nor ja' "$junkan" show a.h5 --lang fr
asks 2 '^2 faults' "$junkan" run x.lua --threads x --seed y
asks 2 'x\.lua' "$junkan" run x.lua
asks 2 'x\.lua' "$junkan" check x.lua
ok 'nothing was written' test -z "$(ls -A . | grep -v -e '^out$' -e '^err$')"
asks 1 'none\.h5' "$junkan" show none.h5
asks 1 'none\.h5' "$junkan" params --used none.h5
asks 1 '' "$junkan" diff none.h5 none2.h5

# Too little memory is no fault of the script: 1, with a word, and the same command goes on later.
sizes='60000 90000 120000'
if ldd "$junkan" | grep -q asan; then
    echo 'SKIPPED a limit of memory: the sanitizer takes terabytes of addresses'
    sizes=''
fi
for kib in $sizes; do
    (ulimit -v $kib && "$junkan" run "$root/scenarios/first.lua" --replicates 5000 --quiet -o small.h5) > "$work/out" 2> "$work/err"
    code=$?
    ok "memory of $kib KiB: 0 or 1 with a word, not $code" test $code = 0 -o \( $code = 1 -a -s "$work/err" \)
    rm -rf small.h5*
done

# A full output device is not a success.
asks 1 'cannot write the output' bash -c "'$junkan' --help > /dev/full"

# new: a scenario that checks, with its own name; never overwrites.
asks 0 'mytown\.lua' "$junkan" new mytown
ok 'it bears its name' grep -q 'name = "mytown"' mytown.lua
ok 'and no other' bash -c '! grep -q starter mytown.lua'
asks 0 '' "$junkan" check mytown.lua
cp mytown.lua before.lua
asks 2 'mytown.lua exists' "$junkan" new mytown.lua
ok 'it is untouched' cmp -s mytown.lua before.lua
asks 2 'cannot be a scenario' "$junkan" new ../evil
asks 2 'cannot be a scenario' "$junkan" new -- -x
asks 2 'シナリオ名にできません' "$junkan" new 'a b' --lang ja

# params: every model, both languages, nearest name.
asks 0 '^kiln: ' "$junkan" params
ok 'weather too' grep -q '^weather: ' "$work/out"
asks 0 '^kiln: ' "$junkan" params kiln
ok 'only the one' bash -c "! grep -q '^weather: ' '$work/out'"
asks 0 '意味・出典' "$junkan" params kiln --lang ja
asks 2 'no model "kilm". Did you mean "kiln"\?' "$junkan" params kilm
asks 0 '' "$junkan" params --luals types.lua
ok 'types: parse as Lua' lua5.4 -e 'assert(loadfile("types.lua"))'
ok 'types: the kiln' grep -q '^---@class junkan.kiln' types.lua
ok 'types: nothing else' bash -c "grep -q '^---@field kilns?' types.lua && grep -q '^---@field climate?' types.lua"
asks 1 'cannot write' "$junkan" params --luals no/such/folder/x.lua

# Made from the same table: man page and completion.
asks 0 '^\.TH JUNKAN 1' "$junkan" --man
cp "$work/out" junkan.1
if command -v man > /dev/null; then
    ok 'man page has no warnings' test -z "$(man --warnings -E UTF-8 -l -Tutf8 -Z ./junkan.1 2>&1 > /dev/null)"
fi
for o in threads shard packing only; do ok "man: --$o" grep -q "\\\\-\\\\-$o" junkan.1; done
asks 0 'complete -o filenames -F _junkan' "$junkan" --completion
cp "$work/out" completion.bash
complete_words() { # complete_words WORD... : the completions of the last word
    bash -c '. ./completion.bash; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _junkan; echo "${COMPREPLY[*]}"' _ "$@"
}
ok 'completes commands' test "$(complete_words junkan me)" = merge
ok 'completes options' test "$(complete_words junkan run --pac)" = --packing
ok 'completes values' test "$(complete_words junkan run --isa x86-64-v4)" = x86-64-v4
ok 'completes scripts' test "$(complete_words junkan check my)" = mytown.lua

# A run from start to end, and what surrounds it.
for scenario in "$root"/scenarios/*.lua; do asks 0 '' "$junkan" check "$scenario"; done
ok 'first.lua has ten lines at most' test "$(wc -l < "$root/scenarios/first.lua")" -le 10
cp "$root/scenarios/first.lua" .
asks 0 '' "$junkan" check first.lua
ok 'check writes nothing' test ! -e first.h5
asks 0 '' "$junkan" run first.lua --replicates 8
ok 'a headline on stdout' test -s "$work/out"
ok 'the default name' test -s first.h5
ok 'a log' grep -q 'begin' first.h5.log
ok 'no parts left' test ! -e first.h5.parts
within() { # within FILE SCRIPT... : check's prediction of the file's size is within 20 % of it
    local file=$1 told
    shift
    told=$("$junkan" check "$@" --lang en | sed -n 's/.*about \([0-9.]*\) MB of results.*/\1/p')
    awk -v t="$told" -v s="$(stat -c %s "$file")" 'BEGIN {exit !(t > 0.8e-6 * s && t < 1.2e-6 * s)}'
}
ok 'check predicts the size' within first.h5 first.lua --replicates 8
asks 0 '' "$junkan" run "$root/scenarios/compare.lua" --replicates 32 --quiet -o compare.h5
ok 'check predicts the size of a comparison' within compare.h5 "$root/scenarios/compare.lua" --replicates 32
asks 0 '' "$junkan" run "$root/scenarios/sweep.lua" --option n=2 --quiet -o sweep.h5
ok 'check predicts the size of a sweep' within sweep.h5 "$root/scenarios/sweep.lua" --option n=2
for what in ishigami calibrate; do
    asks 0 '' "$junkan" run "$root/scenarios/$what.lua" --quiet -o $what.h5
    ok "check predicts the size of $what" within $what.h5 "$root/scenarios/$what.lua"
done
cp first.h5 again.h5
asks 0 'nothing to do' "$junkan" run first.lua --replicates 8
ok 'untouched' cmp -s first.h5 again.h5
asks 2 'fresh' "$junkan" run first.lua --replicates 9
ok 'still untouched' cmp -s first.h5 again.h5
asks 0 '' "$junkan" run first.lua --replicates 9 --fresh --quiet
asks 0 'time by model: .*kiln [0-9.]+ %.*engine' "$junkan" run first.lua --replicates 9 --fresh --times -o times.h5
ok '--times changes no number' cmp first.h5 times.h5
asks 0 '' "$junkan" run first.lua --replicates 9 --fresh --quiet
ok '--quiet is quiet' bash -c "! [ -s '$work/out' ] && ! [ -s '$work/err' ]"
asks 0 '' "$junkan" show first.h5
asks 0 '' "$junkan" show first.h5 --lang ja
ok 'in Japanese' env LC_ALL=C grep -q $'\xe3' "$work/out"
asks 0 '' "$junkan" diff first.h5 first.h5
asks 1 '' "$junkan" diff first.h5 again.h5
asks 0 '' "$junkan" params --used first.h5
ok 'has the kiln' grep -q kiln "$work/out"
asks 0 'kpi\.' "$junkan" run first.lua --replicates 8 --only 3 -o only.h5
ok '--only writes no result' test ! -e only.h5
cp "$work/out" by_number
asks 0 'kpi\.' "$junkan" run first.lua --replicates 20 --only 3
ok 'a run does not depend on how many there are' cmp -s "$work/out" by_number
asks 2 'no run "99"' "$junkan" run first.lua --replicates 8 --only 99
cat > fails.lua << 'LUA'
local j = require "junkan"
return j.model { inputs = { a = j.uniform(0, 1) }, outputs = { "y" }, replicates = 10,
  eval = function(x) if x.a > 0.5 then error("too big") end return x.a end }
LUA
asks 1 'left out: [0-9], .*too big' "$junkan" run fails.lua --quiet
run=$(sed -n 's/.*left out: \([0-9]*\).*/\1/p' "$work/err")
asks 1 "run $run failed.*too big" "$junkan" run fails.lua --only "$run"
asks 1 "run $run failed.*too big" "$junkan" run fails.lua --only "0:$run:0" # as in the file's failed_run
asks 0 '' "$junkan" run first.lua --replicates 8 --only 0 --trace trace.csv
ok 'the trace has days' test "$(wc -l < trace.csv)" -gt 1800
asks 2 'capcity' "$junkan" run first.lua -o set.h5 --set kilns.1.capcity=1
ok 'exit 2 writes nothing' bash -c '! ls set.h5* 2>/dev/null | grep -q .'
finish
