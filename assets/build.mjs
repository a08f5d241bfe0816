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

const sheet = (file) => compile(join(import.meta.dirname, file), { loadPaths: [join(import.meta.dirname, "node_modules")], style: "compressed", quietDeps: true }).css;
const css = (readFileSync(faces, "utf8").replaceAll("\n", "") + sheet("ortaq.scss") + sheet("own.scss")).replaceAll("\uFEFF", "");
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
