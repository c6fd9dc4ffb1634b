// sections.js - the chapters of the page, each as far as the file holds something for it.

const paragraph = (text, attributes) => h("p", attributes ?? {}, text);
const about = () => Object.fromEntries(rowsOf("about").map((r) => [r.field, r.text]));
const baselineName = () => options[data.baseline];

// --- question and answer ---------------------------------------------------------------------------

function compareSentences() {
  const out = [];
  options.forEach((name, o) => {
    if (o === data.baseline || out.length >= 3) return;
    const differing = metricList().filter((v) => v.kpi.d?.[o] && (v.kpi.d[o][0] !== 0));
    const v = differing[0];
    if (!v) out.push(say("s_nothing", name, baselineName()));
    else {
      const d = v.kpi.d[o];
      const text = withInterval(d.slice(0, 3), v.kpi.unit, true);
      out.push(v.better === 0 ? say("s_compare_neither", name, text, pick(v), baselineName())
        : say("s_compare", name, text, pick(v), baselineName(), shareText(d[3])));
      if (options.length === 2 && differing.length > 1)
        out.push(say("s_compare_more", differing.slice(1, 3).map((x) => say(x.better === 0 ? "s_also_neither" : "s_also", pick(x),
          withInterval(x.kpi.d[o].slice(0, 3), x.kpi.unit, true), shareText(x.kpi.d[o][3]))).join(say("s_join"))));
    }
  });
  return out;
}

function runSentences() {
  const list = metricList();
  if (list.length === 0) return [];
  const figure = (v) => withInterval(v.kpi.s[0].slice(0, 3), v.kpi.unit);
  const out = [say("s_run", pick(list[0]), figure(list[0]))];
  if (list.length > 1) out.push(list.slice(1, 3).map((v) => say("s_run_more", pick(v), figure(v))).join(" "));
  return out;
}

function sweepSentences() {
  return metricList().slice(0, 2).map((v) => ({ v, first: driverList(v.id)[0] })).filter((x) => x.first)
    .map(({ v, first }) => say("s_sweep", data.factors.length, toldPath(first.path), pick(v)));
}

function fitSentences() {
  const seen = data.fit.observations.filter((o) => !o.held_out), held = data.fit.observations.filter((o) => o.held_out);
  const inside = (list) => list.filter((o) => o.observed >= o.lo && o.observed <= o.hi).length;
  const out = [say("s_fit", data.fit.parameters.length, seen.length, inside(seen), Math.round(100 * data.fit.level))];
  if (held.length) out.push(say("s_fit_held", held.length, inside(held)));
  const bound = data.fit.parameters.filter((q) => q.flag).map((q) => shortPath(q.path));
  if (bound.length) out.push(say("s_fit_bound", bound.join(", ")));
  return out;
}

// Rule 18: where most of the spread comes from weak numbers, that is said first.
function pedigreeSentence() {
  const share = data.low_pedigree?.[0], v = metricList()[0];
  return share > 0.5 && v ? say("s_pedigree", shareText(share), pick(v)) : "";
}

function countDefaults() {
  const rows = paramRows;
  const defaults = rows.filter((r) => r.status === "default");
  return { all: rows.length, script: rows.length - defaults.length, defaults: defaults.length,
    assumed: defaults.filter((r) => r.source.startsWith("assumption")).length };
}

function sureSentence() {
  const n = countDefaults(), first = metricList()[0], drivers = driverList(data.metrics[0]);
  const parts = [];
  if (data.split && first)
    parts.push(say("s_split", shareText(data.split[0]), pick(first)));
  if (n.defaults) parts.push(say("s_assumed", n.assumed, n.defaults));
  if (drivers.length && first) parts.push(say("s_driver", pick(first), toldPath(drivers[0].path)));
  return parts.join(state.lang === "ja" ? "" : " ");
}

function answerSection() {
  const words_ = about();
  const own = { compare: compareSentences, calibrate: fitSentences, sweep: sweepSentences }[data.kind] ?? runSentences;
  const sentences = [pedigreeSentence(), ...own(), data.kind === "sweep" ? "" : sureSentence()].filter((s) => s);
  return [
    words_.question ? [h("h3", {}, say("question")), paragraph(words_.question)] : null,
    words_.answer ? [h("h3", {}, say("author_answer")), paragraph(words_.answer)] : null,
    h("div", { class: "lead" }, paragraph(say("from_numbers"), { class: "soft" }), sentences.map((s) => paragraph(s))),
  ];
}

// --- options ---------------------------------------------------------------------------------------

const uncertaintyKinds = () => say(data.no_chance ? "kind_inputs"
  : (data.draws?.length || data.factors?.length) ? "kind_both" : "kind_chance");

function spreadCells(v, o) {
  const [median, lo, hi] = v.kpi.s[o];
  const s = scaleOf(v.kpi.unit, Math.max(...v.kpi.s.flatMap((x) => x.slice(0, 3).map((y) => Math.abs(y ?? 0)))));
  const step = stepOf(median / s.by, lo / s.by, hi / s.by);
  return { unit: s.unit, cells: [number(median / s.by, step), range(lo / s.by, hi / s.by, step)] };
}

function differenceCells(v, o) {
  const d = v.kpi.d?.[o];
  if (!d) return ["", "", ""];
  const s = scaleOf(v.kpi.unit, Math.max(...v.kpi.s.flatMap((x) => x.slice(0, 3).map((y) => Math.abs(y ?? 0)))));
  const step = stepOf(d[0] / s.by, d[1] / s.by, d[2] / s.by);
  return [number(d[0] / s.by, step, true), d[1] == null ? "–" : range(d[1] / s.by, d[2] / s.by, step, true),
    v.better === 0 ? "" : shareText(d[3])];
}

function optionsTable() {
  const several = options.length > 1;
  const head = [say("metric"), ...(several ? [say("option")] : []), say("median"), say("interval"), say("unit"),
    ...(several ? [say("difference", baselineName()), say("interval"), say("better_in")] : [])];
  const body = [];
  for (const v of metricList())
    options.forEach((name, o) => {
      const s = spreadCells(v, o);
      body.push({ attributes: { class: several && o === data.baseline ? "baseline" : o > 0 ? "again" : null },
        cells: [pick(v), ...(several ? [name] : []), ...s.cells, s.unit, ...(several ? differenceCells(v, o) : [])] });
    });
  return h("div", { class: "scroll whole", tabindex: "0", role: "region", "aria-label": say("options") },
    makeTable(head, body, { "data-table": "options" }));
}

function ratiosTable() {
  if (!data.ratios?.length) return null;
  const unit = (q) => {
    const [n, d] = [quantity.get(q.numerator), quantity.get(q.denominator)];
    return n && d ? unitText(`${n.unit} ${d.unit}-1`) : "";
  };
  const cell = (x, lo, hi) => (x == null ? say("withheld") : `${number(x, stepOf(x, lo, hi))}${lo == null ? "" : ` (${range(lo, hi, stepOf(x, lo, hi))})`}`);
  const body = data.ratios.flatMap((q) => options.map((name, o) => [q.name, name, cell(q.ratio[o], q.ratio_lo[o], q.ratio_hi[o]), unit(q),
    o === data.baseline ? "" : cell(q.ratio_difference[o], q.ratio_difference_lo[o], q.ratio_difference_hi[o])]));
  return [h("h3", {}, say("ratios")), makeTable([say("metric"), say("option"), say("value"), say("unit"), say("added", baselineName())], body)];
}

function optionsSection() {
  return [optionsTable(), paragraph(data.design ? say("kind_of_points", data.design) : `${say("kind_of_interval", uncertaintyKinds())} ${options.length > 1 ? say("kind_of_difference") : ""}`, { class: "soft" }), ratiosTable()];
}

// --- money -----------------------------------------------------------------------------------------

function moneySection() {
  const list = shownOptions();
  const flows = moneyFlows(focusOption());
  if (flows.length === 0) return null;
  const yen = (x) => withInterval([x, null, null], "yen year-1", true);
  const views = list.map((o) => ({ name: options[o], ...threeViews(o) }));
  const pairs = new Map();
  for (const f of flows) {
    const key = `${pick(f.from)} → ${pick(f.to)}`;
    const p = pairs.get(key) ?? { from: pick(f.from), to: pick(f.to), yen: 0, what: [] };
    p.yen += f.yen;
    p.what.push(pick(quantity.get(f.quantity)));
    pairs.set(key, p);
  }
  return [
    paragraph(say("money_note"), { class: "soft" }),
    makeTable([say("option"), say("view_municipality"), say("view_public"), say("view_society")],
      views.map((v) => [v.name, yen(v.municipality), yen(v.public), yen(v.society)]), { "data-table": "views" }),
    ...figuresOf("money"),
    h("h3", {}, `${say("payer")} → ${say("payee")}: ${options[focusOption()]}`),
    makeTable([say("payer"), say("payee"), say("amount"), ""],
      [...pairs.values()].sort((a, b) => Math.abs(b.yen) - Math.abs(a.yen)).map((p) => [p.from, p.to, withInterval([p.yen, null, null], "yen year-1"), p.what.join(", ")]),
      { "data-table": "flows" }),
    winnersTable(),
    townsTable(),
  ];
}

function winnersTable() {
  if (options.length < 2) return null;
  const base = new Map(netByHolder(data.baseline).map((x) => [x.holder.en, x.yen]));
  const others = options.map((_, o) => o).filter((o) => o !== data.baseline);
  const nets = others.map((o) => new Map(netByHolder(o).map((x) => [x.holder.en, x])));
  const holders = new Map([...netByHolder(data.baseline), ...nets.flatMap((n) => [...n.values()])].map((x) => [x.holder.en, x.holder]));
  // the file's own mean with its interval; of one year or one town only the mean is known
  const known = state.year || state.town ? new Map() : new Map((data.stakes ?? []).map((x) => [x.en, x.d]));
  const change = (o, name) => {
    const [mean, lo, hi] = known.get(name)?.[o] ?? [(nets[others.indexOf(o)].get(name)?.yen ?? 0) - (base.get(name) ?? 0)];
    return lo === hi ? [mean, null, null] : [mean, lo, hi];
  };
  return [h("h3", {}, say("winners")), paragraph(say("winners_note", baselineName()), { class: "soft" }),
    makeTable([say("holder"), ...others.map((o) => options[o])],
      [...holders].map(([name, holder]) => [pick(holder), ...others.map((o) => withInterval(change(o, name), "yen year-1", true))]),
      { "data-table": "winners" })];
}

// What changes in each town, against the baseline, in the figures that lie in towns.
function townsTable() {
  const o = focusOption();
  const list = metricList().filter((v) => v.fy && v.axis && v.axis !== "zone").slice(0, 6);
  if (options.length < 2 || o === data.baseline || towns.length < 2 || list.length === 0 || state.town) return null;
  const body = towns.map((town) => {
    state.town = town;
    const cells = list.map((v) => {
      const change = (amount(v, o) ?? 0) - (amount(v, data.baseline) ?? 0);
      return withInterval([change, null, null], yearly(v), true);
    });
    state.town = "";
    return [town, ...cells];
  });
  return [h("h3", {}, say("winners_towns", options[o], baselineName())),
    makeTable([say("town"), ...list.map((v) => pick(v))], body, { "data-table": "towns" })];
}

// --- what drives it --------------------------------------------------------------------------------

function driversSection() {
  const figure = figuresOf("drivers");
  if (figure.length === 0) return null;
  const note = data.effects ? (data.effects.sobol_total ? "drivers_sobol" : data.effects.morris_mu_star ? "drivers_morris" : "drivers_rank") : "drivers_note";
  const worth = data.worth?.flatMap((w, m) => Object.entries(w).map(([input, x]) => [pick(quantity.get(data.metrics[m])), shortPath(input),
    withInterval([x, null, null], quantity.get(data.metrics[m])?.kpi?.unit)])) ?? [];
  return [paragraph(say(note), { class: "soft" }), ...figure,
    worth.length ? [h("h3", {}, say("worth")), paragraph(say("worth_note"), { class: "soft" }),
      makeTable([say("metric"), say("path"), say("value")], worth)] : null,
    mustBeTrue()];
}

function mustBeTrue() {
  const items = (data.swaps ?? []).map((s) => (s.input
    ? say("must_swap", pick(quantity.get(s.metric)), s.first, s.second, toldPath(s.input), number(s.at, stepOf(s.at - s.from)), number(s.from, stepOf(s.at - s.from)), Math.round(100 * s.quantile))
    : say("must_none", pick(quantity.get(s.metric)), s.first, s.second)));
  for (const v of data.rank ? metricList().slice(0, 3) : []) // a sweep's effects are no correlations
    for (const d of driverList(v.id).slice(0, 2))
      items.push(say("must_driver", toldPath(d.path), pick(v), number(d.value, 0.01, true)));
  return items.length ? [h("h3", {}, say("must_be_true")), paragraph(say("must_intro")), h("ul", {}, items.map((i) => h("li", {}, i)))] : null;
}

// --- calibration -----------------------------------------------------------------------------------

function fitSection() {
  if (!data.fit) return null;
  const step = (q) => stepOf(q.estimate, q.lo, q.hi);
  return [makeTable([say("path"), say("estimate"), say("interval"), say("before"), say("interval"), say("unit"), ""],
    data.fit.parameters.map((q) => [shortPath(q.path), number(q.estimate, step(q)), range(q.lo, q.hi, step(q)),
      number(q.before, step(q)), range(q.before_lo, q.before_hi, step(q)), unitText(q.unit), q.flag ? say("at_bound") : ""]),
    { "data-table": "fit" }), ...figuresOf("calibration")];
}

// The first two under every variant, in words.
function variantsSection() {
  if (!data.variants) return null;
  const lines = metricList().filter((v) => v.better !== 0).map((v) => {
    const m = data.metrics.indexOf(v.id);
    const firsts = data.variants.map((x) => x.rank[m]?.indexOf(1));
    const best = firsts[0];
    return best >= 0 ? say("variant_first", pick(v), options[best], firsts.filter((f) => f === best).length, data.variants.length) : "";
  }).filter((x) => x);
  return [lines.map((x) => paragraph(x)), ...figuresOf("variants")];
}

// --- assumptions, audit, reproduction ---------------------------------------------------------------

function assumptionsSection() {
  const rows = paramRows, n = countDefaults();
  if (rows.length === 0) return null;
  const head = [say("path"), say("value"), say("unit"), say("status"), say("source"), say("pedigree")];
  const cells = (list) => list.map((r) => [r.path, r.value, unitText(r.unit), r.option && r.option !== "*" && options.length > 1 ? `${r.status} · ${r.option}` : r.status,
    `${r.source}${r[state.lang] ? ` — ${r[state.lang]}` : ""}`, r.pedigree]);
  const assumed = rows.filter((r) => r.source.startsWith("assumption"));
  const block = (key, list, long) => {
    const d = h("details", { class: long ? "long" : null }, h("summary", {}, `${say(key)} (${list.length})`));
    d.addEventListener("toggle", () => {
      if (d.open && d.children.length === 1)
        d.append(h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": say(key) }, makeTable(head, cells(list))));
    });
    return d;
  };
  return [paragraph(say("assumptions_note", n.all, n.script, n.defaults, n.assumed)),
    block("only_assumptions", assumed, false), block("all_numbers", rows, true)];
}

function auditSection() {
  const a = data.audit;
  const closed = a.worst == null ? paragraph(say("audit_none"))
    : paragraph(say(a.worst <= a.tolerance ? "audit_good" : "audit_bad", a.worst.toExponential(0), a.tolerance.toExponential(0)),
      { class: a.worst <= a.tolerance ? null : "warn" });
  return [closed, data.n_failed ? paragraph(say("failed", data.n_failed, data.n_run), { class: "warn" }) : null];
}

// The command that was given, from what the file says it was made from: "set kiln.heat_price=3 7c05098ddad986af".
function commandAgain() {
  const quoted = (x) => (/^[\w.\/:=@%+,-]+$/.test(x) ? x : `'${x.replace(/'/g, "'\\''")}'`);
  const flag = { seed: "--seed", replicates: "--replicates", set: "--set", until: "--until", variant: "--variant", option: "--option" };
  const given = data.inputs.split("\n").map((line) => /^(\w+) (.*) [0-9a-f]{16}$/.exec(line)).filter((m) => m);
  const script = given.find((m) => m[1] === "script")?.[2] ?? "script.lua";
  // a search has replicates only where they were asked for
  const words = given.filter((m) => flag[m[1]] && !(m[1] === "replicates" && data.kind === "calibrate" && m[2] === "1"))
    .map((m) => ` ${flag[m[1]]} ${quoted(m[2])}`);
  return `junkan run ${quoted(script)}${words.join("")} -o ${quoted(data.path)}\njunkan report ${quoted(data.path)}`;
}

function reproduceSection() {
  const list = rowsOf("files");
  return [paragraph(say("reproduce_note")), h("pre", { class: "command" }, commandAgain()),
    paragraph(`digest ${data.digest}`, { class: "soft" }),
    h("details", { class: "long" }, h("summary", {}, `${say("files")} (${list.length})`),
      list.map((f) => h("details", {}, h("summary", {}, f.name), h("pre", {}, f.text)))),
    h("details", { class: "long" }, h("summary", {}, say("program")), h("pre", {}, `${data.version}\n${data.inputs}`))];
}

// --- all of them -----------------------------------------------------------------------------------

// A figure of a user's own that this file has no rows for says so.
const noRows = (f) => (f.ask.section === "own" ? figureElement({ ...f, fault: say("figure_empty", (f.ask.vars ?? [f.ask.rows]).join(", ")) }) : null);
const figuresOf = (section) => figures.filter((f) => f.ask.section === section).map((f) => figureElement(f) ?? noRows(f)).filter((e) => e);

// A chapter of figures and nothing else; null where there are none.
function plain(section, note) {
  const list = figuresOf(section);
  return list.length ? [note ? paragraph(say(note), { class: "soft" }) : null, ...list] : null;
}

const chapters = [
  ["answer", answerSection],
  ["calibration", fitSection],
  ["options", () => (data.kind === "calibrate" ? null : [...optionsSection(), ...figuresOf("options")])],
  ["uncertainty", () => plain("uncertainty")],
  ["carbon", () => plain("carbon", "carbon_note")],
  ["biomass", () => plain("biomass")],
  ["kilns", () => plain("kilns")],
  ["labour", () => plain("labour")],
  ["jobs", () => plain("jobs")],
  ["stations", () => plain("stations")],
  ["money", moneySection],
  ["drivers", driversSection],
  ["variants", variantsSection],
  ["timetable", () => plain("timetable")],
  ["map", () => plain("map", "map_note")],
  ["own_figures", () => plain("own")],
  ["indicators", indicatorsSection],
  ["assumptions", assumptionsSection],
  ["audit", auditSection],
  ["reproduce", reproduceSection],
];
