// Pasting blocks: Ctrl+V of several cells opens the page on which they are looked at. Works without: that page has a box.
"use strict";

// Excel and WPS give cells as text with tabs; a browser's table gives them as HTML alone.
function blockIn(data) {
  const text = data.getData("text/plain");
  if (text.includes("\t")) return text;
  const html = data.getData("text/html");
  const table = html && new DOMParser().parseFromString(html, "text/html").querySelector("table");
  return table && table.rows.length ? [...table.rows].map(rowText).join("\n") : text;
}

function rowText(row) {
  return [...row.cells].flatMap((cell) => [cellText(cell), ...Array(Math.min(cell.colSpan, 50) - 1).fill("")]).join("\t");
}

function cellText(cell) {
  return cell.textContent.replace(/\s+/g, " ").trim();
}

// One value goes into the cell; several open the page.
function isBlock(text) {
  return /\t/.test(text) || /[\r\n]+\s*\S/.test(text.trim());
}

// What is far beyond the rows that a page takes is not sent: the server would end the connection before it answers.
const LONGEST_BLOCK = 600000;

function tooLong(form) {
  document.getElementById("too-long")?.remove();
  const words = document.createElement("p");
  words.id = "too-long";
  words.className = "why alert";
  words.setAttribute("role", "alert");
  words.textContent = "粘贴的内容太多，没有读取。一次最多 500 行，更多请上传工作簿。";
  (form.hidden ? document.querySelector("form[data-mend]") || form : form).before(words);
  words.scrollIntoView({ block: "nearest" });
}

function pasteBlock(event) {
  if (event.target.closest?.("textarea")) return;
  const form = document.querySelector("form[data-paste], form[data-paste-here]");
  const text = form && event.clipboardData ? blockIn(event.clipboardData) : "";
  if (!text || !isBlock(text)) return;
  event.preventDefault();
  event.stopPropagation();  // the field under the cursor is not meant
  if (text.length > LONGEST_BLOCK) return tooLong(form);
  form.querySelector("textarea").value = text;
  form.requestSubmit();
}

// What is to be mended: Enter goes to the next, arrows up and down, Escape brings back what was pasted.
class Mending {
  constructor(form) {
    this.form = form;
    form.addEventListener("keydown", (event) => this.key(event));
    form.addEventListener("click", (event) => this.refuse(event));
  }

  get cells() {
    return [...this.form.querySelectorAll("input.bad")];
  }

  key(event) {
    // Enter, arrows and Escape belong to the input method while it is composing.
    if (event.isComposing || event.keyCode === 229 || !event.target.matches("input.bad")) return;
    const cells = this.cells, at = cells.indexOf(event.target);
    if (event.key === "Enter") this.go(event, cells[event.shiftKey ? at - 1 : at + 1], !event.shiftKey);
    else if (event.key === "ArrowDown") this.go(event, cells[at + 1]);
    else if (event.key === "ArrowUp") this.go(event, cells[at - 1]);
    else if (event.key === "Escape") {
      event.preventDefault();
      if (event.target.value === event.target.dataset.original) event.target.blur();
      event.target.value = event.target.dataset.original;
    }
  }

  // After the last the whole is looked at again.
  go(event, cell, isEnter = false) {
    event.preventDefault();
    if (cell) { cell.focus(); cell.select(); } else if (isEnter) this.form.requestSubmit(this.form.querySelector("[name=check]"));
  }

  // A grey button leads to the first cell that is still as it was, else to what is not answered; once all are, it saves.
  refuse(event) {
    const button = event.target.closest("button[aria-disabled=true]");
    if (!button) return;
    const cell = this.cells.find((each) => each.value === each.defaultValue)
      || this.form.querySelector("[data-question]:not([data-answered]) input");
    if (!cell) return;
    event.preventDefault();
    cell.focus();
  }
}

// What is to be ticked: the button is ready once everything is, and one press ticks all questions of one kind.
class Answering {
  constructor(form) {
    this.form = form;
    this.ready = form.querySelector("[data-ready]");
    form.addEventListener("change", () => this.count());
    form.addEventListener("click", (event) => this.tickAll(event));
    if (this.questions.length) this.count();
  }

  get questions() {
    return [...this.form.querySelectorAll("[data-question]")];
  }

  count() {
    let open = 0;
    for (const question of this.questions) {
      const isAnswered = [...question.querySelectorAll("input")].some((input) => input.checked);
      question.toggleAttribute("data-answered", isAnswered);
      if (!isAnswered) open++;
    }
    this.form.querySelectorAll("[data-unticked]").forEach((number) => { number.textContent = open; });
    if (!this.ready) return;
    if (open || Number(this.form.dataset.errors)) this.ready.setAttribute("aria-disabled", "true");
    else this.ready.removeAttribute("aria-disabled");
  }

  tickAll(event) {
    const button = event.target.closest("button[data-all]");
    if (!button) return;
    event.preventDefault();
    for (const input of button.parentElement.nextElementSibling.querySelectorAll("[data-yes]")) input.checked = true;
    this.form.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

document.addEventListener("paste", pasteBlock, true);
document.querySelectorAll("form[data-paste-here]").forEach((form) => form.addEventListener("submit", (event) => {
  if (form.querySelector("textarea").value.length <= LONGEST_BLOCK) return;
  event.preventDefault();
  tooLong(form);
}));
document.querySelectorAll("form[data-mend]").forEach((form) => { new Mending(form); new Answering(form); });
