"""The printable form of a Program, and what the verifier notices."""

from __future__ import annotations

from pathlib import Path

from epilogue.ir.program import Program
from epilogue.ir.text import to_listing
from epilogue.ir.verify import verify
from epilogue.languages.registry import read

STORY = """\
VAR tries = 0
-> door
=== door ===
You knock. {door > 1: Again.}
* [Wait] -> door
+ {tries < 2} [Force it]
  ~ tries = tries + 1
  -> door
* -> END
"""


def program(folder: Path) -> Program:
    file = folder / "door.ink"
    file.write_text(STORY, encoding="utf-8")
    return read(file)[0]


def test_the_listing_shows_blocks_and_what_is_done_in_them(tmp_path: Path) -> None:
    listing = to_listing(program(tmp_path)).splitlines()
    assert "door: visits" in listing
    at = listing.index("door: visits")
    assert listing[at + 1].split()[1:] == ["enter", str(next(b.id for b in program(tmp_path).blocks if b.name == "door"))]
    assert any(line.endswith("store_global   tries") for line in listing)
    assert len([line for line in listing if "  offer " in line]) == 3


def test_a_program_as_read_is_sound(tmp_path: Path) -> None:
    assert verify(program(tmp_path)) == []


def test_the_verifier_names_what_is_wrong(tmp_path: Path) -> None:
    good = program(tmp_path)
    jump = next(at for at, i in enumerate(good.code) if i.op == "jump" and at)
    code = list(good.code)
    code[jump] = code[jump]._replace(a=10_000)
    code[0] = code[0]._replace(op="dance")
    assert verify(good._replace(code=tuple(code))) == [
        "0 dance: no such operation",
        f"{jump} jump: position 10000 is outside the code",
    ]
    assert verify(good._replace(choices=good.choices[1:])) == ["choice sites and offers do not match"]


def test_every_story_of_the_corpus_that_can_be_read_is_sound(corpus: Path) -> None:
    from epilogue.diagnostics import StoryError

    checked = 0
    for file in sorted((corpus / "stories" / "ink").rglob("*.ink")):
        try:
            story, _ = read(file)
        except StoryError:
            continue
        assert verify(story) == [], file
        checked += 1
    assert checked >= 8
