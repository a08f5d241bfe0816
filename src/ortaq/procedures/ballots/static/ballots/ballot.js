// Counts what is marked while somebody marks, finds projects by a word, prints the receipt. The ballot works without it.
const language = document.documentElement.lang;
const money = new Intl.NumberFormat(language === "en" ? "en" : "ru");
const tenge = (value) => `${money.format(value)}\u00a0₸`;

for (const paper of document.querySelectorAll("[data-paper]")) {
  const bar = paper.querySelector("[data-bar]");
  const { kind, most, points, budget } = paper.dataset;
  const options = [...paper.querySelectorAll("[data-option]")];
  const markOf = (option) => {
    const input = option.querySelector("input");
    return input.type === "checkbox" ? Number(input.checked) : Math.max(0, Number.parseInt(input.value, 10) || 0);
  };
  const show = () => {
    let chosen = 0;
    let given = 0;
    let cost = 0;
    for (const option of options) {
      const mark = markOf(option);
      if (mark > 0) {
        chosen += 1;
        given += mark;
        cost += Number(option.dataset.cost);
      }
    }
    const fill = (words, values) => words.replace(/\{(\w+)\}/g, (_all, name) => values[name]);
    const costs = fill(bar.dataset.cost, { cost: tenge(cost), budget: tenge(Number(budget)) });
    const said = kind === "points" ? fill(bar.dataset.given, { n: given, most: points }) : fill(bar.dataset.chosen, { n: chosen, most });
    bar.textContent = kind === "knapsack" ? costs : `${said} · ${costs}`;
    const over = kind === "points" ? given > Number(points) : chosen > Number(most) || (kind === "knapsack" && cost > Number(budget));
    bar.classList.toggle("vote-bar--over", over);
    bar.hidden = false;
  };
  paper.addEventListener("input", (event) => {
    if (!event.target.closest("[data-filter]")) show();
  });
  show();

  const filter = paper.querySelector("[data-filter]");
  if (filter) {
    filter.hidden = false;
    filter.querySelector("input").addEventListener("input", (event) => {
      const words = event.target.value.trim().toLocaleLowerCase(language).split(/\s+/);
      for (const option of options) {
        const text = option.textContent.toLocaleLowerCase(language);
        option.hidden = markOf(option) === 0 && !words.every((word) => text.includes(word));
      }
    });
  }
}

const print = document.querySelector("[data-print]");
if (print) {
  print.hidden = false;
  print.addEventListener("click", () => window.print());
}
