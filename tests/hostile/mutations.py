"""Damaged input, the same for the same seed: stories, settings, tests, plans, playthroughs and tables, mutated and spliced, each
with a command line that reads it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

from generators import ink as ink_stories
from generators import yarn as yarn_stories
from hostile.stories import STORIES

from epilogue.story.project import exported, load
from epilogue.testing.cases import read_cases

TESTS = Path(__file__).resolve().parents[1]
EXAMPLES = TESTS.parent / "examples"
CORPUS: list[Path] = []
"""The folder of stories of others, if they are to be mutated, too."""
LARGEST = 30_000
"""Bytes of a file that is taken as a seed."""
SEARCH = "1s"


class Input(NamedTuple):
    """``files`` by name; ``arguments`` of the command line; ``typed``: what the player says."""

    files: dict[str, bytes]
    arguments: tuple[str, ...]
    typed: str


# -- what is mutated

INK = """\
EXTERNAL get_gold()
EXTERNAL roll()
VAR gold = 0
VAR n = 1
VAR met = true
~ gold = get_gold()
Hello.
-> home
=== home
* [Go] {roll() > 1: Six!}
    ~ n++
    -> hall
+ {gold > 1} [Stay] -> home
* -> END
=== hall
{Once.|Twice.} #ending: bye
{met: Met.}
+ [Back] -> home
+ {n == 2} [Out] Bye. -> END
-> DONE
=== function get_gold()
~ return 1
=== function roll()
~ return 6
"""
YARN = """\
title: Start
---
<<declare $gold = 0>>
<<declare $n = 1>>
<<declare $met = true>>
<<set $gold to get_gold()>>
Hello.
<<jump Home>>
===
title: Home
---
-> Go <<if $met>>
    <<set $n += 1>>
    <<jump Hall>>
-> Stay <<if $gold > 1>>
    <<jump Home>>
-> Leave
    Bye. #ending:early
===
title: Hall
when: once
---
{roll()} and {visited_count("Home")}.
<<once>>
Once.
<<endonce>>
<<if random_range(1, 6) > 4>>
<<jump Home>>
<<endif>>
===
title: Hall
when: $n > 1
---
<<detour Aside>>
===
title: Aside
---
=> One.
=> Two. <<once>>
<<return>>
===
"""
SETTINGS = {
    "ink": """\
intended = ["story.ink:10"]
[endings]
"bye" = "The first"
[outside]
get_gold = { from = 0, to = 9 }
roll = { chance = [1, 1, 6] }
met = { anybody = [true, false] }
[stakes.Ann]
wealth = "gold"
[stakes.Ben]
safe = "n > 1"
[properties]
rich = "always gold >= 0"
away = "never hall"
[limits]
time = "1s"
memory = "300MB"
[check]
ignore = ["EP001"]
rarer_than = 0.01
[readers.bold]
"Go" = 3
"story.ink:13" = 1
[[tests]]
name = "one"
choices = ["Go", "…"]
ending = "The first"
expect = ["n == 1"]
[[tests]]
name = "two"
every = true
choices = ["…", "Go"]
""",
    "yarn": """\
[assume]
"$met" = true
[outside]
get_gold = { from = 0, to = 9 }
roll = { chance = [1, 1, 6] }
[entries.hall]
at = "Hall"
times = "once"
set = { "$gold" = { from = 0, to = 3 } }
[entries.home]
at = "Home"
[stakes.Ann]
wealth = "$gold"
[properties]
rich = "always $gold >= 0"
[limits]
time = "1s"
[[tests]]
name = "one"
choices = ["Go", "…"]
expect = ["$n == 1"]
""",
}
PLAN = """\
line: `Hello.`
option: `Go`
option: `Stay` [disabled]
select: 1
line: `Bye.` #ending:early
command: `wave 3`
---
set $n = 1
node: Start
select: 2
stop
"""
PROJECT = """\
{ "projectFileVersion": 3, "sourceFiles": ["**/*.yarn"], "excludeFiles": ["**/*~/*"], "localisation": {}, "baseLanguage": "en",
  "definitions": "*.ysls.json", "compilerOptions": {} }
"""
DEFINITIONS = """\
{ "Commands": [{ "YarnName": "wave", "Parameters": [{ "Name": "n", "Type": "number" }] }],
  "Functions": [{ "YarnName": "roll", "ReturnType": "number", "Parameters": [] }] }
"""
PLAY = """\
{ "format": "epilogue playthrough", "version": 1, "story": "story.ink", "story_hash": "sha256:0", "entry": null,
  "actions": [{ "option": 0, "text": "Go" }, { "option": 1, "text": "Stay" }],
  "luck": [{ "site": "0.1", "occurrence": 0, "outcome": 2 }], "ending": "line-4" }
"""
TABLE = 'ending,count\nThe first,12\nline-4,3\n"a, b",0\n'


@cache
def seeds() -> dict[str, tuple[str, ...]]:
    """By kind of file, what is mutated: this project's own, and the stories of others in :data:`CORPUS`."""
    found: dict[str, list[str]] = {kind: [] for kind in ("ink", "yarn", "toml", "testplan", "yarnproject", "json", "play", "csv")}
    for language in ("ink", "yarn"):
        cases = read_cases(TESTS / "languages" / language / "cases.toml")
        found[language] += [case.source for case in cases]
        found["toml"] += [case.outside for case in cases if case.outside]
    for file in sorted([*TESTS.glob("flow/traps/*.ink"), *EXAMPLES.rglob("*")]):
        if file.suffix[1:] in found and file.stat().st_size <= LARGEST:
            found[file.suffix[1:]].append(file.read_text(encoding="utf-8"))
    found["ink"] += [text for make in STORIES.values() for text in make().files.values() if len(text) < 2_000]
    found["toml"] += SETTINGS.values()
    found["testplan"].append(PLAN)
    found["yarnproject"].append(PROJECT)
    found["json"].append(DEFINITIONS)
    found["play"].append(PLAY)
    found["csv"].append(TABLE)
    for kind in ("ink", "yarn", "testplan"):
        for file in sorted(CORPUS[0].rglob(f"*.{kind}")) if CORPUS else ():
            if file.stat().st_size <= LARGEST:
                found[kind].append(file.read_bytes().decode("utf-8", "replace"))
    return {kind: tuple(texts) for kind, texts in found.items()}


# -- how text is mutated

HOSTILE = (
    "2147483647", "-2147483648", "1" * 30, "9" * 5_000, "0.1e400", "1e-400", "-0.0", "NaN", "0x7f", "1_000", "٣", "²", "",
    "\x1b]0;title\x07", "\x9b2J", "\x00", "\r", "\u2028", "\u202e", "\u200b", "\ufeff", "é", "i\u0307", "𝒳", "\t", " " * 300,
    "// " * 60,
)  # fmt: skip
TOKENS = {
    "ink": """
        ->  ->->  <-  *  +  -  **  - (here)  {  }  |  [  ]  ~  ~ temp t =  ~ return  VAR v =  CONST C = 1  LIST l = (a), b
        = stitch  === knot ===  === function g(ref x)  INCLUDE story.ink  EXTERNAL e(x)  -> END  -> DONE  <>  # tag
        # ending: x  //  /*  */  TODO: x  {!a|b}  {&a|b}  {~a|b|c}  {shuffle:  {stopping:  {RANDOM(1,  {TURNS_SINCE(->
        LIST_RANGE(  LIST_ALL(  LIST_INVERT(  CHOICE_COUNT()  SEED_RANDOM(1)  ->t->  -> (a)  not  mod  &&  ||  ==  !?  ^  \\
        "  POW(2, 31)  INT(  else:  - else:  (  )  ,
    """,
    "yarn": """
        ->  ->  =>  <<if $n>>  <<else>>  <<elseif true>>  <<endif>>  <<set $n to 1>>  <<declare $v = 0>>  ===  ---  title: N
        title: Start  tags: a  when: always  when: once  when: $n > 1  <<jump Start>>  <<jump {$n}>>  <<detour N>>
        <<return>>  <<stop>>  <<once>>  <<endonce>>  <<once if $n>>  <<enum E>>  <<case A = 1>>  <<endenum>>  {$n}
        {visited("N")}  {random_range(1, 3)}  dice(6)  [b]x[/b]  [select value={$n} 1=a/]  [plural value=1 one=% /]
        [nomarkup]  #line:1  #ending:x  //  \\  <<  >>  $  {  }  "  Ann:  E.A  <<call f()>>  <<wait 1>>  string(  number(
        bool(  format_invariant(  %  and  xor  not  is  gte
    """,
    "toml": """
        [  ]  [[  ]]  =  "  '  {  }  ,  .  true  1979-05-27  inf  nan  [endings]  [limits]  time =  states = 0
        [[tests]]  choices =  every = true  [entries.x]  at =  set = {  from =  to =  chance =  anybody =  [readers.x]
        [check]  [properties]  never  always  [stakes.A]  a.b.c = 1  \\u0041
    """,
    "json": """
        {  }  [  ]  ,  :  "  null  true  1  1e999  -  \\ud800  \\u0000  //  /*
    """,
    "testplan": """
        line: `x`  option: `x`  select: 1  select: 99  ---  node: N  set $n = 1  command: `x`  stop  `  #
    """,
    "csv": """
        ,  "  ending  count  ;
    """,
}
"""Words of each language, two spaces between them."""
TOKENS["play"] = TOKENS["yarnproject"] = TOKENS["json"]
Mutation = Callable[[str, str, Random], str]


def _lines(text: str, kind: str, rng: Random) -> str:
    """Lines left out, doubled, swapped, moved, indented or repeated many times."""
    lines = text.splitlines() or [""]
    at, other = rng.randrange(len(lines)), rng.randrange(len(lines))
    match rng.randrange(7):
        case 0:
            del lines[at : at + rng.randint(1, 3)]
        case 1:
            lines.insert(other, lines[at])
        case 2:
            lines[at], lines[other] = lines[other], lines[at]
        case 3:
            lines[at] = rng.choice(("  ", "\t", "", "        ")) + lines[at].strip()
        case 4:
            lines[at:at] = [lines[at]] * rng.choice((2, 40, 400))
        case 5:
            del lines[at:]
        case _:
            lines[at] = lines[at][: rng.randint(0, len(lines[at]))] + lines[other][rng.randint(0, len(lines[other])) :]
    return "\n".join(lines) + "\n"


def _signs(text: str, kind: str, rng: Random) -> str:
    """A stretch left out, doubled, reversed or overwritten."""
    at = rng.randint(0, len(text))
    end = min(len(text), at + rng.choice((1, 1, 2, 5, 30)))
    piece = text[at:end]
    return text[:at] + rng.choice(("", piece * 2, piece[::-1], rng.choice("{}[]()<>|=+-*~#\"'\\/,.:;!?&% \n"))) + text[end:]


def _token(text: str, kind: str, rng: Random) -> str:
    """A word of the language, or a hostile one, put somewhere or at the beginning of a line."""
    word = rng.choice(re.split(r"\s{2,}", TOKENS[kind].strip()) if rng.random() < 0.9 else HOSTILE)
    starts = [0, *(match.end() for match in re.finditer("\n", text))]
    at = rng.choice(starts) if rng.random() < 0.5 else rng.randint(0, len(text))
    return text[:at] + word + rng.choice(("", " ", "\n")) + text[at:]


def _names(text: str, kind: str, rng: Random) -> str:
    """A name or number in another's place."""
    words = list(re.finditer(r"\w+", text))
    if not words:
        return text
    at, other = rng.choice(words), rng.choice(words)
    new = rng.choice(HOSTILE) if rng.random() < 0.1 else other.group()
    return text[: at.start()] + new + text[at.end() :]


def _nested(text: str, kind: str, rng: Random) -> str:
    """Brackets around a stretch, a few or hundreds deep."""
    opening, closing = rng.choice(
        (("{", "}"), ("(", ")"), ("[", "]"), ("{true:", "}"), ("{!", "|}"), ('"', '"'), ("-", ""), ("not ", ""))
    )
    deep = rng.choice((1, 3, 60, 600, 3_000))
    at = rng.randint(0, len(text))
    end = min(len(text), at + rng.choice((0, 1, 5)))
    return text[:at] + opening * deep + text[at:end] + closing * deep + text[end:]


def _spliced(text: str, kind: str, rng: Random) -> str:
    """The beginning of one file and the end of another."""
    other = rng.choice(seeds()[kind])
    if kind in ("json", "play", "yarnproject") or rng.random() < 0.3:
        return text[: rng.randint(0, len(text))] + other[rng.randint(0, len(other)) :]
    lines, others = text.splitlines(), other.splitlines()
    return "\n".join([*lines[: rng.randint(0, len(lines))], *others[rng.randint(0, len(others)) :]]) + "\n"


MUTATIONS: tuple[Mutation, ...] = (_lines, _lines, _lines, _signs, _token, _names, _names, _names, _nested, _spliced)


def mutated(text: str, kind: str, rng: Random) -> str:
    """The text, a few times mutated."""
    for _ in range(rng.choice((0, 0, 1, 1, 1, 1, 2, 5))):
        text = rng.choice(MUTATIONS)(text[: 2 * LARGEST], kind, rng)
    return text


# -- how JSON is mutated


def _values(rng: Random) -> Any:
    """A value that no reader expects."""
    deep: Any = []
    for _ in range(rng.choice((3, 90, 900))):
        deep = [deep] if rng.random() < 0.5 else {"a": deep}
    return rng.choice(
        (None, True, -1, 0, 2**31 - 1, 2**31, 2**63, 10**30, -(10**4_000), 0.5, -0.0, "", "^", "\n", "\ud800", "ev", "/ev", "str",
         "/str", "end", "done", "->->", "du", "nop", "out", "pop", "srnd", "rnd", "visit", "thread", "#", "/#", "void",
         "choiceCnt", "x" * 5_000, [], {}, [[]],
         [None], {"->": ".^"}, {"->": "0.0"}, {"VAR?": "x"}, {"VAR=": "x"}, {"*": ".^", "flg": 31},
         {"^->": "0"}, {"x()": "f", "exArgs": 9}, {"f()": "0"}, {"->t->": "0"}, {"temp=": "x"}, {"CNT?": "0"}, {"list": {}}, deep)
    )  # fmt: skip


def _places(data: Any, deep: int = 0) -> Iterator[tuple[Any, Any]]:
    """Every list and object, with each of its keys."""
    keys = range(len(data)) if isinstance(data, list) else list(data) if isinstance(data, dict) else ()
    for key in keys:
        yield data, key
        if deep < 60:
            yield from _places(data[key], deep + 1)


def mutated_json(text: str, kind: str, rng: Random) -> str:
    """The document with a few values or keys replaced, left out, doubled or exchanged; text where it is none."""
    if rng.random() < 0.2:
        return mutated(text, kind, rng)
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return mutated(text, kind, rng)
    for _ in range(rng.choice((1, 1, 2, 4))):
        places = list(_places(data))
        if not places:
            break
        (holder, key), (other, foreign) = rng.choice(places), rng.choice(places)
        match rng.randrange(5):
            case 0 | 1:
                holder[key] = _values(rng)
            case 2:
                del holder[key]
            case 3 if isinstance(holder, list):
                holder[key:key] = [_values(rng) if rng.random() < 0.3 else holder[key]] * rng.choice((1, 1, 2, 200))
            case _:
                holder[key] = json.loads(json.dumps(other[foreign]))
    return json.dumps(data)


# -- the inputs

COMMANDS: dict[str, tuple[tuple[str, ...], ...]] = {
    "endings": ((), ("--details",), ("--json",), ("--precision", "text"), ("--precision", "coverage"), ("--by", "n"),
                ("--path", "1"), ("--verify",), ("--readers", "curious"), ("--samples", "20"), ("-v",)),
    "check": ((), (), ("--details",), ("--json",)),
    "play": (("--plain", "--seed", "1"), ("--seed", "1"), ("--random", "--seed", "1")),
    "whatif": (("--choices", "1,1,1"), ("--choices", "1"), ("--choices", "1", "--read"), ("--choices", ",", "--json")),
    "why": (("--choices", "1,1"), ("--choices", ","), ("--choice", "4"), ("--choices", "1", "--chart"), ("1",)),
    "verdict": ((), ("--details",)),
    "export": (("--compiled",), ("--dot",), ("--mermaid",)),
    "init": ((),),
    "open": (("-o", "report.html"), ("-o", "report.md"), ("-o", "map.svg"), ("-o", "map.mmd"), ("-o", "map.html", "--map")),
    "test": ((), ("--json",), ("--accept",)),
}  # fmt: skip
UNTIMED = ("play", "export", "init", "open")
"""Commands without --time."""
WEIGHTS = {"endings": 8, "check": 5, "play": 5, "whatif": 3, "why": 2, "verdict": 1, "export": 2, "init": 1, "open": 3, "test": 2}
TYPED = (
    "1\n2\n1\nvars\nundo\n1\n1\n3\nsave kept.play\nload kept.play\nrestart\n1\n1\nnonsense\n99999999999\n"
    + "1\n" * 40
    + "w\ny\nquit\n"
)


@cache
def _compiled(text: str, folder: str) -> str | None:
    """An ink source as compiled ink, None where it is none."""
    source = Path(folder) / "seed.ink"
    source.write_text(text, encoding="utf-8")
    try:
        return exported(str(source), "compiled")
    except Exception:
        return None


@cache
def _readable(text: str, language: str, folder: str) -> bool:
    source = Path(folder) / f"seed.{language}"
    source.write_text(text, encoding="utf-8", newline="")
    try:
        load(str(source))
    except Exception:  # other errors are tested elsewhere
        return False
    return True


def _source(language: str, rng: Random, folder: str) -> str:
    """A story to mutate: mostly one that can be read."""
    if rng.random() < 0.25:
        seed = rng.randrange(3_000)
        return ink_stories.generate(seed, faults=rng.random() < 0.3) if language == "ink" else yarn_stories.generate(seed)
    text = rng.choice(seeds()[language])
    while rng.random() < 0.95 and not _readable(text, language, folder):
        text = rng.choice(seeds()[language])
    return text


def generate(seed: int, folder: Path) -> Input:
    """The input of a seed. ``folder``: where stories are compiled on the way."""
    rng = Random(f"hostile/{seed}")
    language = rng.choice(("ink", "ink", "yarn", "yarn", "compiled"))
    files: dict[str, str] = {}
    command = rng.choices(list(WEIGHTS), list(WEIGHTS.values()))[0]
    arguments = list(rng.choice(COMMANDS[command]))
    written = "yarn" if language == "yarn" else "ink"
    if command == "export" and written == "yarn":
        arguments = ["--dot"]
    story = f"story.{language}"
    beside = rng.random() < 0.3 or command == "test"
    text = {"ink": INK, "yarn": YARN}[written] if beside and rng.random() < 0.8 else _source(written, rng, str(folder))
    whole = beside and rng.random() < 0.6
    """Where something beside the story is mutated, the story itself is more often as it was."""
    if language == "compiled":
        story = "story.ink.json"
        compiled = _compiled(text, str(folder)) or _compiled(INK, str(folder)) or ""
        files[story] = compiled if whole else mutated_json(compiled, "json", rng)
    else:
        files[story] = text if whole else mutated(text, language, rng)
    if language == "yarn" and rng.random() < 0.2:
        story = "game.yarnproject"
        files[story] = mutated_json(PROJECT, "yarnproject", rng)
        files["x.ysls.json"] = mutated_json(DEFINITIONS, "json", rng)
    if beside:
        settings = SETTINGS[written] if rng.random() < 0.8 else rng.choice(seeds()["toml"])
        files["epilogue.toml"] = mutated(settings, "toml", rng)
    if command == "test" and rng.random() < 0.5:
        if language == "yarn":
            files["story.testplan"] = mutated(rng.choice(seeds()["testplan"]), "testplan", rng)
        else:
            files["story.storytest.toml"] = mutated(SETTINGS[written][SETTINGS[written].index("[[tests]]") :], "toml", rng)
    if command in ("play", "whatif", "why", "verdict") and rng.random() < 0.25:
        files["saved.play"] = mutated_json(rng.choice(seeds()["play"]), "play", rng)
        arguments = [*(["--plain"] if command == "play" and rng.random() < 0.5 else []), "saved.play"]
    if command == "why" and rng.random() < 0.2:
        files["plays.csv"] = mutated(TABLE, "csv", rng)
        arguments = ["--from-plays", "plays.csv"]
    if command == "check" and rng.random() < 0.2:
        files[f"older.{written}"] = mutated(text, written, rng)
        arguments += ["--against", f"older.{written}"]
    if command == "endings":
        arguments.append("--no-cache")
    if command not in UNTIMED:
        arguments += ["--time", SEARCH]
    content = {name: _encoded(text, rng) for name, text in files.items()}
    return Input(content, (command, story, *arguments), TYPED)


def _encoded(text: str, rng: Random) -> bytes:
    """The text as a file; now and then in another encoding, with other line ends or cut in the middle of a sign."""
    data = text.encode("utf-8", "surrogatepass")
    match rng.randrange(60):
        case 0:
            return text.encode("utf-16", "surrogatepass")
        case 1:
            return b"\xef\xbb\xbf" + data
        case 2:
            return data.replace(b"\n", b"\r\n")
        case 3:
            return data.replace(b"\n", b"\r")
        case 4:
            at = rng.randint(0, len(data))
            return data[:at] + rng.choice((b"\xff", b"\x00", b"\xc3", b"\xed\xa0\x80", b"\xf4\x90\x80\x80")) + data[at:]
    return data
