#!/bin/bash
# run.sh [NAME...] : every test program and test script (or those named), two at a time; the last
# line is "N passed, N failed". Environment: B build folder, SOAK=N longer tests.
# SPDX-License-Identifier: GPL-3.0-or-later
set -u
cd "$(dirname "$0")/.." || exit 1
export B=${B:-build} SOAK=${SOAK:-1} LC_ALL=C.UTF-8
log=$B/tests/log
mkdir -p "$log" build/tests # the tests make folders of their own there, whatever B
rm -f "$log"/*.log "$log"/*.count

one() { # one TEST: runs it, writes its log and "passed failed" to its count
    local test=$1 name passed='' failed='' code
    name=$(basename "$test" .sh)
    local out=$log/$name.log
    timeout $((1200 * SOAK)) "$test" > "$out" 2>&1
    code=$?
    if [[ $test == *.sh ]]; then
        read -r passed failed <<< "$(sed -n 's/^\([0-9]\+\) passed, \([0-9]\+\) failed$/\1 \2/p' "$out" | tail -n 1)"
        [ -n "$passed" ] || passed=$((code == 0)) # a script that does not count is one test
    else
        passed=$(grep -c '^\[       OK \]' "$out")
        failed=$(sed -n 's/^\[  FAILED  \] [^:]*: \([0-9]\+\) test(s).*/\1/p' "$out" | tail -n 1)
    fi
    passed=${passed:-0} failed=${failed:-0}
    # A crash, a leak or a script that says nothing is a failure too; so is testing nothing.
    if [ "$failed" = 0 ] && { [ $code != 0 ] || [ "$passed" = 0 ]; }; then failed=1; fi
    echo "$passed $failed" > "$log/$name.count"
    if [ "$failed" = 0 ]; then
        printf '%-24s %4d passed\n' "$name" "$passed"
        grep '^SKIPPED' "$out" || true
    else
        printf '%-24s %4d passed, %d FAILED (exit code %d), see %s:\n%s\n' "$name" "$passed" "$failed" \
            "$code" "$out" "$(grep -v -e '^\[ RUN' -e '^\[       OK' "$out" | tail -n 25)"
    fi
}
export -f one
export log

tests=("$@")
if [ $# = 0 ]; then
    for source in tests/test_*.c; do tests+=("$B/tests/$(basename "$source" .c)"); done
    for script in tests/*.sh; do
        case $(basename "$script") in
        run.sh | lint*.sh | tsan.sh | mutants.sh) ;;
        # a cluster, an office program: `make soak` only
        slurm.sh | export_office.sh) [ "$SOAK" = 1 ] || tests+=("$script") ;;
        *) tests+=("$script") ;;
        esac
    done
fi
printf '%s\n' "${tests[@]}" | xargs -P "$(nproc)" -I{} bash -c 'one {}'
cat "$log"/*.count | awk '{p += $1; f += $2} END {printf "%d passed, %d failed\n", p, f; exit f > 0 || p == 0}'
