// Reading: a playthrough is a list of numbers, and that list is the page's address (#play=0,2,1): it can be shared and played again.

const post = async (path, actions) => {
  const answer = await fetch(path, {
    method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ actions }),
  });
  const content = await answer.json();
  if (content.problem) throw new Error(content.problem);
  return content;
};
const addressed = () => {
  const match = /^#play=([0-9,]*)$/.exec(window.location.hash);
  return match && match[1] ? match[1].split(",").map(Number) : [];
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
  let latest = 0;
  let pending = null; // the move whose answer is awaited: news of a save must not undo it

  const go = async (actions, { moved = true } = {}) => {
    const mine = (latest += 1);
    pending = { actions, moved };
    try {
      const answer = await post("/play", actions);
      if (mine !== latest) return;
      now = answer;
      pending = null;
      const address = `#play=${now.actions.join(",")}`;
      if (window.location.hash !== address) window.history[moved ? "pushState" : "replaceState"](null, "", address);
      draw(moved);
      ahead(mine);
    } catch (problem) {
      if (mine !== latest) return;
      pending = null;
      say(problem.message);
    }
  };
  const create = (tag, text, className) => {
    const element = page.createElement(tag);
    if (text) element.textContent = text;
    if (className) element.className = className;
    return element;
  };
  const press = (text, act, className) => {
    const button = create("button", text, className);
    button.type = "button";
    button.addEventListener("click", act);
    return button;
  };
  const say = (text) => {
    for (const old of choices.querySelectorAll(".note")) old.remove();
    choices.prepend(create("p", text, "note quiet"));
  };
  // Unchanged lines stay untouched: selections survive, and a screen reader reads only what is new.
  const draw = (moved) => {
    const lines = now.moments.map((moment) => JSON.stringify([moment.kind, moment.text, moment.back]));
    const old = [...story.children];
    let same = 0;
    while (same < lines.length && same < old.length && old[same].dataset.says === lines[same]) same += 1;
    for (const gone of old.slice(same)) gone.remove();
    for (const [index, moment] of now.moments.entries()) {
      if (index < same) continue;
      const line = moment.kind === "choice" ? create("p", "", "choice") : create("p", moment.text, moment.kind === "command" ? "command" : "");
      if (moment.kind === "choice") {
        const back = press(`> ${moment.text}`, () => go(moment.back));
        back.title = "Go back to this choice";
        line.append(back);
      }
      line.dataset.says = lines[index];
      story.append(line);
    }
    const list = create("ol", "", "options");
    // Options that cannot be chosen can be reached with the keyboard, so that a screen reader announces them.
    const greyed = (position) => {
      for (const [before, text] of now.refused) {
        if (before !== position) continue;
        const item = create("li");
        const button = press(`${text} (not now)`, () => {}, "greyed");
        button.setAttribute("aria-disabled", "true");
        item.append(button);
        list.append(item);
      }
    };
    for (const [number, text] of now.options.entries()) {
      greyed(number);
      const item = create("li");
      item.append(press(now.asks ? `${number + 1}. ${text}` : text || "(go on)", () => go([...now.actions, number])));
      list.append(item);
    }
    greyed(now.options.length);
    const scrolled = window.scrollY;
    choices.replaceChildren(...(list.children.length ? [list] : []));
    could.replaceChildren();
    if (!now.fits) say("The story has changed. Your playthrough is kept as far as it still fits.");
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
    const end = create("div", "", "the-end");
    end.append(create("p", now.error ? `The story stops here, with an error: ${now.error}` : "The story stops here.", "how"));
    const button = press("What could have been", async () => {
      button.disabled = true;
      could.replaceChildren(create("p", "Comparing with every other way it could have gone …", "quiet"));
      try {
        could.innerHTML = (await post("/could", now.actions)).markup;
        could.focus({ preventScroll: true });
        could.scrollIntoView();
      } catch (problem) {
        could.replaceChildren(create("p", problem.message));
      }
      button.disabled = false;
    }, "primary");
    if (!now.game) end.append(button);
    end.append(press("Start over", () => go([])));
    return end;
  };
  // The odds may take longer than the text: they are filled in when they are known.
  const ahead = async (mine) => {
    const actions = now.actions;
    if (now.game) {
      here.hidden = true;
      chances.replaceChildren(create("p", "See Endings for how each conversation can end, in any order.", "quiet"));
      return;
    }
    try {
      const outlook = await post("/ahead", actions);
      if (mine !== latest) return;
      draw_odds(outlook.odds);
      here.hidden = false;
      here.textContent = `You are in “${outlook.here}”.`;
      const certain = outlook.odds.find((chance) => chance.said === "certain");
      const how = choices.querySelector(".the-end .how");
      if (how && certain && !now.error) how.replaceChildren("The ending: ", create("strong", certain.name));
      page.dispatchEvent(new CustomEvent("where", { detail: { here: outlook.here, ahead: now.ended ? null : outlook.ahead } }));
    } catch (problem) {
      if (mine !== latest) return;
      here.hidden = true;
      chances.replaceChildren(create("p", `Not known yet: ${problem.message}.`, "quiet"));
    }
  };
  const draw_odds = (odds) => {
    const list = create("ul", "", "chances");
    const gone = odds.filter((chance) => chance.said === "never");
    for (const chance of odds) {
      if (gone.includes(chance)) continue;
      const item = create("li");
      const name = create("span");
      const dot = create("span", "", "dot");
      dot.style.background = chance.colour;
      dot.setAttribute("aria-hidden", "true");
      name.append(dot, `${chance.name} `, create("span", chance.said, "quiet"));
      const bar = create("span", "", "bar");
      bar.setAttribute("aria-hidden", "true");
      const inner = create("span");
      inner.style.width = `${Math.min(chance.share, 1) * 100}%`;
      inner.style.background = chance.colour;
      bar.append(inner);
      item.append(name, bar);
      list.append(item);
    }
    const lost = create("p", gone.length ? "Out of reach: " : "", "gone quiet");
    for (const [number, chance] of gone.entries()) lost.append(number ? ", " : "", create("s", chance.name));
    chances.replaceChildren(list, ...(gone.length ? [lost] : []));
  };
  shown.checked = window.localStorage.getItem(SHOW) !== "no";
  chances.hidden = !shown.checked;
  shown.addEventListener("change", () => {
    chances.hidden = !shown.checked;
    window.localStorage.setItem(SHOW, shown.checked ? "yes" : "no");
  });
  const acts = {
    undo: () => { const all = now?.moments.filter((moment) => moment.kind === "choice"); if (all?.length) go(all[all.length - 1].back); },
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
        say("The link to this playthrough was copied.");
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
    ahead: () => { if (now) ahead(latest); },
  };
}
