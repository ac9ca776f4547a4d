// What inkjs takes for the jobs it is measured against, with the bundle it is shipped as.
//   node inkjs_bench.cjs NODE_MODULES compile STORY        compiles, and ends
//   node inkjs_bench.cjs NODE_MODULES play STORY SECONDS   random playthroughs, text read; prints how many a second
"use strict";
const fs = require("fs");
const path = require("path");
const [modules, job, file, seconds] = process.argv.slice(2);
const inkjs = require("module").createRequire(path.join(path.resolve(modules), "anchor.js"));
const { Compiler, CompilerOptions, Story } = inkjs("inkjs/full");

const root = path.dirname(path.resolve(file));
const read = (name) => fs.readFileSync(path.join(root, name), "utf8").replace(/^\uFEFF/, "");
const handler = { ResolveInkFilename: (name) => name, LoadInkFileContents: read };
const compiled = new Compiler(read(path.basename(file)), new CompilerOptions(null, [], false, null, handler)).Compile();

if (job === "play") {
  const story = new Story(compiled.ToJson());
  story.onError = () => {};
  story.allowExternalFunctionFallbacks = true;
  let state = 12345; // a plain linear generator: each playthrough another, each run the same
  const pick = (count) => (state = (state * 48271) % 2147483647) % count;
  let played = 0;
  const playOne = () => {
    story.ResetState();
    for (let turn = 0; turn < 200; turn++) {
      while (story.canContinue) story.Continue();
      if (!story.currentChoices.length) break;
      story.ChooseChoiceIndex(pick(story.currentChoices.length));
    }
  };
  for (let i = 0; i < 20; i++) playOne(); // warm
  const start = process.hrtime.bigint();
  let elapsed = 0;
  while (elapsed < Number(seconds)) {
    playOne();
    played++;
    elapsed = Number(process.hrtime.bigint() - start) / 1e9;
  }
  console.log(JSON.stringify({ rate: played / elapsed }));
}
