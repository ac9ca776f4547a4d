"""``endings --on``: a search on a Ray cluster."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest
from space.test_kernel import ASKED, ROUND, all_of

from epilogue import cluster
from epilogue.cli import main
from epilogue.flow.operators import flow_operators
from epilogue.flow.passes import reduce
from epilogue.flow.specialise import specialise
from epilogue.languages.registry import load
from epilogue.settings import Limits
from epilogue.space import search as searches
from epilogue.space.kernel.compiling import compile_now
from epilogue.space.search import reduced_search
from epilogue.space.watch import Watch

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]

PROCESSORS = 4


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


@pytest.fixture(scope="module")
def ray_cluster() -> Iterator[tuple[str, psutil.Process]]:
    """The address of a cluster on this machine, and the process that keeps it."""
    pytest.importorskip("ray", reason="no Ray: pip install 'epilogue[cluster]'")
    pytest.importorskip("numba", reason="no numba for this Python")
    compile_now()
    address = f"127.0.0.1:{free_port()}"
    with tempfile.TemporaryDirectory(prefix="ray", ignore_cleanup_errors=True) as folder:  # pytest's: too long for sockets
        options = (f"--port={address[10:]}", f"--num-cpus={PROCESSORS}", f"--temp-dir={folder}")
        memory = ("--object-store-memory=80000000", "--include-dashboard=false", "--disable-usage-stats")
        command = [sys.executable, "-m", "ray.scripts.scripts", "start", "--head", "--block", *options, *memory]
        paths = os.pathsep.join(filter(None, (str(Path(cluster.__file__).parents[1]), os.environ.get("PYTHONPATH"))))
        environment = os.environ | {"PYTHONPATH": paths}
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=environment) as head:
            assert head.stdout is not None
            assert any("Ray runtime started" in line for line in head.stdout)
            running = psutil.Process(head.pid)
            parts = running.children(recursive=True)
            yield address, running
            parts += running.children(recursive=True)
            head.terminate()
            psutil.wait_procs([part for part in parts if part.is_running()], timeout=10)
            for part in parts:
                if part.is_running():
                    part.kill()


class Patient:
    """A cluster whose answers are all waited for, so that how much it explores does not depend on the machine. ``kills``: the
    question after which its processes, which ``head`` has started, are killed."""

    def __init__(self, whole: cluster.Cluster, head: psutil.Process, count: int, kills: int = 0) -> None:
        self.whole, self.head, self.count, self.kills = whole, head, count, kills
        self.asked: dict[int, int] = {}
        self.lost = 0

    def begin(self, story: bytes) -> None:
        self.whole.begin(story)

    def ask(self, number: int, asked: Any) -> None:
        self.whole.ask(number, asked)
        self.asked[number] = self.asked.get(number, 0) + 1
        if asked.nth == self.kills:
            for process in self.head.children(recursive=True):
                if process.name().startswith("ray::Process"):
                    process.send_signal(signal.SIGKILL)

    def answers(self) -> list[tuple[int, Any]]:
        answers: list[tuple[int, Any]] = []
        while any(self.asked.values()):
            came = self.whole.answers()
            for number, answer in came:
                self.asked[number] = 0 if answer is None else self.asked[number] - 1
                self.lost += answer is None
            answers += came
            time.sleep(0 if came else 0.002)
        return answers


def found(program: Any, explorers: Patient | None) -> tuple[dict[str, Any], int]:
    """All that a search finds, and the number of states explored by others."""
    operators = flow_operators(program)
    search = reduced_search(reduce(specialise(program, operators, ASKED[0])), operators, False)
    watch = Watch(Limits(states=4_000))
    watch.explorers = explorers
    search.run(watch)
    assert search.kernel is not None
    used = 0 if search.kernel.ahead is None else search.kernel.ahead.used
    return all_of(search), used


@pytest.fixture
def early(monkeypatch: pytest.MonkeyPatch) -> None:
    """Searches are handed over early, and questions are small."""
    from epilogue.space.kernel import ahead

    monkeypatch.setattr(searches, "KERNEL_STATES", 100)
    monkeypatch.setattr(ahead, "BATCH", 100)
    monkeypatch.setattr(ahead, "PASSED", 10)


@pytest.mark.usefixtures("early")
def test_the_graph_is_the_same_with_any_number_of_workers(ray_cluster: tuple[str, psutil.Process], tmp_path: Path) -> None:
    story = tmp_path / "round.ink"
    story.write_text(ROUND, encoding="utf-8")
    program = load(str(story)).program
    alone, _ = found(program, None)
    whole = cluster.connect(ray_cluster[0], None)
    try:
        assert 1 <= whole.count <= PROCESSORS  # on a busy machine, not all have started in time
        for workers, kills in ((1, 0), (2, 0), (4, 0), (2, 5)):
            explorers = Patient(whole, ray_cluster[1], min(workers, whole.count), kills)
            together, used = found(program, explorers)
            assert together == alone
            assert used > 500
            assert bool(explorers.lost) == bool(kills)
    finally:
        whole.close()


@pytest.mark.usefixtures("early")
def test_a_command_answers_the_same(
    ray_cluster: tuple[str, psutil.Process], tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    story = tmp_path / "round.ink"
    story.write_text(ROUND, encoding="utf-8")
    command = ["endings", str(story), "--json", "--no-cache", "--states", "3000"]
    assert main(command) == 0
    alone = capfd.readouterr().out
    assert main([*command, "--on", ray_cluster[0]]) == 0
    assert capfd.readouterr().out == alone


def test_other_versions_are_named(
    ray_cluster: tuple[str, psutil.Process], tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    story = tmp_path / "end.ink"
    story.write_text("-> END", encoding="utf-8")
    command = ["endings", str(story), "--no-cache", "--on", ray_cluster[0]]
    with monkeypatch.context() as patch:
        patch.setattr(cluster, "own_version", lambda: "Epilogue 0.0.1")
        assert main(command) == 2
    shown = capfd.readouterr().err
    assert shown.count("\n") == 1
    assert f"the cluster at {ray_cluster[0]} runs Epilogue " in shown and "this machine Epilogue 0.0.1" in shown
    import ray

    with monkeypatch.context() as patch:
        patch.setattr(ray, "__version__", "2.0.1")
        assert main(command) == 2
    shown = capfd.readouterr().err
    assert f"runs Ray {ray.__version__} and Python" in shown and "this machine Ray 2.0.1 and Python" in shown


@pytest.mark.parametrize(
    ("address", "message"),
    [
        ("nowhere", "expected HOST:PORT"),
        ("127.0.0.1:99999", "expected HOST:PORT"),
        ("127.0.0.1:{port}", "no Ray cluster answers at"),
    ],
)
def test_an_address_without_a_cluster(address: str, message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    if "{port}" in address:
        pytest.importorskip("ray", reason="no Ray: pip install 'epilogue[cluster]'")
    story = tmp_path / "end.ink"
    story.write_text("-> END", encoding="utf-8")
    assert main(["endings", str(story), "--no-cache", "--on", address.format(port=free_port())]) == 2
    shown = capsys.readouterr()
    assert message in shown.err and shown.err.count("\n") == 1 and shown.out == ""


def test_without_ray(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    story = tmp_path / "end.ink"
    story.write_text("-> END", encoding="utf-8")
    assert main(["endings", str(story), "--no-cache", "--on", "127.0.0.1:6379"]) == 2
    assert "pip install 'epilogue[cluster]'" in capsys.readouterr().err
