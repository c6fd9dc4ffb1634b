// text.js - words in both languages, numbers rounded to their uncertainty, units as people say them.
"use strict";

const part = (id) => JSON.parse(document.getElementById(`json-${id}`).textContent);

// Rows of a CSV text by its header's names.
function readCsv(text) {
  const rows = [];
  let row = [], cell = "", quoted = false;
  for (let i = 0; i < text.length; i++) {
    const c = text[i];
    if (quoted) {
      if (c === '"' && text[i + 1] === '"') { cell += '"'; i++; }
      else if (c === '"') quoted = false;
      else cell += c;
    } else if (c === '"') quoted = true;
    else if (c === ",") { row.push(cell); cell = ""; }
    else if (c === "\n") { row.push(cell.replace(/\r$/, "")); rows.push(row); row = []; cell = ""; }
    else cell += c;
  }
  if (cell !== "" || row.length) { row.push(cell); rows.push(row); }
  const head = rows.shift() || [];
  return rows.map((r) => Object.fromEntries(head.map((name, i) => [name, r[i] ?? ""])));
}

const words = new Map(readCsv(part("words")).map((w) => [w.key, w]));
const state = { lang: document.documentElement.lang };
const pick = (x) => (x == null ? "" : x[state.lang] ?? x.en ?? "");

// A sentence with {0}, {1}, ... filled in.
function say(key, ...args) {
  const w = words.get(key);
  return (w ? pick(w) : key).replace(/\{(\d)\}/g, (_, i) => args[i] ?? "");
}

// The step to which a number is rounded: two digits of its interval's width, three of itself.
function stepOf(value, lo, hi) {
  const width = hi - lo;
  if (width > 0 && isFinite(width)) return 10 ** (Math.floor(Math.log10(width)) - 1);
  return value ? 10 ** (Math.floor(Math.log10(Math.abs(value))) - 2) : 1;
}

function number(x, step = stepOf(x), plus = false) {
  if (x == null || !isFinite(x)) return "–";
  const digits = Math.max(0, Math.min(12, -Math.floor(Math.log10(step) + 1e-9)));
  const rounded = Math.round(x / step) * step;
  const text = Math.abs(rounded).toLocaleString("en-US",
    { minimumFractionDigits: digits, maximumFractionDigits: digits });
  const zero = Number(rounded.toFixed(digits)) === 0;
  return (zero ? "" : rounded < 0 ? "−" : plus ? "+" : "") + text;
}

const unitWord = {
  yen: "円", person: "人", day: "日", year: "年", h: "時間", month: "月", household: "世帯",
};
const unitShort = { year: "y", day: "day" };

// "t year-1" as "t/y" or "t/年".
function unitText(unit) {
  if (!unit || unit === "1") return "";
  const up = [], down = [];
  for (const word of unit.split(" ")) {
    const m = /^(.*?)(-?\d+)?$/.exec(word);
    const power = m[2] === undefined ? 1 : Number(m[2]);
    const name = state.lang === "ja" ? unitWord[m[1]] ?? m[1] : unitShort[m[1]] ?? m[1];
    const shown = name + (Math.abs(power) > 1 ? Math.abs(power) : "");
    if (name !== "1") (power < 0 ? down : up).push(shown);
  }
  return up.join("·") + (down.length ? "/" + down.join("/") : "");
}

// Money in the size that people read: 億円 and 千円, or millions and thousands of yen.
function scaleOf(unit, largest) {
  if (/^yen( |$)/.test(unit || "")) {
    const rest = unit.slice(3);
    const ja = state.lang === "ja";
    if (largest >= (ja ? 1e8 : 1e6)) {
      const tail = unitText("x" + rest).replace(/^x/, "");
      return ja ? { by: 1e8, unit: "億円" + tail } : { by: 1e6, unit: "M yen" + tail };
    }
    if (largest >= 1e4) {
      const tail = unitText("x" + rest).replace(/^x/, "");
      return ja ? { by: 1e3, unit: "千円" + tail } : { by: 1e3, unit: "thousand yen" + tail };
    }
  }
  return { by: 1, unit: unitText(unit) };
}

const shareText = (x) => (x == null ? "–" : x > 0.99 && x < 1 ? (state.lang === "ja" ? "99 % 超" : "> 99 %")
  : x > 0 && x < 0.01 ? (state.lang === "ja" ? "1 % 未満" : "< 1 %") : `${Math.round(100 * x)} %`);
const fiscal = (year) => (state.lang === "ja" ? `${year}年度` : `FY${year}`);
const range = (lo, hi, step, plus) => `${number(lo, step, plus)} – ${number(hi, step, plus)}`;

// "8,800,000 yen/y (4,100,000 – 14,000,000)" in one scale.
function withInterval([value, lo, hi], unit, plus = false) {
  const s = scaleOf(unit, Math.max(Math.abs(lo ?? 0), Math.abs(hi ?? 0), Math.abs(value)));
  const step = stepOf(value / s.by, lo / s.by, hi / s.by);
  return `${number(value / s.by, step, plus)} ${s.unit}` +
    (lo == null || hi == null ? "" : ` (${range(lo / s.by, hi / s.by, step, plus)})`);
}
