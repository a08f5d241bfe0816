// Reads the page aloud, block by block. A voice of this device speaks where it knows the language (nothing leaves the device);
// else the site's own voice; else the reader is told. Keys: Alt+Shift+R starts, pauses and goes on; Alt+Shift+S stops.

import { pieces, spoken } from "./spoken.js";

const bar = document.querySelector(".ortaq-aloud");
const message = bar.querySelector(".ortaq-aloud__message");
const [start, pause, stop] = ["start", "pause", "stop"].map((name) => bar.querySelector(`[data-do="${name}"]`));
const BLOCKS = "h1,h2,h3,h4,h5,h6,p,li,dt,dd,th,td,caption,legend,label,summary,figcaption,blockquote,pre";

let state = "idle"; // idle, playing, paused
let run = 0; // what an older run still awaits must not disturb a newer one
let audio = null;
let offer = null; // the server's answer: {languages, token}

const say = (text) => { message.textContent = text ?? ""; };
function set(next) {
  state = next;
  start.hidden = state === "playing";
  pause.hidden = state !== "playing";
  stop.hidden = state === "idle";
}

function blocks() {
  return [...document.querySelectorAll(`#main :is(${BLOCKS})`)].filter((element) =>
    element.textContent.trim() && !element.querySelector(BLOCKS) && !element.closest("[aria-hidden=true],[hidden],[data-silent]")
    && (element.checkVisibility?.() ?? true));
}

async function voices() {
  if (!("speechSynthesis" in window)) return [];
  const now = speechSynthesis.getVoices();
  if (now.length) return now;
  return new Promise((done) => {
    const answer = () => done(speechSynthesis.getVoices());
    speechSynthesis.addEventListener?.("voiceschanged", answer, { once: true });
    setTimeout(answer, 700);
  });
}

// Only voices of the device itself: others would send the page's words to somebody else.
const voiceFor = (all, language) => all.find((voice) => voice.localService && voice.lang.toLowerCase().startsWith(language));

async function server() {
  try {
    offer ??= await (await fetch(bar.dataset.speech)).json();
  } catch {
    offer = null;
  }
  return offer ?? { languages: [] };
}

// The smallest sound that this browser plays is asked for.
const plays = [["audio/ogg", "audio/ogg; codecs=opus"], ["audio/mpeg", "audio/mpeg"]].filter(([, type]) => new Audio().canPlayType(type)).map(([name]) => name).join(" ");

async function sound(text, language) {
  const { token } = await server();
  const response = await fetch(bar.dataset.speech, { method: "POST", headers: { "X-CSRFToken": token }, body: new URLSearchParams({ text, lang: language, plays }) });
  if (!response.ok) throw new Error(String(response.status));
  return URL.createObjectURL(await response.blob());
}

async function whilePaused() {
  while (state === "paused") await new Promise((done) => { setTimeout(done, 100); });
}

function byBrowser(text, voice) {
  return new Promise((done) => {
    const utterance = new SpeechSynthesisUtterance(text);
    utterance.voice = voice;
    utterance.lang = voice.lang;
    utterance.onend = utterance.onerror = done;
    speechSynthesis.speak(utterance);
  });
}

function byAudio(url) {
  return new Promise((done) => {
    audio = new Audio(url);
    audio.onended = audio.onerror = done;
    audio.play().catch(done);
  }).finally(() => URL.revokeObjectURL(url));
}

async function read() {
  const mine = ++run;
  const current = () => mine === run && state !== "idle";
  set("playing");
  say("");
  const all = await voices();
  let said = 0;
  let left = 0;
  let failed = false;
  for (const block of blocks()) {
    const language = (block.closest("[lang]")?.lang || "kk").slice(0, 2);
    const voice = voiceFor(all, language);
    if (!voice && !(await server()).languages.includes(language)) { left += 1; continue; }
    if (!current()) return;
    block.classList.add("ortaq-spoken");
    block.scrollIntoView({ block: "nearest" });
    try {
      const parts = pieces(spoken(block.textContent, language));
      let next = voice ? null : sound(parts[0], language);
      for (const [index, part] of parts.entries()) {
        await whilePaused();
        if (voice) await byBrowser(part, voice);
        else {
          const url = await next;
          await whilePaused();
          if (!current()) return;
          next = index + 1 < parts.length ? sound(parts[index + 1], language) : null;
          next?.catch(() => {});
          await byAudio(url);
        }
        if (!current()) return;
        said += 1;
      }
    } catch {
      failed = true;
      break;
    } finally {
      block.classList.remove("ortaq-spoken");
    }
  }
  finish();
  if (failed) say(bar.dataset.busy);
  else if (!said && left) say(bar.dataset.noVoice);
  else if (left) say(bar.dataset.part);
}

function finish() {
  run += 1;
  const focused = [pause, stop].includes(document.activeElement);
  set("idle");
  if ("speechSynthesis" in window) speechSynthesis.cancel();
  audio?.pause();
  audio = null;
  document.querySelectorAll(".ortaq-spoken").forEach((element) => element.classList.remove("ortaq-spoken"));
  if (focused) start.focus();
}

function toggle() {
  if (state === "idle") { read(); return; }
  if (state === "playing") {
    set("paused");
    if ("speechSynthesis" in window) speechSynthesis.pause();
    audio?.pause();
    if (document.activeElement === pause || document.activeElement === document.body) start.focus();
  } else {
    set("playing");
    if ("speechSynthesis" in window) speechSynthesis.resume();
    audio?.play();
    if (document.activeElement === start || document.activeElement === document.body) pause.focus();
  }
}

const focusAfter = (button) => { if (!button.hidden) button.focus(); };
start.addEventListener("click", () => { toggle(); focusAfter(pause); });
pause.addEventListener("click", () => { toggle(); focusAfter(start); });
stop.addEventListener("click", () => { finish(); start.focus(); });
addEventListener("keydown", (event) => {
  if (!event.altKey || !event.shiftKey || event.ctrlKey || event.metaKey) return;
  if (event.code === "KeyR") { event.preventDefault(); toggle(); }
  if (event.code === "KeyS" && state !== "idle") { event.preventDefault(); finish(); }
});
addEventListener("pagehide", finish);
bar.hidden = false;
set("idle");
