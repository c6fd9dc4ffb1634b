#!/bin/bash
# mutants.sh [MODEL...] - breaks each model's kernels in small ways; the model's test must notice.
# Prints the survivors; mutants that change nothing are listed, with the reason, in
# tests/mutants.allow. Environment: MUTANTS=N at most so many per model, spread evenly (default 80).
# SPDX-License-Identifier: GPL-3.0-or-later
set -u
cd "$(dirname "$0")/.." || exit 1
export MUTANTS=${MUTANTS:-80} LC_ALL=C.UTF-8
home=$PWD/build/mutants
export home
rm -rf "$home"
mkdir -p "$home"
models=("$@")
if [ $# = 0 ]; then mapfile -t models < <(ls models/*.c | sed 's|models/||; s|\.c$||'); fi

# One unmutated build, in a place of its own: the kernels' base, v3 and v4 are exchanged together.
make --no-print-directory -s -j"$(nproc)" B=build/mutants/tree OPT=-O1 build/mutants/tree/junkan \
    $(for m in "${models[@]}"; do [ -e "tests/test_$m.c" ] && echo "build/mutants/tree/tests/test_$m"; done) \
    > "$home/build.log" 2>&1 || { tail -n 20 "$home/build.log"; echo '0 passed, 1 failed'; exit 1; }
cat > "$home/make.inc" << 'M'
include Makefile
print-%: ; @echo '$($*)'
M
value() { make --no-print-directory -s -f "$home/make.inc" B=build/mutants/tree OPT=-O1 "print-$1"; }
CFLAGS_ALL=$(value CFLAGS_ALL) OBJ=$(value OBJ) LIBS=$(value LIBS) ISAS=$(value ISAS)
MARCH_base=$(value MARCH_base) MARCH_v3=$(value MARCH_v3) MARCH_v4=$(value MARCH_v4)
export CFLAGS_ALL OBJ LIBS ISAS MARCH_base MARCH_v3 MARCH_v4

try() { # try MODEL NUMBER LINE NAME TEXT : says if the mutant survives
    local model=$1 number=$2 line=$3 name=$4 text=$5 dir=$home/$1.$2 isa march objects=$OBJ old new
    mkdir -p "$dir/models"
    lua5.4 tests/mutants.lua "models/$model.c" make "$number" > "$dir/models/$model.c"
    for isa in $ISAS; do
        march=MARCH_$isa
        # shellcheck disable=SC2086 # lists of flags
        if ! gcc $CFLAGS_ALL ${!march} -w -DISA="$isa" -c -o "$dir/$isa.o" "$dir/models/$model.c" 2> "$dir/log"; then
            echo "broken $model $number" > "$dir/verdict" # no program, no mutant
            rm -rf "$dir/models" "$dir"/*.o
            return
        fi
        old=build/mutants/tree/$isa/models/$model.o new=$dir/$isa.o
        objects=${objects/"$old"/"$new"}
    done
    # shellcheck disable=SC2086
    gcc $CFLAGS_ALL -w -rdynamic -o "$dir/test" "tests/test_$model.c" $objects $LIBS -lcmocka -lglpk 2> "$dir/log"
    if timeout 60 "$dir/test" > /dev/null 2>&1; then
        if grep -qF "$model.c: $text: $name:" tests/mutants.allow; then
            echo allowed > "$dir/verdict"
        else
            echo survived > "$dir/verdict"
            echo "models/$model.c:$line: $name survives: $text"
        fi
    else
        echo killed > "$dir/verdict"
    fi
    rm -rf "$dir/models" "$dir"/*.o "$dir/test"
}
export -f try

for model in "${models[@]}"; do
    [ "$(lua5.4 tests/mutants.lua "models/$model.c" list | wc -l)" -gt 0 ] || continue # no kernel
    if [ ! -e "tests/test_$model.c" ]; then
        echo "models/$model.c has no test"
        mkdir -p "$home/$model.0"
        echo survived > "$home/$model.0/verdict"
        continue
    fi
    lua5.4 tests/mutants.lua "models/$model.c" list |
        awk -F '\t' -v most="$MUTANTS" '{row[NR] = $0} END {step = NR > most ? NR / most : 1
            for (i = 1; i <= NR; i += step) print row[int(i)]}' |
        while IFS=$'\t' read -r number line name text; do printf '%s\0' "$model" "$number" "$line" "$name" "$text"; done
done | xargs -0 -r -n 5 -P "$(nproc)" bash -c 'try "$@"' _ | tee "$home/survivors"

count() { cat "$home"/*/verdict 2> /dev/null | grep -c "^$1"; }
survived=$(count survived) killed=$(count killed)
echo "$((killed + survived)) mutants, $(count allowed) more change nothing that a test could see, $(count broken) did not compile"
echo "$killed passed, $survived failed"
[ "$survived" = 0 ] && [ "$killed" -gt 0 ]
