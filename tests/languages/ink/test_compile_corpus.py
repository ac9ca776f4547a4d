"""Every story of the corpus compiles to the very JSON that inkjs makes of it, and is refused where inkjs refuses it."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from epilogue.diagnostics import Severity, StoryError
from epilogue.languages.ink.compile.compiler import compile_story
from epilogue.languages.ink.compile.json_write import to_json
from epilogue.languages.ink.parse.includes import FileLoader, read_source
from epilogue.languages.ink.parse.parser import parse_story

pytestmark = pytest.mark.slow

SCRIPT = """
const fs = require('fs'), path = require('path');
module.paths.push(process.argv[2]);
const { Compiler, CompilerOptions } = require('inkjs/full');
const read = file => fs.readFileSync(file, 'utf8').replace(/^\\uFEFF/, '');
for (const file of fs.readFileSync(0, 'utf8').split('\\n')) {
  const files = { ResolveInkFilename: name => path.resolve(path.dirname(file), name), LoadInkFileContents: read };
  let failed = false, json = null;
  const note = (message, kind) => { failed = failed || kind === 2; };
  try { json = new Compiler(read(file), new CompilerOptions(null, [], false, note, files)).Compile().ToJson(); }
  catch (problem) { failed = true; }
  console.log(JSON.stringify([file, failed ? null : json]));
}
"""


def ours(path: Path) -> Any:
    """The JSON of a story, None if it is refused."""
    try:
        story, parsing = parse_story(read_source(path, path.name), path.name, FileLoader(path))
        compiled, compiling = compile_story(story)
    except StoryError:
        return None
    if any(each.severity is Severity.ERROR for each in parsing + compiling):
        return None
    return json.loads(to_json(compiled))


def test_json_is_that_of_inkjs(corpus: Path, inkjs: Path, tmp_path: Path) -> None:
    script = tmp_path / "compile.cjs"
    script.write_text(SCRIPT, encoding="utf-8")
    stories = sorted(str(path) for path in corpus.rglob("*.ink"))
    assert stories
    answer = subprocess.run(
        ["node", str(script), str(inkjs)], input="\n".join(stories), capture_output=True, encoding="utf-8", check=True
    )
    different = []
    for line in answer.stdout.splitlines():
        file, theirs = json.loads(line)
        mine = ours(Path(file))
        # Floats such as `40.` crash inkjs, but not ink's own compiler.
        if theirs is None and mine is not None and "heresy2" not in file:
            different.append(f"{file}: inkjs refuses it")
        elif theirs is not None and mine != json.loads(theirs):
            different.append(f"{file}: differs" if mine else f"{file}: refused")
    assert different == []
