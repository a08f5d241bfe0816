// Builds what is committed under src/ortaq/kernel/web/static/ortaq: ortaq.css, fonts, licences and VENDORED.md.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, mkdtempSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { compile } from "sass";

const target = join(import.meta.dirname, "../src/ortaq/kernel/web/static/ortaq");
const python = process.env.PYTHON ?? join(import.meta.dirname, "../.venv/bin/python");
const faces = join(mkdtempSync(join(tmpdir(), "ortaq-")), "faces.css");

execFileSync(python, ["fonts.py", join(target, "fonts"), faces], { cwd: import.meta.dirname, stdio: "inherit" });

// Parts of GOV.UK Frontend that no page of ours has; a test holds that what is left is used.
const LEFT_OUT = new RegExp(
  "\\.govuk-(?:" +
    [
      "\\w+(?:-\\w+)*--inverse", "body-lead", "body-m", "breadcrumbs--collapse-on-mobile", "button-group", "button__start-icon", "caption-[mx]l?",
      "(?:checkboxes|radios)__(?:conditional(?:--hidden)?|divider)", "clearfix", "drop-zone", "fieldset__legend--x?l", "file-upload-(?:button|wrapper)[\\w-]*",
      "frontend-supported", "grid-column-[\\w-]+-from-desktop", "grid-column-(?:one-quarter|three-quarters)", "input--extra-letter-spacing", "input--width-30",
      "input__(?:prefix|suffix|wrapper)", "label--(?:m|x?l)", "label-wrapper", "link--[\\w-]+", "link-image", "list--spaced", "panel--interruption", "panel__actions",
      "radios--small", "section-break--(?:m|xl)", "skip-link-focused-element", "summary-card__actions?", "summary-list(?:__row)?--no-border",
      "summary-list__actions-list(?:-item)?", "table--small-text-until-tablet", "table__caption--x?l", "tag--\\w+", "task-list__status--cannot-start-yet", "visually-hidden-focusable",
    ].join("|") +
    ")(?![\\w-])",
);

// Splits at *mark* outside parentheses.
const apart = (text, mark) => {
  const parts = [""];
  let depth = 0;
  for (const sign of text) {
    depth += (sign === "(") - (sign === ")");
    if (sign === mark && !depth) parts.push("");
    else parts[parts.length - 1] += sign;
  }
  return parts;
};

// Compressed *css* without the rules of LEFT_OUT; what a selector only denies by :not() keeps it.
const used = (css) => {
  let kept = "";
  for (let at = 0; at < css.length; ) {
    const open = css.indexOf("{", at);
    if (open < 0) return kept + css.slice(at);
    let close = open;
    for (let depth = 0; ; close += 1) {
      depth += (css[close] === "{") - (css[close] === "}");
      if (!depth) break;
    }
    const head = css.slice(at, open), body = css.slice(open + 1, close);
    at = close + 1;
    if (/^@(?:media|supports)/.test(head)) {
      const inside = used(body);
      if (inside) kept += `${head}{${inside}}`;
    } else if (head.startsWith("@")) kept += `${head}{${body}}`;
    else {
      const selectors = apart(head, ",").filter((each) => !LEFT_OUT.test(each.replaceAll("\\", "").replace(/:not\([^)]*\)/g, "")));
      if (selectors.length) kept += `${selectors.join(",")}{${body}}`;
    }
  }
  return kept;
};

const sheet = (file) => compile(join(import.meta.dirname, file), { loadPaths: [join(import.meta.dirname, "node_modules")], style: "compressed", quietDeps: true }).css;
const css = (readFileSync(faces, "utf8").replaceAll("\n", "") + used(sheet("ortaq.scss")) + sheet("own.scss")).replaceAll("\uFEFF", "");
writeFileSync(join(target, "ortaq.css"), css + "\n");
console.log(`ortaq.css: ${css.length} bytes, ${gzipSync(css, { level: 9 }).length} gzipped`);

const modules = join(import.meta.dirname, "node_modules");
const version = (name) => JSON.parse(readFileSync(join(modules, name, "package.json"))).version;
cpSync(join(modules, "@fontsource-variable/golos-text/LICENSE"), join(target, "fonts/OFL.txt"));
cpSync(join(import.meta.dirname, "GOVUK-FRONTEND-LICENSE.txt"), join(target, "GOVUK-FRONTEND-LICENSE.txt"));
const digest = (file) => createHash("sha256").update(readFileSync(join(target, file))).digest("hex");
const files = ["ortaq.css", ...readdirSync(join(target, "fonts")).filter((name) => name.endsWith(".woff2")).sort().map((name) => `fonts/${name}`)];
writeFileSync(join(target, "VENDORED.md"), `# What comes from others

Built by \`npm ci && npm run build\` in \`assets/\`. Not edited by hand.

| name | version | licence | used in |
| --- | --- | --- | --- |
| GOV.UK Frontend | ${version("govuk-frontend")} | MIT (\`GOVUK-FRONTEND-LICENSE.txt\`) | \`ortaq.css\`: components only, own colours and typeface, no crest |
| Golos Text, as packed by @fontsource-variable/golos-text | ${version("@fontsource-variable/golos-text")} | SIL OFL 1.1 (\`fonts/OFL.txt\`) | \`fonts/\`: cut by characters, weights 400–700 |

htmx comes inside the Python package django-htmx.

| file | sha256 |
| --- | --- |
${files.map((file) => `| \`${file}\` | \`${digest(file)}\` |`).join("\n")}
`);
