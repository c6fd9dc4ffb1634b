#!/bin/bash
# export_office.sh - LibreOffice opens the workbooks of `junkan export` and finds the result's numbers
# in every cell; it draws the charts. `make soak` runs it: it installs LibreOffice's Calc where that
# is missing. SPDX-License-Identifier: GPL-3.0-or-later
set -u
cd "$(dirname "$0")/.." || exit 1
. tests/tap.inc
root=$PWD
.ci/deps office > /dev/null || {
    echo 'SKIPPED export_office.sh: no LibreOffice'
    echo '1 passed, 0 failed'
    exit 0
}
cd "$work" || exit 1
office() { soffice --headless "-env:UserInstallation=file://$work/profile" --convert-to "$@" > /dev/null 2>&1; }

"$junkan" run "$root/scenarios/first.lua" --replicates 16 --quiet -o first.h5
"$junkan" run "$root/scenarios/compare.lua" --replicates 8 --quiet -o compare.h5
"$junkan" run "$root/scenarios/ishigami.lua" --option n=64 --quiet -o ishigami.h5
"$junkan" run "$root/tests/export_variants.lua" --variants --replicates 4 --quiet -o variants.h5
"$junkan" run "$root/scenarios/calibrate.lua" --quiet -o calibrate.h5
for s in first compare ishigami variants calibrate; do
    asks 0 '' "$junkan" export $s.h5 --csv $s.csv
    asks 0 '' "$junkan" export $s.h5 --xlsx $s.xlsx --lang en
    ok "$s: opens" office ods --outdir opened $s.xlsx
    asks 0 'cells of the workbook compared' /usr/bin/python3 "$root/tests/export_check.py" $s.h5 $s.csv $s.xlsx opened/$s.ods
    # Each chart is an object of the document.
    ok "$s: charts" /usr/bin/python3 - opened/$s.ods $s.xlsx << 'P'
import sys, zipfile
count = lambda path, part, end: sum(n.startswith(part) and n.endswith(end) for n in zipfile.ZipFile(path).namelist())
made, drawn = count(sys.argv[2], "xl/charts/chart", ".xml"), count(sys.argv[1], "Object ", "/content.xml")
sys.exit(not (made > 0 and made == drawn))
P
done
finish
