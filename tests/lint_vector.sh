#!/bin/bash
# lint_vector.sh - every LANES_LOOP against the vectoriser's log, at each instruction set: lists
# loops that stayed scalar with the compiler's reason. A line with "scalar on purpose" in a comment
# above the loop is allowed. Fails if any other stayed scalar.
# SPDX-License-Identifier: GPL-3.0-or-later
set -u
cd "$(dirname "$0")/.." || exit 1
CC=${CC:-gcc}
[ "$(uname -m)" = x86_64 ] || { echo 'vectoriser: only the x86-64 builds are looked at'; exit 0; }
flags=(-std=c17 -D_POSIX_C_SOURCE=200809L -O3 -ffp-contract=off -fno-math-errno -fno-trapping-math
    -fopenmp ${LANE_OPT-} -I. -Ibuild $(pkg-config --cflags lua5.4 gsl libxxhash))
log=$(mktemp)
trap 'rm -f "$log"' EXIT
declare -A march=([base]=-march=x86-64 [v3]=-march=x86-64-v3
    [v4]='-march=x86-64-v4 -mprefer-vector-width=512')
bad=0 n=0
look() { # look FILE VIA ISA : loops of FILE in the log of VIA
    local f=$1 isa=$3 line reason
    while read -r line; do
        n=$((n + 1))
        # The loop's own line or, after a line break, the two below it.
        if grep -qE "^$f:($line|$((line + 1))|$((line + 2))):[0-9]+: optimized: +loop vectorized" "$log"; then continue; fi
        if sed -n "$((line > 3 ? line - 3 : 1)),${line}p" "$f" | grep -q 'scalar on purpose'; then continue; fi
        # A copy becomes a call of memmove, which is wide by itself.
        if grep -qE "^$f:$line:.*__builtin_mem(move|cpy|set)" "$log"; then continue; fi
        # Not used here, or folded away at this width: the log does not know the loop at all.
        grep -qE "^$f:$line:" "$log" || continue
        reason=$(grep -E "^$f:$line:[0-9]+: missed: " "$log" | grep -v 'statement clobbers' | sed 's/.*missed: *//' | tail -n 1)
        echo "$f:$line ($isa): stayed scalar: ${reason:-no reason given}"
        bad=1
    done < <(grep -nE '\bLANES_LOOP\(' "$f" | grep -v '#define' | cut -d: -f1)
}
for f in models/*.c sim/*_lanes.c; do
    for isa in base v3 v4; do
        # shellcheck disable=SC2086 # two flags in one string
        "$CC" "${flags[@]}" ${march[$isa]} -DISA=$isa -fopt-info-vec-all -c -o /dev/null "$f" 2> "$log" ||
            { echo "$f does not compile for $isa"; bad=1; continue; }
        look "$f" "$f" $isa
        # Inline functions over lanes show in the log of the file that uses them all.
        [ "$f" != sim/num_lanes.c ] || look sim/num_lane.h "$f" $isa
    done
done
echo "$n lane loops looked at"
exit $bad
