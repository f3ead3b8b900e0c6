// 静态网站的比较：每份预算是一栏（disclosures/static_site/columns.py），在这里并排。文字都照发布的印，这里不算数。
(() => {
  "use strict";
  const LETTERS = "abcdef";
  const MOST_FOUND = 30;
  const element = (tag, properties, ...children) => {
    const made = Object.assign(document.createElement(tag), properties);
    made.append(...children);
    return made;
  };
  const one = (selector) => document.querySelector(selector);
  const words = (name) => one(`[data-says="${name}"]`).textContent;
  const root = one("[data-root]").href.replace(/index\.html$/, "");
  const status = one("[data-status]");

  // 取 ---------------------------------------------------------------------------------------------

  const budgets = new Map();
  const columns = new Map();
  window.mingzhangBudgets = (rows) => rows.forEach((row) => budgets.set(row[0], row));
  const changes = new Map();
  window.mingzhangChanges = (years, moved, said, texts) => changes.set(years, { moved, said, texts });
  window.mingzhangColumn = (place, rows) => columns.set(place, rows);

  function load(address) {
    return new Promise((resolve, reject) => {
      const script = element("script", { src: address, onload: resolve, onerror: reject });
      document.head.append(script);
    });
  }

  // 选了哪些，写在地址里 ------------------------------------------------------------------------------

  function chosen() {
    const asked = new URLSearchParams(location.search);
    const places = [...LETTERS].map((letter) => asked.get(letter)).filter((place) => budgets.has(place));
    return [...new Set(places)];
  }

  function choose(places) {
    const query = places.map((place, n) => `${LETTERS[n]}=${place}`).join("&");
    history.pushState(null, "", query ? `?${query}` : location.pathname);
    one("[data-choose]").elements.q.value = "";
    show();
  }

  function button(text, label, act) {
    const made = element("button", { type: "button", className: "btn", onclick: act }, text);
    made.setAttribute("aria-label", label);
    return made;
  }

  const name = ([, department, , year]) => `${department} ${year}`;

  function address(path) {
    const [place, fragment] = path.split("#");
    return `${root}${place}${place.endsWith("/") ? "index.html" : ""}${fragment ? `#${fragment}` : ""}`;
  }

  function lookUp(typed) {
    const question = typed.trim().toLowerCase();
    const picked = chosen();
    const found = [...budgets.values()].filter((row) => question && row[6].includes(question) && !picked.includes(row[0]));
    one("[data-found]").replaceChildren(
      ...found.slice(0, MOST_FOUND).map((row) => {
        const add = button(words("add"), `${words("add")} ${name(row)}`, () => choose([...picked, row[0]]));
        add.disabled = picked.length >= LETTERS.length;
        const told = element("span", { lang: "zh-CN" }, `${name(row)} `);
        return element("li", {}, told, element("span", { className: "small soft", lang: "zh-CN" }, `${row[2]} `), add);
      }),
    );
    status.textContent = question && !found.length ? words("nothing") : "";
  }

  // 并排 -------------------------------------------------------------------------------------------

  async function show() {
    const places = chosen();
    document.querySelector("a.lang").search = location.search; // 换成另一种语言，比的还是这几家
    one("[data-picked]").replaceChildren(
      ...places.map((place) => {
        const row = budgets.get(place);
        const link = element("a", { href: address(row[5]), lang: "zh-CN" }, name(row));
        const others = places.filter((each) => each !== place);
        return element("li", {}, link, " ", button(words("away"), `${words("away")} ${name(row)}`, () => choose(others)));
      }),
    );
    one("[data-years]").hidden = new Set(places.map((place) => budgets.get(place)[3])).size < 2;
    lookUp(one("[data-choose]").elements.q.value);
    const own = one("[data-list]").href.replace(/list\.js$/, "");
    const years = spans(places).filter((span) => !changes.has(span));
    await Promise.all([
      ...places.filter((place) => !columns.has(place)).map((place) => load(`${own}${place}.js`)),
      ...years.map((span) => load(`${own}changes-${span}.js`)),
    ]);
    one("[data-compared]").replaceChildren(...(places.length > 1 ? [table(places)] : []));
  }

  // 各栏的年度到最近一年之间科目编码的变动（disclosures/static_site/codes.py），时间最长的在前。
  const yearOf = (place) => budgets.get(place)[3];

  function spans(places) {
    const years = [...new Set(places.map(yearOf))].sort();
    const newest = years.pop();
    return years.map((year) => `${year}-${newest}`);
  }

  const changesOf = (place, places) => changes.get(`${yearOf(place)}-${Math.max(...places.map(yearOf))}`);

  function table(places) {
    const made = one("[data-table]").content.cloneNode(true);
    const drawn = made.querySelector("table");
    drawn.classList.toggle("many", places.length > 3);
    const head = drawn.tHead.rows[0];
    for (const place of places) {
      const row = budgets.get(place);
      const link = element("a", { href: address(row[5]), lang: "zh-CN" }, row[1]);
      const below = element("small", {}, `${row[3]} · v${row[4]}`);
      head.append(element("th", { scope: "col", className: "n" }, link, " ", below));
    }
    const longest = changes.get(spans(places)[0]);
    const notes = new Map();
    for (const [label, rows] of merged(places)) {
      const body = element("tbody", {});
      const group = element("th", { scope: "rowgroup", colSpan: places.length + 1 }, label);
      body.append(element("tr", { className: "grp" }, group), ...rows.map((row) => line(row, noted(row.code, longest, notes))));
      drawn.append(body);
    }
    if (notes.size) made.append(said(notes, longest));
    return made;
  }

  // 注释照用到的次序编号，同一句只说一次。
  function said(notes, { texts }) {
    const list = element("ol", { className: "tnotes" });
    for (const [text, number] of notes) {
      const parts = texts[text].map(([words, isChinese]) => element("span", isChinese ? { lang: "zh-CN" } : {}, words));
      list.append(element("li", { id: `note-${number}`, className: "tnote" }, ...parts));
    }
    const made = document.createDocumentFragment();
    made.append(element("h2", { className: "vh" }, words("notes")), list);
    return made;
  }

  function noted(code, longest, notes) {
    return ((code && longest?.said[code]) || []).map((text) => {
      if (!notes.has(text)) notes.set(text, notes.size + 1);
      return notes.get(text);
    });
  }

  // 同一行的名称和编码相同，编码变动而确属同一科目的接到新编码上；名称照最近一年的；按编码排，没有编码的照原来的次序。
  function merged(places) {
    const groups = new Map();
    places.forEach((place, n) => {
      const span = changesOf(place, places);
      for (const [group, key, code, label, isChinese, text, share, url] of columns.get(place)) {
        if (!groups.has(group)) groups.set(group, new Map());
        const rows = groups.get(group);
        const moved = (code && span?.moved[code]) || null;
        const [now, called, inChinese] = moved || [code, label, isChinese];
        const named = { since: moved ? 0 : yearOf(place), code: now, label: called, isChinese: inChinese };
        const row = rows.get(moved ? now : key) || { since: -1, cells: places.map(() => null) };
        if (named.since > row.since) Object.assign(row, named);
        row.cells[n] = { text, share, url, then: moved ? code : "" };
        rows.set(moved ? now : key, row);
      }
    });
    return [...groups].map(([label, rows]) => {
      const listed = [...rows.values()];
      if (listed.every((row) => row.code)) listed.sort((a, b) => (a.code < b.code ? -1 : 1));
      return [label, listed];
    });
  }

  function line({ code, label, isChinese, cells }, notes) {
    const head = element("th", { scope: "row", className: "nm" });
    if (code) head.append(element("small", { className: "num" }, code), " ");
    head.append(element("span", isChinese ? { lang: "zh-CN" } : {}, label));
    for (const note of notes) {
      const link = element("a", { href: `#note-${note}` }, `${note}`);
      link.setAttribute("aria-label", words("note").replace("%(note)s", note));
      head.append(element("sup", {}, link));
    }
    return element("tr", { className: code ? `l${code.length > 3 ? 2 : 1}` : "" }, head, ...cells.map(cellOf));
  }

  function cellOf(cell) {
    const made = element("td", { className: "n" });
    if (!cell) {
      made.append(element("span", { className: "soft" }, words("absent")));
      return made;
    }
    made.append(cell.url ? element("a", { className: "plain-fig", href: address(cell.url) }, cell.text) : cell.text);
    if (cell.share) made.append(element("small", {}, cell.share));
    if (cell.then) made.append(element("small", {}, words("then").replace("%(code)s", cell.then)));
    return made;
  }

  // 开始 -------------------------------------------------------------------------------------------

  one("[data-choose]").addEventListener("submit", (event) => {
    event.preventDefault();
    lookUp(event.target.elements.q.value);
  });
  addEventListener("popstate", show);
  load(one("[data-list]").href)
    .then(show)
    .catch((error) => {
      console.error(error);
      status.textContent = words("failed");
    });
})();
