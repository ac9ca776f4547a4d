"""Twine's files: Twee, published HTML and archives, read into passages with places in the file."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from epilogue.cli import main
from epilogue.diagnostics import StoryError
from epilogue.languages.twine.archive import Archive
from epilogue.languages.twine.files import read_archive, sniff
from epilogue.languages.twine.write import to_html, to_twee

CORPUS = Path(os.environ.get("EPILOGUE_CORPUS", "corpus"))

TWEE = (
    "notes\n"
    ":: StoryTitle\nThe Gate\n\n"
    ':: StoryData\n{"ifid": "A-1", "format": "Harlowe", "format-version": "3.3.9", "start": "Gate \\\\"}\n\n'
    ':: Gate \\\\ [dark \\[odd\\]] {"position":"100,20.5","size":"100,100"}\nOpen <it>?\n[[Hall]]\n\n'
    ":: Hall] }\r\nOne\r\nTwo &amp; three\r\n\r\n\r\n"
    ":: Code [script]\nsetup.a = 1\n:: Look [stylesheet]\nbody {}\n:: Aside [annotation]\nTo do\n"
)

HTML = """<!DOCTYPE html>
<html><head><script>var x = "<tw-storydata name='no'>"</script></head><body>
<!-- <tw-storydata> --><tw-storydata name="A &amp; B" startnode="2" format="SugarCube" format-version="2.36.1" ifid="X" hidden>
<style role="stylesheet" type="text/twine-css">a > b {}</style>
<script role="script" id="twine-user-script">if (1 < 2 && x) {}</script>
<tw-tag name="dark" color="red"></tw-tag>
<tw-passagedata pid="1" name="Hall" tags="" position="5,6">The end</tw-passagedata>
<tw-passagedata pid="2" name="&quot;Gate&quot;" tags="dark cold" position="1,2">&lt;&lt;set $a to &quot;b&quot;&gt;&gt; &amp;
[[Hall]]</tw-passagedata>
</tw-storydata></body></html>
"""

OLD = """<html><body><div id="storeArea" hidden>
<div tiddler="Start" tags="" twine-position="10,10">One\\nTwo &lt;three\\s</div>
<div tiddler="StoryTitle" tags="">Old</div><div tiddler="Code" tags="script">x</div></div></body></html>"""


def story(folder: Path, text: str, name: str = "story.twee") -> Archive:
    """The archive in a file of this text."""
    path = folder / name
    path.write_bytes(text.encode())
    return read_archive(path)


def test_twee_is_read_with_its_data_and_what_is_not_for_readers_apart(tmp_path: Path) -> None:
    """Names and tags lose their escapes, texts their last blank lines."""
    read = story(tmp_path, TWEE)
    assert (read.title, read.format, read.version, read.ifid, read.start) == ("The Gate", "Harlowe", "3.3.9", "A-1", "Gate \\")
    assert {name: passage.text for name, passage in read.passages.items()} == {
        "Gate \\": "Open <it>?\n[[Hall]]",
        "Hall] }": "One\nTwo &amp; three",
    }
    gate = read.passages["Gate \\"]
    assert (gate.tags, gate.position, gate.place.line) == (("dark", "[odd]"), (100.0, 20.5), 8)
    assert [passage.text for passage in (*read.scripts, *read.styles)] == ["setup.a = 1", "body {}"]
    assert list(read.apart) == ["StoryTitle", "StoryData", "Aside"]
    assert read.sources == {str((tmp_path / "story.twee").absolute()): TWEE}


@pytest.mark.parametrize(("name", "text"), [("story.twee", TWEE), ("story.html", HTML), ("old.html", OLD)])
def test_every_place_shows_the_letter_that_stands_in_the_file(tmp_path: Path, name: str, text: str) -> None:
    """An entity, an escape and a line end stand where they begin."""
    lines = text.replace("\r\n", "\n").split("\n")
    entities = {"<": "&", ">": "&", "&": "&", '"': "&", "\\": "\\"} if name.endswith("html") else {}
    checked = 0
    for passage in story(tmp_path, text, name).passages.values():
        for offset, letter in enumerate(passage.text):
            span = passage.span(offset)
            if letter != "\n":
                checked += 1
                assert lines[span.line - 1][span.column - 1] == entities.get(letter, letter), (passage.name, offset)
    assert checked > 10


def test_published_html_is_read_without_the_code_of_its_format(tmp_path: Path) -> None:
    """Entities are decoded in texts and attributes, not in code."""
    read = story(tmp_path, HTML, "story.html")
    assert (read.title, read.format, read.version, read.start) == ("A & B", "SugarCube", "2.36.1", '"Gate"')
    assert list(read.passages) == ["Hall", '"Gate"']
    gate = read.passages['"Gate"']
    assert (gate.text, gate.tags, gate.position) == ('<<set $a to "b">> &\n[[Hall]]', ("dark", "cold"), (1.0, 2.0))
    assert gate.place.line == 8
    assert [passage.text for passage in (*read.scripts, *read.styles)] == ["if (1 < 2 && x) {}", "a > b {}"]


def test_html_of_twine_1_begins_in_start(tmp_path: Path) -> None:
    """Its texts have escapes of their own."""
    read = story(tmp_path, OLD, "old.html")
    assert (read.title, read.start, list(read.passages)) == ("Old", "Start", ["Start"])
    assert read.passages["Start"].text == "One\nTwo <three\\"
    assert [passage.name for passage in read.scripts] == ["Code"]


def test_files_of_one_story_are_read_together(tmp_path: Path) -> None:
    """One file has the story's data; with two there are two stories."""
    (tmp_path / "rooms").mkdir()
    (tmp_path / "rooms" / "hall.tw").write_text(":: Hall\nEnd\n")
    (tmp_path / "a.twee").write_text(":: Start\n[[Hall]]\n")
    data = tmp_path / "data.twee"
    data.write_text(":: StoryData\n{}\n")
    assert list(read_archive(tmp_path / "a.twee").passages) == ["Start", "Hall"]
    assert read_archive(tmp_path).sources.keys() == {str(tmp_path / name) for name in ("a.twee", "data.twee", "rooms/hall.tw")}
    (tmp_path / "b.twee").write_text(":: Start\n:: StoryData\n{}\n")
    assert list(read_archive(tmp_path / "a.twee").passages) == ["Start"]


def test_a_file_outside_the_folder_is_refused_unless_allowed(tmp_path: Path) -> None:
    """A link may lead out of it."""
    folder = tmp_path / "story"
    folder.mkdir()
    (tmp_path / "out.twee").write_text(":: Start\n")
    (folder / "in.twee").symlink_to(tmp_path / "out.twee")
    with pytest.raises(StoryError, match=r"in\.twee: error: this file lies outside the story's folder"):
        read_archive(folder)
    assert list(read_archive(folder, allow_outside=True).passages) == ["Start"]


PASSAGE = '<tw-passagedata pid="1" name="A">x</tw-passagedata>'


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("s.twee", "hello\n", r"s\.twee:1:1: error: no passage in this file \(a passage begins"),
        ("s.twee", ":: Begin\n", r"s\.twee:1:1: error: there is no passage 'Start' to start with"),
        ("s.twee", ':: Hall\n:: StoryData\n{"start": "Hal"}\n', r":2:1: error: there is no passage 'Hal' .*did you mean Hall\?"),
        ("s.twee", ":: Start\n\n:: A\n:: Start\n", r":4:1: error: two passages are named 'Start' \(the other is at .*:1:1"),
        ("s.twee", ':: StoryData\n{"a": 1,\n"b" 2}\n', r":3:5: error: StoryData is not valid JSON: .*expected a JSON object"),
        ("s.twee", ":: StoryData\n" + "[" * 200_000, r":1:1: error: StoryData is not valid JSON"),
        ("s.twee", ":: StoryData\n[1]\n", r"StoryData is not a JSON object"),
        ("s.twee", ":: Start [a b\nx", r":1:10: error: the tags in a passage's header are not closed"),
        ("s.twee", ":: Start [a] more\n", r":1:14: error: a passage's header goes on with 'more'"),
        ("s.twee", ":: [tag]\n", r":1:3: error: a passage without a name"),
        ("s.html", f"<tw-storydata name='A' startnode='1'>{PASSAGE}", r":1:1: error: <tw-storydata> of 'A' is not closed"),
        (
            "s.html",
            "<tw-storydata>\n<tw-passagedata pid=1 name=B>x</tw-storydata>",
            r":2:1: error: <tw-passagedata> of 'B' is not",
        ),
        ("s.html", '<tw-storydata>\n<tw-passagedata name="B>x', r":2:1: error: the tag <tw-passagedata is not closed"),
        ("s.html", "<tw-storydata>\n<script>x", r":2:1: error: <script> is not closed \(expected </script>"),
        ("s.html", "<tw-storydata>\n<!-- x", r":2:1: error: a comment is not closed"),
        ("s.html", f"<tw-storydata>{PASSAGE}</tw-storydata>", r":1:1: error: this story has no start passage"),
        ("s.html", f"<tw-storydata startnode=7>{PASSAGE}</tw-storydata>", r"there is no passage number 7 to start with"),
        (
            "s.html",
            f"<tw-storydata startnode=1>{PASSAGE}\n{PASSAGE}</tw-storydata>",
            r":2:1: error: two passages are named 'A' .*:1:27",
        ),
        ("s.html", "<tw-storydata name=A></tw-storydata>\n<tw-storydata name=B></tw-storydata>", r":2:1: .*2 stories: 'A', 'B'"),
        ("s.html", '<div id="storeArea"><div tiddler="A">x</div></div>', r"there is no passage 'Start' to start with"),
    ],
)
def test_malformed_files_are_refused_where_they_are_wrong(tmp_path: Path, name: str, text: str, message: str) -> None:
    """One message with the place, and the likely mistake."""
    with pytest.raises(StoryError, match=message) as raised:
        story(tmp_path, text, name)
    assert len(raised.value.diagnostics) == 1


def test_hostile_html_is_text(tmp_path: Path) -> None:
    """Huge numbers and attributes, deep nesting and markup in a passage neither run nor take long."""
    inside = (
        "&#"
        + "9" * 100_000
        + ";&#x41;&#"
        + "0" * 100_000
        + "66;&bogus;&#0;"
        + "<b>" * 100_000
        + "x<!-- y --><script>a < b</script>"
        + "</i>" * 100_000
    )
    attribute = "z='" + "<" * 1_000_000 + "'"
    text = (
        f"<tw-storydata startnode=1 {attribute}><tw-passagedata {attribute} pid=1 name=A>{inside}</tw-passagedata></tw-storydata>"
    )
    passage = story(tmp_path, text, "s.html").passages["A"]
    assert passage.text == "\ufffdAB&bogus;\ufffdxa < b"
    assert passage.span(passage.text.index("x")).column == text.index("x<!--") + 1


def test_malformed_metadata_of_a_header_is_ignored(tmp_path: Path) -> None:
    """The specification of Twee 3 wants it so."""
    read = story(tmp_path, ':: Start {"position":\n:: B {"position":"a,b"}\n:: C {"position":7}\n')
    assert [(passage.name, passage.position) for passage in read.passages.values()] == [("Start", None), ("B", None), ("C", None)]


@pytest.mark.parametrize(("name", "text"), [("s.twee", TWEE), ("s.html", HTML)])
def test_a_story_written_in_either_form_is_read_back_as_it_was(tmp_path: Path, name: str, text: str) -> None:
    """Places apart, which are those of the new file."""
    read = story(tmp_path, text, name)
    for back in (story(tmp_path, to_twee(read), "back.txt"), story(tmp_path, to_html(read), "back.html")):
        assert back[:5] == read[:5]
        assert [passage[:4] for passage in back.passages.values()] == [passage[:4] for passage in read.passages.values()]
        assert [passage.text for passage in (*back.scripts, *back.styles)] == [
            passage.text for passage in (*read.scripts, *read.styles)
        ]


def test_a_story_of_any_format_is_exported_to_twee_and_to_html(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    published, twee, html = (tmp_path / name for name in ("s.html", "out.twee", "back.html"))
    published.write_text(HTML, encoding="utf-8")
    assert main(["export", str(published), "--twee", "-o", str(twee)]) == 0
    assert main(["export", str(twee), "--html", "-o", str(html)]) == 0
    read, back = read_archive(published), read_archive(html)
    assert [passage[:4] for passage in back.passages.values()] == [passage[:4] for passage in read.passages.values()]
    capsys.readouterr()


def test_text_that_twee_cannot_hold_is_refused(tmp_path: Path) -> None:
    """A line of a passage that would begin another."""
    passage = '<tw-passagedata pid="1" name="A">x\n:: B</tw-passagedata>'
    with pytest.raises(StoryError, match=r"s\.html:2:1: error: a line that begins with :: would begin a passage"):
        to_twee(story(tmp_path, f"<tw-storydata startnode=1>{passage}</tw-storydata>", "s.html"))


def test_content_tells_stories_from_other_files(tmp_path: Path) -> None:
    """A published file's story may stand far from its head."""
    far = tmp_path / "far.html"
    far.write_text(f"<html><style>{'x' * 9000}</style>{HTML}")
    assert sniff(far, far.read_text()[:4096]) == 1.0
    far.write_text("<html><body>:: nothing</body></html>")
    assert sniff(far, far.read_text()) == 0.0
    assert sniff(Path("a.twee"), ":: Start\n") == 1.0
    assert sniff(Path("a.txt"), "*choice\n") == 0.0


@pytest.mark.skipif(not (CORPUS / "INDEX.tsv").is_file(), reason="needs the corpus of stories: set EPILOGUE_CORPUS")
@pytest.mark.parametrize(
    ("path", "count", "start"),
    [
        ("stories/twine/learn-wikidata/index.html", 24, "Welcome to WikiData"),
        ("stories/twine/cellar-crawl/main.twee", 17, "Entrance"),
        ("stories/twine/general-game/passages/00_header.twee", 107, "Start"),
        ("stories/twine/market-events/Market.twee", 23, "Market"),
        ("stories/twine/cloak-of-darkness/cloak-of-darkness.twee", 14, "Start"),
        ("stories/twine/starforge/build/index.html", 69, "Start"),
        ("stories/twine/bathroom-full-of-ashes/dist/index.html", 301, "Start"),
        ("stories/twine/baloney-detectives/Baloney Detectives 2.1.1.twee", 22, "Untitled Passage"),
        ("stories/twine/last-engineer/index.html", 23, "Title"),
        ("stories/twine/dac209/story/dac209-maker-project.twee", 6, "Untitled Passage"),
    ],
)
def test_stories_of_others_are_read_whole(path: str, count: int, start: str) -> None:
    """Every main file of the corpus."""
    read = read_archive(CORPUS / path)
    assert (len(read.passages), read.start) == (count, start)


REFUSED = {
    "Roundtrip/Files/example1.twee": "StoryData is not valid JSON",
    "Roundtrip/Files/example4.twee": "StoryData is not valid JSON",
    "Twine2ArchiveHTML/Twine2ArchiveHTMLParser/test1.html": "this archive holds 2 stories",
    "Twine2HTML/Twine2HTMLParser/missingStartnode.html": "this story has no start passage",
}
"""Fixtures that are no story; one is read with the broken data beside it."""


@pytest.mark.skipif(not (CORPUS / "INDEX.tsv").is_file(), reason="needs the corpus of stories: set EPILOGUE_CORPUS")
def test_fixtures_are_read_or_refused_with_one_message() -> None:
    """The fixtures of extwee, malformed ones among them."""
    folder = CORPUS / "conformance" / "twine" / "extwee-fixtures"
    refused = {}
    files = [path for path in sorted(folder.glob("**/*")) if path.suffix in (".twee", ".html")]
    for path in files:
        try:
            assert read_archive(path).passages
        except StoryError as error:
            (diagnostic,) = error.diagnostics
            refused[path.relative_to(folder).as_posix()] = diagnostic.message.split(":")[0]
    assert len(files) == 31
    assert refused == REFUSED
