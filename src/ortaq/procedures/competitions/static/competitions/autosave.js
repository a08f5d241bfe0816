// Saves a step of an application while it is typed: ten seconds after a change, and on leaving a field. What could not
// be saved stays in the page and is sent again. Without this script the buttons save.

const form = document.querySelector("form[data-autosave]");
if (form) {
  const status = form.querySelector("[data-autosave-status]");
  const revision = form.elements.revision;
  const content = () => {
    const data = new FormData(form);
    for (const name of ["once", "add", "then", "revision"]) data.delete(name);
    return data;
  };
  const told = (data) => JSON.stringify([...data].filter(([name]) => name !== "csrfmiddlewaretoken"));
  let saved = told(content());
  let sending = false;
  let again = false; // something was changed meanwhile
  let conflict = false;

  const show = (sums) => {
    for (const cell of form.querySelectorAll("[data-sum]")) cell.textContent = sums[cell.dataset.sum];
    form.querySelector("[data-problems]").replaceChildren(
      ...sums.problems.map((words) => Object.assign(document.createElement("li"), { textContent: words })),
    );
  };

  const save = async () => {
    const data = content();
    const now = told(data);
    again = sending;
    if (sending || conflict || now === saved) return;
    sending = true;
    data.set("revision", revision.value);
    try {
      const answer = await fetch(form.dataset.autosave, { method: "POST", body: data, headers: { Accept: "application/json" } });
      if (answer.ok) {
        const { revision: number, message, sums } = await answer.json();
        revision.value = number;
        saved = now;
        status.textContent = message;
        if (sums) show(sums);
      } else if (answer.status === 409 || answer.status === 422) {
        conflict = true;
        status.textContent = (await answer.json()).message;
      } else {
        status.textContent = form.dataset.failed;
      }
    } catch {
      status.textContent = form.dataset.failed;
    } finally {
      sending = false;
      if (again) save();
    }
  };

  form.addEventListener("input", () => { if (!conflict) status.textContent = form.dataset.waiting; });
  form.addEventListener("change", save);
  setInterval(save, 10000);
  addEventListener("online", save);
  let leaving = false;
  form.addEventListener("submit", () => { leaving = true; });
  addEventListener("beforeunload", (event) => {
    if (!leaving && told(content()) !== saved) event.preventDefault();
  });
}
