// Small comforts. Every page works without them.

// After an error the summary is read first.
document.querySelector("[data-focus]")?.focus();

// On a narrow screen the menus are folded away. The link that opens them by its target becomes a button that also closes them.
const menu = document.querySelector(".ortaq-header__menu");
if (menu) {
  const head = document.getElementById("menu");
  const fold = (open) => {
    head.classList.toggle("ortaq-header--open", open);
    menu.setAttribute("aria-expanded", open);
  };
  menu.setAttribute("role", "button");
  menu.addEventListener("click", (event) => {
    event.preventDefault();
    fold(menu.getAttribute("aria-expanded") !== "true");
  });
  menu.addEventListener("keydown", (event) => {
    if (event.key !== " ") return;
    event.preventDefault();
    menu.click();
  });
  head.addEventListener("keydown", ({ key }) => {
    if (key !== "Escape" || menu.getAttribute("aria-expanded") !== "true") return;
    fold(false);
    menu.focus();
  });
  fold(false);
}

// How many characters are left.
for (const group of document.querySelectorAll(".ortaq-characters")) {
  const field = group.querySelector("textarea");
  const message = group.querySelector(".ortaq-characters__message");
  const status = group.querySelector(".ortaq-characters__status");
  const limit = Number(group.dataset.limit);
  let timer;
  const count = () => {
    // The server counts code points and line ends as two characters, as forms send them.
    const left = limit - [...field.value.replace(/\r?\n/g, "\r\n")].length;
    message.textContent = left < 0 ? `${group.dataset.over} ${-left}` : `${group.dataset.left} ${left}`;
    group.classList.toggle("ortaq-characters--over", left < 0);
    clearTimeout(timer);
    timer = setTimeout(() => { status.textContent = message.textContent; }, 1000);
  };
  if (field && limit) {
    field.setAttribute("aria-describedby", `${field.getAttribute("aria-describedby") ?? ""} ${message.id}`.trim());
    field.addEventListener("input", count);
    count();
  }
}

// A second click within two seconds isn't a second form. (The server would notice it too.)
const sent = new WeakMap();
addEventListener("submit", (event) => {
  if (event.target.method !== "post") return;
  if (Date.now() - (sent.get(event.target) ?? 0) < 2000) event.preventDefault();
  else sent.set(event.target, Date.now());
});

// Show what was typed as a password.
for (const button of document.querySelectorAll("[data-reveals]")) {
  const field = document.getElementById(button.dataset.reveals);
  button.hidden = !field;
  button.addEventListener("click", () => {
    const shown = field.type === "password";
    field.type = shown ? "text" : "password";
    button.textContent = shown ? button.dataset.hide : button.dataset.show;
  });
  field?.form?.addEventListener("submit", () => { field.type = "password"; });
}

// Size of text and contrast without leaving the page; the same cookie as the form on its own page.
const root = document.documentElement;
const switches = document.querySelector(".ortaq-view");
if (switches) {
  switches.hidden = false;
  document.querySelector(".ortaq-account__view")?.closest("li").remove();
  const size = () => [125, 150].find((each) => root.classList.contains(`text-${each}`)) ?? 100;
  const draw = () => {
    for (const button of switches.querySelectorAll("[data-size]")) button.setAttribute("aria-pressed", Number(button.dataset.size) === size());
    switches.querySelector("[data-contrast]").setAttribute("aria-pressed", root.classList.contains("contrast"));
  };
  switches.addEventListener("click", ({ target }) => {
    const button = target.closest("button");
    if (!button) return;
    if (button.dataset.size) {
      root.classList.remove("text-125", "text-150");
      if (button.dataset.size !== "100") root.classList.add(`text-${button.dataset.size}`);
    } else root.classList.toggle("contrast");
    const value = `${size()}.${root.classList.contains("contrast") ? "more" : "normal"}`;
    document.cookie = `view=${value}; path=/; max-age=31536000; samesite=lax${location.protocol === "https:" ? "; secure" : ""}`;
    draw();
  });
  draw();
}
