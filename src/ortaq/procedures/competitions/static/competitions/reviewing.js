// The scoring sheet by keyboard. Every key does what a button does; without this script the buttons do it.

const sheet = document.getElementById("sheet");
const switchOf = document.querySelector("[data-keys]");
if (sheet && switchOf) {
  const status = sheet.querySelector("[data-status]");
  const criteria = [...sheet.querySelectorAll("[data-criterion]")];
  const points = (set) => [...set.querySelectorAll('input[type="radio"]')];
  const typing = (element) => element?.matches?.('textarea, input:not([type="radio"]):not([type="checkbox"]), select');
  const told = () => JSON.stringify([...new FormData(sheet)].filter(([name]) => !["once", "csrfmiddlewaretoken"].includes(name)));
  let saved = told();
  let typed = "";
  let timer;

  try { switchOf.checked = localStorage.getItem("competitions-keys") !== "off"; } catch { /* private window: on */ }
  switchOf.addEventListener("change", () => {
    try { localStorage.setItem("competitions-keys", switchOf.checked ? "on" : "off"); } catch { /* not kept */ }
  });

  const save = async () => {
    const now = told();
    if (now === saved) return true;
    const data = new FormData(sheet);
    for (const name of ["once", "then"]) data.delete(name);
    try {
      const answer = await fetch(sheet.action, { method: "POST", body: data, headers: { Accept: "application/json" } });
      status.textContent = (await answer.json()).message;
      if (answer.ok) saved = now;
      return answer.ok;
    } catch {
      status.textContent = sheet.dataset.failed;
      return false;
    }
  };
  setInterval(save, 10000);

  const current = () => Math.max(0, criteria.findIndex((set) => set.contains(document.activeElement)));
  const go = (number) => {
    const set = criteria[Math.min(Math.max(number, 0), criteria.length - 1)];
    (points(set).find((each) => each.checked) ?? points(set)[0])?.focus();
    set.scrollIntoView({ block: "nearest" });
  };
  const give = (digits) => {
    const radio = points(criteria[current()]).find((each) => each.value === digits);
    if (!radio) return false;
    radio.checked = true;
    radio.focus();
    return true;
  };
  const leave = async (link) => { if (link && (await save())) { left = true; location.href = link.href; } };
  let left = false;
  sheet.addEventListener("submit", () => { left = true; });
  addEventListener("beforeunload", (event) => { if (!left && told() !== saved) event.preventDefault(); });

  addEventListener("keydown", (event) => {
    const { key } = event;
    if ((event.ctrlKey || event.metaKey) && key.toLowerCase() === "s") {
      event.preventDefault();
      save();
    } else if ((event.ctrlKey || event.metaKey) && key === "Enter") {
      event.preventDefault();
      sheet.querySelector('button[value="close"]').click();
    } else if (event.ctrlKey || event.metaKey || event.altKey) {
      return;
    } else if (typing(document.activeElement)) {
      if (key === "Escape") go(current());
    } else if (!switchOf.checked) {
      return;
    } else if (/^[0-9]$/.test(key)) {
      event.preventDefault();
      clearTimeout(timer);
      typed = give(typed + key) ? typed + key : key;
      give(typed);
      timer = setTimeout(() => { typed = ""; }, 700);
    } else if (key === "ArrowDown" || key === "ArrowUp") {
      event.preventDefault();
      go(current() + (key === "ArrowDown" ? 1 : -1));
    } else if (key === "Enter" && criteria.some((set) => set.contains(document.activeElement))) {
      event.preventDefault();
      criteria[current()].querySelector("textarea").focus();
    } else if (["j", "n", "о", "т"].includes(key.toLowerCase())) {
      leave(document.querySelector("[data-after]"));
    } else if (["k", "p", "л", "з"].includes(key.toLowerCase())) {
      leave(document.querySelector("[data-before]"));
    } else if (key === "?") {
      const help = sheet.querySelector("[data-help]");
      help.open = !help.open;
      help.querySelector("summary").focus();
    }
  });
  if (criteria.length) go(0);
}
