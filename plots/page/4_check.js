// check.js - what is wrong with a figure of a user's own, said in its place; the others still draw.

const figureSections = ["options", "calibration", "uncertainty", "carbon", "biomass", "kilns", "labour", "jobs", "stations",
  "money", "drivers", "variants", "timetable", "map"];

// What usermeta.junkan asks for, with a title in both languages and a chapter that is there.
function askOf(name, spec) {
  const ask = { ...(spec.usermeta?.junkan ?? {}) };
  if (typeof ask.title === "string") ask.title = { en: ask.title, ja: ask.title };
  if (!ask.title) ask.title = { en: name, ja: name };
  if (!figureSections.includes(ask.section)) ask.section = "own";
  return ask;
}

const marks = ["arc", "area", "bar", "boxplot", "circle", "errorband", "errorbar", "geoshape", "image", "line", "point", "rect",
  "rule", "square", "text", "tick", "trail"];

// Marks and addresses of data, wherever they stand in a specification.
function findIn(x, key, out = []) {
  if (Array.isArray(x)) x.forEach((y) => findIn(y, key, out));
  else if (x && typeof x === "object")
    for (const [k, v] of Object.entries(x)) {
      if (k === key) out.push(v);
      if (!["usermeta", "values", "datasets"].includes(k)) findIn(v, key, out);
    }
  return out;
}

// A sentence, or "" if it can be drawn.
function figureFault(spec, ask) {
  const list = (x) => x === undefined || (Array.isArray(x) && x.every((v) => typeof v === "string"));
  if (spec === null || typeof spec !== "object" || Array.isArray(spec)) return say("figure_no_object");
  if (ask.rows !== undefined && !Object.keys(makers).includes(ask.rows))
    return say("figure_no_rows", ask.rows, Object.keys(makers).join(", "));
  if (!list(ask.vars) || !list(ask.minus)) return say("figure_no_list");
  if (ask.facet && !spec.spec) return say("figure_no_facet");
  const mark = findIn(spec, "mark").map((m) => m?.type ?? m).find((m) => !marks.includes(m));
  if (mark !== undefined) return say("figure_no_mark", String(mark), marks.join(", "));
  const url = findIn(spec, "data").find((d) => d?.url);
  return url ? say("figure_no_net", url.url) : "";
}
