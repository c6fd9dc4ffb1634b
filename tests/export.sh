#!/bin/bash
# export.sh - `junkan export`: CSV and workbook against the HDF5 by other people's readers; equal
# bytes; places that are left alone; faults. SPDX-License-Identifier: GPL-3.0-or-later
set -u
cd "$(dirname "$0")/.." || exit 1
. tests/tap.inc
root=$PWD
cd "$work" || exit 1
compares() { /usr/bin/python3 "$root/tests/export_check.py" "$@" > "$work/said" 2>&1 || { tail -n 5 "$work/said"; return 1; }; }
files() { find . -mindepth 1 -maxdepth 1 ! -name out ! -name err ! -name said | sort; }

"$junkan" run "$root/scenarios/first.lua" --replicates 16 --quiet -o first.h5
"$junkan" run "$root/scenarios/compare.lua" --replicates 8 --quiet -o compare.h5
"$junkan" run "$root/scenarios/ishigami.lua" --option n=64 --quiet -o ishigami.h5
"$junkan" run "$root/tests/export_variants.lua" --variants --replicates 4 --quiet -o variants.h5
for what in kobe ikoma; do "$junkan" run "$root/scenarios/calibrate.lua" --option what=$what --quiet -o $what.h5; done
ok 'six results' test -s first.h5 -a -s compare.h5 -a -s ishigami.h5 -a -s variants.h5 -a -s kobe.h5 -a -s ikoma.h5
for s in first compare ishigami variants kobe; do
    asks 0 "^$s.csv: [0-9]+ tables$" "$junkan" export $s.h5 --csv $s.csv
    asks 0 "^$s.xlsx: [0-9]+ tables, [1-9][0-9]* charts$" "$junkan" export $s.h5 --xlsx $s.xlsx --lang en
    ok "$s: CSV and workbook have the result's numbers" compares $s.h5 $s.csv $s.xlsx
done
# A calibration of one observation a series has no chart; the points of a search are no futures.
asks 0 '^ikoma.csv: [0-9]+ tables$' "$junkan" export ikoma.h5 --csv ikoma.csv
asks 0 '^ikoma.xlsx: [0-9]+ tables, 0 charts$' "$junkan" export ikoma.h5 --xlsx ikoma.xlsx --lang en
ok 'ikoma: CSV and workbook have the result'"'"'s numbers' compares ikoma.h5 ikoma.csv ikoma.xlsx
ok 'no summary of a search' test ! -e ikoma.csv/summary.csv -a ! -e kobe.csv/summary.csv -a ! -e ikoma.csv/swaps.csv

# Failed runs make the exit code of what was written: over 1 % of them a failure.
cat > failing.lua << 'L'
local j = require "junkan"
local most = j.option("most", 0.995)
return j.sweep {
  scenario = j.model { name = "fails", inputs = { x = j.uniform(0, 1) }, outputs = { { "y", unit = "t" } },
    eval = function(i) if i.x > most then error "too much" end return i.x end },
  design = j.lhs { n = 1000 }, seed = 1,
}
L
asks 3 '' "$junkan" run failing.lua --quiet -o few.h5
asks 1 '' "$junkan" run failing.lua --option most=0.9 --quiet -o many.h5
asks 3 '5 of 1000 runs failed.*too much' "$junkan" export few.h5 --csv few.csv
asks 3 '1000 .*5 .*too much' "$junkan" export few.h5 --xlsx few.xlsx --lang ja
asks 3 '5 of 1000 runs failed.*too much' "$junkan" report few.h5
asks 1 '100 of 1000 runs failed.*too much' "$junkan" export many.h5 --csv many.csv
asks 1 '100 of 1000 runs failed.*too much' "$junkan" report many.h5
ok 'all are there' test -s few.csv/runs.csv -a -s few.xlsx -a -s few.html -a -s many.csv/runs.csv -a -s many.html

# A number that is another in its last digits is noticed.
cp -r first.csv other.csv
awk -F, -v OFS=, 'NR == 9 {sub(/[0-9]$/, "", $8); $8 = $8 "77"} {print}' first.csv/bands.csv > other.csv/bands.csv
ok 'the check can fail' bash -c '! /usr/bin/python3 "$1"/tests/export_check.py first.h5 other.csv first.xlsx > /dev/null 2>&1' _ "$root"

# Equal results, equal bytes: whatever the clock's zone; and the Japanese workbook is another.
asks 0 '' env TZ=Asia/Tokyo "$junkan" export first.h5 --xlsx again.xlsx --lang en
ok 'the same workbook' cmp first.xlsx again.xlsx
asks 0 '図' "$junkan" export first.h5 --xlsx ja.xlsx --lang ja
ok 'sheets in Japanese' /usr/bin/python3 -c 'import zipfile
assert "年度別" in zipfile.ZipFile("ja.xlsx").read("xl/workbook.xml").decode()'
cp -r first.csv before.csv
asks 0 '' "$junkan" export first.h5 --csv first.csv/
ok 'an earlier export is replaced by the same' diff -r first.csv before.csv
asks 0 '' "$junkan" export first.h5 --csv bom.csv --bom
ok 'byte order mark' bash -c 'head -c 3 bom.csv/summary.csv | cmp -s - <(printf "\xef\xbb\xbf")'
ok 'else the same' cmp <(tail -c +4 bom.csv/runs.csv) first.csv/runs.csv

# What is not ours is left alone; wrong use writes nothing.
mkdir mine && echo mine > mine/notes.txt
head -c 100000 first.h5 > short.h5
echo 'not HDF5' > foreign.h5
cp first.h5 copy.h5
files > before
asks 2 'mine holds notes.txt' "$junkan" export first.h5 --csv mine
asks 2 '以前の書き出しではない notes.txt' "$junkan" export first.h5 --csv mine --lang ja
asks 2 'copy.h5 exists and is not a workbook' "$junkan" export first.h5 --xlsx copy.h5
ok 'it is untouched' cmp first.h5 copy.h5
asks 2 'export wants --csv DIR or --xlsx FILE' "$junkan" export first.h5
asks 2 'exclude each other' "$junkan" export first.h5 --csv a --xlsx b.xlsx
asks 2 '同時に使えません' "$junkan" export first.h5 --csv a --xlsx b.xlsx --lang ja
asks 2 'bom needs' "$junkan" export first.h5 --xlsx b.xlsx --bom
asks 2 'something is missing' "$junkan" export --csv a
asks 2 'none.h5 cannot be read' "$junkan" export none.h5 --csv a
asks 2 'short.h5 is not a Junkan result, or has been cut short' "$junkan" export short.h5 --csv a
asks 2 'foreign.h5 is not a Junkan result' "$junkan" export foreign.h5 --xlsx b.xlsx
asks 1 'no/such/a' "$junkan" export first.h5 --csv no/such/a
asks 1 'no/such/b.xlsx' "$junkan" export first.h5 --xlsx no/such/b.xlsx
files > after
ok 'nothing was written' diff <(grep -v -e before -e after before) <(grep -v -e before -e after after)
asks 0 '^  junkan export first.h5' "$junkan" export --help
ok 'a full disk leaves nothing' bash -c '
    (ulimit -f 100; trap "" XFSZ; "$1" export compare.h5 --csv full > /dev/null 2>&1; [ $? = 1 ]) &&
        ! ls -d full* 2> /dev/null | grep -q .' _ "$junkan"
ok 'nor for a workbook' bash -c '
    (ulimit -f 100; trap "" XFSZ; "$1" export compare.h5 --xlsx full.xlsx > /dev/null 2>&1; [ $? = 1 ]) &&
        ! ls -d full* 2> /dev/null | grep -q .' _ "$junkan"
# ... and says so in one line, which names what hindered it.
limited() { (ulimit -f 100; trap '' XFSZ; "$junkan" export compare.h5 "$@"); }
asks 1 '^cannot write full: File too large$' limited --csv full
asks 1 '^cannot write full.xlsx: File too large$' limited --xlsx full.xlsx
ok 'one line' test "$(cat out err | wc -l)" = 1
mkfifo pipe.xlsx
asks 2 'pipe.xlsx exists and is not a workbook' "$junkan" export first.h5 --xlsx pipe.xlsx
ok 'a pipe stays a pipe' test -p pipe.xlsx
mkdir going.h5.parts
asks 2 'going.h5 is not there yet: its run is unfinished' "$junkan" export going.h5 --csv a
asks 2 '途中です' "$junkan" report going.h5 --lang ja
rmdir going.h5.parts
finish
