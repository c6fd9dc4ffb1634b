#!/bin/bash
# netcdf.sh [FILE.h5...] - other people's readers open a result as it is: ncdump sees every
# dimension, xarray (netcdf4 and h5netcdf engines) every variable with its units and long_name.
# Without a file, a synthetic one is made. SPDX-License-Identifier: GPL-3.0-or-later
set -eu -o pipefail
own="" build=${B:-build}
if [ $# -eq 0 ]; then
    own=$(mktemp -d)
    trap 'rm -rf "$own"' EXIT
    "$build/tests/test_store" --write "$own/synthetic.h5"
    # The examples of scenarios/RESULTS.md work as they stand there.
    "$build/junkan" run scenarios/first.lua --quiet --threads 1 -o "$own/first.h5"
    "$build/junkan" export "$own/first.h5" --csv "$own/tables" >/dev/null
    sed -n '/^```python/,/^```/p' scenarios/RESULTS.md | grep -v '^```' >"$own/example.py"
    (cd "$own" && /usr/bin/python3 example.py >example.txt)
    grep -q '^biochar made, dry \[.*\] t year-1$' "$own/example.txt"
    set -- "$own/synthetic.h5"
fi
for file in "$@"; do
    header=$(ncdump -h "$file")
    if grep -q phony_dim <<<"$header"; then
        echo "netcdf.sh: $file: ncdump finds a dimension without a scale (phony_dim)" >&2
        exit 1
    fi
    grep -q ':Conventions = "CF-1.10"' <<<"$header"
    ncdump "$file" >/dev/null # all data, strings and checksums too
    /usr/bin/python3 - "$file" <<'P'
import sys
import numpy as np
import xarray as xr

path, bad = sys.argv[1], []
raw = {}
for engine in ("netcdf4", "h5netcdf"):
    with xr.open_dataset(path, engine=engine, decode_times=False, mask_and_scale=False) as d:
        for name, v in d.variables.items():
            for attr in ("units", "long_name", "long_name_ja"):
                if attr == "units" and v.attrs.get("ancillary_variables") in d:
                    continue  # rows of different units, listed there
                if not isinstance(v.attrs.get(attr), str):
                    bad.append(f"{engine}: {name}: no {attr}")
            if any(n.startswith("phony") for n in v.dims):
                bad.append(f"{engine}: {name}: dimension without a name: {v.dims}")
        raw[engine] = {n: v.load().copy() for n, v in d.variables.items()}
a, b = raw["netcdf4"], raw["h5netcdf"]
if set(a) != set(b):
    bad.append(f"engines differ in variables: {sorted(set(a) ^ set(b))}")
for n in sorted(set(a) & set(b)):
    x, y = a[n], b[n]
    same = x.dims == y.dims and x.shape == y.shape and (
        np.array_equal(x.values, y.values, equal_nan=x.dtype.kind == "f"))
    if not same:
        bad.append(f"engines differ in {n}: {x.dims} {y.dims}")
with xr.open_dataset(path) as d:  # decoded, as a user opens it
    if "month" in d and d["month"].dtype.kind != "M":
        bad.append("month is not decoded as a date")
    for n in [n for n in d.variables if n.startswith("band.")]:
        q = d[n].values
        if not (np.diff(q, axis=1)[~np.isnan(np.diff(q, axis=1))] >= 0).all():
            bad.append(f"{n}: quantiles are not in order")
        s = d[n[5:]]
        if s.dims[-1] not in ("run", "month"):
            total = s.astype("f8").sum(s.dims[-1]) if s.attrs["region_is"] == "sum" else \
                s.astype("f8").mean(s.dims[-1])
        else:
            total = s.astype("f8")
        for o in range(d.sizes["option"]):
            mine = total.values[(d["option_of_run"].values == o) & (d["failed"].values == 0)]
            if len(mine) and not np.allclose(np.quantile(mine, [.05, .25, .5, .75, .95], axis=0),
                                             q[o], rtol=1e-6, atol=1e-9):
                bad.append(f"{n}: not the quantiles of the runs (option {o})")
if bad:
    sys.exit("netcdf.sh: " + path + ":\n  " + "\n  ".join(bad))
print(f"{path}: {len(a)} variables read alike by ncdump, netcdf4 and h5netcdf")
P
done
