// Drives inkjs, the reference engine of the tests: one JSON request a line on standard input, one JSON answer a line
// on standard output. Started as `node inkjs_driver.cjs NODE_MODULES`; see inkjs.py for the requests.
"use strict";
const fs = require("fs");
const path = require("path");
const readline = require("readline");
const inkjs = require("module").createRequire(path.join(path.resolve(process.argv[2]), "anchor.js"));

const { installDraws } = require("./inkjs_draws.cjs");
const { Compiler, CompilerOptions } = inkjs("inkjs/compiler/Compiler");
const { Story } = inkjs("inkjs/engine/Story");
const { StoryState } = inkjs("inkjs/engine/StoryState");
const { InkList } = inkjs("inkjs/engine/InkList");

const draws = installDraws(inkjs);

// A story that never stops must not hang the tests: engine steps are counted for each line.
class StepLimit extends Error {}
let stepsLeft = Infinity;
const plainStep = Story.prototype.Step;
Story.prototype.Step = function () {
  if (--stepsLeft < 0) throw new StepLimit("step limit");
  return plainStep.call(this);
};

// The engine forgets whether a story stopped at END or at DONE; the state remembers here, through look-ahead and rollback.
const plainForceEnd = StoryState.prototype.ForceEnd;
StoryState.prototype.ForceEnd = function () {
  this.sawEnd = true;
  return plainForceEnd.call(this);
};
const plainCopy = StoryState.prototype.CopyAndStartPatching;
StoryState.prototype.CopyAndStartPatching = function (background) {
  const copy = plainCopy.call(this, background);
  copy.sawEnd = this.sawEnd;
  copy.drawn = this.drawn;
  copy.picked = this.picked;
  return copy;
};

const readText = (file) => fs.readFileSync(file, "utf8").replace(/^\uFEFF/, "");
// inkjs 2.4.0 cannot read a float that ends in its dot, which the ink compiler can.
const dottedFloats = (text) => text.replace(/^([ \t]*(?:VAR|CONST|~).*=[ \t]*-?\d+\.)[ \t]*$/gm, "$10");

function compile({ file, source, count_all_visits }) {
  const messages = [];
  const root = file ? path.dirname(path.resolve(file)) : process.cwd();
  const handler = {
    ResolveInkFilename: (name) => path.join(root, name),
    LoadInkFileContents: (name) => dottedFloats(readText(name)),
  };
  const kinds = ["author", "warning", "error"];
  const report = (message, kind) => messages.push([kinds[kind], message]);
  const text = dottedFloats(file ? readText(file) : source);
  const compiler = new Compiler(text, new CompilerOptions(null, [], Boolean(count_all_visits), report, handler));
  let story = null;
  try {
    story = compiler.Compile();
  } catch (problem) {
    if (!messages.some(([kind]) => kind === "error")) messages.push(["crash", String(problem && problem.message)]);
  }
  const failed = messages.some(([kind]) => kind === "error" || kind === "crash");
  return { json: failed || !story ? null : story.ToJson(), messages };
}

const stories = new Map(); // handle -> Story
const logs = new Map(); // handle -> [[kind, message], …] since last asked
const effects = new Map(); // handle -> [[what, …], …]: external calls and observed changes

// The reader of inkjs 2.4.0 cuts floats such as 0.05 in two on a node without JSON source access: written as 5e-2 they survive.
const floats = /([[,:]-?)(\d+\.0+[1-9]\d*(?:e[-+]?\d+)?)/g;
const withoutDot = (number) => {
  const [digits, exponent] = Number(number).toExponential().split("e");
  return digits.replace(".", "") + "e" + (exponent - Math.max(0, digits.length - 2));
};
const safeFloats = (json) =>
  json.replace(/"(?:\\.|[^"\\])*"|[^"]+/g, (part) =>
    part[0] === '"' ? part : part.replace(floats, (_, before, number) => before + withoutDot(number)),
  );

function attach(handle, json) {
  const story = new Story(safeFloats(json));
  logs.set(handle, []);
  effects.set(handle, []);
  story.onError = (message, kind) => logs.get(handle).push([kind === 1 ? "warning" : "error", message]);
  story.allowExternalFunctionFallbacks = true;
  stories.set(handle, story);
  return story;
}

const endings = [
  [/ran out of content/, "out_of_content"],
  [/unexpectedly reached end of content/, "out_of_content"],
];
function endOf(story, errors) {
  const fatal = errors.filter(([kind]) => kind === "error");
  if (fatal.length) {
    for (const [pattern, kind] of endings) if (pattern.test(fatal[0][1])) return kind;
    return "error";
  }
  return story.state.sawEnd ? "end" : "done";
}

// One whole playthrough. `choices` and `draws` are plain numbers, taken modulo what is there to choose from.
function play(story, errors, request) {
  errors.length = 0;
  story.ResetState();
  draws.begin(story, request);
  const turns = [];
  let end = "turn_limit";
  for (let turn = 0; turn <= request.max_turns; turn++) {
    const lines = [];
    const problems = [];
    try {
      story.state.sawEnd = false;
      while (story.canContinue) {
        stepsLeft = request.max_steps || 200000;
        if (lines.length > 5000) throw new StepLimit("line limit");
        const text = story.Continue();
        lines.push([text, story.currentTags]);
        for (const problem of errors.splice(0)) problems.push([lines.length, ...problem]);
      }
    } catch (problem) {
      if (!(problem instanceof StepLimit)) problems.push([lines.length, "crash", String(problem.message)]);
      turns.push({ lines, problems, options: [] });
      end = problem instanceof StepLimit ? "step_limit" : "crash";
      break;
    } finally {
      stepsLeft = Infinity;
    }
    const options = story.currentChoices.map((choice) => [choice.text, choice.tags || []]);
    turns.push({ lines, problems, options });
    if (!options.length) {
      end = endOf(story, problems.map(([, kind, message]) => [kind, message]));
      break;
    }
    if (turn < request.max_turns) story.ChooseChoiceIndex(request.choices[turn] % options.length);
  }
  return { turns, end, draws: story.state.drawn || [] };
}

const plainValue = (value) => (value instanceof InkList ? { list: value.toString() } : value === undefined ? null : value);
const externals = {
  product: (...values) => values.reduce((a, b) => a * b, 1),
  repeat: (times, text) => text.repeat(times),
  record: () => null,
};

// The calls that the assertion lines of inkle's own tests make.
const calls = {
  continue: (story) => story.Continue(),
  continue_maximally: (story) => story.ContinueMaximally(),
  can_continue: (story) => story.canContinue,
  current_text: (story) => story.currentText,
  current_tags: (story) => story.currentTags,
  global_tags: (story) => story.globalTags,
  tags_at: (story, where) => story.TagsForContentAtPath(where),
  choices: (story) => story.currentChoices.map((choice) => [choice.text, choice.tags || []]),
  choose: (story, index) => story.ChooseChoiceIndex(index),
  choose_path: (story, where, reset, args) => story.ChoosePathString(where, reset !== false, args || []),
  get: (story, name) => story.variablesState.$(name),
  set: (story, name, value) => story.variablesState.$(name, value),
  evaluate: (story, name, args) => story.EvaluateFunction(name, args || [], true),
  visits: (story, where) => story.state.VisitCountAtPathString(where),
  stack_size: (story) => story.state.evaluationStack.length,
  switch_flow: (story, name) => story.SwitchFlow(name),
  save: (story) => story.state.ToJson(),
  load: (story, json) => story.state.LoadJson(json),
  reset: (story) => story.ResetState(),
  fallbacks: (story, allowed) => void (story.allowExternalFunctionFallbacks = allowed),
};

const requests = {
  compile: (request) => compile(request),
  load: ({ handle, json }) => void attach(handle, json),
  drop: ({ handle }) => void [stories, logs, effects].forEach((map) => map.delete(handle)),
  play: (request) => play(stories.get(request.handle), logs.get(request.handle), request),
  bind: ({ handle, name, kind, safe }) =>
    void stories.get(handle).BindExternalFunctionGeneral(
      name,
      (args) => {
        effects.get(handle).push(["call", name, ...args]);
        return externals[kind](...args);
      },
      safe,
    ),
  observe: ({ handle, name }) =>
    void stories.get(handle).ObserveVariable(name, (_, value) => effects.get(handle).push(["change", name, plainValue(value)])),
  call: ({ handle, method, args }) => {
    stepsLeft = 200000;
    draws.release();
    const value = plainValue(calls[method](stories.get(handle), ...(args || [])));
    return { value, problems: logs.get(handle).splice(0), effects: effects.get(handle).splice(0) };
  },
};

readline.createInterface({ input: process.stdin }).on("line", (line) => {
  const request = JSON.parse(line);
  let answer;
  try {
    answer = { ok: true, value: requests[request.op](request) };
  } catch (problem) {
    answer = { ok: false, error: String((problem && problem.message) || problem) };
  }
  process.stdout.write(JSON.stringify(answer) + "\n");
});
