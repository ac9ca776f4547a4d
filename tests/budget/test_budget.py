"""Budgets: which is in force where, how they are shared out, and what is given up when a limit is reached."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from epilogue import budget
from epilogue.budget import Budget, BudgetSpent, attempt, bound, stage, tick


def spent_soon() -> Iterator[None]:
    """Ticks until the budget in force is spent."""
    while True:
        tick()
        yield


def work_for_ever() -> None:
    for _ in spent_soon():
        pass


def test_without_a_budget_nothing_is_bound() -> None:
    for _ in range(1000):
        tick()
    assert attempt("counting", lambda: 3, None) == 3


def test_time_by_the_clock_stops_work_that_waits() -> None:
    with bound(Budget(seconds=0.05)), pytest.raises(BudgetSpent) as spent:
        for _ in spent_soon():
            time.sleep(0.001)
    assert (spent.value.by, spent.value.reason) == ("time", "after 0.05 s")


def test_processor_time_stops_work_and_not_waiting() -> None:
    with bound(Budget(processor=0.05)):
        time.sleep(0.2)
        tick()
        with pytest.raises(BudgetSpent) as spent:
            work_for_ever()
    assert spent.value.reason == "after 0.05 s of work"


def test_whoever_interrupts_it_stops_it_at_its_next_tick() -> None:
    with bound(Budget()) as here:
        with stage("searching", share=0.75):
            tick()
            here.interrupt()
            with pytest.raises(BudgetSpent) as spent:
                tick()
        assert spent.value.by == "interrupt"
        assert attempt("saying what is known", lambda: tick() or "known", "not known", share=0.5) == "known"
        assert attempt("looking for causes", work_for_ever, "not known") == "not known"
        with pytest.raises(BudgetSpent, match="it was interrupted"):
            tick()


def test_memory_is_measured_once_it_lasts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(budget, "CALM", 0.0)
    with bound(Budget(memory=1 << 20)), pytest.raises(BudgetSpent) as spent:
        tick()
    assert spent.value.reason == "it had used the memory it may, 1 MB"


def test_what_is_given_up_is_named_and_what_follows_is_done() -> None:
    with bound(Budget(seconds=10)) as here:
        assert attempt("counting", work_for_ever, "not known", share=0.001) == "not known"
        assert attempt("adding", lambda: 3, "not known") == 3
        tick()
    assert here.unfinished == ["counting"]


def test_a_part_ends_no_later_than_the_whole() -> None:
    with bound(Budget(seconds=0.05)), pytest.raises(BudgetSpent), stage("a large part", share=0.99):
        work_for_ever()


def test_a_budget_that_is_spent_stays_so() -> None:
    with bound(Budget(seconds=0.01)):
        given = [attempt(name, work_for_ever, name) for name in ("one", "two", "three")]
    assert given == ["one", "two", "three"]


def test_the_part_in_force_is_kept_when_the_whole_is_asked_for_again() -> None:
    whole = Budget(seconds=10)
    with bound(whole), stage("a part", share=0.5), bound(whole) as here:
        assert here is not whole and here.whole is whole and here.left < 6


def test_the_stage_is_reported_to_the_progress_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(budget, "CALM", 0.0)
    seen = []
    whole = Budget(memory=1 << 60, beats=(lambda: seen.append(whole.doing),))
    with bound(whole), stage("reading", share=0.9):
        tick()
    assert seen == ["reading"]
