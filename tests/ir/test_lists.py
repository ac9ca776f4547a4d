"""Lists of many items."""

from __future__ import annotations

import tracemalloc

from epilogue.ir.values import ListItem, ListValue


def test_asking_for_the_items_of_many_large_lists_takes_no_memory_for_good() -> None:
    entries = [(ListItem("l", f"i{number}"), number) for number in range(2_000)]
    lists = [ListValue(entries[begin:]) for begin in range(200)]
    tracemalloc.start()
    try:
        asked = [entries[-1] in value.items for value in lists]
        kept, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert all(asked) and kept < 4 << 20
