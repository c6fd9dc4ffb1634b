// indicators.js - the chapter of indicators: plots/indicators.csv worked out by fiscal year.

// "towns.#.population": what an option says of all towns, stations, ..., or of the chosen town's; null
// if it says nothing, or no plain number.
function sumOfParams(pattern, option) {
  const [before, after] = pattern.split("#"), dimension = before.replace(/s\.$/, "");
  const seen = new Map();
  for (const r of paramRows) {
    if (!r.path.startsWith(before) || !r.path.endsWith(after) || ![undefined, "", "*", options[option]].includes(r.option)) continue;
    const name = r.path.slice(before.length, r.path.length - after.length);
    if (!state.town || (dimension === "town" ? name : townNamed(dimension, name)) === state.town) seen.set(r.path, Number(r.value));
  }
  const list = [...seen.values()];
  return list.length && list.every(isFinite) ? list.reduce((a, b) => a + b, 0) : null;
}

// Elements that count in an indicator: of the chosen town; of one kind in "labour.wage_yen[b_type]";
// those above 0 in "carbon.landfill_year[some]".
const elementsOf = (v, kind, values) => chosenElements(v).filter((i) => !kind ||
  (kind === "some" ? values[i] > 0 : entityOf(v.axis, labelsOf(v)[i])?.kind === kind));

// "labour.wage_yen - 0.5 * biomass.paid_yen" of an option in a fiscal year; null if a name is missing.
function evaluate(text, option, k) {
  let sum = 0;
  for (const m of text.matchAll(/([+-]?)\s*([^+-]+(?:e-?\d+)?)/g)) {
    let product = m[1] === "-" ? -1 : 1;
    for (const factor of m[2].split("*").map((x) => x.trim()).filter((x) => x)) {
      if (/^[\d.]+$/.test(factor)) product *= Number(factor);
      else {
        const [, name, kind] = /^([^[]+)(?:\[(\w+)\])?$/.exec(factor) ?? [];
        const v = quantity.get(name);
        const x = factor.startsWith("params.") ? sumOfParams(factor.slice(7), option)
          : v?.fy ? gather(v, v.fy[option][k], elementsOf(v, kind, v.fy[option][k])) : null;
        if (x == null) return null;
        product *= x;
      }
    }
    sum += product;
  }
  return sum;
}

const indicatorRows = readCsv(part("indicators") || "");

function indicatorValue(row, option, k) {
  if (row.numerator === "") return null;
  const up = evaluate(row.numerator, option, k);
  const down = row.denominator === "" ? 1 : evaluate(row.denominator, option, k);
  return up == null || !down ? null : up / down;
}

function indicatorsSection() {
  if (data.kind === "calibrate") return null; // the points of a search are no futures
  const o = focusOption(), years = state.year ? [data.fy.indexOf(Number(state.year))].filter((k) => k >= 0) : wholeYears();
  const given = [], missing = [];
  for (const row of indicatorRows) {
    const values = years.map((k) => indicatorValue(row, o, k));
    (values.some((x) => x != null) ? given : missing).push({ row, values });
  }
  const name = (r) => (state.lang === "ja" ? r.ja : r.en);
  const shown = given.map(({ row, values }) => {
    const s = scaleOf(row.unit, Math.max(...values.map((x) => Math.abs(x ?? 0))));
    return [`${name(row)}${s.unit ? ` (${s.unit})` : ""}`, ...values.map((x) => (x == null ? "–" : number(x / s.by)))];
  });
  const meta = given.map(({ row }) => [name(row), `${row.numerator}${row.denominator ? ` / ${row.denominator}` : ""}`,
    state.lang === "ja" ? row.boundary_ja : row.boundary_en, state.lang === "ja" ? row.caveat_ja : row.caveat_en, row.source, row.sdg]);
  return [
    paragraph(`${say("indicators_note")} ${say("option")}: ${options[o]}${state.town ? ` · ${state.town}` : ""}`, { class: "soft" }),
    shown.length ? h("div", { class: "scroll whole", tabindex: "0", role: "region", "aria-label": say("indicators") },
      makeTable([say("indicator"), ...years.map((k) => fiscal(data.fy[k]))], shown,
        { "data-table": "indicators", class: years.length > 16 ? "many" : null })) : null,
    meta.length ? h("details", {}, h("summary", {}, say("formula")), h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": say("formula") },
      makeTable([say("indicator"), say("formula"), say("boundary"), say("caveat"), say("source"), say("sdg")], meta))) : null,
    missing.length ? h("details", {}, h("summary", {}, `${say("not_here")} (${missing.length})`),
      h("ul", {}, missing.map(({ row }) => h("li", {}, `${name(row)}${row.numerator ? "" : say("because", state.lang === "ja" ? row.caveat_ja : row.caveat_en)}`)))) : null,
  ];
}
