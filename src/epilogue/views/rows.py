"""Answers as rows: flat dictionaries, as tables of data, spreadsheets and ``csv.DictWriter`` take them."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from epilogue.answers import Odds

LISTED = {
    "CheckReport": "findings",
    "EndingsReport": "endings",
    "Plays": "endings",
    "StoryMap": "passages",
    "StoryTests": "tests",
    "Verdict": "outcomes",
    "WhatIf": "decisions",
    "WhyChoice": "options",
    "WhyEnding": "deciding",
    "WhyPlay": "steps",
}
"""The field that an answer is a list of."""
Cell = str | int | float | bool | None
FlatRow = dict[str, Cell]


def rows(answer: Any) -> list[FlatRow]:
    """One row for each thing that an answer lists: endings of ``endings``, outcomes of a ``verdict`` (with a column for each
    stake), findings of a ``check``, decisions of a ``whatif``, steps of a ``why``, passages of a ``map``; of any other record, or
    a list of them, the records. All rows have the same columns.

    Records inside become columns of their own (``cause_line``); odds three: their best value and, ``…_low`` and ``…_high``, the
    bounds. Lists of words are put together with commas; of lists of records their number is told. Raises TypeError for what is
    no answer.
    """
    stakes: tuple[str, ...] = ()
    if hasattr(answer, "_fields"):
        listed = LISTED.get(type(answer).__name__)
        if listed == "outcomes":
            stakes = tuple([f"{stake.who}.{stake.name}" for stake in answer.stakes])
        answer = (answer,) if listed is None else getattr(answer, listed)
    if not isinstance(answer, tuple | list) or not all(hasattr(record, "_fields") for record in answer):
        raise TypeError(f"an answer of epilogue is expected, not {type(answer).__name__}")
    table: list[FlatRow] = []
    records: set[str] = set()
    for record in answer:
        row: FlatRow = {}
        for name, value in zip(record._fields, record, strict=True):
            if name == "values" and stakes:
                row |= dict(zip(stakes, value, strict=True))
            else:
                _put(row, name, value, records)
        table.append(row)
    columns = [name for name in dict.fromkeys(name for row in table for name in row) if name not in records]
    return [{name: row.get(name) for name in columns} for row in table]


def _put(row: FlatRow, name: str, value: Any, records: set[str]) -> None:
    """Put a value under its name. ``records``: names that are not columns themselves, where there is anything."""
    if isinstance(value, Odds):
        row |= {name: value.value, f"{name}_low": value.low, f"{name}_high": value.high}
    elif isinstance(value, Fraction):
        row[name] = float(value)
    elif hasattr(value, "_fields"):
        records.add(name)
        for inside, content in zip(value._fields, value, strict=True):
            _put(row, f"{name}_{inside}", content, records)
    elif isinstance(value, tuple | list):
        plain = all(item is None or isinstance(item, str | int | float) for item in value)
        row[name] = ", ".join(map(str, value)) if plain else len(value)
    else:
        row[name] = value
