// The page that follows the story: parts are put in place as they arrive, tabs by click and by arrow keys, a word on each save.

import { movable } from "./map.js";
import { reader } from "./read.js";

const tabs = [...document.querySelectorAll("[role='tab']")];
const open = (tab, focus = false) => {
  for (const one of tabs) {
    const chosen = one === tab;
    one.setAttribute("aria-selected", String(chosen));
    one.tabIndex = chosen ? 0 : -1;
    document.getElementById(one.getAttribute("aria-controls")).hidden = !chosen;
  }
  if (focus) tab.focus();
  for (const frame of document.querySelectorAll(".map-frame")) awaken(frame);
};
for (const [place, tab] of tabs.entries()) {
  tab.addEventListener("click", () => open(tab));
  tab.addEventListener("keydown", (event) => {
    const steps = { ArrowRight: 1, ArrowLeft: -1 };
    if (event.key in steps) open(tabs[(place + steps[event.key] + tabs.length) % tabs.length], true);
    else if (event.key === "Home") open(tabs[0], true);
    else if (event.key === "End") open(tabs[tabs.length - 1], true);
    else return;
    event.preventDefault();
  });
}

// A map can be measured only while it is seen.
const awaken = (frame) => {
  if (frame.dataset.awake || !frame.offsetParent) return;
  frame.dataset.awake = "yes";
  movable(frame);
};
document.addEventListener("passage", (event) => {
  const { file, line } = event.detail;
  const row = document.getElementById(`source-${file}-${line}`);
  if (!row) return;
  for (const one of document.querySelectorAll(".line.here")) one.classList.remove("here");
  row.classList.add("here");
  row.closest("details").open = true;
  let link = event.target.querySelector(".to-source");
  if (!link) {
    link = document.createElement("button");
    link.type = "button";
    link.className = "to-source";
    event.target.querySelector(".map-panel").append(link);
  }
  link.textContent = `Show line ${line} of ${file}`;
  link.onclick = () => { open(document.getElementById("tab-source"), true); row.scrollIntoView({ block: "center" }); };
});

const place = async (name) => {
  const slot = document.querySelector(`[data-panel="${name}"]`);
  const answer = await fetch(`/panel/${name}`);
  if (!answer.ok) return;
  const markup = await answer.text();
  if (!markup) return;
  const opened = new Set([...slot.querySelectorAll("details[open] > summary")].map((one) => one.textContent));
  const scrolled = window.scrollY;
  slot.innerHTML = markup;
  for (const summary of slot.querySelectorAll("details > summary")) {
    if (opened.has(summary.textContent)) summary.parentElement.open = true;
  }
  slot.removeAttribute("aria-busy");
  window.scrollTo({ top: scrolled });
  for (const frame of slot.querySelectorAll(".map-frame")) awaken(frame);
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
    if (!first || news.said.length) lines(document.getElementById("said"), news.said, (text) => text.startsWith("You just lost"));
    for (const slot of document.querySelectorAll("[data-panel]")) slot.setAttribute("aria-busy", "true");
  }
  for (const name of news.fresh) place(name);
  if (news.fresh.includes("map")) read.again();
  if (!news.busy) for (const slot of document.querySelectorAll("[data-panel]")) slot.removeAttribute("aria-busy");
});
