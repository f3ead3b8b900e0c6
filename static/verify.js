// 核对文件：在浏览器里算出文件的 SHA-256，只把它交给查询表单。文件不离开本机。
(() => {
  "use strict";
  const checker = document.querySelector("[data-checker]");
  const digests = window.isSecureContext && window.crypto && window.crypto.subtle;
  if (!digests) {
    document.querySelector("[data-insecure]").hidden = false;
    return;
  }
  const drop = checker.querySelector("[data-drop]");
  const state = checker.querySelector("[data-state]");
  const form = document.querySelector("[data-form]");
  const says = (name) => checker.querySelector(`[data-says="${name}"]`).textContent;

  async function check(file) {
    if (!file) return;
    state.textContent = `${file.name} · ${says("reading")}`;
    try {
      const digest = new Uint8Array(await digests.digest("SHA-256", await file.arrayBuffer()));
      form.elements.hash.value = Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
      form.submit();
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
