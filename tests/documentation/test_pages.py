"""The documentation is true: its examples print what they show, and the commands it names exist."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from documentation.pages import ROOT, all_pages, has_examples, with_output

from epilogue import settings
from epilogue.cli import main

pytestmark = pytest.mark.slow

COMMAND = re.compile(r"(?:^|[ `])epilogue ([a-z]+)((?: [^`\n#|]*)?)", re.MULTILINE)
CODE = re.compile(r"^```.*?^```$|^(?: {4}.*\n)+|`[^`\n]+`", re.MULTILINE | re.DOTALL)
EXAMPLES = [page for page in all_pages() if has_examples(page)]


def name(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("page", EXAMPLES, ids=name)
def test_the_examples_of_a_page_print_what_it_shows(page: Path, tmp_path: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert with_output(text, tmp_path) == text, "python tests/documentation/pages.py rewrites the page"


@pytest.mark.parametrize("page", all_pages(), ids=name)
def test_the_commands_and_options_that_a_page_names_exist(page: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for code in CODE.findall(page.read_text(encoding="utf-8")):
        for command, rest in COMMAND.findall(code):
            assert main([command, "--help"]) == 0, f"epilogue {command}"
            described = capsys.readouterr().out
            for option in re.findall(r"(?<= )--?[a-z][a-z-]*", rest):
                assert re.search(rf"(?<![\w-]){option}(?![\w-])", described), f"epilogue {command}{rest}"


@pytest.mark.parametrize("page", all_pages(), ids=name)
def test_the_settings_that_a_page_shows_are_understood(page: Path) -> None:
    for block in re.findall(r"^```toml[^\n]*\n(.*?)^```$", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL):
        assert settings.parse(block, "epilogue.toml") != settings.Settings()


def test_the_rooms_of_the_architecture_are_the_layers_of_the_contract() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"]
    layers = [room for row in reversed(contracts[0]["layers"]) for room in row.split(" | ")]
    contract = dict.fromkeys(room if room == "views.text" else room.partition(".")[0] for room in layers)
    table = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8").partition("## The rooms")[2].partition("###")[0]
    rows = [re.findall(r"`([^`]+)`", line.split("|")[1]) for line in table.splitlines() if line.startswith("| `")]
    rooms = [room.removesuffix(".py").rstrip("/").replace("/", ".") for row in rows for room in row]
    assert rooms == [room for room in contract if room not in ("version", "__main__")]


def test_the_path_of_endings_names_modules_that_the_command_uses() -> None:
    contributing = (ROOT / "docs" / "contributing" / "index.md").read_text(encoding="utf-8")
    files = re.findall(r"^\| \d+ \| `([a-z_/]+)\.py` \|", contributing, re.MULTILINE)
    story = str(ROOT / "examples" / "harbour_inn")
    code = f"import sys; from epilogue.cli import main; main(['endings', {story!r}, '--no-cache']); print('\\n', *sys.modules)"
    used = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120, check=True).stdout
    modules = {"epilogue." + file.removesuffix("/__init__").replace("/", ".") for file in files}
    assert len(modules) > 10
    assert modules - set(used.split()) == set()


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md", "examples/README.md", "tests/README.md"])
def test_the_links_of_pages_outside_the_site_lead_somewhere(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    links = [link.partition("#")[0] for link in re.findall(r"\]\(([^)]+)\)", text) if "://" not in link]
    assert [link for link in links if not (ROOT / page).parent.joinpath(link).exists()] == []


LIMITS = {"--time", "--memory", "--states"}


@pytest.mark.parametrize(
    "command", ["endings", "check", "test", "whatif", "why", "verdict", "open", "play", "init", "export", "demo", "cache"]
)
def test_the_reference_names_the_options_of_each_command(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    text = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    section = " ".join(text.partition(f"## epilogue {command}")[2].partition("\n## ")[0].split())
    named = set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", section)) | (LIMITS if "the limits" in section else set())
    assert main([command, "--help"]) == 0
    there = set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", capsys.readouterr().out)) - {"--help", "--allow-outside"}
    assert named == there


@pytest.mark.parametrize("page", all_pages(), ids=name)
def test_the_modules_that_a_page_names_exist(page: Path) -> None:
    there = [path.as_posix() for folder in ("src", "tests", "benchmarks") for path in (ROOT / folder).rglob("*.py")]
    named = re.findall(r"`((?:[a-z_]+/)*[a-z_]+\.py)`", page.read_text(encoding="utf-8"))
    assert [module for module in named if not any(path.endswith(f"/{module}") for path in there)] == []
