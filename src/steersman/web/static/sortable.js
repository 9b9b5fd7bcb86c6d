// A list that is put in order by dragging, or by its buttons with the keyboard.
// The items of [data-sortable] count in their order, those of [data-sortable-pool] do not.

export function enhanceLists(root) {
  for (const list of root.querySelectorAll("[data-sortable]")) {
    new SortableList(list, list.closest("form"));
  }
}

class SortableList {
  constructor(list, form) {
    this.list = list;
    this.form = form;
    this.pool = form.querySelector("[data-sortable-pool]");
    this.words = list.dataset;
    this.said = document.createElement("p");
    this.said.className = "visually-hidden";
    this.said.setAttribute("aria-live", "polite");
    list.before(this.said);
    for (const item of form.querySelectorAll("[data-sortable] > li, [data-sortable-pool] > li")) {
      this.#prepare(item);
    }
    for (const area of [this.list, this.pool]) {
      area.addEventListener("dragover", (event) => this.#over(event, area));
      area.addEventListener("drop", (event) => event.preventDefault());
    }
  }

  #prepare(item) {
    item.draggable = true;
    item.addEventListener("dragstart", (event) => {
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", item.dataset.id);
      item.classList.add("dragging");
      this.dragged = item;
    });
    item.addEventListener("dragend", () => {
      item.classList.remove("dragging");
      this.dragged = null;
      this.#changed(item);
    });
    this.#button(item, "↑", () => this.#step(item, -1), "up");
    this.#button(item, "↓", () => this.#step(item, 1), "down");
    this.#button(item, "", () => this.#swap(item), "swap");
    this.#sync(item);
  }

  #button(item, sign, act, kind) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = sign;
    button.dataset.kind = kind;
    button.addEventListener("click", () => {
      act();
      this.#changed(item);
      const shown = [...item.querySelectorAll("button")].filter((one) => !one.hidden);
      (shown.find((one) => one === button) ?? shown[0]).focus();
    });
    item.append(button);
  }

  #over(event, area) {
    if (!this.dragged) return;
    event.preventDefault();
    const after = [...area.children].find((other) => {
      const box = other.getBoundingClientRect();
      return other !== this.dragged && event.clientY < box.top + box.height / 2;
    });
    area.insertBefore(this.dragged, after ?? null);
  }

  #step(item, by) {
    const other = by < 0 ? item.previousElementSibling : item.nextElementSibling;
    if (!other) return;
    if (by < 0) other.before(item);
    else other.after(item);
  }

  #swap(item) {
    (item.parentElement === this.list ? this.pool : this.list).append(item);
  }

  #sync(item) {
    const ranked = item.parentElement === this.list;
    const name = item.querySelector(".name").textContent;
    item.querySelector("input").disabled = !ranked;
    for (const button of item.querySelectorAll("button")) {
      const swap = button.dataset.kind === "swap";
      button.hidden = !ranked && !swap;
      const word = swap ? (ranked ? this.words.out : this.words.in) : this.words[button.dataset.kind];
      button.setAttribute("aria-label", `${word}: ${name}`);
      if (swap) button.textContent = ranked ? "×" : "+";
    }
  }

  #changed(item) {
    this.#sync(item);
    const place = [...this.list.children].indexOf(item) + 1;
    const name = item.querySelector(".name").textContent;
    this.said.textContent = place ? `${name}: ${this.words.moved} ${place}` : `${name}: ${this.words.out}`;
    this.form.dispatchEvent(new Event("changed"));
  }
}
