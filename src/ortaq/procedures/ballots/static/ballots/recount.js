// Checks a published vote and counts it again, in the browser: the same as verify_election.py, written once more. Nothing
// is sent anywhere. `check(files)` takes a Map of file names to Uint8Array and gives what doesn't fit, as codes with values.

const FORMAT = 1;
const text = (bytes) => new TextDecoder("utf-8", { fatal: true }).decode(bytes);
const bytes = (words) => new TextEncoder().encode(words);
const hex = (data) => Array.from(data, (byte) => byte.toString(16).padStart(2, "0")).join("");
const unhex = (digits) => Uint8Array.from(digits.match(/../g) ?? [], (pair) => parseInt(pair, 16));
const breath = () => new Promise((resolve) => setTimeout(resolve));

// --- SHA-256 (FIPS 180-4): the browser's own answers one hash at a time, too slowly for a tree of a hundred thousand -------

const primes = [];
for (let number = 2; primes.length < 64; number += 1) if (primes.every((prime) => number % prime)) primes.push(number);
const fraction = (value) => ((value - Math.floor(value)) * 2 ** 32) | 0;
const ROUNDS = primes.map((prime) => fraction(Math.cbrt(prime)));
const START = primes.slice(0, 8).map((prime) => fraction(Math.sqrt(prime)));
const turned = (word, by) => (word >>> by) | (word << (32 - by));

export function sha256(data) {
  const length = ((data.length + 8) >> 6) + 1;
  const padded = new Uint8Array(length * 64);
  padded.set(data);
  padded[data.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setUint32(length * 64 - 8, Math.floor(data.length / 2 ** 29));
  view.setUint32(length * 64 - 4, data.length << 3);
  const state = Int32Array.from(START);
  const words = new Int32Array(64);
  for (let block = 0; block < length; block += 1) {
    for (let at = 0; at < 16; at += 1) words[at] = view.getInt32(block * 64 + at * 4);
    for (let at = 16; at < 64; at += 1) {
      const [x, y] = [words[at - 15], words[at - 2]];
      const low = turned(x, 7) ^ turned(x, 18) ^ (x >>> 3);
      const high = turned(y, 17) ^ turned(y, 19) ^ (y >>> 10);
      words[at] = (words[at - 16] + low + words[at - 7] + high) | 0;
    }
    let [a, b, c, d, e, f, g, h] = state;
    for (let at = 0; at < 64; at += 1) {
      const one = (h + (turned(e, 6) ^ turned(e, 11) ^ turned(e, 25)) + ((e & f) ^ (~e & g)) + ROUNDS[at] + words[at]) | 0;
      const two = ((turned(a, 2) ^ turned(a, 13) ^ turned(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      [h, g, f, e, d, c, b, a] = [g, f, e, (d + one) | 0, c, b, a, (one + two) | 0];
    }
    [a, b, c, d, e, f, g, h].forEach((word, at) => { state[at] = (state[at] + word) | 0; });
  }
  const out = new DataView(new ArrayBuffer(32));
  state.forEach((word, at) => out.setInt32(at * 4, word));
  return new Uint8Array(out.buffer);
}

const joined = (...parts) => {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) { whole.set(part, at); at += part.length; }
  return whole;
};

// The one text of a JSON value: keys sorted by code point, no blanks.
const byCodePoint = (one, other) => {
  const [a, b] = [Array.from(one), Array.from(other)];
  for (let at = 0; at < Math.min(a.length, b.length); at += 1) {
    const difference = a[at].codePointAt(0) - b[at].codePointAt(0);
    if (difference) return difference;
  }
  return a.length - b.length;
};
const compact = (value) => {
  if (Array.isArray(value)) return `[${value.map(compact).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  return `{${Object.keys(value).sort(byCodePoint).map((key) => `${JSON.stringify(key)}:${compact(value[key])}`).join(",")}}`;
};

// RFC 6962 tree heads over the first so many leaves, in one pass.
async function rootsAt(leaves, sizes) {
  const wanted = new Set(sizes);
  const found = new Map([[0, hex(sha256(new Uint8Array()))]]);
  const stack = [];
  const node = (left, right) => sha256(joined([1], left, right));
  for (let size = 1; size <= leaves.length; size += 1) {
    let [height, digest] = [0, sha256(joined([0], leaves[size - 1]))];
    while (stack.length && stack.at(-1)[0] === height) { digest = node(stack.pop()[1], digest); height += 1; }
    stack.push([height, digest]);
    if (wanted.has(size)) {
      let head = stack.at(-1)[1];
      for (let at = stack.length - 2; at >= 0; at -= 1) head = node(stack[at][1], head);
      found.set(size, hex(head));
    }
    if (size % 5000 === 0) await breath();
  }
  return found;
}

// Ed25519 by the browser; null where it has none.
async function signatureFits(key, message, signature) {
  try {
    const imported = await crypto.subtle.importKey("raw", unhex(key), { name: "Ed25519" }, false, ["verify"]);
    return await crypto.subtle.verify({ name: "Ed25519" }, imported, unhex(signature), message);
  } catch {
    return null;
  }
}

// --- exact fractions -------------------------------------------------------------------------------------------------

const gcd = (a, b) => { while (b) [a, b] = [b, a % b]; return a < 0n ? -a : a; };
const ratio = (above, below = 1n) => {
  const common = gcd(above, below) || 1n;
  return { above: above / common, below: below / common };
};
const read = (value) => {
  const [whole, below] = String(value).split("/");
  if (below) return ratio(BigInt(whole), BigInt(below));
  const [units, decimals = ""] = whole.split(".");
  return ratio(BigInt(units + decimals), 10n ** BigInt(decimals.length));
};
const compare = (a, b) => { const d = a.above * b.below - b.above * a.below; return d < 0n ? -1 : d > 0n ? 1 : 0; };
const plus = (a, b) => ratio(a.above * b.below + b.above * a.below, a.below * b.below);
const less = (a, b) => plus(a, { above: -b.above, below: b.below });
const times = (a, b) => ratio(a.above * b.above, a.below * b.below);
const over = (a, b) => ratio(a.above * b.below, a.below * b.above);
const NOTHING = ratio(0n);

// --- the count -------------------------------------------------------------------------------------------------------

// `ballots`: Map of "place:points,…" to how many there are.
export class Count {
  constructor(paper, ballots, gone = new Set()) {
    this.gone = gone;
    this.rule = paper.rule;
    this.names = paper.options.map((option) => option.number);
    this.costs = paper.options.map((option) => read(option.cost));
    this.budget = read(paper.budget);
    const groups = new Map();
    for (const [marks, number] of ballots) {
      const key = this.rule.marks === "points" ? marks : marks.replace(/:[0-9]+/g, ":1");
      groups.set(key, (groups.get(key) ?? 0) + number);
    }
    this.groups = [...groups].map(([marks, number]) => ({
      number, marks: marks ? marks.split(",").map((mark) => mark.split(":").map(Number)) : [],
    }));
    this.voters = 0;
    this.votes = this.names.map(() => 0);
    this.scores = this.names.map(() => 0);
    for (const { marks, number } of this.groups) {
      if (marks.length || this.rule.blank_counts) this.voters += number;
      for (const [place, weight] of marks) { this.votes[place] += number; this.scores[place] += weight * number; }
    }
  }

  // From here on votes, scores and voters are settled: from ballots, or taken over from published sums.
  async decide() {
    const places = this.names.map((_, place) => place);
    this.running = places.filter((place) => this.takesPart(place));
    this.rank = [];
    places.sort((a, b) => this.before(a, b)).forEach((place, rank) => { this.rank[place] = rank; });
    this.purse = null;
    const { method } = this.rule;
    this.chosen = method === "equal-shares" ? await this.shared() : this.listed(this.running, NOTHING, method === "greedy-stop");
    this.winners = this.chosen.map((place) => this.names[place]);
    this.spent = this.cost(this.chosen);
    return this;
  }

  cost(places) { return places.reduce((sum, place) => plus(sum, this.costs[place]), NOTHING); }

  takesPart(place) {
    const { rule, budget, voters } = this;
    const [cost, votes] = [this.costs[place], ratio(BigInt(this.votes[place]))];
    const all = ratio(BigInt(voters));
    return !this.gone.has(place) && compare(cost, budget) <= 0 && this.votes[place] >= rule.min_votes
      && compare(times(votes, ratio(100n)), times(read(rule.min_percent), all)) >= 0
      && compare(ratio(BigInt(this.scores[place])), read(rule.min_points)) >= 0
      && compare(times(votes, budget), times(times(read(rule.min_cost_share), cost), all)) >= 0;
  }

  before(a, b) {
    for (const tie of this.rule.ties) {
      const difference = tie === "cheaper" ? compare(this.costs[a], this.costs[b]) : this.votes[b] - this.votes[a];
      if (difference) return difference;
    }
    const [one, other] = [this.names[a], this.names[b]];
    if (this.rule.lot.length) return this.rule.lot.indexOf(one) - this.rule.lot.indexOf(other);
    if (this.rule.lot_seed) {
      const drawn = (name) => hex(sha256(bytes(`${this.rule.lot_seed}:${name}`)));
      return drawn(one) < drawn(other) ? -1 : 1;
    }
    const parts = (name) => name.split(/([0-9]+)/).map((part, at) => (at % 2 ? [Number(part), ""] : [-1, part]));
    const [x, y] = [parts(one), parts(other)];
    for (let at = 0; at < Math.min(x.length, y.length); at += 1) {
      const difference = x[at][0] - y[at][0] || byCodePoint(x[at][1], y[at][1]);
      if (difference) return difference;
    }
    return x.length - y.length || byCodePoint(one, other);
  }

  listed(places, already, stops = false) {
    const chosen = [];
    let spent = already;
    for (const place of [...places].sort((a, b) => this.scores[b] - this.scores[a] || this.rank[a] - this.rank[b])) {
      const after = plus(spent, this.costs[place]);
      if (compare(after, this.budget) <= 0) { spent = after; chosen.push(place); } else if (stops) break;
    }
    return chosen;
  }

  async shared() {
    const { rule } = this;
    let chosen = [];
    if (this.voters) {
      this.gather();
      this.purse = over(this.budget, ratio(BigInt(this.voters)));
      if (rule.purse === "whole") this.purse = ratio(this.purse.above / this.purse.below);
      chosen = this.run(this.purse);
      while (rule.completion.startsWith("add1") && this.goesOn(chosen)) {
        const purse = plus(this.purse, read(rule.increment));
        const larger = this.run(purse, this.budget);
        if (larger === null) break;
        [this.purse, chosen] = [purse, larger];
        await breath();
      }
    }
    if (rule.completion.endsWith("greedy")) {
      chosen = [...chosen, ...this.listed(this.running.filter((place) => !chosen.includes(place)), this.cost(chosen))];
    }
    if (rule.comparison !== "none") {
      const plain = this.listed(this.running, NOTHING);
      if (this.prefers(plain, chosen)) return plain;
    }
    return chosen;
  }

  goesOn(chosen) {
    if (chosen.length === this.backers.size) return false;
    if (!this.rule.stop_when_exhausted) return true;
    const left = less(this.budget, this.cost(chosen));
    return this.running.some((place) => !chosen.includes(place) && compare(this.costs[place], left) <= 0);
  }

  // Do more voters gain by the plain list than by equal shares?
  prefers(plain, chosen) {
    const gain = (place) => (this.rule.comparison === "money" ? this.costs[place] : ratio(1n));
    let balance = 0;
    for (const { marks, number } of this.groups) {
      let here = NOTHING;
      for (const [place] of marks) {
        if (plain.includes(place) && !chosen.includes(place)) here = plus(here, gain(place));
        if (chosen.includes(place) && !plain.includes(place)) here = less(here, gain(place));
      }
      balance += number * compare(here, NOTHING);
    }
    return balance > 0;
  }

  gather() {
    this.backers = new Map();
    this.groups.forEach(({ marks }, group) => {
      for (const [place, weight] of marks) {
        if (!this.running.includes(place)) continue;
        if (!this.backers.has(place)) this.backers.set(place, []);
        this.backers.get(place).push([group, weight]);
      }
    });
  }

  // Equal shares with one size of purse; null when more is bought than the ceiling. Voters with equal money are one class;
  // money is whole numbers of 1/scale, made finer whenever a price asks it.
  run(purse, ceiling = null) {
    const state = { classes: this.groups.map(() => 1), money: [0n, purse.above], scale: purse.below };
    let waiting = [...this.backers.keys()].map((place) => ({ place, price: null, each: NOTHING, seen: -1 }));
    const chosen = [];
    let spent = NOTHING;
    while (waiting.length) {
      let best = waiting[0];
      for (const other of waiting) {
        const difference = compare(other.each, best.each) || this.rank[other.place] - this.rank[best.place];
        if (difference < 0) best = other;
      }
      if (best.seen !== chosen.length) {
        best.price = this.price(best.place, state);
        best.seen = chosen.length;
        if (best.price === null) waiting = waiting.filter((other) => other !== best);
        else {
          const gain = this.rule.utility === "cardinality" ? ratio(1n) : this.costs[best.place];
          best.each = over(best.price, times(gain, ratio(state.scale)));
        }
        continue;
      }
      waiting = waiting.filter((other) => other !== best);
      spent = plus(spent, this.costs[best.place]);
      if (ceiling && compare(spent, ceiling) > 0) return null;
      chosen.push(best.place);
      this.pay(best, state);
    }
    return chosen;
  }

  pay({ place, price }, state) {
    const finer = price.below;
    if (finer > 1n) {
      const live = new Set(state.classes);
      state.money = state.money.map((amount, at) => (live.has(at) ? amount * finer : 0n));
      state.scale *= finer;
    }
    const moved = new Map();
    for (const [group, weight] of this.backers.get(place)) {
      const key = `${state.classes[group]}:${weight}`;
      if (!moved.has(key)) {
        const rest = state.money[state.classes[group]] - price.above * BigInt(weight);
        moved.set(key, rest > 0n ? state.money.push(rest) - 1 : 0);
      }
      state.classes[group] = moved.get(key);
    }
  }

  // What one unit of support pays when all pay that or whatever they have left; null: it isn't enough.
  price(place, { classes, money, scale }) {
    const counts = new Map();
    for (const [group, weight] of this.backers.get(place)) {
      const key = classes[group] * 4096 + weight;
      counts.set(key, (counts.get(key) ?? 0) + this.groups[group].number);
    }
    const able = [...counts].map(([key, number]) => {
      const weight = key % 4096;
      return { each: ratio(money[(key - weight) / 4096], BigInt(weight)), units: BigInt(number * weight) };
    }).filter(({ each }) => each.above > 0n).sort((a, b) => compare(a.each, b.each));
    let cost = times(this.costs[place], ratio(scale));
    let left = able.reduce((sum, { units }) => sum + units, 0n);
    for (const { each, units } of able) {
      if (compare(times(each, ratio(left)), cost) >= 0) return over(cost, ratio(left));
      cost = less(cost, times(each, ratio(units)));
      left -= units;
    }
    return null;
  }
}

// --- the checks ------------------------------------------------------------------------------------------------------

function rows(source, separator) {
  const found = [];
  let [row, field, quoted] = [[], "", false];
  for (let at = 0; at < source.length; at += 1) {
    const sign = source[at];
    if (quoted) {
      if (sign !== '"') field += sign;
      else if (source[at + 1] === '"') { field += sign; at += 1; } else quoted = false;
    } else if (sign === '"') quoted = true;
    else if (sign === separator) { row.push(field); field = ""; } else if (sign === "\n") {
      found.push([...row, field]);
      [row, field] = [[], ""];
    } else field += sign;
  }
  return found;
}

const same = (one, other) => one.length === other.length && one.every((each, at) => each === other[at]);

export async function check(files, { receipt = "", tell = () => {} } = {}) {
  const findings = [];
  const facts = [];
  const wrong = (code, values = {}) => findings.push({ code, ...values });
  const json = (name) => JSON.parse(text(files.get(name)));
  const manifest = json("manifest.json");
  if (manifest.format !== FORMAT) throw new Error(`format ${manifest.format}`);
  facts.push({ code: "manifest", value: hex(sha256(files.get("manifest.json"))) });
  tell("files");
  for (const [name, digest] of Object.entries(manifest.files)) {
    if (!files.has(name)) { wrong("missing", { name }); continue; }
    if (hex(sha256(files.get(name))) !== digest) wrong("changed", { name });
    await breath();
  }
  for (const name of files.keys()) {
    if (name !== "manifest.json" && name !== "verify_election.py" && !(name in manifest.files)) wrong("stranger", { name });
  }
  tell("log");
  const entries = (name) => text(files.get(name)).split("\n").filter(Boolean);
  const [log, counted, heads] = [entries("log.txt"), entries("counted.txt"), json("heads.json")];
  const roots = await rootsAt(log.map(unhex), heads.map((head) => head.size));
  let [before, unsigned] = [0, false];
  for (const head of heads) {
    const { election, number, size, root, made_at } = head;
    if (size < before || size > log.length || roots.get(size) !== root) wrong("head", { number, made_at });
    const message = joined(bytes("ortaq log head 1\0"), bytes(compact({ election, number, size, root, made_at })));
    const fits = await signatureFits(manifest.signing_key, message, head.signature);
    if (fits === false) wrong("signature", { number, made_at });
    unsigned ||= fits === null;
    const part = log.slice(before, size);
    if (!same(part, [...part].sort())) wrong("order", { number, made_at });
    before = Math.max(before, size);
  }
  if (unsigned) facts.push({ code: "unsigned" });
  if (before !== log.length) wrong("headless", { value: log.length - before });
  const logged = new Set(log);
  if (logged.size !== log.length || new Set(counted).size !== counted.length) wrong("twice");
  const stray = counted.filter((entry) => !logged.has(entry)).length;
  if (stray) wrong("stray", { value: stray });
  const { envelopes, marked } = manifest.counts;
  if (manifest.counts.spoilt) wrong("spoilt", { value: manifest.counts.spoilt });
  const sum = (counts) => Object.values(counts).reduce((total, value) => total + value, 0);
  if (log.length !== manifest.counts.logged || counted.length !== sum(envelopes)) wrong("sums", { value: counted.length, said: sum(envelopes) });
  if (sum(marked) > manifest.counts.roll) wrong("roll", { value: sum(marked), said: manifest.counts.roll });
  for (const channel of new Set([...Object.keys(envelopes), ...Object.keys(marked)])) {
    const [held, told] = [envelopes[channel] ?? 0, marked[channel] ?? 0];
    if (channel === "paper" ? held + manifest.counts.spoilt_sheets > told : held !== told) wrong("channel", { channel, value: held, said: told });
  }
  const gone = files.has("withdrawals.json") ? json("withdrawals.json") : [];
  facts.push({ code: "log", value: log.length, heads: heads.length, counted: counted.length });
  if (receipt) facts.push(found(receipt, log, new Set(counted)));
  const frozen = {};
  for (const [key, told] of Object.entries(manifest.papers)) {
    tell("paper", key);
    frozen[key] = hex(sha256(files.get(`paper-${key}.json`)));
    const named = gone.filter((each) => each.paper === key).map((each) => each.option);
    if (!same([...named].sort(), [...(told.withdrawn ?? [])].sort())) wrong("withdrawn-differ", { key });
    await checkPaper({ files, manifest, key, told, digest: frozen[key], wrong, facts, json });
  }
  if (hex(sha256(joined(bytes("ortaq papers\0"), bytes(compact(frozen))))) !== manifest.frozen_sha256) wrong("papers");
  if (files.has("terms.json")) {
    const terms = json("terms.json");
    const said = [terms.papers, terms.suppress_below, terms.trustees_needed];
    if (compact(said) !== compact([frozen, manifest.suppress_below, manifest.trustees_needed])) wrong("terms");
    if (gone.length && terms.withdrawal !== "marks-passed-over") wrong("withdrawal-unstated");
    facts.push({ code: "announced", value: hex(sha256(files.get("terms.json"))) });
  }
  return { findings, facts, election: manifest.election };
}

// A receipt's fifteen characters are the first 75 bits of its entry.
function found(receipt, log, counted) {
  const signs = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  const typed = receipt.toUpperCase().replace(/[\s-]/g, "").replace(/O/g, "0").replace(/[IL]/g, "1");
  if (typed.length !== 16 || [...typed].some((sign) => !signs.includes(sign))) return { code: "no-receipt", receipt };
  const bits = [...typed.slice(0, 15)].map((sign) => signs.indexOf(sign).toString(2).padStart(5, "0")).join("");
  const at = log.findIndex((entry) => BigInt(`0x${entry.slice(0, 20)}`) >> 5n === BigInt(`0b${bits}`));
  if (at < 0) return { code: "receipt-lost", receipt };
  return { code: counted.has(log[at]) ? "receipt-counted" : "receipt-replaced", receipt, value: at + 1 };
}

async function checkPaper({ files, manifest, key, told, digest, wrong, facts, json }) {
  const raw = text(files.get(`paper-${key}.json`));
  const [paper, result] = [JSON.parse(raw), json(`result-${key}.json`)];
  if (compact(paper) !== raw || digest !== told.paper_sha256 || paper.election !== manifest.election) wrong("paper", { key });
  const rule = hex(sha256(bytes(compact(paper.rule))));
  if (![paper.rule_sha256, told.rule_sha256, result.rule_sha256].every((said) => said === rule)) wrong("rule", { key });
  const most = Object.values(manifest.counts.envelopes).reduce((total, value) => total + value, 0);
  if (told.ballots > most || (Object.keys(manifest.papers).length === 1 && told.ballots !== most)) wrong("ballots", { key, value: told.ballots, said: most });
  const withdrawn = told.withdrawn ?? [];
  const gone = new Set(paper.options.flatMap((option, place) => (withdrawn.includes(option.number) ? [place] : [])));
  if (gone.size) facts.push({ code: "withdrawn", key, value: withdrawn.join(", ") });
  const count = new Count(paper, told.published === "ballots" ? readBallots({ files, manifest, key, paper, told, wrong, gone }) : new Map(), gone);
  if (told.published !== "ballots") {
    facts.push({ code: "sums-only", key });
    if (paper.rule.method === "equal-shares") return;
    count.votes = result.projects.map((project) => project.votes);
    count.scores = result.projects.map((project) => project.score);
    count.voters = result.voters;
  }
  await count.decide();
  result.projects.forEach((project, at) => {
    if (count.votes[at] !== project.votes || count.scores[at] !== project.score) {
      wrong("tally", { key, project: project.project, value: count.votes[at], said: project.votes });
    }
  });
  const won = result.projects.filter((project) => project.won).map((project) => project.project);
  if (!same(told.winners, count.winners) || !same(result.winners, count.winners) || !same([...won].sort(), [...count.winners].sort())) {
    wrong("winners", { key, value: count.winners.join(", ") || "—", said: result.winners.join(", ") || "—" });
  }
  if (compare(read(result.spent), count.spent)) wrong("spent", { key, said: result.spent });
  facts.push({ code: "counted", key, value: told.ballots, winners: count.winners.join(", ") || "—", of: count.names.length });
}

// Ballots as they count: marks for options that were withdrawn are passed over.
function readBallots({ files, manifest, key, paper, told, wrong, gone }) {
  const places = new Map(paper.options.map((option, place) => [option.number, place]));
  const one = (marks) => marks.sort((a, b) => a[0] - b[0]).map(([place, weight]) => `${place}:${weight}`).join(",");
  const ballots = new Map();
  const table = rows(text(files.get(`ballots-${key}.csv`)), ",").slice(1);
  const territories = new Map();
  const numbers = [];
  for (const [number, words, territory] of table) {
    const marks = (words ? words.split(",") : []).map((mark) => mark.split(":"))
      .map(([option, weight = "1"]) => [places.get(option), Number(weight)]);
    if (!allowed(paper, marks)) { wrong("ballot", { key, number, value: words }); continue; }
    const line = one(marks.filter(([place]) => !gone.has(place)));
    ballots.set(line, (ballots.get(line) ?? 0) + 1);
    territories.set(territory, (territories.get(territory) ?? 0) + 1);
    numbers.push(number);
  }
  if (table.length !== told.ballots) wrong("published", { key, value: table.length, said: told.ballots });
  if (new Set(numbers).size !== numbers.length || !same(numbers, [...numbers].sort())) wrong("numbers", { key });
  for (const [name, size] of territories) if (name && size < manifest.suppress_below) wrong("small", { key, name, value: size });
  const source = text(files.get(`ballots-${key}.pb`));
  const [columns, ...votes] = rows(source.slice(source.indexOf("\nVOTES\n") + 7), ";");
  const other = new Map(ballots);
  for (const row of votes) {
    const field = (name) => row[columns.indexOf(name)] ?? "";
    const points = field("points") ? field("points").split(",") : [];
    const marks = (field("vote") ? field("vote").split(",") : []).map((option, at) => [places.get(option), Number(points[at] ?? 1)]);
    const line = one(marks);
    other.set(line, (other.get(line) ?? 0) - 1);
  }
  const differing = [...other.values()].reduce((total, value) => total + Math.abs(value), 0);
  if (differing) wrong("pabulib", { key, value: differing });
  return ballots;
}

function allowed(paper, marks) {
  const { form } = paper;
  const chosen = new Set(marks.map(([place]) => place));
  if (chosen.has(undefined) || chosen.size !== marks.length || marks.length < form.minimum) return false;
  if (form.maximum && marks.length > form.maximum) return false;
  if (form.kind === "points") {
    return marks.every(([, weight]) => weight > 0) && marks.reduce((total, [, weight]) => total + weight, 0) <= form.points;
  }
  if (marks.some(([, weight]) => weight !== 1)) return false;
  return form.kind !== "knapsack" || marks.reduce((total, [place]) => total + paper.options[place].cost, 0) <= paper.budget;
}
