"""Types over a whole project, and which files belong to one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from epilogue.diagnostics import StoryError
from epilogue.languages.registry import find
from epilogue.languages.yarn.check.project import CheckedProject
from epilogue.languages.yarn.parse.files import main_file
from epilogue.languages.yarn.read import read_project


def project(folder: Path, body: str) -> CheckedProject:
    """The project of one node."""
    place = folder / "s.yarn"
    place.write_text(f"title: Start\n---\n{body}\n===\n", encoding="utf-8")
    return read_project(place).project


def types(found: CheckedProject) -> dict[str, tuple[str, object]]:
    """Type and initial value of each variable; ``smart`` for a smart one's value."""
    return {name: (one.type, "smart" if one.smart else one.initial) for name, one in found.variables.items()}


ENUMS = "<<enum Food>>\n<<case Apple>>\n<<case Pear>>\n<<endenum>>\n"
ENUMS += '<<enum Quest>>\n<<case New = "q1">>\n<<case Pear = "q2">>\n<<endenum>>\n'


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            '<<declare $a = -2>>\n<<declare $b = "x">>\n<<declare $c = true>>',
            {"$a": ("number", -2), "$b": ("string", "x"), "$c": ("bool", True)},
        ),
        ("<<set $a = 5>>", {"$a": ("number", 0)}),
        ("<<if $a and not $b>>\n<<endif>>", {"$a": ("bool", False), "$b": ("bool", False)}),
        ("<<set $a = $b>>\n<<set $b = $c>>\n<<set $c = true>>", dict.fromkeys(("$a", "$b", "$c"), ("bool", False))),
        ('<<set $a = $a + "x">>', {"$a": ("string", "")}),
        ("<<declare $a = 0>>\n<<declare $rich = $a > 5>>", {"$a": ("number", 0), "$rich": ("bool", "smart")}),
        ('{$a == visited_count("Start")}', {"$a": ("number", 0)}),
        ("<<declare $a = 0>>\n<<set $a = f()>>\n<<set $b = f()>>", {"$a": ("number", 0), "$b": ("number", 0)}),
        (ENUMS + "<<declare $f = .Apple>>\n<<set $f = .Pear>>", {"$f": ("Food", 0)}),
        (ENUMS + "<<declare $f = Quest.Pear as Quest>>", {"$f": ("Quest", "q2")}),
        (ENUMS + '<<set $f = .New>>\n<<set $s = "">>\n<<set $s = $f>>', {"$f": ("Quest", "q1"), "$s": ("string", "")}),
    ],
)
def test_variables_have_types_and_initial_values(tmp_path: Path, body: str, expected: dict[str, object]) -> None:
    assert types(project(tmp_path, body)) == expected


def test_cases_are_resolved_where_the_enum_is_clear(tmp_path: Path) -> None:
    found = project(tmp_path, ENUMS + "<<declare $q = .New>>\n<<if $q == .Pear>>\n<<endif>>")
    assert sorted(map(str, found.members.values())) == ["('Quest', 'q1')", "('Quest', 'q2')"]


def test_every_expression_has_a_type(tmp_path: Path) -> None:
    found = project(tmp_path, '<<declare $a = 0>>\n{$a + 1} {string($a) + "x"} {unknown($a > 2)}')
    assert sorted(found.types.values()) == sorted(
        ["number", "number", "number", "number", "string", "number", "string", "string", "any", "bool", "number", "number"]
    )
    assert found.functions["unknown"].parameters == ("bool",) and found.functions["unknown"].returns == "any"
    assert found.functions["string"].built_in and "dice" not in found.functions


def test_enums_of_strings_may_be_passed_where_a_function_takes_both(tmp_path: Path) -> None:
    found = project(
        tmp_path, '<<enum A>>\n<<case X = "x">>\n<<endenum>>\n<<enum B>>\n<<case Y = "y">>\n<<endenum>>\n{f(A.X)} {f(B.Y)}'
    )
    assert found.functions["f"].parameters == ("string",)


def write(folder: Path, name: str, title: str, body: str = "Hello.") -> Path:
    """A file of one node."""
    place = folder / name
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(f"title: {title}\n---\n{body}\n===\n", encoding="utf-8")
    return place


def test_a_folder_is_read_whole_in_the_order_of_names(tmp_path: Path) -> None:
    write(tmp_path, "b.yarn", "B")
    write(tmp_path, "a/z.yarn", "Z", "<<jump B>>")
    assert main_file(tmp_path) == tmp_path
    found = read_project(tmp_path)
    assert [node.title for node in found.project.nodes] == ["Z", "B"]
    assert found.project.name == tmp_path.name
    assert set(found.texts) == {str(tmp_path / "a/z.yarn"), str(tmp_path / "b.yarn")}


def test_a_project_names_its_files_and_definitions(tmp_path: Path) -> None:
    write(tmp_path, "a.yarn", "A", "<<if is_day() and add(1, 2) > 2>>\n<<endif>>")
    write(tmp_path, "old/b.yarn", "B")
    functions = [
        {"yarnName": "is_day", "parameters": [], "return": {"type": "bool"}},
        {"yarnName": "add", "parameters": [{"name": "n", "type": "number", "isParamsArray": True}], "return": {"type": "number"}},
    ]
    (tmp_path / "game.ysls.json").write_text(json.dumps({"version": 1, "functions": functions}), encoding="utf-8")
    settings = '{ // all of it\n"projectFileVersion": 3, "excludeFiles": ["old/b*"],\n"definitions": "*.ysls.json",\n}'
    (tmp_path / "a.yarn").rename(tmp_path / "old" / "a.yarn")  # a folder that has only .json beside the project file
    (tmp_path / "Game.yarnproject").write_text(settings, encoding="utf-8")
    main = main_file(tmp_path)
    found = read_project(main).project
    assert find(str(tmp_path))[0] == main
    assert (main.name, found.name, [node.title for node in found.nodes]) == ("Game.yarnproject", "Game", ["A"])
    assert (found.functions["is_day"].returns, found.functions["add"].repeated) == ("bool", "number")


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ('{"projectFileVersion": 2, "sourceFiles": ["../*.yarn"]}', "leads out of the story's folder"),
        ('{"projectFileVersion": 2, "sourceFiles": ["/etc/*.yarn"]}', "leads out of the story's folder"),
        ('{"projectFileVersion": 2, "sourceFiles": 5}', "'sourceFiles' must be a list of strings"),
        ('{"projectFileVersion": 1}', "'projectFileVersion' is 1"),
        ('{"projectFileVersion": 2', "this project file is not JSON"),
        ("[]", "this project file must be a JSON object"),
        ('{"projectFileVersion": 2, "sourceFiles": ["none/*.yarn"]}', "no .yarn file belongs to this story"),
        (
            '{"projectFileVersion": 2, "definitions": "none.ysls.json"}',
            "there is no file none.ysls.json that 'definitions' names",
        ),
        ("[" * 100_000, "nested too deep"),
    ],
)
def test_faulty_projects_are_refused(tmp_path: Path, settings: str, expected: str) -> None:
    write(tmp_path, "p/a.yarn", "A")
    place = tmp_path / "p/p.yarnproject"
    place.write_text(settings, encoding="utf-8")
    with pytest.raises(StoryError) as caught:
        read_project(place)
    assert expected in caught.value.diagnostics[0].message


@pytest.mark.parametrize(
    ("definitions", "expected"),
    [
        ('{"functions": [', "this file is not JSON"),
        ("[" * 100_000, "nested too deep"),
        ('{"functions": 5}', "a list of 'functions' expected"),
        ('{"functions": [5]}', "needs a 'yarnName'"),
        ('{"functions": [{"yarnName": "is_day", "parameters": 5}]}', "a list of 'parameters' expected for is_day"),
    ],
)
def test_faulty_definitions_are_refused(tmp_path: Path, definitions: str, expected: str) -> None:
    write(tmp_path, "a.yarn", "A")
    (tmp_path / "game.ysls.json").write_text(definitions, encoding="utf-8")
    place = tmp_path / "p.yarnproject"
    place.write_text('{"projectFileVersion": 3, "definitions": "*.ysls.json"}', encoding="utf-8")
    with pytest.raises(StoryError) as caught:
        read_project(place)
    assert expected in caught.value.diagnostics[0].message


def test_links_out_of_the_folder_are_not_followed(tmp_path: Path) -> None:
    outside = write(tmp_path, "outside.yarn", "Outside")
    write(tmp_path, "in/a.yarn", "A")
    try:
        (tmp_path / "in/b.yarn").symlink_to(outside)
    except OSError:
        pytest.skip("no symbolic links here")
    assert [node.title for node in read_project(tmp_path / "in").project.nodes] == ["A"]


@pytest.mark.parametrize(
    ("data", "expected"), [(b"\xff\xfea", "UTF-16"), (b"a\0b", "binary"), (b"title: \xe4", "not encoded in UTF-8: byte 0xe4")]
)
def test_files_that_are_not_text_are_refused(tmp_path: Path, data: bytes, expected: str) -> None:
    place = tmp_path / "s.yarn"
    place.write_bytes(data)
    with pytest.raises(StoryError) as caught:
        read_project(place)
    assert expected in caught.value.diagnostics[0].message


def test_titles_that_are_asked_about_are_checked(tmp_path: Path) -> None:
    place = write(tmp_path, "s.yarn", "Start", '{visited("Start")} {visited_count("Strat")}')
    (warning,) = read_project(place).warnings
    assert warning.message == "visited_count() asks about 'Strat', which is no node" and warning.hint == "did you mean Start?"


def test_visits_that_the_engine_does_not_count_are_reported(tmp_path: Path) -> None:
    place = write(tmp_path, "s.yarn", "Start", '{string(visited("Start"))}')
    (warning,) = read_project(place).warnings
    assert warning.message == "visited() knows of no visits to Start: the engine does not count them"
    place = write(tmp_path, "s.yarn", "Start", '{string(visited("Start"))} {visited("Start")}')
    assert read_project(place).warnings == []


def test_markup_that_does_not_close_is_reported(tmp_path: Path) -> None:
    (warning,) = read_project(write(tmp_path, "s.yarn", "Start", "So [b]loud.")).warnings
    assert warning.message == "[b] is not closed before the line ends: the whole line is shown as it is written, brackets and all"
