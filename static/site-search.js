// 静态网站的检索：没有应用程序回答，就按问题用到的字取随网站发布的索引（disclosures/static_site/search_index.py）。
(() => {
  "use strict";
  const SHOWN = 20;
  const MOST_LOOKED = 2000;
  const form = document.querySelector("[data-search]");
  const results = document.querySelector("[data-results]");
  const status = document.querySelector("[data-status]");
  const base = document.querySelector("[data-index]").href.replace(/head\.js$/, "");
  const root = document.querySelector("[data-root]").href.replace(/index\.html$/, "");
  const words = (name) => document.querySelector(`[data-says="${name}"]`).textContent;

  // 与 disclosures/search/folding.py 相同 -----------------------------------------------------------

  function fold(text) {
    return Array.from(text, foldSign).join("");
  }

  function foldSign(sign) {
    if ("“”‘’".includes(sign)) return "";
    const code = sign.codePointAt(0);
    if (code >= 0xff01 && code < 0xff5f) sign = String.fromCodePoint(code - 0xfee0);
    if (/\s/u.test(sign)) return " ";
    if (/[\p{Cc}\p{Cf}\p{Cs}]/u.test(sign)) return "";
    return /^[A-Z]$/.test(sign) ? sign.toLowerCase() : sign;
  }

  const questionWords = (question) => [...new Set(fold(question).split(" ").filter(Boolean))];

  // 索引的各块，用到才取 ---------------------------------------------------------------------------

  const asked = new Map(); // 名称 → 将到的块
  const waiting = new Map();
  const arrived = (name, said) => waiting.get(name)(said);
  window.mingzhangHead = (said) => arrived("head", said);
  window.mingzhangEntries = (number, said) => arrived(`e${number}`, said);
  window.mingzhangPairs = (number, said) => arrived(`p${number}`, said);

  function load(name) {
    if (!asked.has(name)) asked.set(name, new Promise((resolve, reject) => fetchPiece(name, resolve, reject)));
    return asked.get(name);
  }

  function fetchPiece(name, resolve, reject) {
    const script = document.createElement("script");
    waiting.set(name, resolve);
    script.src = `${base}${name}.js`;
    script.onload = () => script.remove();
    script.onerror = () => {
      asked.delete(name);
      reject(new Error(name));
    };
    document.head.append(script);
  }

  // 找 ---------------------------------------------------------------------------------------------

  function numbers(text) {
    let last = 0;
    return (text ? text.split(",") : []).map((each) => (last += parseInt(each, 36)));
  }

  async function holding(head, word) {
    const signs = Array.from(word);
    const shardOf = (sign) => load(`p${sign.codePointAt(0) % head.shards}`);
    if (signs.length === 1) {
      const shard = await shardOf(signs[0]);
      const lists = Object.keys(shard).filter((pair) => Array.from(pair)[0] === signs[0]);
      return [...new Set(lists.flatMap((pair) => numbers(shard[pair])))].sort((a, b) => a - b);
    }
    const pairs = [...new Set(signs.slice(0, -1).map((sign, n) => sign + signs[n + 1]))];
    const lists = await Promise.all(
      pairs.map(async (pair) => {
        const shard = await shardOf(pair);
        return Object.hasOwn(shard, pair) ? numbers(shard[pair]) : [];
      }),
    );
    return lists.reduce(both);
  }

  function both(some, others) {
    const held = new Set(others);
    return some.filter((number) => held.has(number));
  }

  // 换成另一种语言，问的还是同一句。
  const inTheOtherLanguage = () => (document.querySelector("a.lang").search = location.search);

  async function search(question) {
    inTheOtherLanguage();
    status.textContent = words("searching");
    results.replaceChildren();
    try {
      const head = await load("head");
      const asked = questionWords(question);
      if (!asked.length) {
        status.textContent = "";
        return;
      }
      const lists = await Promise.all(asked.map((word) => holding(head, word)));
      await show(head, asked, lists.reduce(both));
    } catch (error) {
      console.error(error);
      status.textContent = words("failed");
    }
  }

  // 条目按类别编号，各类别里分量重的在前。只有一两个字的词由索引说了算；更长的，再看条目本身。
  async function show(head, asked, candidates) {
    const isSettled = asked.every((word) => Array.from(word).length <= 2);
    const found = [];
    for (const [place, name] of head.groups.entries()) {
      const inGroup = candidates.filter((each) => each >= head.starts[place] && each < head.starts[place + 1]);
      const told = await rowsOf(head, inGroup, asked, isSettled);
      if (told.rows.length) found.push({ name, ...told });
    }
    const count = found.reduce((sum, each) => sum + each.count, 0);
    const isAbout = found.some((each) => each.isAbout) ? words("about") : "";
    status.textContent = count ? isAbout + words("found").replace("0", String(count)) : words("nothing");
    results.replaceChildren(...found.map((each) => section(each, asked)));
    if (!head.hasFigures) results.append(element("p", { className: "tnote" }, words("no-figures")));
  }

  async function rowsOf(head, candidates, asked, isSettled) {
    const rows = [];
    let looked = 0;
    let missed = 0;
    for (const number of candidates) {
      const isEnough = rows.length >= SHOWN && (isSettled || looked >= MOST_LOOKED);
      if (isEnough) break;
      const chunk = await load(`e${Math.floor(number / head.chunk)}`);
      const row = chunk[number % head.chunk];
      looked += 1;
      if (isSettled || asked.every((word) => row[5].includes(word))) rows.push(row);
      else missed += 1;
    }
    return { rows, count: candidates.length - missed, isAbout: !isSettled && looked < candidates.length };
  }

  // 显示 -------------------------------------------------------------------------------------------

  function section({ name, rows, count, isAbout }, asked) {
    const told = element("section", {}, element("h2", {}, `${words(name)} ${isAbout ? words("about") : ""}${count}`));
    const list = element("ul", { className: "plain" });
    for (const [, title, text, path, amount] of rows.slice(0, SHOWN)) {
      const link = element("a", { href: root + address(path) });
      link.append(...marked(title, asked));
      const item = element("li", {}, link);
      if (amount) item.append("　", element("span", { className: "num" }, amount));
      const below = element("p", { className: "small soft" });
      below.append(...marked(excerpt(text, asked), asked));
      if (below.textContent) item.append(below);
      list.append(item);
    }
    told.append(list);
    if (count > SHOWN) told.append(element("p", { className: "small soft" }, words("more")));
    told.lang = "zh-CN";
    return told;
  }

  function address(path) {
    const [place, fragment] = path.split("#");
    const [folder, query] = place.split("?");
    const file = folder.endsWith("/") || !folder ? `${folder}index.html` : folder;
    return file + (query ? `?${query}` : "") + (fragment ? `#${fragment}` : "");
  }

  function excerpt(text, asked) {
    const places = asked.map((word) => fold(text).indexOf(word)).filter((place) => place >= 0);
    const start = Math.max(0, Math.min(...places, text.length) - 60);
    const cut = places.length && start > 10 ? start : 0;
    const end = Math.min(text.length, cut + 180);
    return `${cut ? "……" : ""}${text.slice(cut, end)}${end < text.length ? "……" : ""}`;
  }

  function marked(text, asked) {
    const folded = Array.from(text, foldSign);
    const hit = new Set();
    for (const word of asked) {
      for (let start = 0; start < folded.length; start += 1) {
        let end = start;
        let met = "";
        while (end < folded.length && met.length < word.length) met += folded[end++];
        if (folded[start] && met === word) for (let n = start; n < end; n += 1) hit.add(n);
      }
    }
    const parts = [];
    Array.from(text).forEach((sign, place) => {
      const is = hit.has(place);
      const last = parts.at(-1);
      if (last && last.is === is) last.text += sign;
      else parts.push({ is, text: sign });
    });
    return parts.map((part) => (part.is ? element("mark", {}, part.text) : part.text));
  }

  function element(tag, properties, ...children) {
    const made = Object.assign(document.createElement(tag), properties);
    made.append(...children);
    return made;
  }

  // 开始 -------------------------------------------------------------------------------------------

  const field = form.elements.q;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    history.replaceState(null, "", `?q=${encodeURIComponent(field.value)}`);
    search(field.value);
  });
  const question = (new URLSearchParams(location.search).get("q") || "").slice(0, 200);
  if (question) {
    field.value = question;
    search(question);
  }
})();
