"""Small faults that a test must notice: in the passes and reductions, in the rules, on the screens."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

SOURCE = Path(__file__).resolve().parents[2] / "src" / "epilogue"

REDUCTIONS = "tests/space/reductions/test_each.py"
ITEMS = "tests/space/reductions/test_items.py"
TOO_FAR = "tests/space/reductions/test_too_far.py"
IDLE = "tests/space/reductions/test_idle_draws.py"
TRAPS = "tests/flow/test_traps.py"
OBSERVED = "tests/space/test_observations.py"
LARGE = "tests/space/reductions/test_reduced_search.py"
ODDS = "tests/benchmarks/test_families.py"
BLOCKS = "tests/flow/test_blocks.py"
HOIST = "tests/space/reductions/test_hoist.py::test_what_is_observed_is_not_stored_before_the_story_may_stop_in_an_error"
RULES = "tests/questions/check/test_examples.py"
SAME_OUTCOME = "tests/questions/check/test_same_outcome.py"
YARN_RULES = "tests/questions/check/test_yarn.py"
NEVER_ENDS = "tests/questions/check/test_never_ends.py"
SCREENS = "tests/questions/test_screens.py"
KEPT = "tests/space/test_unfolding.py::test_what_matters_after_a_call_is_kept"
STRING = "tests/space/test_unfolding.py::test_a_string_is_what_was_said_in_it"
OPERATORS = "tests/abstract/test_operators.py"
FUNCTIONS = "tests/abstract/test_functions.py"


class Mutant(NamedTuple):
    """In ``file`` (below src/epilogue) ``old``, which stands there once, becomes ``new``; ``test`` must fail."""

    file: str
    old: str
    new: str
    test: str


MUTANTS = (
    # control that unfolds
    Mutant("flow/run_control.py", "e.value.frame == top for e", "False for e", KEPT),
    Mutant("flow/specialise.py", "self.code[at].a is VOID and self.code[at + 1].op", "self.code[at + 1].op", KEPT),
    Mutant("flow/targets.py", "return self._among(OVERRIDE)", "return ()", KEPT),
    Mutant("flow/targets.py", 'calls.get(name, ()) if kind == "result" else ()', "()", KEPT),
    Mutant(
        "flow/operators.py", "return tuple(word for part in parts for", "return tuple(word for part in parts[-1:] for", STRING
    ),
    # passes over the flow graph
    Mutant("flow/passes/fold.py", "if slot not in assigned and", "if", REDUCTIONS),
    Mutant(
        "flow/passes/fold.py",
        "if truthy(new.value):\n                continue",
        "if not truthy(new.value):\n                continue",
        TRAPS,
    ),
    Mutant("flow/passes/liveness.py", "[self.observed if node.id", "[0 if node.id", TRAPS),
    Mutant("flow/passes/saturate.py", "floor(right.value) - inner[1] + 1", "floor(right.value) - inner[1]", TRAPS),
    Mutant("flow/passes/saturate.py", "max(1, -inner[1]), int(right.value))", "max(1, -inner[1]), 1)", TRAPS),
    Mutant("flow/passes/types.py", "if not operator.cannot_fail(map(self.result, expr.args)):", "if False:", TRAPS),
    Mutant("flow/passes/order.py", "return self.within(lists) or self.between(lists)", "return self.within(lists)", TRAPS),
    Mutant("flow/passes/assigned.py", "after = together | _stored(nodes[number])", "after = together", REDUCTIONS),
    Mutant(
        "flow/passes/__init__.py", "return frozenset(picked for _, picked in draws) - matter", "return frozenset()", REDUCTIONS
    ),
    Mutant("flow/passes/liveness.py", "self.always = sum(1 << slot for slot in always)", "self.always = 0", OBSERVED),
    Mutant("flow/passes/liveness.py", "return needed | self.always", "return needed", OBSERVED),
    Mutant("flow/passes/blocks.py", "right.value - offset, right.value - offset + 1", "right.value - offset", BLOCKS),
    Mutant("flow/passes/blocks.py", "self.cuts |= {-offset, 1 - offset}", "self.cuts |= {-offset}", BLOCKS),
    Mutant("flow/passes/merge.py", "        return not kinds.truth(node.expr)\n", "        return False\n", TOO_FAR),
    Mutant(
        "flow/passes/merge.py",
        "if node.kind is NodeKind.BRANCH and kinds.truth(node.expr):",
        "if node.kind is NodeKind.BRANCH:",
        TOO_FAR,
    ),
    # reductions of a search that grows
    Mutant("space/reductions/bisimulation.py", "if last[part[index]] != index}", "if False}", REDUCTIONS),
    Mutant(
        "space/reductions/bisimulation.py",
        "return meet([*after, self.revealed(expr)])\n            return self.stored",
        "return meet(after)\n            return self.stored",
        TOO_FAR,
    ),
    Mutant("space/reductions/bisimulation.py", "else self.revealed(carried))", "else self.whole)", TOO_FAR),
    Mutant(
        "space/reductions/bisimulation.py", "else after[0], *map(self.revealed, node.offer.args)])", "else after[0]])", TOO_FAR
    ),
    Mutant("space/reductions/prune.py", "if len(possible) == 1:", "if possible:", TOO_FAR),
    Mutant("space/reductions/hoist.py", " or expr.reads & written or", " or", TOO_FAR),
    Mutant("space/reductions/hoist.py", "if slot in observed or slot in written", "if slot in written", HOIST),
    Mutant(
        "space/reductions/conditional_liveness.py", "if expr is None or not expr.reads <= {slot}:", "if expr is None:", REDUCTIONS
    ),
    Mutant(
        "space/reductions/conditional_liveness.py",
        "if decided is not None:\n                work",
        "if False:\n                work",
        REDUCTIONS,
    ),
    Mutant("space/reductions/differences.py", "self.absolute.add(expr.value)", "pass", LARGE),
    Mutant("space/reductions/prune.py", "if node.id not in self.failing:", "if True:", "tests/space/reductions/test_prune.py"),
    Mutant(
        "space/reductions/items.py",
        "return self.at_most_one(expr.args[0])\n        return operator",
        "return True\n        return operator",
        ITEMS,
    ),
    Mutant("space/reductions/items.py", 'self.split(dict.fromkeys(value.entries, "in"))', "pass", ITEMS),
    Mutant("space/reductions/items.py", "        self.split(made)\n", "", ITEMS),
    Mutant("space/reductions/items.py", "OnLists.HAS, OnLists.LACKS)", "OnLists.HAS, OnLists.LACKS, OnLists.NUMBER)", ITEMS),
    Mutant(
        "space/reductions/items.py",
        "            self.fixed(expr)\n        for expr in self.graph.never",
        "            pass\n        for expr in self.graph.never",
        ITEMS,
    ),
    Mutant("space/reductions/items.py", '"unordered":\n', '"":\n', ITEMS),
    Mutant("space/reductions/symmetry.py", "return graph.wrap.get(first) == graph.wrap.get(second)", "return False", REDUCTIONS),
    Mutant("space/state_keys.py", "return live, values, kinds_of(values)", "return live, values, ()", TRAPS),
    Mutant(
        "space/reductions/idle_draws.py",
        "if draw.outside is not None or reduced",
        "if draw.outside is not None and reduced",
        IDLE,
    ),
    Mutant("space/reductions/idle_draws.py", " and node.id not in around", "", IDLE),
    Mutant("space/reductions/idle_draws.py", "return [*node.succ, node.offer.entry]", "return node.succ", IDLE),
    Mutant("space/reductions/idle_draws.py", "return 0 <= greatest - least <", "return greatest - least <", IDLE),
    Mutant("space/reductions/idle_draws.py", 'any(mark.key == "ending" for', 'any(mark.key == "" for', IDLE),
    Mutant("space/search.py", "and found.graph.idle:", "and False:", IDLE),
    Mutant("space/search.py", "or (self.asked is not None and not self.asked(key))", "", IDLE),
    Mutant("space/counting.py", "and goal not in without_number", "", IDLE),
    Mutant("space/counting.py", "isinstance(node.offer, Call) or node.kind", "node.kind", IDLE),
    Mutant("space/counting.py", "if state not in returns:", "if True:", IDLE),
    Mutant("machine/follow.py", "self._whole.append(0 if site in self._idle else", "self._whole.append(", IDLE),
    Mutant("space/walk.py", "stop.position in graph.idle:", "False:", "tests/cli/test_idle_draws.py"),
    Mutant("space/walk.py", "and node.slot not in read}", "}", "tests/questions/check/test_generated.py"),
    Mutant("space/walk.py", "if len(set(after)) == len(after):", "if True:", "tests/questions/check/test_generated.py"),
    # the search and the odds
    Mutant("space/search.py", "graph.shown.add(offer.site)", "pass", REDUCTIONS),
    Mutant(
        "analysis/odds.py",
        "visits_here * Fraction(odds, total)",
        "visits_here * Fraction(1, len(likely))",
        ODDS,
    ),
    # what is searched again
    Mutant("story/search.py", "return within and not any(focus.without(self.focus))", "return within", "tests/test_searches.py"),
    Mutant("analysis/evidence.py", ".without(self._decided)", "", "tests/analysis/test_evidence.py"),
    # rules
    Mutant("questions/check/rules/never_read.py", "if name not in variables.read:", "if name in variables.read:", RULES),
    Mutant(
        "questions/check/rules/never_set.py",
        "name not in variables.written and name not in reported",
        "name not in reported",
        RULES,
    ),
    Mutant(
        "questions/check/rules/menu_runs_dry.py",
        "if not sites or not (fails or (not stop.ending.mark and context.used_up(stop))):",
        "if True:",
        RULES,
    ),
    Mutant(
        "questions/check/rules/dead_end.py", "and not context.used_up(stop) and not", "and context.used_up(stop) and not", RULES
    ),
    Mutant("questions/check/rules/rare_ending.py", "if greatest < limit:", "if greatest > limit:", RULES),
    Mutant(
        "questions/check/rules/out_of_content.py",
        "if stop.ending.position not in context.menus:",
        "if stop.ending.position in context.menus:",
        RULES,
    ),
    Mutant(
        "questions/check/rules/constant_condition.py", 'explanation.kind != "misread"', 'explanation.kind == "misread"', RULES
    ),
    Mutant("languages/ink/rules.py", "== GATHER_ENDS_MENU)", "!= GATHER_ENDS_MENU)", RULES),
    Mutant(
        "questions/check/rules/soft_lock.py",
        "if graph.target[edge] in context.single_loops or",
        "if graph.target[edge] not in context.single_loops or",
        RULES,
    ),
    Mutant("languages/ink/rules.py", "is Logic.NOT:", "is Logic.AND:", RULES),
    Mutant("languages/ink/rules.py", "not tunnels.comes_back(block.start)", "True", "tests/languages/ink/test_rules.py"),
    Mutant(
        "questions/check/rules/registry.py",
        "if context.program.semantics.name == language.name else ()",
        "",
        "tests/languages/toy/test_toy.py::test_a_rule_of_its_own_finds_nothing_in_stories_of_other_languages",
    ),
    # screens
    Mutant("views/text/words.py", 'return "over 99%"', 'return "certain"', "tests/views/text/test_words.py"),
    Mutant("questions/endings/screen.py", '"No reader can get stuck."', '"No reader gets stuck."', SCREENS),
    Mutant("questions/endings/screen.py", "No reader can reach an ending (proved", "Nobody can reach an ending (proved", SCREENS),
    Mutant(
        "questions/verdict/screen.py", "However it ends, everybody gets the same", "However it ends, all get the same", SCREENS
    ),
    Mutant("questions/why/screen.py", '"Lost for good", "With"', '"Lost", "With"', SCREENS),
    Mutant("questions/against/screen.py", "no difference was found so far", "no difference was found", SCREENS),
    Mutant("questions/storytests/screen.py", '"Nothing was written."', '"Nothing written."', SCREENS),
    Mutant("views/text/words.py", '"never" if p <= 0', '"0%" if p <= 0', "tests/views/text/test_words.py"),
    Mutant("questions/plays/screen.py", "Shares are estimates:", "The shares are estimates:", SCREENS),
    Mutant(
        "questions/check/rules/endless_loop.py",
        "for state, sites in context.single_loops.items():",
        "for state, sites in ():",
        NEVER_ENDS,
    ),
    Mutant(
        "questions/check/rules/unheard_line.py",
        "            hidden[offer] = line\n",
        "            pass\n",
        SCREENS + "::test_screen[rules]",
    ),
    Mutant("questions/check/rules/ending_never_reached.py", "if proved:", "if True:", SCREENS + "::test_screen[large]"),
    Mutant("questions/check/rules/same_outcome.py", "together.get(pair, True) and same", "same", SAME_OUTCOME),
    Mutant("questions/check/rules/same_outcome.py", 'key[0] == "v" and key[1] not in read', 'key[0] == "v"', SAME_OUTCOME),
    Mutant("questions/check/rules/never_reached.py", " and title not in missing:", ":", YARN_RULES),
    Mutant("questions/check/rules/run_time_error.py", '("fail", MENU)', '("fail", "")', YARN_RULES),
    Mutant("questions/check/rules/endless_loop.py", "meant=not written", "meant=True", NEVER_ENDS),
    Mutant("questions/check/rules/never_offered.py", "return by_cause(context, context.lost_options)", "return iter(())", RULES),
    # abstract values
    Mutant("abstract/lists.py", "min(a.most + b.most, MANY)", "max(a.most, b.most)", OPERATORS),
    Mutant("abstract/conditions.py", "if comparison is Compare.GT else ceil(low)", "", OPERATORS),
    Mutant("abstract/states.py", "for fact in self.taken if slots.isdisjoint(fact)", "for fact in self.taken", FUNCTIONS),
    Mutant(
        "abstract/states.py", "for fact in self.offered if slots.isdisjoint(fact.reads)", "for fact in self.offered", FUNCTIONS
    ),
    Mutant("abstract/functions.py", "caller.changed = True", "caller.changed = False", FUNCTIONS),
    Mutant("abstract/functions.py", "errors |= {-1}", "pass", FUNCTIONS),
)
