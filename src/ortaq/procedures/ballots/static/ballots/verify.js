// The page that checks a published vote: fetches its files or takes those that somebody chose, and says what was found.

const area = document.querySelector("[data-verify]");
// Not awaited here: a button that is pressed while the counting is still being fetched would be pressed for nothing.
const recount = import(document.querySelector("script[data-recount]").dataset.recount);
const words = new Map(
  [...area.querySelector("[data-words]").content.querySelectorAll("[data-code]")].map((each) => [each.dataset.code, each.textContent]),
);
const said = (code, values = {}) => (words.get(code) ?? code).replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
const status = area.querySelector("[data-status]");
const out = area.querySelector("[data-out]");
const buttons = [...area.querySelectorAll("button, input")];

const item = (entry) => Object.assign(document.createElement("li"), { textContent: said(entry.code, entry) });

const run = async (gather) => {
  const begun = performance.now();
  out.hidden = true;
  for (const each of buttons) each.disabled = true;
  try {
    const files = await gather();
    const receipt = area.querySelector("#receipt").value.trim();
    const tell = (step, key) => { status.textContent = said(`doing-${step}`, { key }); };
    const { check } = await recount;
    const { findings, facts } = await check(files, { receipt, tell });
    const verdict = out.querySelector("[data-verdict]");
    verdict.textContent = said(findings.length ? "fails" : "fits");
    out.querySelector("[data-findings]").replaceChildren(...findings.map(item));
    out.querySelector("[data-facts]").replaceChildren(...facts.map(item));
    status.textContent = said("done", { seconds: ((performance.now() - begun) / 1000).toFixed(1) });
    out.hidden = false;
    verdict.focus();
  } catch (error) {
    status.textContent = said("unreadable", { error: error.message });
  } finally {
    for (const each of buttons) each.disabled = false;
  }
};

area.querySelector("[data-here]")?.addEventListener("click", () => run(async () => {
  const files = new Map();
  for (const [name, url] of Object.entries(JSON.parse(document.getElementById("files-here").textContent))) {
    status.textContent = said("loading", { name });
    const answer = await fetch(url);
    if (!answer.ok) throw new Error(`${name}: ${answer.status}`);
    files.set(name, new Uint8Array(await answer.arrayBuffer()));
  }
  return files;
}));

area.querySelector("[data-own]").addEventListener("change", (event) => run(async () => {
  const files = new Map();
  for (const each of event.target.files) {
    if (!/\.(pdf|zip)$/.test(each.name)) files.set(each.name, new Uint8Array(await each.arrayBuffer()));
  }
  return files;
}));
