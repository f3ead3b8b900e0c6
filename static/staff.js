// Helps on staff pages. Everything works without it: the account field is then a plain text field.
"use strict";

// The account picker: a combobox over a text field (WAI-ARIA 1.2, list autocomplete).
class Picker {
  constructor(input) {
    this.input = input;
    this.options = [];
    this.active = -1;
    this.more = false;
    this.asked = 0;
    this.answered = null;  // the text that the list answers
    this.isQuiet = input.autofocus && document.activeElement !== input;  // the page puts the cursor here, not the person
    this.list = document.createElement("ul");
    this.list.className = "options";
    this.list.id = input.id + "_options";
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", "可选科目");
    this.list.hidden = true;
    this.status = document.createElement("span");
    this.status.className = "sr";
    this.status.setAttribute("role", "status");
    input.after(this.list, this.status);
    for (const [name, value] of [["role", "combobox"], ["aria-expanded", "false"],
      ["aria-controls", this.list.id], ["aria-autocomplete", "list"]]) input.setAttribute(name, value);
    input.addEventListener("input", () => this.later());
    input.addEventListener("focus", () => this.enter());
    input.addEventListener("blur", () => this.close());
    input.addEventListener("keydown", (event) => this.key(event));
    this.list.addEventListener("mousedown", (event) => this.click(event));
  }

  enter() {
    this.input.select();
    if (!this.input.value && !this.isQuiet) this.ask();
    this.isQuiet = false;
  }

  // Every key puts away what was offered for the text before it: Enter may never take an answer to another question.
  later() {
    this.close();
    this.timer = setTimeout(() => this.ask(), 150);
  }

  get text() {
    return this.input.value.trim();
  }

  async ask(start = 0) {
    const number = ++this.asked;
    const text = this.text;
    const url = new URL(this.input.dataset.accounts, location.href);
    url.searchParams.set("q", text);
    url.searchParams.set("start", start);
    try {
      const response = await fetch(url, { headers: { Accept: "application/json" } });
      if (!response.ok) return;
      const found = await response.json();
      if (number !== this.asked || text !== this.text || document.activeElement !== this.input) return;
      this.answered = text;
      this.show(found, start);
    } catch { /* no connection: what was typed is looked up when it is saved */ }
  }

  show(found, start) {
    if (!start) { this.list.replaceChildren(); this.options = []; this.active = -1; }
    this.more = found.more;
    for (const account of found.accounts) this.list.append(this.option(account));
    this.list.hidden = this.options.length === 0;
    this.input.setAttribute("aria-expanded", String(!this.list.hidden));
    this.status.textContent = this.options.length
      ? `${this.options.length} 个科目${this.more ? "，按下箭头看更多" : ""}` : "没有找到";
    if (start) this.mark(start);
    else if (this.answered && this.options.length === 1) this.mark(0);
    else this.input.removeAttribute("aria-activedescendant");
  }

  option(account) {
    const item = document.createElement("li");
    item.id = `${this.list.id}_${this.options.length}`;
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", "false");
    item.dataset.value = `${account.code} ${account.name}`;
    const code = document.createElement("span");
    code.className = "code";
    code.textContent = account.code + " ";
    const path = document.createElement("span");
    path.className = "path";
    path.textContent = [account.path, account.used, account.note].filter(Boolean).join("　");
    item.append(code, ...this.marked(account.name), path);
    this.options.push(item);
    return item;
  }

  // The name with the typed word marked.
  marked(name) {
    const word = this.input.value.trim().split(/\s+/).find((each) => each && name.includes(each));
    if (!word) return [name];
    const at = name.indexOf(word);
    const mark = document.createElement("mark");
    mark.textContent = word;
    return [name.slice(0, at), mark, name.slice(at + word.length)];
  }

  mark(index) {
    this.options[this.active]?.setAttribute("aria-selected", "false");
    this.options[this.active]?.classList.remove("on");
    this.active = index;
    const item = this.options[index];
    if (!item) return;
    item.setAttribute("aria-selected", "true");
    item.classList.add("on");
    item.scrollIntoView({ block: "nearest" });
    this.input.setAttribute("aria-activedescendant", item.id);
  }

  key(event) {
    // Enter, arrows and Escape belong to the input method while it is composing.
    if (event.isComposing || event.keyCode === 229) return;
    if (event.key === "ArrowDown") {
      event.preventDefault();
      if (this.list.hidden) this.ask();
      else if (this.active + 1 < this.options.length) this.mark(this.active + 1);
      else if (this.more) this.ask(this.options.length);
    } else if (event.key === "ArrowUp" && !this.list.hidden) {
      event.preventDefault();
      this.mark(Math.max(this.active - 1, 0));
    } else if (event.key === "Enter" && !this.list.hidden && this.active >= 0 && this.answered === this.text) {
      event.preventDefault();
      this.take(this.options[this.active]);
    } else if (event.key === "Escape" && !this.list.hidden) {
      event.preventDefault();
      this.close();
    }
  }

  click(event) {
    const item = event.target.closest("li");
    event.preventDefault();  // the cursor stays in the field
    if (item) this.take(item);
  }

  take(item) {
    this.input.value = item.dataset.value;
    this.close();
    this.input.dispatchEvent(new Event("change", { bubbles: true }));
  }

  close() {
    clearTimeout(this.timer);
    this.asked++;
    this.list.hidden = true;
    this.mark(-1);
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }
}

// Amounts: full-width signs become half-width on leaving the field, and the page says so.
const FULL = "０１２３４５６７８９．，－";
const HALF = "0123456789.,-";

function toHalfWidth(input) {
  const typed = input.value;
  const value = typed.replace(/[０-９．，－]/g, (sign) => HALF[FULL.indexOf(sign)]).replace(/^[\s\u3000]+|[\s\u3000]+$/g, "");
  if (value === typed) return;
  input.value = value;
  if (value === typed.trim()) return;
  say(input, "已转换为半角");
}

function say(input, words) {
  let note = input.parentElement.querySelector(".converted");
  if (!note) {
    note = document.createElement("span");
    note.className = "why soft converted";
    note.setAttribute("role", "status");
    input.after(note);
  }
  note.textContent = words;
}

// Browsers run pasted lines together: 12 and 34 would become 1234.
function refuseSeveral(event) {
  const pasted = event.clipboardData.getData("text").trim();
  if (!/[\t\r\n]/.test(pasted)) return;
  event.preventDefault();
  say(event.target, "一格只填一个数");
}

// A link to a place inside a closed fold opens the fold.
function openFold() {
  const place = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const fold = place && place.closest("details");
  if (!fold) return;
  fold.open = true;
  place.scrollIntoView({ block: place === fold ? "start" : "center" });
  if (place.matches("input, textarea, select")) { place.focus(); place.select?.(); }
}

// What was typed and not saved is not lost silently; the form that is being saved is no reason to ask.
const unsaved = new Set();
let sending = null;

function watch(form) {
  if (form.querySelector("[data-unsaved]")) unsaved.add(form);
  for (const name of ["input", "change"]) form.addEventListener(name, () => unsaved.add(form));
  form.addEventListener("submit", () => { sending = form; });
}

addEventListener("beforeunload", (event) => {
  if ([...unsaved].some((form) => form !== sending)) {
    event.preventDefault();
    event.returnValue = true;
  }
  sending = null;  // whoever stays has saved nothing
});

// Five minutes before the session ends a line says so; asking to stay is enough, every request goes on with it.
class SessionEnd {
  constructor(line) {
    this.line = line;
    line.querySelector("button").addEventListener("click", () => this.stay());
    this.wait(Number(line.dataset.seconds));
  }

  wait(seconds) {
    clearTimeout(this.timer);
    this.line.hidden = seconds > 300;
    if (this.line.hidden) this.timer = setTimeout(() => { this.line.hidden = false; }, (seconds - 300) * 1000);
  }

  async stay() {
    try {
      const response = await fetch(this.line.dataset.stay, { headers: { Accept: "application/json" } });
      if (response.ok && !response.redirected) this.wait((await response.json()).seconds);
    } catch { /* no connection: the line stays */ }
  }
}

document.querySelectorAll(".session-end").forEach((line) => new SessionEnd(line));
document.querySelectorAll("input[data-accounts]").forEach((input) => new Picker(input));
document.querySelectorAll("input.num").forEach((input) => {
  input.addEventListener("blur", () => toHalfWidth(input));
  input.addEventListener("paste", refuseSeveral);
});
document.querySelectorAll(".staff form[method=post]").forEach(watch);
addEventListener("hashchange", openFold);
openFold();
