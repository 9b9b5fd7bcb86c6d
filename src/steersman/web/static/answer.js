// The page of questions: a draft kept in this browser until it is sent, and how far one is.
// Without this script it is one long form.

const PREFIX = "steersman-answer:";

/** Do something with the browser's storage, which may be full or forbidden. */
function stored(act) {
  try { return act(window.localStorage); } catch { return null; }
}

function enhance(form) {
  const key = PREFIX + form.dataset.answer;
  const progress = form.querySelector("[data-progress]");
  const chosen = () => [...form.querySelectorAll("input:checked")];
  const show = () => {
    progress.querySelector("progress").value = chosen().length;
    progress.querySelector("[data-count]").textContent = chosen().length;
  };
  const draft = stored((storage) => JSON.parse(storage.getItem(key))) ?? {};
  for (const input of form.querySelectorAll("input[type=radio]")) {
    if (draft[input.name] === input.value) input.checked = true;
  }
  form.addEventListener("change", () => {
    const answers = Object.fromEntries(chosen().map((input) => [input.name, input.value]));
    stored((storage) => storage.setItem(key, JSON.stringify(answers)));
    show();
  });
  progress.hidden = false;
  show();
}

document.querySelectorAll("form[data-answer]").forEach(enhance);
document.querySelectorAll("[data-answered]").forEach((page) => {
  stored((storage) => storage.removeItem(PREFIX + page.dataset.answered));
});
