# report_maps.py RESULT FOLDER - small maps of squares around the towns of a result, good and bad, and
# what the page's map must show of two fiscal years. SPDX-License-Identifier: GPL-3.0-or-later
import json
import sys

import xarray as xr

result, out = sys.argv[1:3]
d = xr.open_dataset(result, decode_times=False)
column = lambda table, name: [str(x) for x in d[f"table.{table}.{name}"].values]
at = {t: (float(lon), float(lat)) for t, lat, lon in
      zip(column("places", "town"), column("places", "latitude"), column("places", "longitude")) if lat}
evil = '</script><script data-evil>alert(3)</script>'
save = lambda name, x: open(f"{out}/{name}", "w").write(x if isinstance(x, str) else json.dumps(x))
SIDE = 0.04

# Anticlockwise, as RFC 7946 wants it; d3 draws the other way round.
square = lambda lon, lat, s: [[lon - s, lat - s], [lon + s, lat - s], [lon + s, lat + s], [lon - s, lat + s], [lon - s, lat - s]]
feature = lambda g, name: {"type": "Feature", "properties": {"name": name, "type": "Polygon"}, "geometry": g}
collection = lambda f: {"type": "FeatureCollection", "features": f}
polygon = lambda *rings: {"type": "Polygon", "coordinates": list(rings)}
far = square(130.0, 33.0, 0.1)
geo = [feature(polygon(square(*p, SIDE)), evil) for p in at.values()]
west = min(p[0] for p in at.values())
geo.append(feature({"type": "MultiPolygon", "coordinates": [[square(west, 43.6, SIDE), square(west, 43.6, SIDE / 2)]]}, evil))
geo.append(feature({"type": "GeometryCollection", "geometries": [{"type": "LineString", "coordinates": [list(p) for p in at.values()]},
                                                               {"type": "Point", "coordinates": [143.9, 43.8]}]}, evil))
geo += [feature(polygon(far), "away"), feature(None, "nowhere")]
save("map_geo.json", "\ufeff" + json.dumps(collection(geo)))

# Two halves of a square share an arc, which one of them takes backwards.
def topology(quantised):
    arcs, shapes = [], []
    for lon, lat in at.values():
        n, s = len(arcs), SIDE
        arcs += [[[lon, lat - s], [lon + 0.01, lat], [lon, lat + s]],
                 [[lon, lat + s], [lon - s, lat + s], [lon - s, lat - s], [lon, lat - s]],
                 [[lon, lat + s], [lon + s, lat + s], [lon + s, lat - s], [lon, lat - s]]]
        shapes += [{"type": "Polygon", "arcs": [[n, n + 1]], "id": evil},
                   {"type": "MultiPolygon", "arcs": [[[~n, n + 2]]], "properties": {"name": evil}}]
    shapes.append({"type": None})
    t = {"type": "Topology", "objects": {evil: {"type": "GeometryCollection", "geometries": shapes[:-1]}}}
    if quantised:
        scale, shift = [1e-5, 2e-5], [140.0, 40.0]
        steps = [[[round((p[i] - shift[i]) / scale[i]) for i in (0, 1)] for p in a] for a in arcs]
        arcs = [[a[0]] + [[p[0] - q[0], p[1] - q[1]] for q, p in zip(a, a[1:])] for a in steps]
        t["transform"] = {"scale": scale, "translate": shift}
    return t | {"arcs": arcs} # after what uses them

save("map_topo.json", topology(True))
save("map_plain.json", topology(False))

some = square(143.9, 43.8, SIDE)
swap = lambda ring: [p[::-1] for p in ring]
bad = {
    "text": "not a map", "cut": json.dumps(collection(geo))[:300], "empty": "", "list": "[1, 2]", "object": '{"type": "Map"}',
    "points": collection([feature({"type": "Point", "coordinates": [143.9, 43.8]}, "x")]), "nothing": collection([]),
    "swapped": collection([feature(polygon(swap(some)), "x")]),
    "metres": collection([feature(polygon([[p[0] * 1e5, p[1] * 1e5] for p in some]), "x")]),
    "away": collection([feature(polygon(far), "x")]), "numbers": collection([feature(polygon([1, 2, 3]), "x")]),
    "words": collection([feature(polygon([["a", "b"]]), "x")]),
    "arc": {"type": "Topology", "arcs": [some], "objects": {"x": {"type": "Polygon", "arcs": [[7]]}}},
    "noarcs": {"type": "Topology", "objects": {"x": {"type": "Polygon", "arcs": [[0]]}}},
    "infinite": json.dumps(collection([feature(polygon(some), "x")])).replace("43.8", "1e999", 1),
    "nan": json.dumps(collection([feature(polygon(some), "x")])).replace("143.86", "NaN", 1), "deep": "[" * 100000,
    "large": '{"type": "FeatureCollection", "features": []' + " " * (16 << 20) + "}",
}
for name, x in bad.items():
    save(f"bad_{name}.json", x)

# What the map shows in fiscal years, from the file.
def years_of(path, option, which):
    d = xr.open_dataset(path, decode_times=False)
    column = lambda table, name: [str(x) for x in d[f"table.{table}.{name}"].values]
    entity = {(dim, name): (town, a, b) for dim, name, town, a, b in
              zip(*(column("entities", c) for c in ("dimension", "name", "town", "from", "to")))}
    owner = dict(zip(column("entities", "path"), zip(column("entities", "dimension"), column("entities", "town"))))
    start = int(str(d.attrs["start"])[:4])
    months = 12 if d.sizes["month"] > 50 else 1 # a study of many runs keeps years
    towns = [t for t, lat in zip(column("places", "town"), column("places", "latitude")) if lat]

    def year(k):
        span = slice(k * months, (k + 1) * months)
        made, flows, opened, fresh, now = dict.fromkeys(towns, 0.0), {}, {}, {}, start + k
        for i, kiln in enumerate(d["kiln"].values):
            made[entity["kiln", str(kiln)][0]] += float(d["mean.kiln.char_t"].values[option, span, i].sum())
        for i, pair in enumerate(d["supply"].values):
            _, source, kiln = entity["supply", str(pair)]
            a, b = entity["biomass", source][0], entity["kiln", kiln][0]
            value = float(d["mean.biomass.given_t"].values[option, span, i].sum())
            if a != b and value > 1e-3:
                flows[f"{a} → {b}"] = flows.get(f"{a} → {b}", 0.0) + value
        for p, name, opens, _ in zip(*(column("openings", c) for c in ("path", "option", "opens", "closes"))):
            dim, town = owner.get(p, ("", ""))
            if name != str(d["option"].values[option]) or dim not in ("kiln", "station") or not opens[:1].isdigit() or opens > f"{now + 1}-03-31":
                continue
            opened[town] = opened.get(town, 0) + 1
            if opens >= f"{now}-04-01":
                fresh[town] = fresh.get(town, 0) + 1
        return {"option": str(option), "year": str(now), "town": made, "flow": flows, "opening": opened, "fresh": fresh}

    return [year(k) for k in which]

carried = years_of(f"{out}/hubs.h5", 0, (0, 1, 5))
assert all(len(y["flow"]) > 5 for y in carried) and carried[0]["flow"] != carried[1]["flow"]
shapes = {"towns": list(at)}
json.dump({"pages": {"compare.html": years_of(result, 1, (0, 1, 3, 9)), "hubs.html": carried}, "files": {
    "map_geo.html": shapes | {"each": 1, "n": len(at) + 2}, "map_topo.html": shapes | {"each": 2, "n": 2 * len(at)},
    "map_plain.html": shapes | {"each": 2, "n": 2 * len(at)}}}, open(f"{out}/maps.json", "w"), ensure_ascii=False)
