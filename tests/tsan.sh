#!/bin/bash
# tsan.sh - the parallel parts under clang's thread sanitizer: tests that use threads, and the
# program itself on two. Environment: B build folder. SPDX-License-Identifier: GPL-3.0-or-later
set -u
cd "$(dirname "$0")/.." || exit 1
. tests/tap.inc
# OpenMP's runtime is not instrumented; its tool library tells the sanitizer what it orders.
mkdir -p build/tests # for the tests' own folders
export TSAN_OPTIONS='ignore_noninstrumented_modules=1 halt_on_error=1 exitcode=66'
for test in registry num rng policy engine store state recorder model_runs sweep until variants \
    compare_script calibrate; do
    ok "test_$test" "$B/tests/test_$test"
done
for packing in 0 7; do
    asks 0 '' "$junkan" run scenarios/bihoro.lua -o "$work/$packing.h5" --threads 2 --replicates 40 \
        --packing $packing --quiet
done
ok 'equal bytes' cmp "$work/0.h5" "$work/7.h5"
finish
