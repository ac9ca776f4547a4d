// Reading: a playthrough is a list of numbers, and that list is the page's address (#play=0,2,1): it can be shared and played again.

const post = async (path, actions) => {
  const answer = await fetch(path, {
    method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ actions }),
  });
  const found = await answer.json();
  if (found.problem) throw new Error(found.problem);
  return found;
};
const addressed = () => {
  const found = /^#play=([0-9,]*)$/.exec(window.location.hash);
  return found && found[1] ? found[1].split(",").map(Number) : [];
};
const SHOW = "epilogue-shows-odds";

export function reader(page) {
  const story = page.getElementById("story");
  const choices = page.getElementById("choices");
  const chances = page.getElementById("odds");
  const could = page.getElementById("could");
  const shown = page.getElementById("show-odds");
  const here = page.getElementById("here");
  let now = null;
  let asked = 0;
  let pending = null; // the move whose answer is awaited: news of a save must not undo it

  const go = async (actions, { moved = true } = {}) => {
    const mine = (asked += 1);
    pending = { actions, moved };
    try {
      const answer = await post("/play", actions);
      if (mine !== asked) return;
      now = answer;
      pending = null;
      const address = `#play=${now.actions.join(",")}`;
      if (window.location.hash !== address) window.history[moved ? "pushState" : "replaceState"](null, "", address);
      draw(moved);
      ahead(mine);
    } catch (problem) {
      if (mine !== asked) return;
      pending = null;
      say(problem.message);
    }
  };
  const made = (tag, text, className) => {
    const element = page.createElement(tag);
    if (text) element.textContent = text;
    if (className) element.className = className;
    return element;
  };
  const press = (text, act, className) => {
    const button = made("button", text, className);
    button.type = "button";
    button.addEventListener("click", act);
    return button;
  };
  const say = (text) => {
    for (const old of choices.querySelectorAll(".note")) old.remove();
    choices.prepend(made("p", text, "note quiet"));
  };
  // Lines that are the same as before are left as they are: what is selected stays selected, and only what is new is read aloud.
  const draw = (moved) => {
    const lines = now.moments.map((moment) => JSON.stringify([moment.kind, moment.text, moment.back]));
    const old = [...story.children];
    let same = 0;
    while (same < lines.length && same < old.length && old[same].dataset.says === lines[same]) same += 1;
    for (const gone of old.slice(same)) gone.remove();
    for (const [place, moment] of now.moments.entries()) {
      if (place < same) continue;
      const line = moment.kind === "choice" ? made("p", "", "choice") : made("p", moment.text, moment.kind === "command" ? "command" : "");
      if (moment.kind === "choice") {
        const back = press(`> ${moment.text}`, () => go(moment.back));
        back.title = "Go back to this choice";
        line.append(back);
      }
      line.dataset.says = lines[place];
      story.append(line);
    }
    const list = made("ol", "", "options");
    // What is shown and cannot be chosen can still be reached with the keyboard, so that everybody hears of it.
    const greyed = (place) => {
      for (const [before, text] of now.refused) {
        if (before !== place) continue;
        const item = made("li");
        const button = press(`${text} (not now)`, () => {}, "greyed");
        button.setAttribute("aria-disabled", "true");
        item.append(button);
        list.append(item);
      }
    };
    for (const [number, text] of now.options.entries()) {
      greyed(number);
      const item = made("li");
      item.append(press(now.asks ? `${number + 1}. ${text}` : text || "(go on)", () => go([...now.actions, number])));
      list.append(item);
    }
    greyed(now.options.length);
    const scrolled = window.scrollY;
    choices.replaceChildren(...(list.children.length ? [list] : []));
    could.replaceChildren();
    if (!now.fits) say("The story has changed. Your playthrough goes as far as it fits.");
    if (now.asks) say(now.asks);
    if (now.ended) choices.append(ending());
    if (moved) {
      (choices.querySelector("button:not(.greyed)") ?? story).focus({ preventScroll: true });
      const first = story.children[same] ?? choices;
      const room = window.innerHeight;
      const box = choices.getBoundingClientRect();
      if (box.bottom > room || box.top < 0) {
        const whole = box.bottom - first.getBoundingClientRect().top < room - 80;
        (whole ? choices : first).scrollIntoView({ block: whole ? "end" : "start" });
      }
    } else {
      window.scrollTo({ top: scrolled, behavior: "instant" });
    }
  };
  const ending = () => {
    const end = made("div", "", "the-end");
    end.append(made("p", now.error ? `The story stops here, with an error: ${now.error}` : "The story stops here.", "how"));
    const button = press("What could have been", async () => {
      button.disabled = true;
      could.replaceChildren(made("p", "Comparing with every other way it could have gone …", "quiet"));
      try {
        could.innerHTML = (await post("/could", now.actions)).markup;
        could.focus({ preventScroll: true });
        could.scrollIntoView();
      } catch (problem) {
        could.replaceChildren(made("p", problem.message));
      }
      button.disabled = false;
    }, "primary");
    if (!now.game) end.append(button);
    end.append(press("Start over", () => go([])));
    return end;
  };
  // How it can end from here may take longer than the next line: it is filled in when it is known.
  const ahead = async (mine) => {
    const actions = now.actions;
    if (now.game) {
      here.hidden = true;
      chances.replaceChildren(made("p", "Under Endings: how each conversation can end, for every order of them.", "quiet"));
      return;
    }
    try {
      const found = await post("/ahead", actions);
      if (mine !== asked) return;
      draw_odds(found.odds);
      here.hidden = false;
      here.textContent = `You are in “${found.here}”.`;
      const certain = found.odds.find((one) => one.said === "certain");
      const how = choices.querySelector(".the-end .how");
      if (how && certain && !now.error) how.replaceChildren("The ending: ", made("strong", certain.name));
      page.dispatchEvent(new CustomEvent("where", { detail: { here: found.here, ahead: now.ended ? null : found.ahead } }));
    } catch (problem) {
      if (mine !== asked) return;
      here.hidden = true;
      chances.replaceChildren(made("p", `Not known yet: ${problem.message}.`, "quiet"));
    }
  };
  const draw_odds = (odds) => {
    const list = made("ul", "", "chances");
    const gone = odds.filter((one) => one.said === "never");
    for (const one of odds) {
      if (gone.includes(one)) continue;
      const item = made("li");
      const name = made("span");
      const dot = made("span", "", "dot");
      dot.style.background = one.colour;
      dot.setAttribute("aria-hidden", "true");
      name.append(dot, `${one.name} `, made("span", one.said, "quiet"));
      const bar = made("span", "", "bar");
      bar.setAttribute("aria-hidden", "true");
      const inner = made("span");
      inner.style.width = `${Math.min(one.share, 1) * 100}%`;
      inner.style.background = one.colour;
      bar.append(inner);
      item.append(name, bar);
      list.append(item);
    }
    const lost = made("p", gone.length ? "Out of reach: " : "", "gone quiet");
    for (const [number, one] of gone.entries()) lost.append(number ? ", " : "", made("s", one.name));
    chances.replaceChildren(list, ...(gone.length ? [lost] : []));
  };
  shown.checked = window.localStorage.getItem(SHOW) !== "no";
  chances.hidden = !shown.checked;
  shown.addEventListener("change", () => {
    chances.hidden = !shown.checked;
    window.localStorage.setItem(SHOW, shown.checked ? "yes" : "no");
  });
  const acts = {
    undo: () => { const all = now?.moments.filter((one) => one.kind === "choice"); if (all?.length) go(all[all.length - 1].back); },
    restart: () => go([]),
    keep: async () => {
      try {
        const { content } = await post("/keep", now.actions);
        const link = page.createElement("a");
        link.href = URL.createObjectURL(new Blob([content], { type: "application/json" }));
        link.download = "playthrough.play";
        link.click();
        URL.revokeObjectURL(link.href);
      } catch (problem) {
        say(problem.message);
      }
    },
    share: async () => {
      try {
        await navigator.clipboard.writeText(window.location.href);
        say("The link to this playthrough is copied.");
      } catch {
        say(`The link to this playthrough: ${window.location.href}`);
      }
    },
  };
  for (const button of page.querySelectorAll("[data-do]")) button.addEventListener("click", () => acts[button.dataset.do]());
  window.addEventListener("popstate", () => { if (window.location.hash.startsWith("#play=")) go(addressed(), { moved: false }); });
  go(addressed(), { moved: false });
  return {
    again: () => (pending ? go(pending.actions, pending) : go(now?.actions ?? addressed(), { moved: false })),
    ahead: () => { if (now) ahead(asked); },
  };
}
