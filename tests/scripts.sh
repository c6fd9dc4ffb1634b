#!/bin/bash
# scripts.sh - every faulty script of tests/scripts says exactly what it should, in both languages.
#
# tests/scripts/NAME.lua is checked; standard error must equal NAME.en and NAME.ja, the exit code
# must be 2, and nothing may be written. `tests/scripts.sh PROGRAM` checks with another program;
# UPDATE=1 writes the expected texts anew (then read them). SPDX-License-Identifier: GPL-3.0-or-later
set -u
root=$(cd "$(dirname "$0")/.." && pwd)
program=${1:-$(cd "$root" && realpath "${B:-build}/junkan")}
cd "$root/tests/scripts" || exit 1
if [ ! -x "$program" ]; then
    echo "scripts: $program is not built"
    exit 1
fi
passed=0 failed=0
before=$(ls -R)
for script in *.lua; do
    name=${script%.lua}
    for lang in en ja; do
        got=$("$program" check "$script" --lang "$lang" 2>&1 >/dev/null </dev/null)
        code=$?
        if [ "${UPDATE:-}" ]; then
            printf '%s\n' "$got" >"$name.$lang"
        fi
        if [ $code -eq 2 ] && [ "$got" = "$(cat "$name.$lang" 2>&1)" ]; then
            passed=$((passed + 1))
        else
            failed=$((failed + 1))
            echo "FAILED $script ($lang), exit code $code"
            diff <(echo "$got") "$name.$lang" | sed 's/^/    /'
        fi
    done
done
if [ -z "${UPDATE:-}" ] && [ "$before" != "$(ls -R)" ]; then
    failed=$((failed + 1))
    echo "FAILED something was written beside the scripts"
fi
echo "$passed passed, $failed failed"
[ $failed -eq 0 ]
