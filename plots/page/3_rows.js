// rows.js - what a figure is drawn from. A specification asks for rows by name (usermeta.junkan.rows)
// and for quantities (vars); each maker returns { rows, unit } for the page's present choice.

const monthNames = () => (state.lang === "ja"
  ? ["4月", "5月", "6月", "7月", "8月", "9月", "10月", "11月", "12月", "1月", "2月", "3月"]
  : ["Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec", "Jan", "Feb", "Mar"]);

const largest = (rows, keys = ["value"]) =>
  Math.max(0, ...rows.flatMap((r) => keys.map((k) => Math.abs(r[k] ?? 0))));

// Brings money to a readable size; all of these keys alike.
function scaled(rows, unit, keys = ["value"]) {
  const s = scaleOf(unit, largest(rows, keys));
  for (const r of rows)
    for (const k of keys) if (r[k] != null) r[k] /= s.by;
  return { rows, unit: s.unit };
}

const present = (ids) => (ids ?? []).map((id) => quantity.get(id)).filter((v) => v);
const signOf = (ask, v) => ((ask.minus ?? []).includes(v.id) ? -1 : 1);
const nameOf = (ask, v) => pick(ask.labels?.[v.id]) || pick(v);

const MOST_PARTS = 12; // more colours cannot be told apart

const kindOf = (axis, label) => {
  const e = entityOf(axis, label);
  return (state.lang === "ja" ? e?.kind_ja : e?.kind_en) || e?.kind || label;
};

const partName = (id) => (words.has(`part_${id}`) ? say(`part_${id}`) : id);

// The entries along which a quantity is split: itself, its elements, their kinds, or what follows
// the entity's name in a product ("Bihoro loading": loading). The smallest of too many go together.
function parts(ask, v) {
  if (!ask.by || !v.axis) return [{ name: nameOf(ask, v), elements: chosenElements(v) }];
  const groups = new Map();
  for (const i of chosenElements(v)) {
    const label = labelsOf(v)[i], e = entityOf(v.axis, label);
    const name = ask.by === "kind" ? kindOf(v.axis, label)
      : ask.by === "part" && e && label.length > e.name.length ? partName(label.slice(e.name.length + 1)) : label;
    groups.set(name, [...(groups.get(name) ?? []), i]);
  }
  const all = [...groups].map(([name, elements]) => ({ name, elements, size: wholeYears().reduce((s, k) =>
    s + Math.abs(gather(v, v.fy[focusOption()][k], elements) ?? 0), 0) }));
  if (all.length <= MOST_PARTS) return all;
  all.sort((a, b) => b.size - a.size);
  const rest = all.splice(MOST_PARTS - 1);
  return [...all, { name: say("others", rest.length), elements: rest.flatMap((p) => p.elements) }];
}

const makers = {
  // By fiscal year: { year, name, option, value }.
  years(ask) {
    const rows = [];
    const vars = present(ask.vars).filter((v) => v.fy);
    for (const o of ask.options === "all" ? shownOptions() : [focusOption()])
      for (const v of vars)
        for (const p of parts(ask, v))
          for (const k of wholeYears()) {
            const value = gather(v, v.fy[o][k], p.elements);
            if (value != null)
              rows.push({ year: data.fy[k], name: p.name, option: options[o], value: signOf(ask, v) * value });
          }
    return scaled(withoutZeros(rows, ask), vars[0] ? yearly(vars[0]) : "1");
  },

  // The average April, May, ...: { month, order, name, option, value }.
  months(ask) {
    const rows = [], names = monthNames();
    const vars = present(ask.vars).filter((v) => v.moy);
    for (const o of ask.options === "all" ? shownOptions() : [focusOption()])
      for (const v of vars)
        for (const p of parts(ask, v))
          for (let m = 0; m < 12; m++) {
            const value = gather(v, v.moy[o][(m + 3) % 12], p.elements);
            if (value != null)
              rows.push({ month: names[m], order: m, name: p.name, option: options[o], value: signOf(ask, v) * value });
          }
    return scaled(withoutZeros(rows, ask), vars[0] ? vars[0].unit : "1");
  },

  // One quantity over another by fiscal year: { year, name, option, value }.
  ratio_years(ask) {
    const rows = [];
    const [up, down] = [quantity.get(ask.vars?.[0]), quantity.get(ask.vars?.[1])];
    if (!up?.fy || !down?.fy) return { rows, unit: "" };
    for (const o of ask.options === "all" ? shownOptions() : [focusOption()])
      for (const p of parts(ask, up))
        for (const k of wholeYears()) {
          const d = gather(down, down.fy[o][k], p.elements);
          const n = gather(up, up.fy[o][k], p.elements);
          if (d) rows.push({ year: data.fy[k], name: p.name, option: options[o], value: n / d });
        }
    return { rows, unit: unitText(`${up.unit} ${down.unit}-1`) };
  },

  // The headline's figures: { name, option, value, lo, hi }, one panel each.
  summary() {
    const rows = [];
    const some = (v) => v.kpi.s.some((x) => x.slice(0, 3).some((y) => y)); // else there is nothing to draw
    for (const [rank, v] of metricList().filter(some).entries())
      for (const o of shownOptions()) {
        const [value, lo, hi] = v.kpi.s[o];
        const s = scaleOf(v.kpi.unit, Math.max(...v.kpi.s.flatMap((x) => x.slice(0, 3).map((y) => Math.abs(y ?? 0)))));
        rows.push({ name: `${pick(v)}${s.unit ? ` (${s.unit})` : ""}`, option: options[o], rank,
          value: value / s.by, lo: lo / s.by, hi: hi / s.by });
      }
    return { rows: rows.filter((r) => isFinite(r.value)), unit: "" };
  },

  differences() {
    const rows = [];
    for (const [rank, v] of metricList().entries())
      for (const o of shownOptions()) {
        const d = v.kpi.d?.[o];
        if (!d || d[0] == null) continue;
        const s = scaleOf(v.kpi.unit, Math.max(...v.kpi.d.filter((x) => x).flatMap((x) => x.slice(0, 3).map((y) => Math.abs(y ?? 0)))));
        rows.push({ name: `${pick(v)}${s.unit ? ` (${s.unit})` : ""}`, option: options[o], rank,
          value: d[0] / s.by, lo: d[1] / s.by, hi: d[2] / s.by });
      }
    return { rows, unit: "" };
  },

  // The chosen figure through time: { date, option, lo, low, value, high, hi }.
  fan() {
    const v = quantity.get(state.metric || data.metrics[0]);
    const rows = [];
    if (!v?.band) return { rows, unit: "", title: v ? pick(v) : "" };
    for (const o of shownOptions())
      data.months.forEach((month, m) => {
        const [lo, low, value, high, hi] = v.band[o].map((q) => q[m]);
        rows.push({ date: month.length === 4 ? `${month}-04` : month, option: options[o], lo, low, value, high, hi });
      });
    return { ...scaled(rows, v.unit, ["lo", "low", "value", "high", "hi"]), title: pick(v) };
  },

  drivers() {
    const list = driverList(state.metric || data.metrics[0]).slice(0, 15);
    const kept = ["name", "value", "lo", "hi", "first"].filter((k) => list.some((d) => d[k] != null));
    return { rows: list.map((d) => Object.fromEntries(kept.map((k) => [k, d[k]]))),
      unit: data.design?.startsWith("morris") ? unitText(quantity.get(state.metric || data.metrics[0])?.kpi.unit) : "" };
  },

  // Openings: { name, kind, option, from, to, n, all }; what is alike in kind and dates shares a bar.
  timetable(ask) {
    const bars = new Map();
    const end = data.months.length ? data.months[data.months.length - 1] : data.start;
    const last = end.length === 4 ? `${end}-12-31` : `${end}-28`;
    const seen = new Map(entities.map((e) => [e.path, e]));
    for (const r of rowsOf("openings")) {
      const e = seen.get(r.path);
      if (!shownOptions().some((o) => options[o] === r.option) || !/^\d/.test(r.opens) || r.opens > last) continue;
      if ((ask.lists && !ask.lists.includes(r.path.split(".")[0])) || (state.town && e?.town !== state.town)) continue;
      const from = r.opens < data.start ? data.start : r.opens;
      const closes = /^\d/.test(r.closes) && r.closes < last ? r.closes : last;
      if (closes <= from) continue;
      const kind = pick(data.axes[e?.dimension]) || r.path.split(".")[0], key = [r.option, kind, from, closes].join(" ");
      const bar = bars.get(key) ?? { kind, option: r.option, from, to: closes, names: [] };
      bar.names.push(`${e?.name ?? r.path}${e?.town && !e.name.includes(e.town) ? ` · ${e.town}` : ""}`);
      bars.set(key, bar);
    }
    const rows = [...bars.values()].map(({ names, ...bar }) => ({ ...bar, n: names.length, all: names.join(", "),
      name: names.length > 2 ? say("several", bar.kind, names.length, bar.from.slice(0, 7)) : names.join(", ") }));
    return { rows, unit: "", table: rows.map(({ all, kind, option, from, to }) => ({ name: all, kind, option, from, to })) };
  },

  money() {
    const rows = [];
    for (const o of shownOptions())
      for (const h of netByHolder(o)) rows.push({ name: pick(h.holder), option: options[o], value: h.yen });
    return scaled(rows.filter((r) => Math.abs(r.value) >= 1), "yen year-1");
  },

  // Observed against fitted: { series, order, when, seen, observed, value, lo, hi }.
  fit() {
    const rows = (data.fit?.observations ?? []).map((o, order) => ({ series: `${o.series}${unitText(o.unit) ? ` (${unitText(o.unit)})` : ""}`,
      order, when: o.when, seen: say(o.held_out ? "held_out" : "seen"), observed: o.observed, value: o.fitted, lo: o.lo, hi: o.hi }));
    return { rows, unit: "" };
  },

  sankey: () => sankeyRows(),
  map: () => mapRows(),
  variants: () => variantRows(),
};

// Series that are nothing throughout say nothing.
function withoutZeros(rows, ask) {
  if (ask.keep_zeros) return rows;
  const some = new Set(rows.filter((r) => Math.abs(r.value) > 1e-9).map((r) => r.name));
  return rows.filter((r) => some.has(r.name));
}

// Inputs by how much they move a figure: [{ name, value, lo, hi, first }].
function driverList(metric) {
  const m = data.metrics.indexOf(metric);
  if (m < 0) return [];
  let list = [];
  if (data.effects) {
    const n = data.factors.length, e = data.effects;
    const main = e.sobol_total ? "sobol_total" : e.morris_mu_star ? "morris_mu_star" : "rank_srrc";
    if (!e[main]) return [];
    list = data.factors.map((f, i) => ({ name: shortPath(f), path: f, value: e[main][m * n + i],
      lo: e[`${main}_lo`]?.[m * n + i], hi: e[`${main}_hi`]?.[m * n + i], first: e.sobol_first?.[m * n + i] }));
  } else if (data.rank) {
    const n = data.draws.length;
    list = data.draws.map((d, i) => ({ name: shortPath(d.path), path: d.path, value: data.rank[m * n + i] }));
    // below this a correlation is likely mere noise among so many (Bonferroni, normal approximation)
    const noise = Math.sqrt(2 * Math.log(Math.max(20 * n, 2)) / Math.max(data.n_future - 1, 1));
    list = list.filter((d) => Math.abs(d.value) > noise);
  }
  return list.filter((d) => d.value != null && Math.abs(d.value) > 1e-12)
    .sort((a, b) => Math.abs(b.value) - Math.abs(a.value));
}

// --- from source to char -------------------------------------------------------------------------

function sankeyLinks(o) {
  const given = quantity.get("biomass.given_t"), links = new Map();
  const add = (from, to, value) => {
    if (!(value > 1e-6)) return;
    const key = JSON.stringify([from, to]);
    links.set(key, (links.get(key) ?? 0) + value);
  };
  const kindName = (source) => kindOf("biomass", source);
  const kilnName = (name) => (townNamed("kiln", name) && !name.includes(townNamed("kiln", name)) ? `${name} · ${townNamed("kiln", name)}` : name);
  for (const pair of pairsOf(given))
    if (!state.town || townNamed("kiln", pair.to) === state.town)
      add([0, kindName(pair.from)], [1, kilnName(pair.to)], meanOfYears(given, o, pair.i));
  const char = quantity.get("kiln.char_t"), soil = quantity.get("kiln.soil_t"), feed = quantity.get("kiln.feed_t");
  if (!char?.fy || !feed?.fy) return links;
  const mean = (v, i) => meanOfYears(v, o, i);
  labelsOf(char).forEach((label, i) => {
    if (!chosenElements(char).includes(i)) return;
    const s = soil?.fy ? mean(soil, i) : 0, c = mean(char, i), f = mean(feed, i);
    add([1, kilnName(label)], [2, say("sankey_soil")], Math.min(s, c));
    add([1, kilnName(label)], [2, say("sankey_other")], c - Math.min(s, c));
    add([1, kilnName(label)], [2, say("sankey_gas")], f - c);
  });
  return links;
}

// Ribbons as outlines in unit coordinates, boxes and their labels: { part, id, x, y, y2, ... }.
function sankeyRows() {
  const all = [...sankeyLinks(focusOption())], whole_t = Math.max(0, ...all.map(([, value]) => value));
  const links = all.filter(([, value]) => value > 0.005 * whole_t).map(([key, value]) => {
    const [from, to] = JSON.parse(key);
    return { from: from.join(" "), to: to.join(" "), fromAt: from, toAt: to, value };
  });
  if (links.length === 0) return { rows: [], unit: "" };
  const nodes = new Map();
  for (const l of links)
    for (const [id, [column, name], side] of [[l.from, l.fromAt, "out"], [l.to, l.toAt, "in"]]) {
      const n = nodes.get(id) ?? { id, column, name, in: 0, out: 0 };
      n[side] += l.value;
      nodes.set(id, n);
    }
  const columns = [0, 1, 2].map((c) => [...nodes.values()].filter((n) => n.column === c)
    .sort((a, b) => Math.max(b.in, b.out) - Math.max(a.in, a.out)));
  const tall = Math.max(...columns.map((c) => c.reduce((s, n) => s + Math.max(n.in, n.out), 0)));
  const gap = 0.04 * tall;
  const whole = Math.max(...columns.map((c) => c.reduce((s, n) => s + Math.max(n.in, n.out), 0) + gap * (c.length - 1)));
  const rows = [];
  for (const column of columns) {
    let y = 0;
    for (const n of column) {
      n.y = y;
      n.height = Math.max(n.in, n.out);
      n.nextIn = n.nextOut = y;
      y += n.height + gap;
      rows.push({ part: "box", id: n.id, name: n.name, value: n.height, x: n.column, x2: n.column + 0.02,
        y: n.y / whole, y2: (n.y + n.height) / whole, middle: (n.y + n.height / 2) / whole,
        side: n.column === 2 ? "left" : "right" });
    }
  }
  const order = (l) => [nodes.get(l.from).y, nodes.get(l.to).y];
  links.sort((a, b) => order(a)[0] - order(b)[0] || order(a)[1] - order(b)[1]);
  for (const l of links) {
    const a = nodes.get(l.from), b = nodes.get(l.to);
    const [y0, y1] = [a.nextOut, b.nextIn];
    a.nextOut += l.value;
    b.nextIn += l.value;
    for (let i = 0; i <= 20; i++) {
      const s = i / 20, ease = s * s * (3 - 2 * s), y = y0 + (y1 - y0) * ease;
      rows.push({ part: "link", id: `${a.name} → ${b.name}`, name: a.name, to: b.name, value: l.value,
        x: a.column + 0.02 + (b.column - a.column - 0.02) * s, y: y / whole, y2: (y + l.value) / whole });
    }
  }
  return { rows, unit: unitText("t year-1"),
    table: links.map((l) => ({ from: l.fromAt[1], to: l.toAt[1], value: l.value })) };
}

// --- ranks under other models ------------------------------------------------------------------------

// data.variants: [{ en, ja, rank: [metric][option] }], the reference first.
function variantRows() {
  const rows = [];
  const m = data.metrics.indexOf(state.metric || data.metrics[0]);
  for (const v of data.variants ?? [])
    options.forEach((o, i) => {
      const rank = v.rank?.[m]?.[i];
      if (rank != null) rows.push({ name: pick(v), option: o, value: rank });
    });
  return { rows, unit: "" };
}
