"""Tunnels that are left for good: frames below them do not distinguish contexts, so the search terminates."""

from __future__ import annotations

import pytest
from space.judging import explored, judge, program_of

pytestmark = pytest.mark.slow

MENU = "VAR n = 0\n-> menu\n== menu\n+ [In] -> inner ->\n  Back.\n  -> menu\n+ {n > 0} [Out] -> END\n"


@pytest.mark.parametrize(
    "source",
    [
        MENU + "== inner\n~ n = 1\n+ [Jump] -> menu\n* [Return] ->->\n",
        MENU + "== inner\n~ n = 1\n-> menu\n",
        MENU + "== inner\n~ n = 1\n-> second ->\n->->\n== second\n+ [Jump] -> menu\n+ [Return] ->->\n",
        # the tunnel's own variables live on with it
        MENU + "== inner\n-> second(n + 1) ->\n->->\n== second(x)\n~ temp y = x + 1\n-> third ->\n{y}\n->->\n"
        "== third\n+ [Jump] -> fourth(n)\n+ [Return] ->->\n"
        "== fourth(z)\n+ [z {z}] -> menu\n+ {z == 0} [Set]\n  ~ n = 1\n  -> menu\n",
        # an overridden return: the caller continues elsewhere
        MENU + "== inner\n~ n = 1\n+ [Elsewhere] ->-> menu\n+ [Jump] -> menu\n",
        # a thread, a function, and a variable that holds a knot
        "VAR where = -> menu\nVAR n = 0\n" + MENU.partition("\n")[2] + "== inner\n~ n = more(n)\n<- side\n+ [Jump] -> where\n"
        "== side\n+ [Aside] -> menu\n-> DONE\n== function more(x)\n~ return MIN(x + 1, 2)\n",
        # running out of content in the tunnel's frame
        MENU + "== inner\n~ n = 1\n+ [Jump] -> menu\n* [Lost] Lost.\n",
        "-> t ->\n-> END\n== t\n-> t ->\n->->\n",
    ],
)
def test_what_is_left_for_good_is_not_part_of_a_situation(source: str) -> None:
    graph = explored(program_of(source), "control").graph
    assert graph.complete
    assert judge(source, max_states=200).problems == []


def test_what_can_be_come_back_to_is_kept() -> None:
    """A reference keeps the frame it refers to, and a tunnel that may return keeps all frames below it."""
    for inner in (
        "+ [Deeper] -> t(x) ->\n  ->->\n+ [Up] ->->\n",
        "+ [Leave] -> menu\n+ [Deeper] -> t(x) ->\n  ->->\n+ [Up] ->->\n",
    ):
        source = f"-> menu\n== menu\n~ temp a = 1\n+ [In] -> t(a) ->\n  {{a}}\n  -> END\n== t(ref x)\n~ x = 3 - x\n{inner}"
        assert judge(source, max_states=100).problems == []
