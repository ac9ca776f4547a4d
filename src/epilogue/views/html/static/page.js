// The page that follows the story: puts parts in place as they arrive, switches tabs, and reports each save.

import { movable } from "./map.js";
import { reader } from "./read.js";

const tabs = [...document.querySelectorAll("[role='tab']")];
const open = (tab, focus = false) => {
  for (const other of tabs) {
    const chosen = other === tab;
    other.setAttribute("aria-selected", String(chosen));
    other.tabIndex = chosen ? 0 : -1;
    document.getElementById(other.getAttribute("aria-controls")).hidden = !chosen;
  }
  if (focus) tab.focus();
  for (const frame of document.querySelectorAll(".map-frame")) awaken(frame);
};
for (const [index, tab] of tabs.entries()) {
  tab.addEventListener("click", () => open(tab));
  tab.addEventListener("keydown", (event) => {
    const steps = { ArrowRight: 1, ArrowLeft: -1 };
    if (event.key in steps) open(tabs[(index + steps[event.key] + tabs.length) % tabs.length], true);
    else if (event.key === "Home") open(tabs[0], true);
    else if (event.key === "End") open(tabs[tabs.length - 1], true);
    else return;
    event.preventDefault();
  });
}

// The address holds the playthrough: the skip link must not change it.
document.querySelector(".skip").addEventListener("click", (event) => {
  event.preventDefault();
  document.getElementById("content").focus();
});

const maps = new WeakMap();
// A map can be measured only while it is visible.
const awaken = (frame) => {
  if (frame.dataset.awake || !frame.offsetParent) return;
  frame.dataset.awake = "yes";
  maps.set(frame, movable(frame));
  mark(frame);
};
document.addEventListener("toggle", (event) => { for (const frame of event.target.querySelectorAll(".map-frame")) awaken(frame); }, true);
let reached = null;
document.addEventListener("where", (event) => { reached = event.detail; for (const frame of document.querySelectorAll(".map-frame")) mark(frame); });
const mark = (frame) => { if (reached && maps.has(frame)) maps.get(frame).mark(reached.here, reached.ahead); };

// Turns positions in the source into links to them.
const show = (file, line) => {
  const row = document.querySelector(`#part-source [data-file="${CSS.escape(file)}"][data-line="${CSS.escape(String(line))}"]`);
  if (!row) return;
  for (const old of document.querySelectorAll(".line.here")) old.classList.remove("here");
  row.classList.add("here");
  row.closest("details").open = true;
  open(document.getElementById("tab-source"), true);
  row.scrollIntoView({ block: "center", behavior: "instant" });
};
const linked = (slot) => {
  for (const span of slot.querySelectorAll(".place")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "place";
    button.title = "Show it in the source";
    button.textContent = span.textContent;
    button.addEventListener("click", () => show(span.dataset.file, span.dataset.line));
    span.replaceWith(button);
  }
};
document.addEventListener("passage", (event) => {
  const { file, line } = event.detail;
  const link = document.createElement("button");
  link.type = "button";
  link.className = "to-source";
  link.textContent = `Show line ${line} of ${file}`;
  link.addEventListener("click", () => show(file, line));
  event.target.querySelector(".map-panel").append(link);
});

const fill = async (name) => {
  const slot = document.querySelector(`[data-panel="${name}"]`);
  const answer = await fetch(`/panel/${name}`);
  if (!answer.ok) return;
  const markup = await answer.text();
  if (!markup) return;
  const titleOf = (summary) => summary.firstChild.textContent.trim() || summary.textContent;
  const shut = new Map([...slot.querySelectorAll("details > summary")].map((summary) => [titleOf(summary), summary.parentElement.open]));
  const scrolls = [...slot.querySelectorAll("pre, .scroll")].map((box) => [box.scrollTop, box.scrollLeft]);
  const view = slot.querySelector(".map-frame") && maps.get(slot.querySelector(".map-frame"))?.view();
  const query = slot.querySelector("input[type='search']")?.value;
  const scrolled = window.scrollY;
  slot.innerHTML = markup;
  for (const summary of slot.querySelectorAll("details > summary")) {
    if (shut.has(titleOf(summary))) summary.parentElement.open = shut.get(titleOf(summary));
  }
  for (const [number, box] of [...slot.querySelectorAll("pre, .scroll")].entries()) {
    if (scrolls[number]) [box.scrollTop, box.scrollLeft] = scrolls[number];
  }
  slot.removeAttribute("aria-busy");
  linked(slot);
  if (name === "title") document.title = slot.textContent;
  for (const frame of slot.querySelectorAll(".map-frame")) {
    if (view) frame.dataset.view = JSON.stringify(view);
    if (query) frame.querySelector("input[type='search']").value = query;
    awaken(frame);
  }
  window.scrollTo({ top: scrolled, behavior: "instant" });
};

const lines = (element, texts, mark) => {
  element.replaceChildren(...texts.map((text) => {
    const line = document.createElement("p");
    line.textContent = text;
    if (mark?.(text)) line.className = "lost";
    return line;
  }));
};

const read = reader(document);
let version = -1;
const events = new EventSource("/events");
events.addEventListener("message", (event) => {
  const news = JSON.parse(event.data);
  lines(document.getElementById("errors"), news.errors);
  if (news.version !== version) {
    const first = version < 0;
    version = news.version;
    lines(document.getElementById("said"), news.changes, (text) => text.startsWith("You just lost"));
    for (const slot of document.querySelectorAll("[data-panel]")) slot.setAttribute("aria-busy", "true");
    if (!first) read.again();
  }
  for (const name of news.fresh) fill(name);
  if (news.fresh.includes("map")) read.ahead();
  if (!news.busy) for (const slot of document.querySelectorAll("[data-panel]")) slot.removeAttribute("aria-busy");
});
// Without its server the page keeps what it shows, and says so.
events.addEventListener("error", () => { document.body.classList.add("alone"); });
events.addEventListener("open", () => { document.body.classList.remove("alone"); });
