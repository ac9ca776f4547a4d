"""Searches stopped in every possible way and resumed: the result is that of an uninterrupted search."""

from __future__ import annotations

import contextlib
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from math import nan
from pathlib import Path

import pytest

from epilogue.cli import main
from epilogue.ir.operators import OperatorError
from epilogue.ir.values import NONE, VOID, ListItem, ListValue, MapValue, SequenceValue, Target
from epilogue.space.state_graph import GraphEnding
from epilogue.space.state_keys import AfterKey, BrokenOffTurn, ChanceKey, ChoiceKey
from epilogue.space.turn import OfferedOption
from epilogue.store.database import CacheDamaged
from epilogue.store.folder import FILE, folder
from epilogue.store.searches import one_nan, packed, unpacked

pytestmark = pytest.mark.slow

QUICK = """\
import os, sys
from epilogue import budget
from epilogue.space import watch
from epilogue.story import search, settling
from epilogue.store import searches
budget.CALM, searches.EVERY, searches.PLAIN_STATES = 0.0, 0.05, 50
killed = int(os.environ.get("KILLED_AT", "0"))
if killed:  # what is saved, and when, is told by steps, not by the clock
    budget.PULSE = searches.EVERY = searches.DEAR = 0.0
    stops = watch.Watch.stops

    def stopping(self, running):
        if len(running.frontier.looked_at) >= killed:
            os.kill(os.getpid(), 9)
        return stops(self, running) if len(running.frontier.looked_at) % 100 in (0, 1) else None

    watch.Watch.stops = stopping
settling.FIRST, settling.CHEAP, settling.PER_NODE = 100, 400, 0
explore = search.explore
search.explore = lambda reduced, operators, watch, _, *how, **asked: explore(reduced, operators, watch, 50, *how, **asked)
from epilogue.cli import main
sys.exit(main(sys.argv[1:]))
"""
"""The command with everything that is done now and then done soon."""


def doors(folder: Path, count: int) -> Path:
    """A story with values of several kinds, luck, a list, options that come and go."""
    lines = ["LIST bag = lamp, rope, (coin)", "VAR purse = 1.5", 'VAR name = "nobody"', "VAR brave = false", "VAR steps = 0"]
    lines += [f"VAR seen{n} = 0" for n in range(count)]
    lines += ["-> hub", "== hub", "~ steps = steps + 1", "+ [Leave] -> leave"]
    for n in range(count):
        lines += [f"+ {{seen{n} < 2}} [Door {n}] -> door{n}"]
    for n in range(count):
        lines += [f"== door{n}", f"~ seen{n} = seen{n} + RANDOM(1, 2)"]
        lines += [
            f"~ purse = purse * {n + 1}.5" if n % 2 else "~ bag += lamp",
            f'~ name = "door {n}"' if n < 2 else "~ brave = true",
        ]
        lines += ["-> hub"]
    lines += ["== leave", "{brave && bag ? lamp && purse > 3.5: -> won}", '{name == "nobody": -> END}']
    lines += [f"You are {{name}}, {' '.join(f'{{seen{n}}}' for n in range(count))}.", "-> END", "== won", "You have won. -> END"]
    file = folder / "doors.ink"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file


@pytest.fixture
def story(tmp_path: Path) -> Path:
    """Large enough to be stopped in the middle."""
    return doors(tmp_path, 7)


def start(story: Path, *options: str, killed_at: int = 0) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", QUICK, "endings", str(story), "--json", *options]
    told = {**os.environ, "KILLED_AT": str(killed_at)}
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8", env=told)


def run(story: Path, *options: str) -> tuple[int, str, str]:
    process = start(story, *options)
    out, err = process.communicate(timeout=120)
    return process.returncode, out, err


def steps() -> int:
    """How far the farthest search that is saved has come."""
    if not (folder() / FILE).exists():
        return 0
    with sqlite3.connect(folder() / FILE, timeout=10) as connection:
        with contextlib.suppress(sqlite3.OperationalError):  # the file exists before its tables do
            return int(connection.execute("SELECT coalesce(max(steps), 0) FROM searches").fetchone()[0])
        return 0


@pytest.mark.skipif(sys.platform == "win32", reason="a process is killed another way there")
def test_killed_at_any_moment_it_goes_on_to_the_same_result(story: Path) -> None:
    whole = run(story, "--no-cache", "--states", "4000")
    assert whole[0] == 0 and json.loads(whole[1])["looked_at"] == 4000
    chance = random.Random(8)
    for _ in range(4):
        before = steps()
        killed_at = before + chance.randrange(150, 900)
        process = start(story, "--states", "4000", "--resume", killed_at=killed_at)
        process.communicate(timeout=120)
        assert process.returncode == -signal.SIGKILL
        assert before < steps() <= killed_at
    resumed = run(story, "--states", "4000", "--resume")
    assert resumed == whole


def test_resuming_after_each_limit_gives_the_result_of_the_whole_search(story: Path, capsys: pytest.CaptureFixture[str]) -> None:
    whole = run(story, "--no-cache", "--states", "3000")
    for count in (700, 1500, 2200):
        assert run(story, "--states", str(count), "--resume")[0] == 0
        assert steps() == count
        assert main(["cache"]) == 0
        assert f"a search stopped after {count:,} steps\n" in capsys.readouterr().out
    assert run(story, "--states", "3000", "--resume") == (0, whole[1], "")
    fewer = run(story, "--states", "1500", "--resume")  # fewer states than saved: it starts over
    assert json.loads(fewer[1])["looked_at"] == 1500


@pytest.mark.skipif(sys.platform == "win32", reason="signals are sent another way there")
def test_an_interrupted_search_goes_on(story: Path) -> None:
    process = start(story)
    while process.poll() is None and steps() < 100:
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (130, "")
    found = json.loads(out)
    assert found["stopped_by"] == "interrupt" and steps() == found["looked_at"]
    further = str(found["looked_at"] + 300)
    assert run(story, "--states", further, "--resume")[1] == run(story, "--states", further, "--no-cache")[1]


def test_what_was_settled_is_gone_on_from_by_who_asks_for_more(story: Path) -> None:
    story.write_text(story.read_text(encoding="utf-8").replace("+ [Leave]", "+ [Wait] -> hub\n+ [Leave]"), encoding="utf-8")
    soonest, usual = run(story, "--no-cache", "--odds", "none")[1], run(story, "--no-cache")[1]
    ends = [(json.loads(out)["stopped_by"], json.loads(out)["looked_at"]) for out in (soonest, usual)]
    assert ends == [("settled", 100), ("settled", 400)]
    assert run(story, "--odds", "none") == (0, soonest, "")
    went_on = "(this went on where the last search was stopped, after {0} steps)\n"
    assert run(story) == (0, usual, went_on.format(100))
    assert json.loads(run(story, "--odds", "exact", "--states", "900", "--resume")[1])["looked_at"] == 900
    again = run(story, "--odds", "none", "--verbose")  # another answer of the same search: not from where the exact one is
    assert json.loads(again[1])["looked_at"] == 100
    assert went_on.format(100) in again[2]
    assert json.loads(run(story, "--odds", "exact", "--states", "1200", "--resume")[1])["looked_at"] == 1200


def test_nothing_saved_is_reported(story: Path) -> None:
    code, out, err = run(story, "--states", "200", "--resume")
    assert (code, json.loads(out)["looked_at"]) == (0, 200)
    assert err == "(nothing of this search was saved: it began anew)\n"


def test_another_story_is_another_search(story: Path) -> None:
    run(story, "--states", "400")
    story.write_text(story.read_text(encoding="utf-8") + "== more\nMore. -> END\n", encoding="utf-8")
    assert "began anew" in run(story, "--states", "500", "--resume")[2]


def test_a_damaged_part_is_not_gone_on_from(story: Path) -> None:
    whole = run(story, "--no-cache", "--states", "600")
    run(story, "--states", "400")
    with sqlite3.connect(folder() / FILE) as connection:
        ((data,),) = connection.execute("SELECT data FROM parts WHERE place = 0").fetchall()
        connection.execute("UPDATE parts SET data = ? WHERE place = 0", (data[:-9] + bytes(9),))
    code, out, err = run(story, "--states", "600", "--resume")
    assert (code, out) == (0, whole[1])
    assert "damaged" in err and "Traceback" not in err


@pytest.mark.skipif(sys.platform == "win32", reason="file sizes cannot be limited there")
def test_a_full_disk_leaves_the_earlier_save_as_it_was(story: Path) -> None:
    assert run(story, "--states", "400")[0] == 0
    size = (folder() / FILE).stat().st_size
    limited = f"import resource; resource.setrlimit(resource.RLIMIT_FSIZE, ({size + 3000}, {size + 3000}))\n" + QUICK
    command = [sys.executable, "-c", limited, "endings", str(story), "--json", "--states", "3000", "--resume"]
    answer = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=120, check=False)
    assert (answer.returncode, json.loads(answer.stdout)["looked_at"]) == (0, 3000)
    assert answer.stderr.count("\n") == 1 and "can no longer be saved: the disk is full" in answer.stderr
    assert 400 <= steps() < 3000
    assert run(story, "--states", "3000", "--resume") == run(story, "--states", "3000", "--no-cache")


def test_a_finished_search_leaves_nothing_to_go_on_with(tmp_path: Path) -> None:
    story = tmp_path / "small.ink"
    names = "abcdefg"
    hub = "\n".join(f"* [{n}] ~ x{n}()\n  -> hub" for n in names).replace(" ~ x", "\n  ~ x")
    flags = "\n".join(f"VAR {n} = 0\n== function x{n}()\n~ {n} = {i + 2} * (1 + a)" for i, n in enumerate(names))
    out = "* -> " + "\n== out\nDone {" + "}{".join(names) + "}.\n{a + b * c - d * e + f * g > 20: -> END}\n-> DONE\n"
    story.write_text(f"-> hub\n== hub\n{hub}\n{out.replace('-> ', '-> out', 1)}{flags}\n", encoding="utf-8")
    process = run(story)
    assert json.loads(process[1])["outcome"] == "complete"
    assert steps() == 0


def test_what_is_written_is_read_back_with_its_types() -> None:
    lamp = ((ListItem("bag", "lamp"), 1),)
    values = (1, 1.0, True, -0.0, "1", 1 << 80, ListValue(lamp), ListValue(origins=("bag",)), Target(3), VOID, NONE)
    values += (SequenceValue((1, 1.0, True, nan)), MapValue([(1, SequenceValue()), (True, NONE)]))
    offers = (OfferedOption(4, values, tuple(map(type, values))),)
    keys = [
        ChoiceKey(offers, (1, 2), (True, 0.0), (bool, float)),
        ChanceKey(4, offers, range(1, 1 << 40), (3,), (), (), ()),
        AfterKey(GraphEnding("end", 3, "mark", "", ((OperatorError, "division by zero"),)), (), (), (), ()),
        BrokenOffTurn("a turn without end", 7),
    ]
    (read,) = unpacked(packed([keys]))
    assert read == keys and list(map(type, read)) == list(map(type, keys))
    assert repr(read) == repr(keys)
    assert hash(read[0]) == hash(keys[0])


def test_nan_still_equals_itself() -> None:
    key = ChoiceKey((OfferedOption(4, (nan,), (float,)),), (1,), (nan,), (float,))
    ((read,),) = unpacked(packed([[key]]))
    assert one_nan(read) == key and isinstance(one_nan(read), ChoiceKey)


@pytest.mark.parametrize("thing", [os.system, eval, subprocess.Popen, Path("x"), sys.modules["os"].remove])
def test_what_is_read_runs_no_code(thing: object) -> None:
    with pytest.raises(CacheDamaged):
        unpacked(packed([1, thing]))


def test_what_a_limit_stopped_goes_on_when_it_is_asked_again(tmp_path: Path) -> None:
    """A search stopped by the clock, as on a busy machine, is no answer to keep."""
    story = doors(tmp_path, 10)  # too large for twice that time on any machine
    first = run(story, "--time", "3s")
    before = json.loads(first[1])
    assert before["stopped_by"] == "time" and steps() == before["looked_at"] > 50
    code, out, err = run(story, "--time", "3s")
    after = json.loads(out)
    assert code == 0 and after["looked_at"] > before["looked_at"]
    assert err == f"(this went on where the last search was stopped, after {before['looked_at']:,} steps)\n"
    counted = json.loads(run(story, "--states", str(after["looked_at"]), "--no-cache")[1])
    assert [counted[what] for what in ("states", "transitions")] == [after[what] for what in ("states", "transitions")]
    if not after["unfinished"]:  # on a busy machine the odds may not be known in time
        assert counted["endings"] == after["endings"]


def test_a_search_stopped_before_it_was_large_is_made_again_whole() -> None:
    story = Path(__file__).resolve().parents[2] / "examples" / "la_la_land.ink"
    stopped = run(story, "--time", "0.01s")
    assert json.loads(stopped[1] or '{"outcome": "truncated"}')["outcome"] == "truncated"
    again = json.loads(run(story)[1])
    assert (again["outcome"], len(again["endings"])) == ("complete", 13)
