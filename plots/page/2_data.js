// data.js - questions to the result: a quantity of an option, a town, a fiscal year.

const data = part("data");
const quantity = new Map(data.vars.map((v) => [v.id, v]));
const options = data.options;
const table = (name) => data.tables[name] ?? { columns: [], rows: [] };
for (const { rows } of Object.values(data.tables)) // null: as in the row above
  rows.forEach((r, i) => r.forEach((x, c) => { if (x === null) r[c] = rows[i - 1][c]; }));
const rowsOf = (name) => table(name).rows.map((r) =>
  Object.fromEntries(table(name).columns.map((c, i) => [c, r[i]])));

const entities = rowsOf("entities");
const towns = (data.axes.town ? data.axes.town.label : rowsOf("places").map((p) => p.town));

// The entity of an axis' element: "Abashiri S1 paper" of station_item is station "Abashiri S1".
const entityCache = new Map();
function entityOf(axis, label) {
  const key = `${axis} ${label}`;
  if (!entityCache.has(key)) {
    const among = entities.filter((e) => axis === e.dimension || axis.startsWith(e.dimension + "_"));
    const exact = among.find((e) => e.name === label && axis === e.dimension);
    const start = among.filter((e) => label.startsWith(e.name + " "))
      .sort((a, b) => b.name.length - a.name.length)[0];
    entityCache.set(key, exact ?? start ?? null);
  }
  return entityCache.get(key);
}

const townOf = (axis, label) => (axis === "town" ? label : entityOf(axis, label)?.town ?? "");
const labelsOf = (v) => (v.axis ? data.axes[v.axis].label : [""]);

const entityNamed = new Map(entities.map((e) => [`${e.dimension} ${e.name}`, e]));
const townNamed = (dimension, name) => entityNamed.get(`${dimension} ${name}`)?.town ?? "";

// A quantity's elements that stand for pairs: [{ i, from, to }], names of entities.
function pairsOf(v) {
  if (!v?.fy) return [];
  return labelsOf(v).map((label, i) => ({ i, ...entityNamed.get(`${v.axis} ${label}`) })).filter((p) => p.from && p.to);
}

// Numbers in use by the script's own options; variants bring rows of their own.
const paramRows = rowsOf("params").filter((r) => !r.option || r.option === "*" || options.includes(r.option));

// An input in words with its path: "dry mass of one batch (kiln.sealed_batch.capacity)".
const paramAt = new Map(paramRows.map((r) => [r.path, r]));
function toldPath(path) {
  const words_ = (paramAt.get(path) ?? paramAt.get(`default.${path}`))?.[state.lang], short = shortPath(path);
  return !words_ ? short : state.lang === "ja" ? `${words_}（${short}）` : `${words_} (${short})`;
}

// Numbers of elements of the chosen town; all where none is chosen.
function chosenElements(v) {
  const all = labelsOf(v).map((_, i) => i);
  if (!state.town || !v.axis) return all;
  return all.filter((i) => townOf(v.axis, labelsOf(v)[i]) === state.town);
}

function gather(v, values, elements) {
  let sum = 0, n = 0;
  for (const i of elements)
    if (values[i] != null) { sum += values[i]; n++; }
  return n === 0 ? null : v.across === "mean" ? sum / n : sum;
}

// Mean future of the region or the chosen town in a fiscal year (its number).
const inYear = (v, option, k) => gather(v, v.fy[option][k], chosenElements(v));
const wholeYears = () => data.fy.map((_, k) => k).filter((k) => data.fy_months[k] === 12);

// An element's mean over the whole fiscal years.
function meanOfYears(v, option, i) {
  const years = wholeYears().map((k) => v.fy[option][k][i] ?? 0);
  return years.length ? years.reduce((a, b) => a + b, 0) / years.length : 0;
}

// A year's amount over the whole fiscal years, or in the year that is chosen.
function amount(v, option) {
  if (!v || !v.fy) return v && v.kpi ? v.kpi.s[option][3] : null;
  if (state.year) {
    const k = data.fy.indexOf(Number(state.year));
    return k < 0 ? null : inYear(v, option, k);
  }
  if (!state.town && v.kpi) return v.kpi.s[option][3];
  const years = wholeYears().map((k) => inYear(v, option, k)).filter((x) => x != null);
  return years.length ? years.reduce((a, b) => a + b, 0) / years.length : null;
}

const yearly = (v) => (v.agg === "sum" ? (v.unit === "1" ? "year-1" : `${v.unit} year-1`) : v.unit);
const shownOptions = () => (state.option === "" ? options.map((_, i) => i) : [Number(state.option)]);
const focusOption = () => (state.option === "" ?
  (options.length > 1 ? (data.baseline + 1) % options.length : 0) : Number(state.option));
const metricList = () => data.metrics.map((id) => quantity.get(id)).filter((v) => v && v.kpi);
const shortPath = (path) => path.replace(/^default\./, "");

// Who pays whom: [{ from, to, yen }] a year in an option, from the booked flows of money.
function moneyFlows(option) {
  const out = [];
  for (const f of rowsOf("flows")) {
    if (f.medium !== "money") continue;
    const yen = amount(quantity.get(f.quantity), option);
    if (yen == null || yen === 0) continue;
    out.push({ quantity: f.quantity, yen,
      from: { en: f.from, ja: f.from_ja }, to: { en: f.to, ja: f.to_ja } });
  }
  return out;
}

const publicHolders = ["municipality", "prefecture", "nation"];

// What is left with each: + received, - paid.
function netByHolder(option) {
  const net = new Map();
  const add = (holder, yen) => {
    const h = net.get(holder.en) ?? { holder, yen: 0 };
    h.yen += yen;
    net.set(holder.en, h);
  };
  for (const f of moneyFlows(option)) {
    add(f.from, -f.yen);
    add(f.to, f.yen);
  }
  return [...net.values()];
}

// The three views of modelling: the municipality, all public, the whole region against outside.
function threeViews(option) {
  const net = netByHolder(option);
  const of = (names) => net.filter((h) => names.includes(h.holder.en)).reduce((s, h) => s + h.yen, 0);
  return { municipality: of(["municipality"]), public: of(publicHolders),
    society: -of(["outside the region"]) };
}
