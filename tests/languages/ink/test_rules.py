"""The rules about tunnels: those that never return, and those that only look like it."""

from __future__ import annotations

from pathlib import Path

import pytest

from epilogue.questions.check.build import check
from epilogue.story.project import load

HUB = "-> hub\n== hub\nHall.\n+ [Shop] -> shop -> hub\n+ [Leave] -> END\n"


def found(folder: Path, source: str, name: str = "story.ink") -> list[tuple[int, str]]:
    (folder / name).write_text(source, encoding="utf-8")
    rules = ("EP016", "EP017", "EP018")
    return [(one.line, one.codes[0]) for one in check(load(str(folder / name)), rules).findings]


@pytest.mark.parametrize(
    ("shop", "told"),
    [
        ("* [Buy] ->->\n+ [Go] -> hub\n", [(8, "EP016")]),
        ("+ [Go] -> alley\n== alley\n+ [Back] -> hub\n", [(7, "EP016")]),
        ("+ [Go] -> alley\n== alley\n+ [Back] ->->\n", []),
        ("+ [Die] -> dead\n* [Buy] ->->\n== dead\nDead.\n-> END\n", []),
        ("+ [Go] ->-> hub\n", []),
        ("<- wares\n-> DONE\n== wares\n+ [Buy] ->->\n", []),
        ("The end. -> END\n", [(6, "EP017")]),
        ("-> shop -> hub\n", [(6, "EP018")]),
        ("-> cellar ->\n->->\n== cellar\n-> shop ->\n->->\n", [(6, "EP018"), (9, "EP018")]),
        ("{hub > 3: -> shop ->}\n->->\n", []),
        ("+ [Deeper] -> shop -> \n* [Back] ->->\n", []),
    ],
)
def test_what_a_tunnel_becomes(shop: str, told: list[tuple[int, str]], tmp_path: Path) -> None:
    assert found(tmp_path, f"{HUB}== shop\n{shop}") == told


def test_a_knot_that_is_diverted_to_as_well_may_be_left(tmp_path: Path) -> None:
    source = HUB.replace("+ [Leave] -> END", "+ [Leave] -> END\n+ [Move in] -> shop")
    assert found(tmp_path, f"{source}== shop\n* [Buy] ->->\n+ [Go] -> hub\n") == []


def test_a_jump_out_of_a_detour_is_how_yarn_leaves_it(tmp_path: Path) -> None:
    source = "title: Start\n---\n-> Shop\n    <<detour Shop>>\n-> Bye\n    <<stop>>\n===\ntitle: Shop\n---\n<<jump Start>>\n===\n"
    assert found(tmp_path, source, "story.yarn") == []


def test_a_tunnel_that_runs_out_is_reported_with_how_to_return(tmp_path: Path) -> None:
    (tmp_path / "story.ink").write_text(f"{HUB}== shop\nBread.\n", encoding="utf-8")
    (one,) = check(load(str(tmp_path / "story.ink")), ("EP011",)).findings
    assert one.fix == "shop is called as a tunnel (line 4): say ->-> where it is over, to go back."
