#!/bin/bash
# lint.sh - every static check that `make lint` runs after a build without warnings. Each check
# says what it found; the last line is "N passed, N failed". Environment: CC, CFLAGS_LINT.
# SPDX-License-Identifier: GPL-3.0-or-later
set -u
cd "$(dirname "$0")/.." || exit 1
export CC=${CC:-gcc} B=${B:-build/lint}
read -r -a flags <<< "${CFLAGS_LINT:--std=c17 -D_POSIX_C_SOURCE=200809L -fopenmp -I.}"
passed=0 failed=0
out=$(mktemp)
trap 'rm -f "$out"' EXIT
jobs=$(nproc)
mapfile -t sources < <(ls sim/*.c models/*.c)
mapfile -t tests < <(ls tests/*.c)
mapfile -t headers < <(ls sim/*.h models/*.h)

check() { # check NAME COMMAND... : passes if it succeeds; its output is shown if not
    local name=$1 start=$SECONDS
    shift
    if "$@" > "$out" 2>&1; then
        passed=$((passed + 1))
        printf 'ok      %s (%d s)\n' "$name" $((SECONDS - start))
    else
        failed=$((failed + 1))
        printf 'FAILED  %s\n' "$name"
        sed 's/^/    /' "$out" | head -n 60
    fi
}

formatted() { clang-format --dry-run -Werror "${sources[@]}" "${headers[@]}" "${tests[@]}"; }
headers_alone() {
    local h bad=0
    for h in "${headers[@]}"; do
        echo "#include \"$h\"" | "$CC" "${flags[@]}" -Werror -fsyntax-only -x c - || bad=1
    done
    return $bad
}
tidy() {
    local found
    found=$(printf '%s\n' "${sources[@]}" | xargs -P "$jobs" -I{} clang-tidy --quiet {} -- "${flags[@]}" \
        -Wno-unknown-warning-option 2> /dev/null | grep -E 'warning:|error:' | sort -u)
    [ -z "$found" ] || { echo "$found"; return 1; }
}
cpp_check() {
    cppcheck --quiet -j "$jobs" --std=c11 --enable=warning,style,performance,portability -I. \
        --inline-suppr --suppressions-list=tests/cppcheck.allow --error-exitcode=1 "${sources[@]}"
}
# libm's functions give other bits on other machines: only num.c and SLEEF may be called.
no_libm() {
    local call='\b(exp|exp2|expm1|log|log2|log10|log1p|pow|sin|cos|tan|asin|acos|atan|atan2|sinh|cosh|tanh|cbrt|hypot|erf|erfc|tgamma|lgamma)f?[ ]?\('
    ! { for f in "${sources[@]}" "${headers[@]}"; do
        case $f in sim/num.c | sim/num_*) continue ;; esac
        # comments and strings do not call anything
        "$CC" -fpreprocessed -dD -E -P "$f" 2> /dev/null | sed 's/"\([^"\\]\|\\.\)*"//g' |
            grep -nE -- "$call" | sed "s|^|$f: |"
    done; } | grep .
}
# A gcc `reduction` or an atomic on doubles makes the sum depend on the threads.
parallel_rules() {
    ! grep -nE 'reduction *\(|omp (atomic|critical)' models/*.c &&
        ! grep -lE 'omp parallel|<omp\.h>' "${sources[@]}" | grep -v -e sim/ensemble.c -e sim/model_runs.c -e sim/version.c
}
layers() {
    ! grep -nE '#include <(lua|hdf5|omp|stdio|stdlib)' models/*.c models/*.h &&
        ! grep -lE '#include <(lua|lauxlib|lualib)' "${sources[@]}" | grep -v -e '^sim/script' -e '^sim/version.c' &&
        ! grep -lE '#include <hdf5' "${sources[@]}" | grep -v -e '^sim/store' -e '^sim/version.c'
}
lengths() { # files of 600 lines unless the head says why, functions of 60
    ! { wc -l "${sources[@]}" "${headers[@]}" | awk '$2 != "total" && $1 > 600 {print $2, $1}' |
            while read -r file n; do
                head -n 30 "$file" | grep -q 'Over 600 lines: ' || echo "$file: $n lines"
            done
        awk '/^[a-z].*\)$/ || /^[a-z].*[^;]$/ {name = $0}
             /^\{/ {start = FNR}
             /^\}/ && start {if (FNR - start > 61) print FILENAME ": " start ": " FNR - start - 1 " lines: " name; start = 0}' \
            "${sources[@]}"; } | grep .
}
licensed() { ! grep -L 'SPDX-License-Identifier: GPL-3.0-or-later' "${sources[@]}" "${headers[@]}" lua/*.lua tests/*.[ch] tests/*.sh | grep .; }
# Both languages of every message use the same arguments.
messages() {
    lua5.4 - << 'L'
local text, bad = io.open("sim/errors.def"):read("a"), 0
text = text:gsub("/%*.-%*/", "")
for id, body in text:gmatch("MSG%(([%w_]+),%s*(.-)%)%s*\n%f[M\0]") do
    local part = {}
    for run in (body:gsub('"%s*\n%s*"', "") .. ","):gmatch('"(.-[^\\])"%s*,') do part[#part + 1] = run end
    if #part ~= 2 then print(id .. ": " .. #part .. " texts") bad = 1 else
        local use = {{}, {}}
        for k = 1, 2 do for a in part[k]:gmatch("{a?(%d)}") do use[k][a] = true end end
        for a in pairs(use[2]) do if not use[1][a] then print(id .. ": {" .. a .. "} only in Japanese") bad = 1 end end
        for a in pairs(use[1]) do if not use[2][a] then print(id .. ": {" .. a .. "} only in English") bad = 1 end end
    end
end
os.exit(bad == 0)
L
}
lua_check() { luacheck --quiet --no-color lua scenarios sim/*.lua; }
shell_check() { local f bad=0; for f in tests/*.sh .ci/run .ci/deps; do bash -n "$f" || bad=1; done; return $bad; }

check 'layout: clang-format' formatted
check 'headers compile alone' headers_alone
check 'clang-tidy' tidy
check 'cppcheck' cpp_check
check 'no libm transcendentals' no_libm
check 'parallel rules' parallel_rules
check 'Lua, HDF5 and OpenMP each in their module' layers
check 'lengths of files and functions' lengths
check 'licence lines' licensed
check 'messages in both languages' messages
check 'luacheck' lua_check
check 'shell scripts parse' shell_check
check 'vectoriser' tests/lint_vector.sh
cat "$out" # the vectoriser's list is of interest even when nothing is wrong
echo "$passed passed, $failed failed"
[ $failed = 0 ]
