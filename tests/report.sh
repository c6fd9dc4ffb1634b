#!/bin/bash
# report.sh - pages of every kind of study, looked at in a real browser (tests/report.mjs), and
# faulty input. The pages and their screenshots stay in build/report.
# SPDX-License-Identifier: GPL-3.0-or-later
set -u
cd "$(dirname "$0")/.." || exit 1
junkan=$PWD/${B:-build}/junkan
out=$PWD/build/report
[ -d build/npm/node_modules/playwright-core ] || .ci/charts build/npm/charts.js dev
rm -rf "$out"
mkdir -p "$out"
passed=0 failed=0
ok() { # ok NAME COMMAND...
    local name=$1
    shift
    if "$@"; then passed=$((passed + 1)); else failed=$((failed + 1)); echo "FAILED $name"; fi
}
cat > "$out/evil.lua" << 'LUA'
local j = require "junkan"
local base = j.scenario {
  name = "evil", title = '</script><script data-evil>alert(1)</script> "quoted" & 循環 🌲 שלום',
  question = "<b data-evil>bold?</b>", start = "2026-04-01", years = 2, replicates = 16,
  towns   = { { name = "<b data-evil>Bihoro 🌲", population = 18697, area = "438 km2" } },
  biomass = { { name = 'straw & <i>', town = "<b data-evil>Bihoro 🌲", kind = "wheat_straw", area = "1500 ha" } },
  kilns   = { { name = "=1+1<script>", town = "<b data-evil>Bihoro 🌲", type = "sealed_batch" }, { name = "مرحبا", town = "<b data-evil>Bihoro 🌲", type = "sealed_batch" } },
  labour  = { { name = "A&B <script>", town = "<b data-evil>Bihoro 🌲", kind = "b_type", heads = 20 } },
}
return j.compare { options = { { "<script data-evil>alert(2)</script>", base }, { 'two "more" 🌾', base:with {
  kilns = { K3 = { town = "<b data-evil>Bihoro 🌲", type = "sealed_batch" } } } } } }
LUA
cat > "$out/stalls.lua" << 'LUA'
local j = require "junkan" -- functions as options: no towns, no months
local today = j.model { name = "stalls", inputs = { price = j.normal(100, 10), kg = j.uniform(4, 6), fee = 0 },
  outputs = { { "cost", unit = "yen", better = "less" }, { "waste", unit = "kg" } },
  eval = function(x, rng) return x.price * x.kg + x.fee, x.kg * rng() end }
return j.compare { options = { { "today", today }, { "fee", today:with { inputs = { fee = j.uniform(10, 20) } } } } }
LUA
run() { "$junkan" run "$@" --quiet; }
run scenarios/bihoro.lua -o "$out/bihoro.h5" -n 64
run scenarios/compare.lua -o "$out/compare.h5" -n 64 --variants
run scenarios/calibrate.lua -o "$out/calibrate.h5"
run scenarios/ishigami.lua -o "$out/ishigami.h5" --option n=256
run scenarios/sweep.lua -o "$out/sweep.h5" --option n=2
run "$out/stalls.lua" -o "$out/stalls.h5"
run "$out/evil.lua" -o "$out/evil.h5" --seed 7 --set "kiln.heat_price=2 yen/MJ"
run scenarios/okhotsk.lua -o "$out/hubs.h5" -n 8 --option kilns=hubs # feed goes from town to town
for h5 in "$out"/*.h5; do ok "report of $h5" "$junkan" report "$h5" > /dev/null; done

# Figures of a user's own: five that cannot be drawn say why, two are drawn, whatever the others do.
mkdir "$out/figures"
figure() { # figure NAME USERMETA [MARK]
    printf '{"usermeta":{"junkan":{%s}},"data":{"name":"rows"},"mark":"%s","encoding":{"x":{"field":"year"},"y":{"field":"value","type":"quantitative"}}}' \
        "$2" "${3:-line}" > "$out/figures/$1.vl.json"
}
figure good '"rows":"years","vars":["kiln.char_t"],"title":"Plain title","section":"kiln"'
figure other '"rows":"years","vars":["kiln.char_t"],"title":{"en":"Mine","ja":"自作"},"section":"kilns"'
figure rows '"rows":"yeers","vars":["kiln.char_t"]'
figure vars '"rows":"years","vars":"kiln.char_t"'
figure none '"rows":"years","vars":["kiln.charr_t"]'
figure mark '"rows":"years","vars":["kiln.char_t"]' lne
echo null > "$out/figures/null.vl.json"
ok 'a page with faulty figures' "$junkan" report "$out/evil.h5" -o "$out/own.html" --figures "$out/figures" > /dev/null

ok 'the numbers in the pages are the files'"'"'' bash -c 'cd "$1" && set -- && for s in bihoro compare sweep evil; do set -- "$@" $s.html $s.h5; done &&
    /usr/bin/python3 ../../tests/report_check.py "$@"' _ "$out"

# What the choices must show, from the file itself by another reader.
/usr/bin/python3 - "$out" << 'P'
import json, sys
import numpy as np
import xarray as xr
out = sys.argv[1]
d = xr.open_dataset(f"{out}/compare.h5", decode_times=False)
opt = d["option_of_run"].values
kpi = d["kpi.kiln.char_t"].values
name = [str(x) for x in d["option"].values]
mean = d["mean.kiln.char_t"]
months = mean.shape[1] // 15 # a study of many runs keeps years
year = lambda k: slice(k * months, (k + 1) * months)
kilns = [str(x) for x in d["kiln"].values]
wages = d["mean.labour.wage_yen"].values
pools = [str(x) for x in d["labour"].values]
kind = {str(n): str(k) for n, k, x in zip(d["table.entities.name"].values, d["table.entities.kind"].values, d["table.entities.dimension"].values) if str(x) == "labour"}
b_type = [i for i, p in enumerate(pools) if kind[p] == "b_type"]
params = {str(p): str(v) for p, v in zip(d["table.params.path"].values, d["table.params.value"].values)}
reach = sum(float(v) for p, v in params.items() if p.startswith("stations.") and p.endswith(".households"))
landfill = d["mean.carbon.landfill_year"].values[1, year(7)][-1]
numbers = [
    dict(what="median of an option", table="options", row=["biochar made, dry", name[1]], column=2,
         value=float(np.median(kpi[opt == 1]))),
    dict(what="paired difference", table="options", row=["biochar made, dry", name[1]], column=5,
         value=float((kpi[opt == 1] - kpi[opt == 0]).mean())),
    dict(what="an indicator in a year", table="indicators", row=["Sales of char"], column=1, year="2030", option="0",
         value=float(d["mean.kiln.sales_yen"].values[0, year(4)].sum()) / 1e6),
    dict(what="the same in Japanese", table="indicators", row=["炭の売上"], column=1, year="2030", option="0", lang="ja",
         value=float(d["mean.kiln.sales_yen"].values[0, year(4)].sum()) / 1e3),
    dict(what="an indicator of a town", table="indicators", row=["Biomass carbonised, dry"], column=1, year="2035",
         town="Kitami", option="1",
         value=float(d["mean.kiln.feed_t"].values[1, year(9), kilns.index("K2")].sum())),
    dict(what="B-type wage per hour", table="indicators", row=["Wages per hour worked, B-type"], column=1, year="2033", option="1",
         value=float(wages[1, year(7), b_type].sum() / d["mean.labour.work_h"].values[1, year(7), b_type].sum())),
    dict(what="hours of parents in a town", table="indicators", row=["Hours worked by parents"], column=1, year="2033",
         town="Kitami", option="1", value=float(d["mean.labour.work_h"].values[1, year(7), pools.index("Kitami parents")].sum())),
    dict(what="share that joined", table="indicators", row=["Share of the households"], column=1, year="2033", option="1",
         value=float(d["mean.station.joined"].values[1, year(7)][-1].sum() / reach)),
    dict(what="landfill years left where there is one", table="indicators", row=["Years left of the landfill"], column=1, year="2033",
         option="1", value=float(landfill[landfill > 0].mean())),
    dict(what="wages in the table of payers", table="flows", row=["welfare operator", "residents"], column=2, option="1",
         year="2038", value=float(wages[1, year(12)].sum()) / 1e6),
]
json.dump({"compare.html": {"figures": 21, "numbers": numbers, "keyboard": True},
           "bihoro.html": {"figures": 18}, "calibrate.html": {"figures": 1, "text": ["ceiling"]}, "sweep.html": {"figures": 1}, "ishigami.html": {"figures": 1},
           "own.html": {"figures": 17, "faults": 5, "text": ["Plain title", "no rows “yeers”", "no mark “lne”", "kiln.charr_t", "want a list"]},
           "evil.html": {"figures": 10, "text": ["<script data-evil>alert(2)</script>", 'two "more" 🌾',
             '</script><script data-evil>alert(1)</script> "quoted" & 循環 🌲 שלום', "مرحبا"]}},
          open(f"{out}/wanted.json", "w"), ensure_ascii=False)
P
# Boundaries of every form; a faulty map is one line and no page.
/usr/bin/python3 tests/report_maps.py "$out/compare.h5" "$out" || ok 'maps are made' false
for map in "$out"/map_*.json; do ok "page with $map" "$junkan" report "$out/compare.h5" -o "${map%.json}.html" --map "$map" > /dev/null; done
for map in "$out"/bad_*.json "$out/none.json" "$out"; do
    "$junkan" report "$out/compare.h5" -o "$out/bad.html" --map "$map" > /dev/null 2> "$out/err"
    ok "$map: code 2" test $? -eq 2
    ok "$map: one line, and that nothing was written" test "$(wc -l < "$out/err")" = 2
    ok "$map: nothing written" test ! -e "$out/bad.html"
done
ok 'latitude first is told' bash -c "'$junkan' report '$out/compare.h5' -o '$out/bad.html' --map '$out/bad_swapped.json' --lang ja 2>&1 | grep -q '緯度が先'"
ok 'towns without a place' bash -c "'$junkan' report '$out/ishigami.h5' -o '$out/bad.html' --map '$out/map_geo.json' 2>&1 | grep -q 'no town of this result'"

if [ -d build/npm/node_modules/playwright-core ] && [ -s build/npm/charts.js ]; then
    node tests/report.mjs "$out" > "$out/browser.log" 2>&1
    code=$?
else # no network to npm's registry: the pages have tables only
    echo 'SKIPPED the pages in a browser: npm could not fetch the chart library and playwright-core'
    echo '0 passed, 0 failed' > "$out/browser.log"
    code=0
fi
grep -v '^[0-9]* passed' "$out/browser.log"
read -r p f <<< "$(sed -n 's/^\([0-9]*\) passed, \([0-9]*\) failed$/\1 \2/p' "$out/browser.log")"
if [ -n "${p:-}" ]; then passed=$((passed + p)) failed=$((failed + f)); else ok "the browser's tests end ($code)" false; fi

# --pdf, in a folder whose name no address may hold as it is.
paper="$out/報告 #1 100% \"?\""
mkdir -p "$paper"
if command -v chromium > /dev/null; then
    ok 'a PDF' "$junkan" report "$out/compare.h5" -o "$paper/比較.html" --pdf --lang ja > "$out/said"
    ok 'page and PDF are told' test "$(cat "$out/said")" = "$(printf '%s\n' "$paper/比較.html" "$paper/比較.pdf")"
    ok 'the PDF: A4, Japanese, every chapter and figure, headings repeated' /usr/bin/python3 tests/report_pdf.py "$paper/比較.pdf" "$out/compare.html.captions" '2026年度'
    ok 'in English' bash -c '"$1" report "$2/compare.h5" -o "$2/english.html" --pdf --lang en > /dev/null && pdftotext "$2/english.pdf" - | grep -q "Question and answer"' _ "$junkan" "$out"
    ok 'nothing else is left' test "$(find "$paper" -type f | wc -l)" = 2
fi
# Browsers that fail: the page stays, an earlier PDF too.
mkdir "$out/hangs" "$out/fails" "$out/lies" "$out/nothing"
printf '#!/bin/sh\n/bin/sleep 60 &\necho $! > "%s/pid"\nwait\n' "$out" > "$out/hangs/chromium" # with a helper
printf '#!/bin/sh\nexit 3\n' > "$out/fails/chromium"
printf '#!/bin/sh\nexit 0\n' > "$out/lies/chromium"
chmod +x "$out"/{hangs,fails,lies}/chromium
for how in 'hangs stopped' 'fails code.3' 'lies code.0' 'nothing none.of.chromium'; do
    echo before > "$out/paper.pdf"
    rm -f "$out/paper.html"
    PATH="$out/${how% *}" JUNKAN_PDF_SECONDS=0.5 "$junkan" report "$out/bihoro.h5" -o "$out/paper.html" --pdf > "$out/said" 2> "$out/err"
    ok "a browser that ${how% *}: code 1" test $? -eq 1
    ok "a browser that ${how% *}: one line" bash -c "test \$(wc -l < '$out/err') = 1 && grep -q '${how#* }' '$out/err'"
    ok "a browser that ${how% *}: the page is there" test -s "$out/paper.html"
    ok "a browser that ${how% *}: the PDF is as before" grep -q before "$out/paper.pdf"
done
ok 'a browser that hangs is stopped, its helper too' bash -c "[ ! -e /proc/\$(cat '$out/pid') ] || grep -q ') Z' /proc/\$(cat '$out/pid')/stat"
ok 'no trace of a browser' bash -c "! ls '$out' | grep -q tmp"

# The command that a page gives makes its result again.
again() { # again FOLDER NAME
    (cd "$1" && PATH=$(dirname "$junkan"):$PATH sh -c "$(sed -n "s#-o $2.h5#--quiet -o $out/again.h5#; 1p" "$out/$2.html.command")") &&
        cmp "$out/$2.h5" "$out/again.h5" && rm -f "$out"/again.h5*
}
if [ -s "$out/sweep.html.command" ]; then
    ok 'a sweep again, by the command in its page' again scenarios sweep
    ok 'a comparison with variants' again scenarios compare
    ok 'a script with names of all kinds' again "$out" evil
fi

# Faults: one clear line, nothing written.
head -c 5000 "$out/bihoro.h5" > "$out/cut.h5"
printf 'text' > "$out/text.h5"
for bad in cut text none; do
    "$junkan" report "$out/$bad.h5" -o "$out/$bad.html" > /dev/null 2> "$out/err"
    ok "$bad: code 2" test $? -eq 2
    ok "$bad: one line, and that nothing was written" test "$(wc -l < "$out/err")" = 2
    ok "$bad: nothing written" test ! -e "$out/$bad.html"
done
ok 'a page where none can be written' bash -c "! '$junkan' report '$out/bihoro.h5' -o '$out/no/where.html' 2> /dev/null"
# What is no page is left alone: the result itself, a device, anything else.
cp "$out/evil.h5" "$out/kept.h5"
printf 'my notes' > "$out/notes.html"
for place in kept.h5 notes.html; do
    "$junkan" report "$out/kept.h5" -o "$out/$place" > /dev/null 2> "$out/err"
    ok "$place: code 2" test $? -eq 2
    ok "$place: why" grep -q "$place exists and is not a page" "$out/err"
done
ok 'both are as they were' bash -c 'cmp -s "$1/evil.h5" "$1/kept.h5" && [ "$(cat "$1/notes.html")" = "my notes" ]' _ "$out"
mkfifo "$out/pipe"
ok 'a pipe stays a pipe' bash -c '! "$1" report "$2/evil.h5" -o "$2/pipe" 2> /dev/null && [ -p "$2/pipe" ]' _ "$junkan" "$out"
rm "$out/kept.h5" "$out/notes.html" "$out/pipe"
mkdir "$out/own"
printf '{ "mark": "bar", broken' > "$out/own/broken.vl.json"
printf '%s' '{"usermeta":{"junkan":{"rows":"years","vars":["kiln.char_t"],"title":{"en":"Mine","ja":"自作"}}},"data":{"name":"rows"},"mark":"line","encoding":{"x":{"field":"year"},"y":{"field":"value","type":"quantitative"}}}' > "$out/own/mine.vl.json"
ok 'figures of one'"'"'s own' "$junkan" report "$out/bihoro.h5" -o "$out/own/own.html" --figures "$out/own" > /dev/null
ok 'they are in the page' grep -q '"mine":' "$out/own/own.html"
ok 'at most 3 MB' test "$(stat -c %s "$out/compare.html")" -lt 3000000
ok 'the same bytes again' bash -c "'$junkan' report '$out/compare.h5' -o '$out/again.tmp' > /dev/null && cmp -s '$out/compare.html' '$out/again.tmp'"
rm -f "$out/again.tmp"
echo "$passed passed, $failed failed"
[ $failed = 0 ]
