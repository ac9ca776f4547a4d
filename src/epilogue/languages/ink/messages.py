"""Run-time errors in the words of inkle's engine."""

from __future__ import annotations

from epilogue.ir.messages import Messages

_EXPECTED = "expected a divert target (knot, stitch, label name), but saw {}"
_NO_TARGET = "Tried to divert to a target from a variable, but the variable ({}) didn't contain a divert target"
_TUNNEL_HINT = "Do you need a '->->' to return from a tunnel?"
_STORY_HINT = "Do you need a '-> DONE' or '-> END'?"

MESSAGES = Messages(
    unbound="Trying to call EXTERNAL function '{}' which has not been bound, and fallback ink function could not be found.",
    no_fallback="EXTERNAL {} has no fallback function",
    unsafe="External function {} could not be called because it may not be called ahead of its line and the story is in the "
    "middle of making a string",
    no_variable="Variable not found: '{}'. Using default value of 0 (false). This can happen with temporary variables if the "
    "declaration hasn't yet been hit. Globals are always given a default value on load if a value doesn't exist in the save "
    "state.",
    no_temporary="Could not find temporary variable to set: {}",
    no_visits="Read count for target ({}) unknown.",
    no_age="TURNS_SINCE() for target ({}) unknown.",
    no_passage=_EXPECTED,
    no_passage_played=f"TURNS_SINCE {_EXPECTED}",
    no_passage_but_number=f"TURNS_SINCE {_EXPECTED}. Did you accidentally pass a read count ('knot_name') instead of a target "
    "('-> knot_name')?",
    no_target=_NO_TARGET,
    no_target_variable="Tried to divert using a target from a variable that could not be found ({})",
    empty_target=f"{_NO_TARGET}, it was empty/null (the value 0).",
    wrong_target=f"{_NO_TARGET}, it contained '{{}}'.",
    held_no_target="this variable does not hold a divert target",
    wrong_return="Found {}, when expected {}",
    of_function="function return statement (~ return)",
    of_subroutine="tunnel onwards statement (->->)",
    of_story="end of flow (-> END or choice)",
    no_void="Expected void if ->-> doesn't override target",
    least="Invalid value for minimum parameter of RANDOM(min, max)",
    greatest="Invalid value for maximum parameter of RANDOM(min, max)",
    too_wide="RANDOM was called with a range that exceeds the size that ink numbers can use.",
    no_range="RANDOM was called with minimum as {} and maximum as {}. The maximum must be larger",
    no_list="Expected list for LIST_RANDOM",
    no_seed="Invalid value passed to SEED_RANDOM",
    unopened_tag="Unexpected ControlCommand while extracting tag from choice",
    out_of_subroutine=f"unexpectedly reached end of content. {_TUNNEL_HINT}",
    out_of_function="unexpectedly reached end of content. Do you need a '~ return'?",
    out_of_story=f"ran out of content. {_STORY_HINT}",
    subroutine_hint=_TUNNEL_HINT,
    story_hint=_STORY_HINT,
)
