// figures.js - one figure: its chart, its numbers for reading and for download.

const charts = typeof vegaEmbed === "function";

// h("td", { class: "number" }, "12"): elements hold text as text, never as markup.
function h(tag, attributes, ...children) {
  const e = document.createElement(tag);
  for (const [k, v] of Object.entries(attributes ?? {})) {
    if (k.startsWith("on")) e.addEventListener(k.slice(2), v);
    else if (v != null && v !== false) e.setAttribute(k, v === true ? "" : v);
  }
  e.append(...children.flat().filter((c) => c != null).map((c) => (c instanceof Node ? c : String(c))));
  return e;
}

// A table; cells that are numbers stand right.
function makeTable(head, body, attributes = {}) {
  return h("table", attributes,
    h("thead", {}, h("tr", {}, head.map((c) => h("th", { scope: "col" }, c)))),
    h("tbody", {}, body.map((row) => h("tr", row.attributes ?? {}, (row.cells ?? row).map((c, i) =>
      (i === 0 ? h("th", { scope: "row" }, c) : h("td", { class: typeof c === "string" && /^([<>] )?[−+]?[\d.,]+( |$)|^[−+]?[\d.,]+ –|^–$/.test(c) ? "number" : null }, c)))))));
}

function save(name, blob) {
  const a = h("a", { href: URL.createObjectURL(blob), download: name });
  document.body.append(a);
  a.click();
  a.remove();
  setTimeout(() => URL.revokeObjectURL(a.href), 10000);
}

// The numbers as they are drawn: with the unit they are drawn in.
function csvOf(made) {
  const rows = made.table ?? made.rows;
  const keys = [...new Set(rows.flatMap((r) => Object.keys(r)))];
  const unit = made.unit && !keys.includes("unit") ? { unit: made.unit } : {};
  const cell = (x) => {
    // a leading = + - @ of a text would be a formula in a spreadsheet, their wide forms in a Japanese one
    const text = typeof x === "string" ? x.replace(/^('*[=+\-@\t\r＝＋－＠])/, "'$1") : x == null ? "" : String(x);
    return /[",\n\r]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
  };
  const all = [...keys, ...Object.keys(unit)];
  return [all.join(","), ...rows.map((r) => all.map((k) => cell({ ...unit, ...r }[k])).join(","))].join("\r\n") + "\r\n";
}

const palette = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#7f6000", "#5b3a8c",
  "#444444", "#999933", "#882255", "#117733"]; // Okabe and Ito 2008, then Tol's muted: safe for the colour-blind

const chartConfig = () => ({
  background: "#ffffff",
  font: '"Hiragino Sans", "Yu Gothic", "Noto Sans CJK JP", "Noto Sans JP", system-ui, sans-serif',
  range: { category: palette },
  axis: { labelColor: "#1b1f24", titleColor: "#1b1f24", gridColor: "#e3e7eb", labelFontSize: 12, titleFontSize: 12,
    titleFontWeight: "normal", labelLimit: 260 },
  legend: { labelFontSize: 12, titleFontSize: 12, labelLimit: 300, orient: "bottom", columns: innerWidth < 600 ? 1 : 3, titleFontWeight: "normal" },
  header: { labelFontSize: 12, labelColor: "#1b1f24", labelLimit: 600 },
  view: { stroke: null },
  mark: { tooltip: true },
});

// Placeholders: "{unit}", "{title}", "{year}", "{period}", "{word:year}"; "{number:town}" becomes a number.
function filled(x, made) {
  if (typeof x === "string" && /^\{number:\w+\}$/.test(x)) return made.numbers?.[x.slice(8, -1)] ?? 1;
  if (typeof x === "string")
    return x.replace(/\{year\}/g, made.year ?? "").replace(/\{period\}/g, say(data.months[0]?.length > 4 ? "by_month" : "by_year")).replace(/\{unit\}/g, made.unit ?? "").replace(/\{title\}/g, made.title ?? "")
      .replace(/\{word:([a-z_]+)\}/g, (_, key) => say(key));
  if (Array.isArray(x)) return x.map((y) => filled(y, made));
  if (x && typeof x === "object") {
    const out = {};
    for (const [k, v] of Object.entries(x)) if (k !== "usermeta") out[k] = filled(v, made);
    return out;
  }
  return x;
}

// Every specification once; a faulty one is told in its place.
const figures = Object.entries(part("figures")).map(([name, text]) => {
  try {
    const spec = JSON.parse(text), ask = askOf(name, spec ?? {});
    return { name, spec, ask, get fault() { return figureFault(spec, ask); } }; // in the page's language
  } catch (e) {
    return { name, ask: { section: "own", title: { en: name, ja: name } }, fault: e.message };
  }
}).sort((a, b) => (a.ask.order ?? 99) - (b.ask.order ?? 99) || (a.name < b.name ? -1 : 1));

function numbersTable(made) {
  const rows = made.table ?? made.rows;
  const keys = Object.keys(rows[0]).filter((k) => k !== "order" && k !== "rank");
  const shown = rows.slice(0, 400).map((r) => keys.map((k) =>
    (typeof r[k] === "number" ? (k === "year" ? fiscal(r[k]) : number(r[k])) : r[k] ?? "")));
  const title = (k) => (words.has(`column_${k}`) ? say(`column_${k}`) : k);
  return makeTable(keys.map((k) => (["value", "lo", "hi"].includes(k) && made.unit && !keys.includes("unit") ? `${title(k)} (${made.unit})` : title(k))), shown);
}

// What a screen reader hears in place of the drawing.
function spoken(made, title) {
  const rows = (made.spoken ?? made.table ?? made.rows).filter((r) => typeof r.value === "number");
  if (rows.length === 0) return title;
  const top = rows.reduce((a, b) => (Math.abs(b.value) > Math.abs(a.value) ? b : a));
  return `${title}. ${say("spoken", rows.length, [top.name, top.option, top.year, top.month].filter((x) => x != null).join(" "), `${number(top.value)} ${made.unit ?? ""}`)}`;
}

let drawing = []; // figures to draw: { chart, act, now }
const heights = new Map(); // of a figure's chart when last drawn, kept free while it is drawn anew

function figureElement(f) {
  const title = pick(f.ask.title) || f.name;
  if (f.fault) return h("figure", {}, h("figcaption", {}, title), h("p", { class: "warn" }, say("figure_failed", f.fault)));
  const maker = makers[f.ask.rows];
  const shown = { made: maker ? maker(f.ask) : { rows: [], unit: "" }, view: null };
  if (maker && shown.made.rows.length === 0) return null;
  const id = `figure-${f.name.replace(/[^A-Za-z0-9_-]/g, "_")}`;
  const chart = h("div", { class: "chart", role: "img", style: `min-height:${heights.get(f.name) ?? 60}px` });
  const tools = h("div", { class: "tools" });
  const caption = h("figcaption", { id });
  const numbers = h("details", {}, h("summary", {}, say("numbers")));
  const open = () => {
    if (numbers.open && numbers.children.length === 1)
      numbers.append(h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": caption.textContent }, numbersTable(shown.made)));
  };
  const tell = () => {
    caption.textContent = filled(title, shown.made);
    chart.setAttribute("aria-label", spoken(shown.made, caption.textContent));
    numbers.replaceChildren(numbers.firstChild);
    open();
  };
  numbers.addEventListener("toggle", open);
  tell();
  if (maker)
    tools.append(h("button", { type: "button", onclick: () => save(`${f.name}.csv`,
      new Blob(["\ufeff", csvOf(shown.made)], { type: "text/csv" })) }, say("download_csv")), numbers);
  if (charts) drawing.push({ chart, act: () => draw(f, shown, chart, tools), now: () => drawNow(f, shown, chart) });
  else if (maker) chart.append(numbersTable(shown.made));
  const change = () => {
    shown.made = maker(f.ask);
    tell();
    shown.view?.data("rows", shown.made.rows).run();
    if (!charts) chart.replaceChildren(numbersTable(shown.made));
  };
  return h("figure", { "aria-labelledby": id, "data-figure": f.name }, caption,
    f.ask.note ? h("p", { class: "soft" }, filled(pick(f.ask.note), shown.made)) : null,
    f.ask.slider && maker ? yearSlider(change) : null, chart, tools);
}

// A fiscal year for one figure, kept in the address.
function yearSlider(change) {
  const years = mapYears(), text = () => fiscal(data.fy[mapYear()]);
  if (years.length < 2) return null;
  const output = h("output", {}, text());
  const input = h("input", { type: "range", id: "choose-at", min: 0, max: years.length - 1, value: years.indexOf(mapYear()),
    "aria-valuetext": text(), oninput: () => {
      state.at = String(data.fy[years[Number(input.value)]]);
      output.textContent = text();
      input.setAttribute("aria-valuetext", text());
      writeAddress();
      change();
    } });
  return h("div", { class: "slider" }, h("label", { for: "choose-at" }, say("map_year")), input, output);
}

// Layers of a figure that ask for what these rows do not have: an interval, a part of the drawing.
function withoutLayers(spec, rows) {
  const known = new Set(rows.flatMap((r) => Object.keys(r)));
  const parts = new Set(rows.map((r) => r.part));
  const has = (l) => {
    const wanted = /datum\.part == '(\w+)'/.exec(l.transform?.[0]?.filter ?? "");
    if (l.transform) return !wanted || parts.has(wanted[1]);
    return Object.values(l.encoding ?? {}).every((c) => !c.field || known.has(c.field));
  };
  if (rows.length && spec.layer) spec.layer = spec.layer.filter(has);
}

// An option keeps its colour in every figure, whichever others are in it.
function colourOptions(x, names) {
  if (Array.isArray(x)) x.forEach((y) => colourOptions(y, names));
  else if (x && typeof x === "object") {
    if (x.color?.field === "option" && x.color.scale === undefined)
      x.color.scale = { domain: names, range: names.map((n) => palette[options.indexOf(n) % palette.length]) };
    for (const [k, y] of Object.entries(x)) if (k !== "datasets" && k !== "data") colourOptions(y, names);
  }
}

// The specification as Vega-Lite draws it: words, rows, width.
function ready(f, made, chart) {
  const spec = filled(f.spec, made);
  if (!f.ask.slider) withoutLayers(spec, made.rows); // another year may have them
  const wide = Math.max(240, Math.min(1000, chart.clientWidth || 1000));
  const panel = f.ask.panel ?? 0; // columns that stand beside the drawing, in pixels
  if (f.ask.facet) {
    const columns = wide < 620 ? 1 : f.ask.facet;
    spec.columns = columns;
    spec.spec.width = Math.floor((wide - columns * (panel + 30)) / columns);
  } else spec.width = Math.max(140, wide - (wide < 620 ? Math.min(panel, 150) : panel));
  const named = new Set(made.rows.map((r) => r.option));
  if (options.length > 1) colourOptions(spec, options.filter((o) => named.has(o)));
  if (made.points && spec.projection) fitProjection(spec, made.points);
  if (spec.usesMap && boundaries) addBoundaries(spec);
  delete spec.usesMap;
  spec.datasets = { ...(spec.datasets ?? {}), rows: made.rows };
  return spec;
}

async function draw(f, shown, chart, tools) {
  try {
    const box = h("div");
    const { view } = await vegaEmbed(box, ready(f, shown.made, chart), { actions: false, renderer: "svg", config: chartConfig(),
      tooltip: { theme: "light" } });
    chart.replaceChildren(box);
    shown.view = view;
    chart.style.minHeight = "";
    heights.set(f.name, chart.offsetHeight);
    // the chart as a whole has its words, its numbers stand in a table
    chart.querySelector("svg")?.setAttribute("aria-hidden", "true");
    const button = (key, act) => tools.prepend(h("button", { type: "button", onclick: act }, say(key)));
    button("download_png", async () => save(`${f.name}.png`, blobOf(await view.toImageURL("png", 2))));
    button("download_svg", async () => save(`${f.name}.svg`, new Blob([await view.toSVG()], { type: "image/svg+xml" })));
  } catch (e) {
    chart.append(h("p", { class: "warn" }, say("figure_failed", e.message)));
    console.error(f.name, e);
  }
}

// At once, for a page that is being printed before its figures had their turn.
function drawNow(f, shown, chart) {
  const spec = vegaLite.compile(ready(f, shown.made, chart), { config: chartConfig() }).spec;
  chart.style.minHeight = "";
  shown.view = new vega.View(vega.parse(spec), { renderer: "svg" }).initialize(chart).run();
  chart.querySelector("svg")?.setAttribute("aria-hidden", "true");
}

// The bytes of a data: address.
function blobOf(url) {
  const [head, body] = url.split(",");
  return new Blob([Uint8Array.from(atob(body), (c) => c.charCodeAt(0))], { type: head.slice(5).split(";")[0] });
}

