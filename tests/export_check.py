#!/usr/bin/python3
"""export_check.py FILE.h5 CSV-FOLDER FILE.xlsx [FILE.ods]

The exports of a result against the result itself, through other people's readers: netCDF4 for the
HDF5, the standard library's csv, zipfile and xml for the rest. FILE.ods: the workbook as another
office program read it. The workbook must be in English.
SPDX-License-Identifier: GPL-3.0-or-later"""
import csv
import math
import os
import sys
import zipfile
import xml.etree.ElementTree as xml

import netCDF4
import numpy as np

OPEN = "{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}"
OFFICE, TABLE, TEXT = (OPEN % n for n in ("office", "table", "text"))
SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
csv.field_size_limit(1 << 30)
bad = []


def check(good, *what):
    if not good:
        bad.append(" ".join(str(w) for w in what))


def read_csv(path):
    with open(path, encoding="utf-8-sig", newline="") as f:
        return list(csv.reader(f))


def number(text):
    return float(text) if text else math.nan


def same(a, b):
    return a == b or (math.isnan(a) and math.isnan(b))


def near(a, b, digits):
    """Equal in as many digits as were written: 16 in a workbook, then 15 by LibreOffice, of which
    none beyond the 20th decimal."""
    half = sum(5.0 * 10.0 ** -n for n in range(digits, 17)) + sys.float_info.epsilon  # read back
    return same(a, b) or abs(a - b) <= half * max(abs(a), abs(b)) + (1e-20 if digits < 16 else 0.0)


# --- CSV against HDF5 ---------------------------------------------------------------------------

def column(rows, name):
    return rows[0].index(name)


def check_runs(d, rows):
    names = {n.split(" [")[0]: n for n in rows[0]}
    n = 0
    for v in d.variables.values():
        if not v.name.startswith(("kpi.", "draw.")) or v.dimensions != ("run",):
            continue
        name = v.name[4:] if v.name.startswith("kpi.") else v.name
        if name not in names:
            check(False, "runs.csv: no column", name)
            continue
        check(names[name] == f"{name} [{v.units}]", "unit of", names[name])
        at = column(rows, names[name])
        x = np.ma.filled(v[:], np.nan)
        check(all(same(number(r[at]), y) for r, y in zip(rows[1:], x)), "runs.csv:", name)
        n += 1
    check(n > 0 and len(rows) - 1 == d.dimensions["run"].size, "runs.csv: rows or columns")


def check_summary(d, rows):
    good = d["failed"][:] == 0
    future = list(zip(d["point"][:], d["replicate"][:]))
    option = list(d["option"][:])
    lost = {f for f, g in zip(future, good) if not g}
    of = d["option_of_run"][:]
    for r in rows[1:]:
        name = "kpi." + r[column(rows, "metric")]
        keep = [i for i in range(len(future))
                if option[of[i]] == r[column(rows, "option")] and future[i] not in lost]
        x = np.ma.filled(d[name][:], np.nan)[keep]
        check(len(x) == int(r[column(rows, "n")]), "summary.csv: n of", name)
        for c, q in (("q05", .05), ("median", .5), ("q95", .95)):
            check(np.isclose(number(r[column(rows, c)]), np.quantile(x, q), rtol=1e-12, atol=1e-12),
                  "summary.csv:", name, c)
        check(np.isclose(number(r[column(rows, "mean")]), x.mean(), rtol=1e-11, atol=1e-12),
              "summary.csv:", name, "mean")


def check_bands(d, rows):
    option, month = list(d["option"][:]), {}
    start = column(rows, "q05")
    x, name = None, None
    for r in rows[1:]:
        if r[0] != name:
            name = r[0]
            x = np.ma.filled(d["band." + name][:], np.nan)
            month = {}
        o = option.index(r[column(rows, "option")])
        m = month[o] = month.get(o, -1) + 1
        check(all(same(number(r[start + q]), x[o, q, m]) for q in range(5)), "bands.csv:", r[:6])
    check(len(rows) - 1 == sum(v.shape[0] * v.shape[2] for n, v in d.variables.items()
                               if n.startswith("band.")), "bands.csv: rows")


def check_years(d, rows):
    """Sums and last values; a mean over months of unlike length is the unit test's."""
    option = list(d["option"][:])
    x, name, label = None, None, None
    first = d.start
    april = (int(first[5:7]) - 4) % 12  # months since April at the start
    for r in rows[1:]:
        if r[0] != name:
            name = r[0]
            v = d["mean." + name]
            x = np.ma.filled(v[:], np.nan)
            label = list(d[v.dimensions[2]][:]) if len(v.dimensions) == 3 else [""]
            x = x.reshape(x.shape[0], x.shape[1], -1)
        year = int(r[column(rows, "fiscal_year")]) - int(first[:4]) + (int(first[5:7]) < 4)
        lo, hi = max(0, 12 * year - april), 12 * (year + 1) - april
        of = x[option.index(r[column(rows, "option")]), lo:hi, label.index(r[column(rows, "entity")])]
        how, got = r[column(rows, "year_is")], number(r[column(rows, "mean")])
        check(len(of) == int(r[column(rows, "months")]), "entity_years.csv: months", r)
        if how == "mean":
            check(of.min() - 1e-9 <= got <= of.max() + 1e-9, "entity_years.csv:", r)
        else:
            want = of.sum() if how == "sum" else of[-1]
            check(np.isclose(got, want, rtol=1e-12, atol=1e-12), "entity_years.csv:", r, want)


def check_figures(d, rows, table, names, first, second):
    """Figures [first][second] of the file; a sweep's factors stand in order of effect."""
    ka, kb = column(rows, first), column(rows, second)
    if second == "option" and "base_option" in d.variables:
        second = "base_option"  # the script's own, of a study with variants
    a, b = list(d[first][:]), list(d[second][:])
    for r in rows[1:]:
        for n in names:
            x = np.ma.filled(d[n][:], np.nan)[a.index(r[ka]), b.index(r[kb])]
            check(same(number(r[column(rows, n)]), x), table, n, r[ka], r[kb])
    check(len(rows) - 1 == len(a) * len(b), table, "rows")


# --- workbook against CSV -----------------------------------------------------------------------

def sheets(path):
    """(name, rows of cells) of each sheet, as the XML has them."""
    with zipfile.ZipFile(path) as z:
        book = xml.fromstring(z.read("xl/workbook.xml"))
        for i, s in enumerate(book.iter(SHEET + "sheet")):
            rows = []
            for row in xml.fromstring(z.read(f"xl/worksheets/sheet{i + 1}.xml")).iter(SHEET + "row"):
                cells = {}
                for c in row:
                    ref = c.get("r").rstrip("0123456789")
                    at = 0
                    for letter in ref:
                        at = 26 * at + ord(letter) - 64
                    text = c.findtext(SHEET + "v")
                    cells[at - 1] = float(text) if text is not None else \
                        "".join(t.text or "" for t in c.iter(SHEET + "t"))
                rows.append(cells)
            yield s.get("name"), rows


def flat(node):
    """Text of an OpenDocument paragraph."""
    out = node.text or ""
    for child in node:
        if child.tag == TEXT + "s":
            out += " " * int(child.get(TEXT + "c", "1"))
        elif child.tag == TEXT + "tab":
            out += "\t"
        elif child.tag == TEXT + "line-break":
            out += "\n"
        else:
            out += flat(child)
        out += child.tail or ""
    return out


def opened(path):
    """The same from an office program's document, made of the workbook."""
    name, rows = None, []
    with zipfile.ZipFile(path) as z, z.open("content.xml") as f:
        for event, node in xml.iterparse(f, ("start", "end")):
            if event == "start" and node.tag == TABLE + "table":
                name, rows = node.get(TABLE + "name"), []
            elif event == "end" and node.tag == TABLE + "table":
                while rows and not rows[-1]:
                    rows.pop()
                yield name, rows
            elif event == "end" and node.tag == TABLE + "table-row":
                cells, at = {}, 0
                for c in node:
                    times = int(c.get(TABLE + "number-columns-repeated", "1"))
                    if c.get(OFFICE + "value-type"):
                        value = c.get(OFFICE + "value")
                        cell = float(value) if value is not None else \
                            "\n".join(flat(t) for t in c.findall(TEXT + "p"))
                        cells.update((at + k, cell) for k in range(times))
                    at += times
                times = int(node.get(TABLE + "number-rows-repeated", "1"))
                rows.extend([cells] * (times if cells else 1))
                node.clear()


def plain(text):
    """A text cell as it was before an apostrophe kept it from being a formula."""
    rest = text.lstrip("'")
    return text[1:] if text[:1] == "'" and rest[:1] in "=+-@\t\r＝＋－＠" and rest else text


def cell_equals(want, got, digits):
    try:
        return near(float(want), float(got), digits)
    except ValueError:
        return {"Inf": "∞", "-Inf": "−∞"}.get(want, plain(want)) == got


def check_workbook(folder, pages, how, digits):
    tables = []
    for r in read_csv(os.path.join(folder, "columns.csv"))[1:]:
        if not tables or tables[-1] != r[0]:
            tables.append(r[0])
    pages = [p for p in pages if p[0] != "Charts"]
    check(len(pages) == len(tables), how, "number of sheets", len(pages), len(tables))
    n = 0
    for table, (name, page) in zip(tables, pages):
        rows = read_csv(os.path.join(folder, table + ".csv"))
        shown = [k for k, c in enumerate(rows[0]) if c != "ja" and not c.endswith("_ja")]
        head = len(page) - (len(rows) - 1)
        check(head in (1, 2), how, name, "rows", len(page), len(rows))
        for want, got in zip(rows[1:], page[head:]):
            for at, k in enumerate(shown):
                c = rows[0][k]
                if c in ("unit", "swap_unit", "item", "year_is", "better", "fit_flag", "seen"):  # said in the reader's words
                    continue
                w, g = want[k], got.get(at, "")
                g = "" if g is None else g
                check(w == g or (w != "" and g != "" and cell_equals(w, g, digits)), how, name, c,
                      repr(w)[:80], repr(g)[:80])
                n += 1
    return n


def no_kpi(d):
    return not any(n.startswith("kpi.") for n in d.variables)


def column_is(d, rows, table, name, variable=None):
    """Numbers or texts in the order of the file."""
    want = np.ma.filled(d[variable or name][:], "" if d[variable or name].dtype == str else np.nan)
    got = [r[column(rows, name)] for r in rows[1:]]
    if want.dtype.kind == "f" or want.dtype.kind == "i":
        got = [number(x) for x in got]
    check(len(got) == len(want) and all(x == y or same(x, y) for x, y in zip(got, want)),
          table + ".csv:", name)


def check_swaps(d, rows):
    """A figure without a better side has no order of options, and no row."""
    option, metric = list(d["option"][:]), list(d["metric"][:])
    ordered = [m for m in range(len(metric)) if not np.ma.is_masked(d["swap_first"][m])]
    check([r[0] for r in rows[1:]] == [metric[m] for m in ordered], "swaps.csv: rows")
    for r, m in zip(rows[1:], ordered):
        for c, n in (("first", "swap_first"), ("second", "swap_second")):
            check(r[column(rows, c)] == option[int(d[n][m])], "swaps.csv:", c)
        for n in ("swap_input", "swap_unit"):
            check(r[column(rows, n)] == d[n][m], "swaps.csv:", n)
        for n in ("swap_value", "swap_median", "swap_quantile"):
            check(same(number(r[column(rows, n)]), float(np.ma.filled(d[n][m], np.nan))), "swaps.csv:", n)
        if "variant_rank" in d.variables:
            rank = d["variant_rank"][m]
            a, b = int(d["swap_first"][m]), int(d["swap_second"][m])
            mean = d["variant_mean"][m]
            swapped = (rank[:, b] < rank[:, a]) & (mean[:, a] != mean[:, b])
            for c, n in (("first_in", sum(rank[:, a] == 1)), ("swapped_in", sum(swapped)),
                         ("variant_n", len(rank))):
                check(number(r[column(rows, c)]) == n, "swaps.csv:", c)


def check_pedigree(d, rows):
    column_is(d, rows, "pedigree", "metric")
    column_is(d, rows, "pedigree", "low_pedigree_share")


def check_fit_parameters(d, rows):
    column_is(d, rows, "fit_parameters", "path", "parameter")
    column_is(d, rows, "fit_parameters", "unit", "parameter_unit")
    column_is(d, rows, "fit_parameters", "estimate", "fit_estimate")
    for n in ("fit_lo", "fit_hi", "prior_median", "prior_lo", "prior_hi"):
        column_is(d, rows, "fit_parameters", n)
    word = {0: "", 1: "at_lower_bound", 2: "at_upper_bound", 3: "at_both_bounds"}
    want = ["not_identified" if f & 4 else word[f & 3] for f in map(int, d["fit_flag"][:])]
    check([r[column(rows, "fit_flag")] for r in rows[1:]] == want, "fit_parameters.csv: fit_flag")


def check_fit_observations(d, rows):
    for n, v in (("series", "observation_series"), ("unit", "observation_unit"),
                 ("when", "observation_time"), ("residual_of_fit", "residual")):
        column_is(d, rows, "fit_observations", n, v)
    for n in ("held_out", "observed", "fitted", "fitted_lo", "fitted_hi", "observation_sd"):
        column_is(d, rows, "fit_observations", n)


def check_fit_scores(d, rows):
    at = [(s, h) for s in range(d["n_scored"].shape[0]) for h in (0, 1) if d["n_scored"][s, h] > 0]
    check([r[column(rows, "seen")] for r in rows[1:]] == [("fit", "prediction")[h] for _, h in at],
          "fit_scores.csv: seen")
    for n in ("n_scored", "rmse", "rmse_last", "rmse_mean", "n_inside"):
        x = np.ma.filled(d[n][:], np.nan)
        for r, (s, h) in zip(rows[1:], at):
            want = math.nan if n == "rmse_last" and h == 0 else float(x[s, h])
            check(same(number(r[column(rows, n)]), want), "fit_scores.csv:", n)


def check_fit_pairs(d, rows):
    name, x = list(d["parameter"][:]), d["fit_correlation"][:]
    want = [(name[a], name[b], float(x[a, b])) for a in range(len(name)) for b in range(a + 1, len(name))]
    check([(r[0], r[1], number(r[2])) for r in rows[1:]] == want, "fit_pairs.csv")


def main():
    result, folder, book = sys.argv[1:4]
    d = netCDF4.Dataset(result)
    table = {f[:-4]: read_csv(os.path.join(folder, f)) for f in os.listdir(folder)}
    check_runs(d, table["runs"])
    if "summary" in table:
        check_summary(d, table["summary"])
    check("fit_estimate" in d.variables or "summary" in table or no_kpi(d), "no summary.csv")
    for t in ("swaps", "pedigree", "fit_parameters", "fit_observations", "fit_scores", "fit_pairs"):
        if t in table:
            globals()["check_" + t](d, table[t])
    check(("fit_estimate" in d.variables) == ("fit_parameters" in table), "fit_parameters.csv")
    check(("low_pedigree_share" in d.variables and "fit_estimate" not in d.variables) ==
          ("pedigree" in table), "pedigree.csv")
    check(("swap_first" in d.variables) == ("swaps" in table), "swaps.csv")
    if "bands" in table:
        check_bands(d, table["bands"])
        check_years(d, table["entity_years"])
    if "risks" in table:
        check_figures(d, table["risks"], "risks", ["risk", "shortfall", "regret_mean", "best_share",
                                                   "dominance", "common_gain"], "metric", "option")
    if "variants" in table:
        rows = table["variants"]
        for n in rows[0][column(rows, "variant_rank"):]:
            x = np.ma.filled(d[n][:], np.nan).ravel()  # [metric][variant][option], as the rows
            got = [number(r[column(rows, n)]) for r in rows[1:]]
            check(len(got) == len(x) and all(map(same, got, x)), "variants.csv:", n)
    if "worth" in table:
        check_figures(d, table["worth"], "worth", ["worth_knowing"], "metric", "input")
    if "effects" in table:
        check_figures(d, table["effects"], "effects", [c for c in table["effects"][0][5:]],
                      "metric", "factor")
    if "ratios" in table:
        check_figures(d, table["ratios"], "ratios", [c for c in table["ratios"][0][5:]],
                      "ratio_of", "option")
    n = check_workbook(folder, list(sheets(book)), "workbook:", 16)
    if len(sys.argv) > 4:
        n += check_workbook(folder, list(opened(sys.argv[4])), "opened:", 15)
    if bad:
        sys.exit("export_check.py: %s: %d faults\n  %s" % (result, len(bad), "\n  ".join(bad[:20])))
    print(f"{result}: {len(table)} tables, {n} cells of the workbook compared")


main()
