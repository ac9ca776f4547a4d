"""``epilogue open``: what it says when it starts to serve the page."""

from __future__ import annotations

import re
import socket
from pathlib import Path

import pytest

from epilogue.cli import main


@pytest.fixture
def story(tmp_path: Path) -> Path:
    path = tmp_path / "main.ink"
    path.write_text("* [In] -> END\n", encoding="utf-8")
    return path


@pytest.mark.parametrize(("options", "host"), [((), "127.0.0.1"), (("--host", "0.0.0.0"), "localhost")])
def test_the_address_is_printed_and_a_warning_where_others_can_read(
    options: tuple[str, ...], host: str, story: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("uvicorn.Server.run", lambda server, sockets: [there.close() for there in sockets])
    assert main(["open", str(story), "--no-browser", *options]) == 0
    out, err = capsys.readouterr()
    found = re.fullmatch(rf"main\.ink: http://{re.escape(host)}:(\d+)/  \(Ctrl-C ends it\)\n", out)
    assert found is not None
    warning = f"Warning: anybody who can reach 0.0.0.0:{found[1]} can read this story.\n"
    assert err == (warning if options else "")


def test_a_port_that_is_taken_is_told(story: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert main(["open", str(story), "--no-browser", "--port", str(port)]) == 2
    said = capsys.readouterr().err
    assert said.startswith(f"epilogue open: error: cannot listen at 127.0.0.1:{port}: ")
    assert said.endswith("\nNext: epilogue open --help\n")
