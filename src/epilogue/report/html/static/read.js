// Reading: a playthrough is a list of numbers, and that list is the page's address (#play=0,2,1): it can be shared and played again.

const post = async (path, actions) => {
  const answer = await fetch(path, {
    method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ actions }),
  });
  if (!answer.ok) throw new Error((await answer.json()).problem);
  return answer;
};
const addressed = () => {
  const found = /^#play=([0-9,]*)$/.exec(window.location.hash);
  return found && found[1] ? found[1].split(",").map(Number) : [];
};

export function reader(page) {
  const story = page.getElementById("story");
  const chances = page.getElementById("odds");
  const could = page.getElementById("could");
  const shown = page.getElementById("show-odds");
  let now = null;
  let asked = 0;

  const go = async (actions, { focus = true } = {}) => {
    const mine = (asked += 1);
    try {
      const answer = await (await post("/play", actions)).json();
      if (mine !== asked) return;
      now = answer;
      const address = `#play=${now.actions.join(",")}`;
      if (window.location.hash !== address) window.history.pushState(null, "", address);
      draw(focus);
    } catch (problem) {
      if (mine !== asked) return;
      if (actions.length) { go([], { focus: false }); say(problem.message); } else say(problem.message);
    }
  };
  const say = (text) => {
    const line = page.createElement("p");
    line.className = "quiet";
    line.textContent = text;
    story.append(line);
  };
  const draw = (focus) => {
    could.replaceChildren();
    story.replaceChildren();
    for (const moment of now.moments) {
      const line = page.createElement("p");
      if (moment.kind === "choice") {
        line.className = "choice";
        const back = page.createElement("button");
        back.type = "button";
        back.textContent = `> ${moment.text}`;
        back.title = "Go back to this choice";
        back.addEventListener("click", () => go(moment.back));
        line.append(back);
      } else {
        line.textContent = moment.text;
      }
      story.append(line);
    }
    const list = page.createElement("ol");
    list.className = "options";
    for (const [number, text] of now.options.entries()) {
      const item = page.createElement("li");
      const button = page.createElement("button");
      button.type = "button";
      button.textContent = text || "(go on)";
      button.addEventListener("click", () => go([...now.actions, number]));
      item.append(button);
      list.append(item);
    }
    story.append(list);
    if (now.ended) ending();
    odds();
    if (focus) (list.querySelector("button") ?? story.querySelector(".the-end button"))?.focus({ preventScroll: true });
    if (focus) list.scrollIntoView({ block: "center" });
  };
  const ending = () => {
    const end = page.createElement("div");
    end.className = "the-end";
    const certain = now.odds.find((one) => one.share > 0.999999);
    const name = page.createElement("p");
    name.textContent = certain ? `The ending: ${certain.name}` : "The story stops here.";
    const button = page.createElement("button");
    button.type = "button";
    button.className = "primary";
    button.textContent = "What could have been";
    button.addEventListener("click", async () => {
      button.disabled = true;
      try {
        could.innerHTML = await (await post("/could", now.actions)).text();
        could.scrollIntoView();
      } catch (problem) {
        could.textContent = problem.message;
      }
      button.disabled = false;
    });
    end.append(name, button);
    story.append(end);
  };
  const odds = () => {
    const list = page.createElement("ul");
    list.className = "chances";
    for (const one of now.odds) {
      const item = page.createElement("li");
      if (one.share <= 0) item.className = "gone";
      const name = page.createElement("span");
      const dot = page.createElement("span");
      dot.className = "dot";
      dot.style.background = one.colour;
      name.append(dot, `${one.name} `);
      const said = page.createElement("span");
      said.className = "quiet";
      said.textContent = one.share <= 0 ? "out of reach" : one.share > 0.999999 ? "certain" : one.said;
      name.append(said);
      const bar = page.createElement("span");
      bar.className = "bar";
      const inner = page.createElement("span");
      inner.style.width = `${Math.min(one.share, 1) * 100}%`;
      inner.style.background = one.colour;
      bar.append(inner);
      item.append(name, bar);
      list.append(item);
    }
    chances.replaceChildren(list);
    chances.hidden = !shown.checked;
  };
  shown.addEventListener("change", () => { chances.hidden = !shown.checked; });
  const acts = {
    undo: () => { const made = now?.moments.filter((one) => one.kind === "choice"); if (made?.length) go(made[made.length - 1].back); },
    restart: () => go([]),
    keep: async () => {
      const link = page.createElement("a");
      link.href = URL.createObjectURL(new Blob([await (await post("/keep", now.actions)).text()], { type: "application/json" }));
      link.download = "playthrough.play";
      link.click();
      URL.revokeObjectURL(link.href);
    },
  };
  for (const button of page.querySelectorAll("[data-do]")) button.addEventListener("click", () => acts[button.dataset.do]());
  window.addEventListener("popstate", () => go(addressed()));
  return { again: () => go(now?.actions ?? addressed(), { focus: false }) };
}
