// Progressive enhancement: every page works without this file.
import "./grid.js";
import { enhanceLists } from "./sortable.js";

let touched = false;
for (const kind of ["input", "changed"]) {
  document.addEventListener(kind, () => { touched = true; }, { capture: true });
}

// What a page waits for is shown as soon as it is known; where somebody types, it is offered.
function followJob(note) {
  const source = new EventSource(note.dataset.job);
  const bar = note.querySelector("progress");
  const text = note.querySelector("[data-text]");
  source.onmessage = (event) => {
    const state = JSON.parse(event.data);
    bar.value = state.share;
    text.textContent = state.text;
    const over = !["waiting", "running"].includes(state.state);
    const known = state.parts.includes(note.dataset.part) && !("shown" in note.dataset);
    if (over || known) {
      source.close();
      arrived(note);
    }
  };
}

function arrived(note) {
  const ready = note.querySelector("[data-ready]");
  if (!touched || !ready) {
    location.reload();
    return;
  }
  ready.hidden = false;
  ready.href = location.href;
  note.querySelector("progress").hidden = true;
  note.querySelector("form")?.remove();
}

// A form with data-live shows what it would lead to while it is being changed.
function enhanceLive(form) {
  const target = document.getElementById(form.dataset.liveTarget);
  let last = null;
  form.addEventListener("changed", async () => {
    last?.abort();
    last = new AbortController();
    target.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(form.dataset.live, {
        method: "POST", body: new URLSearchParams(new FormData(form)), signal: last.signal,
      });
      if (answer.ok) {
        target.innerHTML = await answer.text();
      }
    } catch (error) {
      if (error.name !== "AbortError") {
        console.warn(error);
      }
    } finally {
      target.removeAttribute("aria-busy");
    }
  });
}

function enhanceFrontier(form) {
  const pick = (number) => {
    form.querySelector(`input[value="${number}"]`).checked = true;
    for (const mark of form.querySelectorAll("[data-point], [data-row]")) {
      mark.classList.toggle("picked", (mark.dataset.point ?? mark.dataset.row) === number);
    }
  };
  for (const point of form.querySelectorAll("[data-point]")) {
    point.addEventListener("click", () => pick(point.dataset.point));
  }
  form.addEventListener("change", (event) => pick(event.target.value));
}

document.querySelectorAll("[data-job]").forEach(followJob);
document.querySelectorAll("form[data-live]").forEach(enhanceLive);
document.querySelectorAll("form[data-frontier]").forEach(enhanceFrontier);
document.querySelectorAll("input[data-copy]").forEach((input) => {
  input.addEventListener("focus", () => input.select());
});
document.querySelector(".stages [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
document.getElementById("problems")?.focus();
// What was said once is not said again when the page is loaded anew.
const address = new URL(location.href);
if (["saved", "merged", "same"].some((name) => address.searchParams.has(name))) {
  for (const name of ["saved", "merged", "same"]) address.searchParams.delete(name);
  history.replaceState(null, "", address);
}
enhanceLists(document);
