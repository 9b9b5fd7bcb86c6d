// Tables that are typed into like a spreadsheet, and drafts of any form.
//
// <form data-draft-key="firm-7/people" data-base="12">: what is typed is kept in this browser until
//   it is saved. [data-draft-offer] (hidden) in it holds buttons [data-draft-restore] and
//   [data-draft-discard], and may hold [data-draft-stale] (hidden), shown where the draft was made
//   from another revision than data-base. [data-draft-saved] anywhere on a page says that its forms
//   have just been saved; [data-forget-drafts] removes all drafts, for the sign-in page.
// <table data-grid>: one input, select or textarea in each cell, named cell-<row>-<title>. The form
//   may hold a <template data-grid-row> with a blank row, and [data-grid-tools] (hidden) with
//   buttons data-grid-action="add", "duplicate", "delete", "undo". What is read aloud comes from
//   data-text-added, -duplicated, -deleted, -undone, -pasted and -refused of the table, with {row}
//   and {count}.
// Without this script the form works as plain HTML.

const CONTROL = "input:not([type=hidden]), select, textarea";
const PREFIX = "steersman-draft:";
const MOST_UNDONE = 50;
const grids = new WeakMap();

/** Return the rows of a table copied from a spreadsheet; cells may hold several lines. */
export function pastedRows(text) {
  const cell = /(?:"([^"]*(?:""[^"]*)*)"(?=[\t\r\n]|$)|([^\t\r\n]*))(\t|\r\n|\n|\r|$)/g;
  const rows = text ? [[]] : [];
  for (const match of text.matchAll(cell)) {
    const [whole, quoted, bare, end] = match;
    rows.at(-1).push(quoted === undefined ? bare : quoted.replaceAll('""', '"'));
    if (end === "\t") continue;
    if (match.index + whole.length >= text.length) break;
    rows.push([]);
  }
  return rows;
}

/** Put a text into a control; a select takes the value or the words of a choice. */
function fill(control, text) {
  if (control.tagName !== "SELECT") {
    control.value = control.tagName === "TEXTAREA" ? text : text.replace(/\s*[\r\n]+\s*/g, " ");
    return true;
  }
  const wanted = text.trim().toLowerCase();
  const names = (option) => [option.value, option.text.trim()].map((word) => word.toLowerCase());
  const option = [...control.options].find((each) => names(each).includes(wanted));
  if (option) control.value = option.value;
  return Boolean(option);
}

class Grid {
  constructor(table) {
    this.table = table;
    this.body = table.tBodies[0];
    this.form = table.closest("form");
    this.template = this.form?.querySelector("template[data-grid-row]");
    this.states = [];
    this.changedRows = false; // whether the last change was to rows rather than within a text
    this.current = null;
    this.before = "";
    this.live = document.createElement("p");
    this.live.setAttribute("aria-live", "polite");
    this.live.className = "grid-status";
    (this.form ?? table.parentElement).append(this.live);
    this.body.addEventListener("keydown", (event) => this.key(event));
    this.body.addEventListener("paste", (event) => this.paste(event));
    this.body.addEventListener("focusin", (event) => this.focused(event.target));
    this.body.addEventListener("input", () => { this.changedRows = false; });
    this.tools();
  }

  tools() {
    const tools = this.form?.querySelector("[data-grid-tools]");
    if (!tools) return;
    tools.hidden = false;
    tools.addEventListener("click", (event) => {
      const action = event.target.closest("[data-grid-action]")?.dataset.gridAction;
      if (["add", "duplicate", "delete", "undo"].includes(action)) this[action]();
    });
  }

  get rows() { return [...this.body.rows]; }

  cells(row) {
    return [...row.cells].map((cell) => cell.querySelector(CONTROL)).filter(Boolean);
  }

  spot(control) {
    const row = control.closest("tr");
    return [this.rows.indexOf(row), this.cells(row).indexOf(control)];
  }

  focused(control) {
    if (!control.matches(CONTROL)) return;
    this.current = control;
    this.before = control.value;
  }

  focus(row, column) {
    const cells = this.cells(this.rows[Math.max(0, Math.min(row, this.rows.length - 1))]);
    const control = cells[Math.max(0, Math.min(column, cells.length - 1))];
    control?.focus();
    if (control && control.tagName !== "SELECT") control.select();
  }

  say(what, values) {
    const text = this.table.dataset[`text${what}`] ?? "";
    this.live.textContent = text.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
  }

  // Rows

  blankRow() {
    const model = this.template?.content.querySelector("tr") ?? this.rows.at(-1);
    const row = document.importNode(model, true);
    for (const name of ["id", "aria-invalid", "aria-describedby"]) {
      row.querySelectorAll(`[${name}]`).forEach((marked) => marked.removeAttribute(name));
    }
    if (!this.template) this.cells(row).forEach((cell) => { cell.value = ""; });
    return row;
  }

  renumber() {
    this.rows.forEach((row, index) => this.cells(row).forEach((control) => {
      control.name = control.name.replace(/^cell-[^-]*-/, `cell-${index}-`);
    }));
    this.table.dispatchEvent(new Event("input", { bubbles: true }));
  }

  remember() {
    this.states.push(this.rows.map((row) => [row, this.cells(row).map((cell) => cell.value)]));
    this.states.splice(0, this.states.length - MOST_UNDONE);
    this.changedRows = true;
  }

  row() {
    const at = this.current?.isConnected ? this.spot(this.current)[0] : -1;
    return at < 0 ? this.rows.length - 1 : at;
  }

  insert(after, values = []) {
    const row = this.blankRow();
    this.rows[after].after(row);
    this.cells(row).forEach((cell, index) => { if (values[index]) fill(cell, values[index]); });
    this.renumber();
    this.focus(after + 1, 0);
  }

  add() {
    this.remember();
    this.insert(this.row());
    this.say("Added", { row: this.row() + 1 });
  }

  duplicate() {
    this.remember();
    const at = this.row();
    this.insert(at, this.cells(this.rows[at]).map((cell) => cell.value));
    this.say("Duplicated", { row: at + 1 });
  }

  delete() {
    this.remember();
    const at = this.row();
    if (this.rows.length === 1) this.rows[0].after(this.blankRow());
    this.rows[at].remove();
    this.renumber();
    this.focus(at, 0);
    this.say("Deleted", { row: at + 1 });
  }

  undo() {
    const state = this.states.pop();
    if (!state) return;
    const at = this.row();
    this.body.replaceChildren(...state.map(([row]) => row));
    for (const [row, values] of state) {
      this.cells(row).forEach((cell, index) => { cell.value = values[index]; });
    }
    this.renumber();
    this.focus(at, 0);
    this.say("Undone", {});
  }

  resize(count) {
    while (this.rows.length < count) this.rows.at(-1).after(this.blankRow());
    this.rows.slice(Math.max(count, 1)).forEach((row) => row.remove());
    this.renumber();
  }

  // Keys and the clipboard

  key(event) {
    const control = event.target;
    if (event.isComposing || !control.matches(CONTROL)) return;
    const done = event.ctrlKey || event.metaKey
      ? event.key.toLowerCase() === "z" && !event.shiftKey && this.undoRows()
      : this.move(event, control);
    if (done) event.preventDefault();
  }

  undoRows() {
    if (!this.changedRows || !this.states.length) return false;
    this.undo();
    return true;
  }

  move(event, control) {
    if (event.key === "Enter" && event.altKey) return this.breakLine(control);
    if (event.altKey || (event.shiftKey && event.key !== "Enter")) return false;
    const [row, column] = this.spot(control);
    const select = control.tagName === "SELECT";
    const { start, end } = this.ends(control);
    const steps = {
      Enter: () => this.step(row + (event.shiftKey ? -1 : 1), column),
      ArrowUp: () => !select && this.atLine(control, -1) && this.step(row - 1, column),
      ArrowDown: () => !select && this.atLine(control, 1) && this.step(row + 1, column),
      ArrowLeft: () => start && this.step(row, column - 1),
      ArrowRight: () => end && this.step(row, column + 1),
      Escape: () => this.restore(control),
    };
    return Boolean(steps[event.key]?.());
  }

  breakLine(control) {
    if (control.tagName !== "TEXTAREA") return false;
    control.setRangeText("\n", control.selectionStart, control.selectionEnd, "end");
    control.dispatchEvent(new Event("input", { bubbles: true }));
    return true;
  }

  /** Whether the caret is at the start or end of the text; both where all of it is selected. */
  ends(control) {
    if (control.tagName === "SELECT") return { start: true, end: true };
    const { selectionStart: from, selectionEnd: to, value } = control;
    const whole = from === 0 && to === value.length;
    return { start: whole || to === 0, end: whole || from === value.length };
  }

  /** Whether there is no further line of the text in a direction. */
  atLine(control, direction) {
    const { start, end } = this.ends(control);
    const { selectionStart: from, selectionEnd: to, value } = control;
    const beyond = direction < 0 ? value.slice(0, from) : value.slice(to);
    return (start && end) || !beyond.includes("\n");
  }

  step(row, column) {
    const last = this.rows.length - 1;
    if (row > last && this.cells(this.rows[last]).some((cell) => cell.value.trim())) {
      this.remember();
      this.rows[last].after(this.blankRow());
      this.renumber();
      this.say("Added", { row: row + 1 });
    }
    this.focus(row, column);
    return true;
  }

  restore(control) {
    if (control.value === this.before) return false;
    control.value = this.before;
    control.dispatchEvent(new Event("input", { bubbles: true }));
    return true;
  }

  paste(event) {
    const rows = pastedRows(event.clipboardData?.getData("text/plain") ?? "");
    if (!event.target.matches(CONTROL) || (rows.length < 2 && (rows[0]?.length ?? 0) < 2)) return;
    event.preventDefault();
    this.remember();
    const [row, column] = this.spot(event.target);
    if (this.rows.length < row + rows.length) this.resize(row + rows.length);
    let refused = 0;
    rows.forEach((texts, down) => {
      const cells = this.cells(this.rows[row + down]).slice(column);
      texts.forEach((text, right) => {
        const taken = cells[right] ? fill(cells[right], text) : !text.trim();
        refused += taken ? 0 : 1;
      });
    });
    this.table.dispatchEvent(new Event("input", { bubbles: true }));
    this.focus(row, column);
    this.say(refused ? "Refused" : "Pasted", { count: refused || rows.length, row: row + 1 });
  }
}

// Drafts

function fieldsOf(form) {
  const kept = [...form.elements].filter((field) => field.name && field.matches(CONTROL)
    && !["password", "file", "submit"].includes(field.type) && !field.closest("[data-no-draft]"));
  return kept.map((field) => ["checkbox", "radio"].includes(field.type)
    ? [`${field.name}=${field.value}`, field.checked, field] : [field.name, field.value, field]);
}

/** Return what a form holds as text; empty cells do not count, so blank rows change nothing. */
function stateOf(form) {
  const filled = fieldsOf(form).map(([name, value]) => [name, value])
    .filter(([name, value]) => value !== "" || !name.startsWith("cell-"));
  return JSON.stringify(filled);
}

/** Do something with the browser's storage, which may be full or forbidden. */
function stored(act) {
  try { return act(window.localStorage); } catch { return null; }
}

class Draft {
  constructor(form) {
    this.form = form;
    this.key = PREFIX + form.dataset.draftKey;
    this.base = form.dataset.base ?? "";
    this.saved = stateOf(form);
    this.leaving = false;
    if (document.querySelector("[data-draft-saved]")) this.drop();
    this.meet(stored((storage) => JSON.parse(storage.getItem(this.key))));
    form.addEventListener("input", () => this.keep());
    form.addEventListener("change", () => this.keep());
    form.addEventListener("reset", () => setTimeout(() => this.keep()));
    form.addEventListener("submit", () => { this.leaving = true; });
    window.addEventListener("pageshow", () => { this.leaving = false; });
    window.addEventListener("beforeunload", (event) => {
      if (!this.leaving && stateOf(form) !== this.saved) event.preventDefault();
    });
  }

  /** Offer a draft; a page that shows what it holds was refused, and is not saved. */
  meet(draft) {
    if (draft && draft.state === this.saved) this.saved = "";
    else if (draft) this.offer(draft);
  }

  offer(draft) {
    const box = this.form.querySelector("[data-draft-offer]");
    if (!box) return;
    box.hidden = false;
    const stale = box.querySelector("[data-draft-stale]");
    if (stale) stale.hidden = draft.base === this.base;
    const answer = (name, act) => box.querySelector(`[data-draft-${name}]`)
      ?.addEventListener("click", () => { box.hidden = true; act(); });
    answer("restore", () => this.restore(JSON.parse(draft.state)));
    answer("discard", () => this.drop());
  }

  restore(fields) {
    const values = new Map(fields);
    const rows = [...values.keys()].map((name) => Number(/^cell-(\d+)-/.exec(name)?.[1] ?? -1));
    const table = this.form.querySelector("table[data-grid]");
    if (table) grids.get(table).resize(Math.max(...rows) + 1);
    for (const [name, now, field] of fieldsOf(this.form)) {
      if (typeof now === "boolean") field.checked = values.get(name) ?? now;
      else field.value = values.get(name) ?? (name.startsWith("cell-") ? "" : now);
    }
    this.form.dispatchEvent(new Event("input", { bubbles: true }));
  }

  keep() {
    const state = stateOf(this.form);
    if (state === this.saved) this.drop();
    else stored((storage) => storage.setItem(this.key, JSON.stringify({ base: this.base, state })));
  }

  drop() {
    stored((storage) => storage.removeItem(this.key));
  }
}

if (document.querySelector("[data-forget-drafts]")) {
  stored((storage) => Object.keys(storage).filter((key) => key.startsWith(PREFIX))
    .forEach((key) => storage.removeItem(key)));
}
document.querySelectorAll("table[data-grid]").forEach((table) => grids.set(table, new Grid(table)));
document.querySelectorAll("form[data-draft-key]").forEach((form) => new Draft(form));
