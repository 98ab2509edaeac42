// Sorting, filtering, the language switch and the comparison. Reads only its own page.
"use strict";

const language = document.documentElement.lang;
const collator = new Intl.Collator(language, { numeric: true });

// Two decimals, and of what is less than a tenth two digits: never nothing. Six are
// published, one đồng in a million.
function places(value) {
  const size = Math.abs(value);
  return size > 0 && size < 0.1 ? Math.min(1 - Math.floor(Math.log10(size)), 6) : 2;
}

function format(value) {
  const locale = language === "vi" ? "vi-VN" : "en-US";
  return value.toLocaleString(locale, { maximumFractionDigits: places(value) });
}

// A lower bound that is rounded up is none. What the multiplication is off by is less
// than the seventh decimal.
function cut(value) {
  const scale = 10 ** places(value);
  return Math.floor(value * scale + 1e-5) / scale;
}

function sortKey(row, column) {
  const cell = row.cells[column];
  const given = cell.dataset.sort;
  return given === undefined ? cell.textContent.trim() : given;
}

function sortBy(table, column, ascending) {
  const body = table.tBodies[0];
  const rows = [...body.rows];
  const isNumber = rows.some((row) => row.cells[column].dataset.sort !== undefined);
  rows.sort((one, other) => {
    const [a, b] = [sortKey(one, column), sortKey(other, column)];
    // What is not known stands last, whichever way the rest is sorted.
    if (a === "" || b === "") return (a === "") - (b === "");
    const order = isNumber ? Number(a) - Number(b) : collator.compare(a, b);
    return ascending ? order : -order;
  });
  body.append(...rows);
}

function makeSortable(table) {
  [...table.tHead.rows[0].cells].forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const isNumber = head.classList.contains("num");
      const now = head.getAttribute("aria-sort");
      const ascending = now ? now === "descending" : !isNumber;
      for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", ascending ? "ascending" : "descending");
      sortBy(table, column, ascending);
    });
  });
}

function plain(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").replace(/đ/gi, "d").toLowerCase();
}

function makeFilter(input) {
  const table = document.getElementById(input.dataset.filter);
  const rows = [...table.tBodies[0].rows].map((row) => [row, plain(row.textContent)]);
  input.closest("[hidden]")?.removeAttribute("hidden");
  input.addEventListener("input", () => {
    const sought = plain(input.value.trim());
    for (const [row, text] of rows) row.hidden = !text.includes(sought);
  });
}

function keepAddress() {
  for (const link of document.querySelectorAll("a[rel=alternate]")) {
    link.addEventListener("click", () => {
      link.hash = location.hash;
    });
  }
}

function openTarget() {
  let id = location.hash.slice(1);
  try {
    id = decodeURIComponent(id);
  } catch {
    // Somebody's `100%`: no id of ours, and no reason to stop here.
  }
  const target = id ? document.getElementById(id) : null;
  const folded = target?.closest("details");
  if (folded) {
    folded.open = true;
    target.scrollIntoView();
  }
}

function option(value, text) {
  const made = document.createElement("option");
  made.value = value;
  made.textContent = text;
  return made;
}

function cell(kind, text, style) {
  const made = document.createElement(kind);
  made.textContent = text;
  if (style) made.className = style;
  if (kind === "th") made.scope = style === "num" || style === "col" ? "col" : "row";
  return made;
}

class Comparison {
  constructor(root) {
    this.root = root;
    this.words = root.dataset;
    this.known = JSON.parse(document.getElementById("known").textContent);
    this.units = JSON.parse(document.getElementById("units").textContent);
    this.years = Object.keys(this.known.years).sort().reverse();
    this.choose = {};
    for (const each of root.querySelectorAll("[data-choose]")) {
      this.choose[each.dataset.choose] = each;
      each.addEventListener("change", () => this.chosen(each.dataset.choose));
    }
    root.hidden = false;
    addEventListener("hashchange", () => this.read());
    this.read();
  }

  // The address holds the choice: #years=2024,2023&at=63-22 or #year=2024&a=63-22&b=63-01
  read() {
    const asked = new URLSearchParams(location.hash.slice(1));
    const isLocal = asked.has("a") || asked.has("year");
    const [a, b] = (asked.get("years") ?? "").split(",");
    this.fill(isLocal ? "localities" : "years", {
      place: asked.get("at") ?? "",
      year: asked.get("year") ?? this.known.latest,
      a: isLocal ? asked.get("a") : a,
      b: isLocal ? asked.get("b") : b,
    });
    this.choose.parts.checked = asked.get("parts") === "1";
    this.show();
  }

  fill(mode, wanted) {
    const { known, choose } = this;
    choose.mode.value = mode;
    for (const only of this.root.querySelectorAll("[data-only]")) {
      only.hidden = only.dataset.only !== mode;
    }
    const set = (name, values, fallback) => {
      choose[name].replaceChildren(...values.map(([value, text]) => option(value, text)));
      const has = values.some(([value]) => value === wanted[name]);
      choose[name].value = has ? wanted[name] : fallback;
    };
    const years = this.years.map((year) => [year, year]);
    set("year", years, this.known.latest);
    const named = (keys) =>
      keys
        .map((key) => [key, `${known.places[key]} (${key.replace("-", ":")})`])
        .sort((one, other) => collator.compare(one[1], other[1]));
    set("place", [["", this.words.country], ...named(Object.keys(known.places))], "");
    if (mode === "years") {
      const { latest } = this.known;
      const before = this.years[this.years.indexOf(latest) + 1];
      set("a", years, latest);
      set("b", years, before ?? latest);
    } else {
      const places = named(known.years[choose.year.value]);
      set("a", places, places[0][0]);
      const second = places.find(([key]) => key !== choose.a.value);
      set("b", places, (second ?? places[0])[0]);
    }
  }

  chosen(name) {
    const now = Object.fromEntries(
      Object.entries(this.choose).map(([key, each]) => [key, each.value]),
    );
    if (name === "mode" || name === "year") this.fill(now.mode, now);
    this.show();
    history.replaceState(null, "", this.address());
  }

  address() {
    const { mode, place, year, a, b, parts } = this.choose;
    const kept =
      mode.value === "years"
        ? [`years=${a.value},${b.value}`, place.value && `at=${place.value}`]
        : [`year=${year.value}`, `a=${a.value}`, `b=${b.value}`];
    return `#${[...kept, parts.checked && "parts=1"].filter(Boolean).join("&")}`;
  }

  values(side) {
    const { mode, place, year } = this.choose;
    const chosen = this.choose[side].value;
    if (mode.value === "localities") return this.known.local[`${year.value}:${chosen}`];
    if (!place.value) return this.known.national[chosen];
    return this.known.local[`${chosen}:${place.value}`];
  }

  covered(side) {
    const { mode, place } = this.choose;
    const isNational = mode.value === "years" && !place.value;
    return isNational ? this.known.covered[this.choose[side].value] : [];
  }

  show() {
    const { mode, parts } = this.choose;
    const names = ["a", "b"].map((side) =>
      mode.value === "years"
        ? this.choose[side].value
        : this.known.places[this.choose[side].value],
    );
    const [one, other] = [this.values("a") ?? [], this.values("b") ?? []];
    const table = this.root.querySelector("table");
    const head = document.createElement("tr");
    head.append(cell("th", this.words.figure, "col"));
    for (const name of [...names, this.words.change]) head.append(cell("th", name, "num"));
    table.tHead.replaceChildren(head);
    const caption = this.words.caption.replace("{a}", names[0]).replace("{b}", names[1]);
    const where = mode.value === "years" ? this.choose.place : this.choose.year;
    const place = where.selectedOptions[0]?.textContent ?? "";
    table.caption.textContent = `${caption} · ${place}`;
    this.root.querySelector("[data-said]").textContent = table.caption.textContent;
    const rows = this.known.lines.flatMap(([, label, unit, kind], at) => {
      if (kind !== "total" && !parts.checked) return [];
      const [a, b] = [one[at] ?? null, other[at] ?? null];
      const row = document.createElement("tr");
      row.className = kind;
      const name = cell("th", `${label} `);
      const small = document.createElement("small");
      small.textContent = this.units[unit];
      name.append(small);
      const change = a === null || b === null ? null : a - b;
      const sign = change > 0 ? "+" : "";
      row.append(name);
      ["a", "b"].forEach((side, place) => {
        const value = place ? b : a;
        const [isLeast, counted, expected] = this.covered(side)[at] ?? [];
        const shown = value === null ? "–" : format(isLeast ? cut(value) : value);
        const made = cell("td", isLeast && value !== null ? `≥ ${shown}` : shown, "num");
        if (counted !== undefined) {
          const small = document.createElement("small");
          small.textContent = ` ${counted}/${expected}`;
          made.append(small);
        }
        row.append(made);
      });
      const said = change === null ? "–" : sign + format(change).replace("-", "−");
      row.append(cell("td", said, "num"));
      return [row];
    });
    table.tBodies[0].replaceChildren(...rows);
  }
}

document.querySelectorAll("table.sortable").forEach(makeSortable);
document.querySelectorAll("[data-filter]").forEach(makeFilter);
keepAddress();
openTarget();
addEventListener("hashchange", openTarget);
const compare = document.getElementById("compare");
if (compare) new Comparison(compare);
