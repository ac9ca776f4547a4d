// The map made movable: drag or arrow keys pan, wheel or + and − zoom, 0 fits; a search dims what does not match; a click or Enter on a
// passage shows its details. Without this module the map is a drawing that scrolls.

const STEP = 1.25;
const LEAST = 0.05;
const MOST = 6;

export function movable(frame) {
  const canvas = frame.querySelector(".map-canvas");
  const svg = canvas.querySelector("svg");
  const box = svg.viewBox.baseVal;
  const whole = { x: box.x, y: box.y, width: box.width, height: box.height };
  canvas.classList.add("live");
  svg.setAttribute("role", "group");
  svg.removeAttribute("width");
  svg.removeAttribute("height");
  svg.setAttribute("preserveAspectRatio", "xMidYMin meet");
  const view = { ...whole };

  const show = () => svg.setAttribute("viewBox", `${view.x} ${view.y} ${view.width} ${view.height}`);
  const unit = () => {
    const size = canvas.getBoundingClientRect();
    return Math.max(view.width / Math.max(size.width, 1), view.height / Math.max(size.height, 1));
  };
  const fit = () => { Object.assign(view, whole); show(); };
  const zoom = (factor, middle) => {
    const scale = whole.width / (view.width * factor);
    if (scale > 1 / LEAST || scale < 1 / (MOST * 10)) return;
    const point = middle ?? { x: view.x + view.width / 2, y: view.y + view.height / 2 };
    view.x = point.x - (point.x - view.x) * factor;
    view.y = point.y - (point.y - view.y) * factor;
    view.width *= factor;
    view.height *= factor;
    show();
  };
  const pan = (dx, dy) => { view.x += dx; view.y += dy; show(); };
  const under = (event) => {
    const matrix = svg.getScreenCTM();
    const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(matrix.inverse());
    return { x: point.x, y: point.y };
  };
  // Starts with the beginning at a readable size, instead of a long story as a hairline.
  const begin = () => {
    const size = canvas.getBoundingClientRect();
    const readable = size.width / Math.min(whole.width, size.width * 1.4);
    view.width = Math.min(whole.width, size.width / readable);
    view.height = Math.min(whole.height, (view.width * size.height) / Math.max(size.width, 1));
    const first = svg.querySelector("[data-passage='0'] .box")?.getBBox();
    const middle = first ? first.x + first.width / 2 : whole.x + whole.width / 2;
    view.x = Math.max(whole.x, Math.min(middle - view.width / 2, whole.x + whole.width - view.width));
    view.y = whole.y;
    show();
  };

  const pointers = new Map();
  let moved = false;
  canvas.addEventListener("pointerdown", (event) => {
    pointers.set(event.pointerId, event);
    moved = false;
  });
  canvas.addEventListener("pointermove", (event) => {
    const before = pointers.get(event.pointerId);
    if (!before) return;
    if (pointers.size === 2) {
      const [other] = [...pointers.values()].filter((pointer) => pointer.pointerId !== event.pointerId);
      const was = Math.hypot(before.clientX - other.clientX, before.clientY - other.clientY);
      const now = Math.hypot(event.clientX - other.clientX, event.clientY - other.clientY);
      if (was > 0 && now > 0) zoom(was / now, under(event));
    } else {
      const dx = before.clientX - event.clientX;
      const dy = before.clientY - event.clientY;
      if (Math.abs(dx) + Math.abs(dy) > 2) {
        if (!moved) canvas.setPointerCapture(event.pointerId);
        moved = true;
      }
      pan(dx * unit(), dy * unit());
    }
    pointers.set(event.pointerId, event);
  });
  for (const name of ["pointerup", "pointercancel", "pointerleave"]) {
    canvas.addEventListener(name, (event) => pointers.delete(event.pointerId));
  }
  canvas.addEventListener("wheel", (event) => {
    if (!event.ctrlKey && !event.metaKey && document.activeElement !== canvas && !canvas.contains(document.activeElement)) return;
    event.preventDefault();
    zoom(event.deltaY > 0 ? STEP : 1 / STEP, under(event));
  }, { passive: false });
  canvas.addEventListener("keydown", (event) => {
    const far = 60 * unit();
    const moves = { ArrowLeft: [-far, 0], ArrowRight: [far, 0], ArrowUp: [0, -far], ArrowDown: [0, far] };
    if (moves[event.key]) pan(...moves[event.key]);
    else if (event.key === "+" || event.key === "=") zoom(1 / STEP);
    else if (event.key === "-") zoom(STEP);
    else if (event.key === "0") fit();
    else return;
    event.preventDefault();
  });
  for (const [name, act] of [["in", () => zoom(1 / STEP)], ["out", () => zoom(STEP)], ["fit", fit]]) {
    frame.querySelector(`[data-map="${name}"]`)?.addEventListener("click", act);
  }

  const panel = frame.querySelector(".map-panel");
  const texts = JSON.parse(frame.querySelector("script[type='application/json']")?.textContent ?? "{}");
  const tell = (element) => {
    const passage = texts.passages?.[Number(element.dataset.passage)];
    if (!panel || !passage) return;
    panel.replaceChildren(...described(passage));
    for (const marked of svg.querySelectorAll(".found")) marked.classList.remove("found");
    element.classList.add("found");
    frame.dispatchEvent(new CustomEvent("passage", { detail: passage, bubbles: true }));
  };
  for (const element of svg.querySelectorAll("[data-passage]")) {
    element.addEventListener("click", () => { if (!moved) tell(element); });
    element.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      tell(element);
    });
    element.setAttribute("role", "button");
  }

  const search = frame.querySelector("input[type='search']");
  search?.addEventListener("input", () => {
    const words = search.value.trim().toLowerCase();
    let first = null;
    for (const element of svg.querySelectorAll(".passage, .ending")) {
      const hit = !words || element.textContent.toLowerCase().includes(words);
      element.classList.toggle("dimmed", !hit);
      if (hit && words && !first) first = element;
    }
    for (const element of svg.querySelectorAll(".step")) element.classList.toggle("dimmed", Boolean(words));
    if (first) centre(first);
  });
  const centre = (element) => {
    const bounds = element.getBBox();
    view.x = bounds.x + bounds.width / 2 - view.width / 2;
    view.y = bounds.y + bounds.height / 2 - view.height / 2;
    show();
  };
  // Marks where a playthrough is and what it can no longer reach; on a condensed map, the box that contains the passage.
  const stands = (name) => {
    const all = texts.passages ?? [];
    const outermost = name.split(".")[0];
    const exact = all.findIndex((passage) => passage.name === name);
    return exact >= 0 ? exact : all.findIndex((passage) => passage.name === outermost || passage.name.startsWith(`${outermost} (`));
  };
  const mark = (here, ahead) => {
    const current = stands(here);
    const open = new Set((ahead ?? []).map(stands));
    for (const element of svg.querySelectorAll("[data-passage]")) {
      const number = Number(element.dataset.passage);
      element.classList.toggle("at", number === current);
      element.classList.toggle("past", Boolean(ahead) && number !== current && !open.has(number));
    }
    for (const element of svg.querySelectorAll(".step")) {
      const from = Number(element.dataset.from);
      element.classList.toggle("past", Boolean(ahead) && from !== current && !open.has(from));
    }
  };
  // Prints the whole map.
  let saved = null;
  window.addEventListener("beforeprint", () => { saved = { ...view }; fit(); });
  window.addEventListener("afterprint", () => { if (saved) { Object.assign(view, saved); show(); } });
  if (frame.dataset.view) { Object.assign(view, JSON.parse(frame.dataset.view)); show(); } else begin();
  if (search?.value) search.dispatchEvent(new Event("input"));
  return { mark, view: () => view };
}

function described(passage) {
  const title = document.createElement("h3");
  title.textContent = passage.name;
  const where = document.createElement("p");
  where.className = "where";
  where.textContent = passage.where;
  const parts = [title, where];
  if (passage.options.length) {
    const list = document.createElement("table");
    list.innerHTML = "<thead><tr><th>Option</th><th class='number'>Line</th><th class='number'>Taken, when offered</th></tr></thead>";
    const body = list.createTBody();
    for (const option of passage.options) {
      const row = body.insertRow();
      row.insertCell().textContent = option.text;
      for (const text of [String(option.line), option.taken]) {
        const cell = row.insertCell();
        cell.className = "number";
        cell.textContent = text;
      }
    }
    parts.push(list);
  }
  return parts;
}

// A map can be measured only while it is visible: a folded one waits until it is opened.
if (!document.body.classList.contains("page")) for (const frame of document.querySelectorAll(".map-frame")) {
  const folded = frame.closest("details:not([open])");
  if (folded) folded.addEventListener("toggle", () => movable(frame), { once: true });
  else movable(frame);
}
