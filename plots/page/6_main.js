// main.js - the page as a whole: choices, their place in the address, drawing.

function readAddress() {
  const asked = new URLSearchParams(location.hash.slice(1));
  const valid = (key, list, otherwise) => (list.includes(asked.get(key)) ? asked.get(key) : otherwise);
  state.lang = valid("lang", ["en", "ja"], state.lang);
  state.option = valid("option", options.map((_, i) => String(i)), options.length > 1 ? "" : "0");
  state.town = valid("town", towns, "");
  state.year = valid("year", data.fy.map(String), "");
  state.at = valid("at", data.fy.map(String), "");
  state.metric = valid("metric", data.metrics, data.metrics[0] ?? "");
}

function writeAddress() {
  const now = new URLSearchParams();
  for (const key of ["lang", "option", "town", "year", "at", "metric"]) if (state[key]) now.set(key, state[key]);
  history.replaceState(null, "", `#${now}`);
}

function chooser(key, list, id) {
  const select = h("select", { id, name: key, onchange: (e) => {
    state[key] = e.target.value;
    if (key === "year") state.at = ""; // the map follows
    writeAddress();
    show(id);
  } }, list.map(([value, text]) => h("option", { value, selected: state[key] === value }, text)));
  return h("label", { for: id }, say(key), select);
}

function controls() {
  const list = [chooser("lang", [["ja", "日本語"], ["en", "English"]], "choose-lang")];
  if (options.length > 1)
    list.push(chooser("option", [["", say("all_options")], ...options.map((o, i) => [String(i), o])], "choose-option"));
  if (metricList().length > 1)
    list.push(chooser("metric", metricList().map((v) => [v.id, pick(v)]), "choose-metric"));
  if (towns.length > 1)
    list.push(chooser("town", [["", say("all_towns")], ...towns.map((t) => [t, t])], "choose-town"));
  if (data.fy.length > 1)
    list.push(chooser("year", [["", say("all_years")], ...data.fy.map((y) => [String(y), fiscal(y)])], "choose-year"));
  list.push(h("button", { type: "button", onclick: () => print() }, say("print")));
  return h("div", { class: "controls" }, h("form", { "aria-label": say("language"), onsubmit: (e) => e.preventDefault() }, list));
}

function subtitle() {
  const kind = say(`kind_${data.kind}`), futures = number(data.n_future, 1);
  if (!data.start) return say("subtitle_model", kind, futures); // a function knows no dates
  return say("subtitle", kind, data.start, number(data.years, 0.1).replace(/\.0$/, ""), futures);
}

function heading() {
  const script = about();
  const title = script.title || script.name || data.title || "Junkan";
  document.title = title;
  return h("header", {}, h("h1", {}, title),
    paragraph(subtitle(), { class: "soft" }),
    charts ? null : paragraph(say("no_charts"), { class: "warn" }),
    state.town ? paragraph(say("chosen_town_note"), { class: "soft" }) : null);
}

const titleOf = (name) => say(name === "options" && options.length === 1 ? "figures_of_one" : name);

// Tables wider than the screen move sideways by themselves, by keys too.
function letScroll(main) {
  for (const t of main.querySelectorAll("table"))
    if (!t.closest(".scroll")) {
      const box = h("div", { class: "scroll whole", tabindex: "0", role: "region",
        "aria-label": t.closest("section").querySelector("h2").textContent });
      t.replaceWith(box);
      box.append(t);
    }
}

let turn = 0;

// Draws the page anew; what was in focus stays so.
async function show(focus) {
  const mine = ++turn;
  drawing = [];
  document.documentElement.lang = state.lang;
  document.querySelector(".skip").textContent = say("skip");
  const scroll = scrollY;
  const sections = chapters.map(([name, make]) => ({ name, body: make() })).filter((s) => s.body && s.body.flat(9).some((x) => x));
  const main = h("main", { id: "main", tabindex: "-1" }, sections.map((s) =>
    h("section", { id: s.name, "aria-labelledby": `title-${s.name}` }, h("h2", { id: `title-${s.name}` }, titleOf(s.name)), s.body.flat(9).filter((x) => x))));
  letScroll(main);
  const contents = h("nav", { "aria-label": say("contents") }, h("ol", {}, sections.map((s) =>
    h("li", {}, h("a", { href: `#${s.name}`, onclick: (e) => {
      e.preventDefault();
      document.getElementById(s.name).scrollIntoView();
      document.getElementById("main").focus({ preventScroll: true });
    } }, titleOf(s.name))))));
  document.getElementById("page").replaceChildren(controls(), heading(), contents, main,
    h("footer", {}, say("data_note", data.path), ` · ${data.version.split("\n")[0]}`));
  scrollTo(0, scroll);
  if (focus) document.getElementById(focus)?.focus({ preventScroll: true });
  await drawAll(mine);
}

let waiting = new Set(); // figures not drawn yet
addEventListener("beforeprint", () => {
  for (const d of waiting) d.now();
  waiting.clear();
});

// Charts are what takes time: those in sight first, then the others one by one while nothing else
// is to be done; one that comes into sight is drawn at once, and paper waits for none.
async function drawAll(mine) {
  const list = drawing;
  waiting = new Set(list);
  const begun = new Set();
  const one = async (d) => {
    if (begun.has(d) || !waiting.has(d)) return;
    begun.add(d);
    await d.act();
    waiting.delete(d);
  };
  const near = (d) => {
    const box = d.chart.getBoundingClientRect();
    return box.top < innerHeight && box.bottom > 0;
  };
  for (const d of list.filter(near)) await one(d);
  performance.mark("junkan-open");
  const byChart = new Map(list.map((d) => [d.chart, d]));
  const watch = new IntersectionObserver((seen) => {
    for (const s of seen) if (s.isIntersecting) one(byChart.get(s.target));
  }, { rootMargin: "300px" });
  for (const d of waiting) watch.observe(d.chart);
  for (const d of list) {
    if (mine !== turn || !waiting.has(d)) continue;
    await new Promise((go) => { window.requestIdleCallback ? requestIdleCallback(go, { timeout: 200 }) : setTimeout(go, 20); });
    if (mine === turn) await one(d);
  }
  watch.disconnect();
  if (mine === turn) document.documentElement.dataset.drawn = String(mine);
}

document.querySelector(".skip").href = "#main";
document.querySelector(".skip").addEventListener("click", (e) => {
  e.preventDefault();
  document.getElementById("main").focus();
});
readAddress();
addEventListener("hashchange", () => { readAddress(); show(); });
show();
