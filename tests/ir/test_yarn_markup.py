"""Markup processed when a line is shown, compared with Yarn Spinner's own line parser on random lines."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from epilogue.languages import registry
from epilogue.languages.yarn.markup import rendered
from epilogue.machine.play import Session

SHOWN_BY_THE_ENGINE = [
    ('a| other="% cs"-3}_[pause/]1.5 few="%rd"Annx y', 'a| other="% cs"-3}_1.5 few="%rd"Annx y'),
    ('Ann 1="one%"_[/] ', 'Ann 1="one%"_ '),
    (' other="% cs"trimwhitespace=false Ann="she" x=1[pause/]bbb', ' other="% cs"trimwhitespace=false Ann="she" x=1bbb'),
    ('{[select value="Ann" ann="x"/]', "{x"),
    ('[/] 1="one%"[pause/] few="%rd"', ' 1="one%"few="%rd"'),
    ('$[/]\\ few="%rd"', '$\\ few="%rd"'),
    ('a21.5true[select value="Ann" ann="x"/]\\_', "a21.5truex\\_"),
    ('Ann}[plural value=1 one="% c"/]{[pause /] ', "Ann}1 c{"),
    ('_%]%%[plural value=1 one="% c"/]', "_%]%%1 c"),
    ('2[pause /] Ann: [/] one="% c"//]]-312Ann:', '2Ann:  one="% c"//]]-312Ann:'),
    ('[b] other="% cs"[/]x y[select value="Ann" ann="x"/]true', ' other="% cs"x yxtrue'),
    ('[a]/][/] few="%rd"', '/] few="%rd"'),
    ('Ann: [character name="B"][/]', "Ann: "),
    ('$[pause/]/[plural value=1 one="% c"/]trimwhitespace=false', "$/1 ctrimwhitespace=false"),
    ('/[select value="Ann" ann="x"/][plural value=1 one="% c"/]', "/x1 c"),
    ('Ann:  y="q w"[pause/]1.5', 'Ann:  y="q w"1.5'),
    ("/][a]1.5[/a]1", "/]1.51"),
    ('[pause/][select value="Ann" ann="x"/]', "x"),
    ("12:[/]12b[/]\\:_\\:|", "12:12b:_:|"),
    ('é[wave /] y="q w"a[/]|\\:', 'éy="q w"a|:'),
    (' 1="one%"=[character name="B"][/character]', ' 1="one%"='),
    ("\\:$[pause /] |a%[/]", ":$|a%"),
    ("Ann: |Ann: [pause/]trimwhitespace=false[pause /] 1", "Ann: |Ann: trimwhitespace=false1"),
    ("\\:[pause /] //]", "://]"),
    ('"true\\: trimwhitespace=false[plural value=1 one="% c"/]_', '"true: trimwhitespace=false1 c_'),
    ('Ann x=1\\:[plural value=1 one="% c"/]', "Ann x=1:1 c"),
    ('[a]]:1.5[select value="Ann" ann="x"/][b] Ann="she"[/]', ']:1.5x Ann="she"'),
    ('[/]\\]1.5[plural value=1 one="% c"/][/]12', "]1.51 c12"),
    ("[/]trimwhitespace=false/", "trimwhitespace=false/"),
    ("Ann{[b]x y\\:Ann: 2x y[/b]", "Ann{x y:Ann: 2x y"),
    ("[/]trimwhitespace=falseAnn\\", "trimwhitespace=falseAnn\\"),
    ('[plural value=1 one="% c"/][/]|', "1 c|"),
    ('=2a[wave /]1.5 other="% cs":', ' cs""]=2a1.5 other="% cs":'),
    ('/] other="% cs"[pause/]trimwhitespace=false\\', '/] other="% cs"trimwhitespace=false\\'),
    ("[pause /] /]\\", "/]\\"),
    ('\\: few="%rd"[character name="B"][/character]', ': few="%rd"'),
    ('[pause /] [select value="Ann" ann="x"/]\\[', "x["),
    (
        "[ordinal value=[wave Ann: \\[|[/]1",
        '[character name="[ordinal value=[wave Ann"][ordinal value=[wave Ann: [/character]\\[|[/]1',
    ),
    ("] [/character][/][nomarkup][/a]x y[/a]", "] [/character][/][nomarkup][/a]x y[/a]"),
    (
        ' x=1{2[select value=\\[select value=[pause/]x yé-3 y="q w"[',
        ' x=1{2[select value=\\[select value=[pause/]x yé-3 y="q w"[',
    ),
    ('a/Ann:  few="%rd" [a]é$', '[character name="a/Ann"]a/Ann:  [/character]few="%rd" [a]é$'),
    ('= few="%rd"[/a][/a]/[nomarkup]{a-3 other="% cs"', '= few="%rd"[/a][/a]/[nomarkup]{a-3 other="% cs"'),
    ('[select value="Ann" ann="x"/][ordinal value=12]/]éé', '[select value="Ann" ann="x"/][ordinal value=12]/]éé'),
    ('[wave  one="% c"2', '[wave  one="% c"2'),
    ("[select value=1[b]true12trimwhitespace=falsetrue", "[select value=1[b]true12trimwhitespace=falsetrue"),
    ('[/]$"[ordinal value= a[/a] [/][select value=\\[é', '[/]$"[ordinal value= a[/a] [/][select value=\\[é'),
    ('[select value=1_[select value=1 1="%!"]"', '[select value=1_[select value=1 1="%!"]"'),
    ("b[/][/character]x y= Ann", "b[/][/character]x y= Ann"),
]
PIECES = ["[b]", "[/b]", "[i]", "[/]", "[pause/]", " ", "word", "A: ", "[nomarkup]", "[/nomarkup]", "[b x=1/]", "[b fast]", "]"]
VALUES = ["Ann", "[b]Ann[/b]", "[b]", "[/b]", "[pause/] Bo", "[nomarkup]"]


@pytest.mark.parametrize(("line", "shown"), SHOWN_BY_THE_ENGINE)
def test_a_line_is_shown_as_by_the_engine(line: str, shown: str) -> None:
    assert rendered(line) == shown


@pytest.mark.parametrize("seed", range(60))
def test_lines_are_read_as_they_are_shown_whatever_their_values(seed: int, tmp_path: Path) -> None:
    random = Random(seed)
    lines = []
    for _ in range(6):
        pieces = random.choices([*PIECES, "{$x}", "{$x}"], k=random.randint(2, 7))
        lines.append(f"So {''.join(pieces)}.")
    value = random.choice(VALUES) if seed % 3 else "Ann"
    body = "\n".join(lines)
    (tmp_path / "s.yarn").write_text(f'title: Start\n---\n<<declare $x = "{value}">>\n{body}\n===\n', encoding="utf-8")
    played = Session(registry.read(tmp_path / "s.yarn")[0], seed=1)
    assert [line.text for line in played.lines] == [f"{rendered(line.replace('{$x}', value))}\n" for line in lines]
