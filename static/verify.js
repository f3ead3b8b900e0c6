// 核对文件：在浏览器里算出文件的 SHA-256，只把它交给查询表单。文件不离开本机。
// 静态发布的网站没有应用程序回答，就在随网站发布的摘要表里查（data-digests）。
(() => {
  "use strict";
  const checker = document.querySelector("[data-checker]");
  const form = document.querySelector("[data-form]");
  const table = document.querySelector("[data-digests]");
  if (table) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      lookUp(form.elements.hash.value);
    });
    const asked = new URLSearchParams(location.search).get("hash");
    if (asked) lookUp((form.elements.hash.value = asked));
  }

  // 在摘要表里查 ---------------------------------------------------------------------------------

  function lookUp(typed) {
    const digest = typed.replace(/\s+/g, "").toLowerCase();
    const field = form.elements.hash;
    const isDigest = /^[0-9a-f]{64}$/.test(digest);
    field.setCustomValidity(isDigest ? "" : form.querySelector("label").textContent);
    if (!isDigest) {
      field.reportValidity();
      return;
    }
    const shard = document.createElement("script");
    window.mingzhangDigests = (rows) => tell(rows[digest] || []);
    shard.src = table.href.replace(/00\.js$/, `${digest.slice(0, 2)}.js`);
    shard.onload = () => shard.remove();
    document.head.append(shard);
  }

  function tell(rows) {
    const result = document.querySelector("[data-result]");
    result.replaceChildren(...(rows.length ? rows.map(found) : [copyOf("[data-unknown]")]));
    result.scrollIntoView({ block: "nearest" });
  }

  function copyOf(selector) {
    return document.querySelector(selector).content.cloneNode(true);
  }

  function found([name, title, , number, isCurrent, published, address]) {
    const told = copyOf("[data-found]");
    const version = told.querySelector("[data-version]");
    const root = document.querySelector("[data-root]").href;
    version.textContent = `${title} v${number}`;
    version.href = root.replace(/index\.html$/, `${address}index.html`);
    told.querySelector("[data-name]").textContent = name || "disclosure.json → sha256";
    told.querySelector("[data-published]").textContent = published.replace("T", " ").slice(0, 16);
    told.querySelector(isCurrent ? "[data-superseded]" : "[data-current]").remove();
    return told;
  }

  // 选文件 ---------------------------------------------------------------------------------------

  const digests = window.isSecureContext && window.crypto && window.crypto.subtle;
  if (!digests) {
    document.querySelector("[data-insecure]").hidden = false;
    return;
  }
  const drop = checker.querySelector("[data-drop]");
  const state = checker.querySelector("[data-state]");
  const says = (name) => checker.querySelector(`[data-says="${name}"]`).textContent;

  async function check(file) {
    if (!file) return;
    state.textContent = `${file.name} · ${says("reading")}`;
    try {
      const digest = new Uint8Array(await digests.digest("SHA-256", await file.arrayBuffer()));
      form.elements.hash.value = Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
      if (table) {
        state.textContent = file.name;
        lookUp(form.elements.hash.value);
      } else {
        form.submit();
      }
    } catch (error) {
      console.error(error);
      state.textContent = `${file.name} · ${says("failed")}`;
    }
  }

  checker.hidden = false;
  checker.querySelector("input").addEventListener("change", (event) => check(event.target.files[0]));
  for (const name of ["dragenter", "dragover"]) {
    document.addEventListener(name, (event) => {
      event.preventDefault();
      drop.classList.add("over");
    });
  }
  document.addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) drop.classList.remove("over");
  });
  // 掉在页面任何地方都算，免得浏览器把文件打开。
  document.addEventListener("drop", (event) => {
    event.preventDefault();
    drop.classList.remove("over");
    check(event.dataTransfer.files[0]);
  });
})();
