"""inkle's own tests of ink, on our engine and, to show that they are read correctly, on inkjs."""

from __future__ import annotations

from pathlib import Path

import pytest
from reference.inkjs import Inkjs

from conformance import inkle
from conformance.engines import Engine, Epilogue, InkjsEngine, NotOffered

pytestmark = pytest.mark.slow

# Expectations that do not hold, with the reason.
OURS = {
    "TestLookupSafeOrNot": "it counts how often a function of the game is called: inkle runs a line twice, ours once",
}
OF_INKJS = {
    "TestFloorCeilingAndCasts": "inkjs prints floats with the digits of JavaScript",
    "TestArithmetic": "inkjs has no floats with a whole value",
}


def outcomes(engine: Engine, corpus: Path, folder: Path) -> tuple[list[str], dict[str, str], dict[str, str]]:
    """The names of the tests that hold, those that fail with their message, those skipped with the reason."""
    held, failed, skipped = [], {}, {}
    includes = corpus / "conformance" / "ink" / "inkle-ink" / "tests"
    for case in inkle.cases(corpus):
        reason = case.reason_to_skip()
        if reason is None:
            work = folder / case.name
            work.mkdir(exist_ok=True)
            try:
                inkle.run(case, engine, work, includes)
                held.append(case.name)
            except AssertionError as failure:
                failed[case.name] = str(failure)
            except NotOffered as lack:
                reason = str(lack)
        if reason is not None:
            skipped[case.name] = reason
    if not held and not failed:
        pytest.skip("the corpus has no tests of inkle")
    return held, failed, skipped


def test_on_our_engine(corpus: Path, tmp_path: Path) -> None:
    held, failed, skipped = outcomes(Epilogue(), corpus, tmp_path)
    assert {name: message for name, message in failed.items() if name not in OURS} == {}
    assert all(skipped.values())
    assert len(held) > 8 * len(skipped)


def test_on_the_reference(corpus: Path, inkjs: Path, tmp_path: Path) -> None:
    with Inkjs(inkjs) as process:
        _, failed, _ = outcomes(InkjsEngine(process), corpus, tmp_path)
    assert {name: message for name, message in failed.items() if name not in OF_INKJS} == {}
