// rows_map.js - where things are, in a fiscal year: towns with an amount, feed between them, what is
// open. Sizes keep their meaning over years and options, so that the years can be compared.

const mapYears = () => (wholeYears().length ? wholeYears() : data.fy.map((_, k) => k));

// Number of the fiscal year that the map shows: its slider's, else the chosen one, else the last.
function mapYear() {
  const years = mapYears(), asked = data.fy.indexOf(Number(state.at || state.year));
  return years.includes(asked) ? asked : years[years.length - 1];
}

const places = () => new Map(rowsOf("places").filter((p) => p.latitude !== "" && p.longitude !== "")
  .map((p) => [p.town, { lat: Number(p.latitude), lon: Number(p.longitude) }]));

// What the circles show: the chosen figure where it lies in towns, else char.
function mapQuantity() {
  const lies = (v) => v?.fy && v.axis && labelsOf(v).some((label) => townOf(v.axis, label));
  return [state.metric || data.metrics[0], "kiln.char_t"].map((id) => quantity.get(id)).find(lies);
}

// [{ name, value }] of an option in fiscal year k.
function townAmounts(v, o, k, at) {
  const of = new Map([...at.keys()].map((town) => [town, []]));
  labelsOf(v).forEach((label, i) => of.get(townOf(v.axis, label))?.push(i));
  return [...of].map(([name, elements]) => ({ name, value: gather(v, v.fy[o][k], elements) ?? 0 }));
}

// Feed from town to town: [{ from, to, value }].
function townFlows(o, k, at) {
  const given = quantity.get("biomass.given_t"), sums = new Map();
  for (const pair of pairsOf(given)) {
    const from = townNamed("biomass", pair.from), to = townNamed("kiln", pair.to);
    const value = given.fy[o][k][pair.i] ?? 0;
    if (from === to || !at.has(from) || !at.has(to) || !(value > 1e-3)) continue; // a kilogram is none
    const key = JSON.stringify([from, to]);
    sums.set(key, (sums.get(key) ?? 0) + value);
  }
  return [...sums].map(([key, value]) => ({ from: JSON.parse(key)[0], to: JSON.parse(key)[1], value }));
}

// Kilns and stations that are open at the end of a fiscal year, and those opened in it, by town.
function townOpenings(o, year) {
  const end = `${year + 1}-03-31`, open = new Map(), byPath = new Map(entities.map((e) => [e.path, e]));
  for (const r of rowsOf("openings")) {
    const e = byPath.get(r.path);
    if (r.option !== options[o] || !e || !["kiln", "station"].includes(e.dimension)) continue;
    if (!/^\d/.test(r.opens) || r.opens > end || (/^\d/.test(r.closes) && r.closes <= end)) continue;
    const t = open.get(e.town) ?? { all: [], fresh: [] };
    t.all.push(e.name);
    if (r.opens >= `${year}-04-01`) t.fresh.push(e.name);
    open.set(e.town, t);
  }
  return open;
}

// { part: "town" | "flow" | "road" | "opening" | "fresh", name, value, lat, lon, ... } in degrees.
function mapRows() {
  const at = places(), o = focusOption(), shown = mapQuantity();
  if (at.size === 0 || !shown || mapYears().length === 0) return { rows: [], unit: "" };
  const k = mapYear(), year = data.fy[k];
  const over = (list) => Math.max(0, ...options.flatMap((_, p) => mapYears().flatMap((y) => list(p, y).map((r) => Math.abs(r.value)))));
  const mostTown = over((p, y) => townAmounts(shown, p, y, at)), mostFlow = over((p, y) => townFlows(p, y, at));
  const s = scaleOf(yearly(shown), mostTown), flowUnit = unitText("t year-1");
  const towns_ = townAmounts(shown, o, k, at).map((r) => ({ ...r, value: r.value / s.by }));
  const flows = townFlows(o, k, at);
  const rows = rowsOf("roads").filter((r) => at.has(r.from) && at.has(r.to)).map((r) =>
    ({ part: "road", name: r.road, ...at.get(r.from), lat2: at.get(r.to).lat, lon2: at.get(r.to).lon }));
  const table_ = towns_.map((r) => ({ kind: pick(shown), name: r.name, value: r.value, unit: s.unit }));
  for (const r of flows) {
    const a = at.get(r.from), b = at.get(r.to), name = `${r.from} → ${r.to}`;
    const along = (f, key) => a[key] + f * (b[key] - a[key]);
    rows.push({ part: "flow", name, ...a, lat2: b.lat, lon2: b.lon, value: r.value, width: 0.5 + 7.5 * r.value / mostFlow,
      lat3: along(0.6, "lat"), lon3: along(0.6, "lon"),
      turn: Math.atan2((b.lon - a.lon) * Math.cos(a.lat * Math.PI / 180), b.lat - a.lat) * 180 / Math.PI });
    table_.push({ kind: say("map_flow"), name, value: r.value, unit: flowUnit });
  }
  for (const r of towns_) rows.push({ part: "town", name: r.name, ...at.get(r.name), value: r.value, size: Math.abs(r.value) });
  for (const [town, t] of townOpenings(o, year)) {
    if (!at.has(town)) continue;
    for (const [part, names] of [["opening", t.all], ["fresh", t.fresh]])
      if (names.length) {
        rows.push({ part, name: `${town}: ${names.join(", ")}`, ...at.get(town), value: names.length });
        table_.push({ kind: say(`map_${part}`), name: `${town}: ${names.join(", ")}`, value: names.length, unit: "" });
      }
  }
  return { rows, table: table_, spoken: table_.slice(0, towns_.length), unit: s.unit, title: pick(shown), year: fiscal(year),
    option: options[o], points: [...at.values()], numbers: { town: mostTown / s.by || 1 } };
}
