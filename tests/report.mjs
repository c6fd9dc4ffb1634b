// report.mjs FOLDER - opens every page of FOLDER (made by tests/report.sh) in Chromium: every figure
// draws, in both languages, on a wide screen, a phone and paper, with no error in the console, no
// request outside the file and no serious accessibility violation; choices change what is shown to
// the numbers of the result file (FOLDER/wanted.json); hostile names stay text. Screenshots go to
// FOLDER too. SPDX-License-Identifier: GPL-3.0-or-later
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";

const require = createRequire(path.resolve("build/npm/package.json"));
const { chromium } = require("playwright-core");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const folder = path.resolve(process.argv[2]);
const wanted = JSON.parse(readFileSync(path.join(folder, "wanted.json"), "utf8"));
const maps = JSON.parse(readFileSync(path.join(folder, "maps.json"), "utf8"));
let passed = 0, failed = 0;

function ok(what, good, detail = "") {
  if (good) passed++;
  else {
    failed++;
    console.log(`FAILED ${what} ${detail}`);
  }
}

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM || "/usr/bin/chromium", args: ["--no-sandbox"] });

async function open(name, hash, width) {
  const page = await browser.newPage({ viewport: { width, height: 900 } });
  const noise = [];
  page.on("console", (m) => { if (["error", "warning"].includes(m.type())) noise.push(m.text()); });
  page.on("pageerror", (e) => noise.push(e.message));
  page.on("dialog", (d) => { noise.push(`dialog ${d.message()}`); d.dismiss(); });
  page.on("request", (r) => { if (!/^(file|data|blob):/.test(r.url())) noise.push(`request ${r.url()}`); });
  await page.goto(`file://${path.join(folder, name)}#${hash}`);
  await drawn(page);
  return { page, noise };
}

const drawn = (page) => page.waitForFunction(() => document.documentElement.dataset.drawn, null, { timeout: 60000 });

async function choose(page, id, value) {
  await page.evaluate(() => { delete document.documentElement.dataset.drawn; });
  await page.selectOption(`#${id}`, value);
  await drawn(page);
}

// Figures without a drawn mark, and captions that are not in the language.
const emptyFigures = (page) => page.evaluate(() => [...document.querySelectorAll("figure")]
  .filter((f) => !f.querySelector(":scope > p.warn") && f.querySelectorAll(".chart svg .mark-group path, .chart svg .mark-symbol path, .chart svg .mark-rect path, .chart svg .mark-rule line, .chart svg .mark-line path, .chart svg .mark-area path").length === 0)
  .map((f) => f.dataset.figure));

async function violations(page) {
  await page.evaluate(axe);
  return page.evaluate(async () => (await axe.run(document, { resultTypes: ["violations"] })).violations
    .filter((v) => ["serious", "critical"].includes(v.impact))
    .map((v) => `${v.id}: ${v.nodes.slice(0, 2).map((n) => n.target.join(" ")).join("; ")}`));
}

const cells = (page, name) => page.evaluate((n) => [...document.querySelectorAll(`table[data-table="${n}"] tbody tr`)]
  .map((r) => [...r.children].map((c) => c.textContent)), name);
const toNumber = (text) => Number(text.replace(/[^\d.\-−+]/g, "").replace("−", "-"));

// What the map draws: [{ part, name, value }] of its marks.
const mapItems = (page) => page.evaluate(() => [...document.querySelectorAll('[data-figure="map"] .mark-symbol path, [data-figure="map"] .mark-rule line')]
  .map((e) => e.__data__?.datum).filter((d) => d?.part).map(({ part, name, value }) => ({ part, name, value })));

// Towns and shapes of a map with boundaries: which town's circle lies in which shape, by the browser's
// own geometry; how much of the drawing each shape fills.
const mapShapes = (page) => page.evaluate(() => {
  const svg = document.querySelector('[data-figure="map"] svg');
  const centre = (e) => {
    const b = e.getBoundingClientRect();
    return new DOMPoint(b.x + b.width / 2, b.y + b.height / 2);
  };
  const towns = [...svg.querySelectorAll(".mark-symbol path")].filter((e) => e.__data__?.datum?.part === "town")
    .map((e) => ({ name: e.__data__.datum.name, at: centre(e) }));
  const shapes = [...svg.querySelectorAll(".mark-shape path")].filter((e) => e.getAttribute("d"));
  return { n: shapes.length, within: Object.fromEntries(towns.map((t) => [t.name, shapes.map((s, i) =>
    (s.__data__.datum.type !== "LineString" && s.isPointInFill(t.at.matrixTransform(s.getScreenCTM().inverse())) ? i : -1)).filter((i) => i >= 0)])) };
});

// The map's slider moved to a fiscal year: towns, feed carried and openings are those of the result.
async function checkYear(page, want) {
  const near = (a, b) => Math.abs(a - b) <= 2e-3 * Math.abs(b) + 1e-9;
  await page.locator("#choose-at").evaluate((e, year) => {
    e.value = String(Number(year) - 2026);
    e.dispatchEvent(new Event("input"));
  }, want.year);
  await page.waitForFunction((year) => document.querySelector('[data-figure="map"] figcaption').textContent.startsWith(`FY${year}`), want.year);
  const items = await mapItems(page);
  for (const part of ["town", "flow", "opening", "fresh"]) {
    const got = Object.fromEntries(items.filter((d) => d.part === part).map((d) => [d.name.split(":")[0], d.value]));
    const names = Object.keys(want[part]);
    ok(`map of FY${want.year}: each ${part}`, Object.keys(got).length === names.length && names.every((n) => near(got[n], want[part][n])),
      `${JSON.stringify(got)} is not ${JSON.stringify(want[part])}`);
  }
}

for (const name of readdirSync(folder).filter((f) => f.endsWith(".html") && !maps.files[f] && f !== "hubs.html").sort()) {
  const want = wanted[name] ?? {};
  for (const [lang, width] of [["en", 1280], ["ja", 1280], ["ja", 390]]) {
    const what = `${name} ${lang} ${width}`;
    const { page, noise } = await open(name, `lang=${lang}`, width);
    const n = await page.locator("figure").count();
    ok(`${what}: has figures`, n >= (want.figures ?? 1), `${n}`);
    ok(`${what}: every figure is drawn`, (await emptyFigures(page)).length === 0, await emptyFigures(page));
    ok(`${what}: figures that say why they are not drawn`, (await page.locator("figure > p.warn").count()) === (want.faults ?? 0));
    ok(`${what}: nothing runs over the edge`, await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth + 1),
      await page.evaluate(() => document.documentElement.scrollWidth));
    ok(`${what}: no word is missing`, !/\b(s|kind|column|view|map)_[a-z]+\b|undefined|NaN|\[object/.test(await page.evaluate(() => document.getElementById("page").innerText)),
      (await page.evaluate(() => document.getElementById("page").innerText)).match(/.{0,30}(\b(s|kind|column|view|map)_[a-z]+\b|undefined|NaN|\[object).{0,20}/));
    writeFileSync(path.join(folder, `${name}.command`), await page.locator("pre.command").textContent());
    const bad = await violations(page);
    ok(`${what}: accessible`, bad.length === 0, bad.join(" | "));
    ok(`${what}: quiet`, noise.length === 0, noise.join(" | "));
    await page.screenshot({ path: path.join(folder, `${name}.${lang}.${width}.png`), fullPage: true });
    await page.close();
  }
  { // on paper: controls are gone, the charts stay, each on one page (A4 less its margins, at 96 dpi)
    const { page, noise } = await open(name, "lang=ja", 720);
    writeFileSync(path.join(folder, `${name}.captions`), (await page.locator("h2:visible, figcaption:visible").allTextContents()).join("\n"));
    await page.emulateMedia({ media: "print" });
    ok(`${name} print: no controls`, !(await page.locator(".controls").isVisible()));
    ok(`${name} print: charts`, (await emptyFigures(page)).length === 0);
    const cut = await page.evaluate(() => [...document.querySelectorAll("figure")].filter((f) => f.offsetHeight > 1001 || f.scrollWidth > 721).map((f) => f.dataset.figure));
    ok(`${name} print: no figure is larger than a page`, cut.length === 0, cut);
    const pdf = await page.pdf({ path: path.join(folder, `${name}.pdf`), format: "A4" });
    ok(`${name} print: a PDF`, pdf.length > 20000, String(pdf.length));
    ok(`${name} print: quiet`, noise.length === 0, noise.join(" | "));
    await page.close();
  }
  if (want.numbers) {
    const { page, noise } = await open(name, "lang=en", 1280);
    const near = (text, x) => Math.abs(toNumber(text) * 1 - x) <= 0.02 * Math.abs(x) + 1e-9;
    for (const q of want.numbers) {
      await choose(page, "choose-town", q.town ?? "");
      await choose(page, "choose-year", q.year ?? "");
      if (await page.locator("#choose-option").count()) await choose(page, "choose-option", q.option ?? "");
      await choose(page, "choose-lang", q.lang ?? "en");
      const row = (await cells(page, q.table)).find((r) => q.row.every((w) => r.some((c) => c.startsWith(w))));
      const text = row?.[q.column < 0 ? row.length + q.column : q.column] ?? "";
      ok(`${name}: ${q.what}`, near(text, q.value), `${text} is not ${q.value}: ${row}`);
    }
    ok(`${name} choices: quiet`, noise.length === 0, noise.join(" | "));
    const kept = new URL(page.url()).hash;
    await page.reload();
    await drawn(page);
    ok(`${name}: the address keeps the view`, new URL(page.url()).hash === kept && (await page.inputValue("#choose-year")) === (want.numbers.at(-1).year ?? ""), kept);
    await page.close();
  }
  if (want.text) {
    const { page } = await open(name, "lang=en", 1280);
    const shown = await page.evaluate(() => document.body.innerText);
    for (const t of want.text) ok(`${name}: "${t}" is shown as text`, shown.includes(t));
    ok(`${name}: no element of a name`, (await page.locator("script[data-evil], b[data-evil]").count()) === 0);
    await page.close();
  }
  if (want.keyboard) { // tab reaches the choices, and a choice made by keys draws anew
    const { page } = await open(name, "lang=en", 1280);
    await page.keyboard.press("Tab");
    ok(`${name}: first stop skips to the content`, await page.evaluate(() => document.activeElement.className === "skip"));
    await page.keyboard.press("Tab");
    ok(`${name}: then the language`, await page.evaluate(() => document.activeElement.id === "choose-lang"));
    await page.evaluate(() => { delete document.documentElement.dataset.drawn; });
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press("Enter");
    await drawn(page);
    ok(`${name}: by keys to Japanese`, await page.evaluate(() => document.documentElement.lang === "ja" && document.activeElement.id === "choose-lang"));
    const [download] = await Promise.all([page.waitForEvent("download"), page.locator("figure button", { hasText: "CSV" }).first().click()]);
    ok(`${name}: CSV of a figure`, (await download.path()) && readFileSync(await download.path(), "utf8").includes(","));
    const [svg] = await Promise.all([page.waitForEvent("download"), page.locator("figure button", { hasText: "SVG" }).first().click()]);
    ok(`${name}: SVG of a figure`, readFileSync(await svg.path(), "utf8").startsWith("<svg"));
    const [png] = await Promise.all([page.waitForEvent("download"), page.locator("figure button", { hasText: "PNG" }).first().click()]);
    const [kilns] = await Promise.all([page.waitForEvent("download"), page.locator("figure[data-figure=kiln_years] button", { hasText: "CSV" }).click()]);
    const lines = readFileSync(await kilns.path(), "utf8").trim().split("\r\n");
    ok(`${name}: the CSV of a figure says the unit of each number`, lines[0].endsWith(",unit") && lines.length > 15 && lines.slice(1).every((l) => l.endsWith(",t/年")), lines[1]);
    ok(`${name}: PNG of a figure`, readFileSync(await png.path()).subarray(1, 4).toString() === "PNG");
    await page.close();
  }
}
for (const [name, want] of Object.entries(maps.files)) { // boundaries: each town in its own shapes, in no other's
  const { page, noise } = await open(name, "lang=en", 1280);
  const got = await mapShapes(page);
  ok(`${name}: shapes near the towns, no others`, got.n === want.n, `${got.n}, not ${want.n}`);
  ok(`${name}: every town lies in its own shape`, want.towns.every((t, i) => got.within[t]?.length === 1 && Math.floor(got.within[t][0] / want.each) === i), JSON.stringify(got.within));
  ok(`${name}: no name of the file is in the page`, !readFileSync(path.join(folder, name), "utf8").includes("data-evil"));
  ok(`${name}: accessible`, (await violations(page)).length === 0);
  ok(`${name}: quiet`, noise.length === 0, noise.join(" | "));
  await page.locator("#map").screenshot({ path: path.join(folder, `${name}.png`) });
  await page.close();
}
{ // the map's slider: towns, feed carried and openings of a fiscal year are those of the result
  const { page: hubs } = await open("hubs.html", "lang=en", 1280);
  const { page, noise } = await open("compare.html", "lang=en", 1280);
  for (const want of maps.pages["hubs.html"]) await checkYear(hubs, want);
  await hubs.close();
  for (const want of maps.pages["compare.html"]) {
    await choose(page, "choose-option", want.option);
    await checkYear(page, want);
  }
  const last = maps.pages["compare.html"].at(-1).year;
  ok("the map's year stands in the address", new URL(page.url()).hash.includes(`at=${last}`));
  await choose(page, "choose-lang", "ja");
  ok("and outlives another choice", (await page.locator('[data-figure="map"] figcaption').textContent()).startsWith(`${last}年度`));
  await page.locator("#choose-at").focus();
  await page.keyboard.press("ArrowLeft");
  ok("the slider moves by keys", (await page.locator('[data-figure="map"] figcaption').textContent()).startsWith(`${last - 1}年度`));
  await choose(page, "choose-year", "2029");
  ok("a year chosen for the page is the map's too", (await page.locator("#choose-at").getAttribute("aria-valuetext")) === "2029年度");
  ok("map: quiet", noise.length === 0, noise.join(" | "));
  await page.close();
}
{ // printed before its figures had their turn
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  await page.addInitScript(() => { window.requestIdleCallback = () => {}; }); // never idle
  await page.goto(`file://${path.join(folder, "compare.html")}#lang=en`);
  await page.waitForFunction(() => performance.getEntriesByName("junkan-open").length > 0);
  ok("figures out of sight wait", (await emptyFigures(page)).length > 10);
  await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
  ok("on paper every figure is drawn", (await emptyFigures(page)).length === 0, await emptyFigures(page));
  await page.close();
}
await browser.close();
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
