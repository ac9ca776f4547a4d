"""The page and the report in a real browser, as a reader and a writer meet them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from web.conftest import LA_LA_LAND, LONG, Open
from web.stories import FORK, XSS, XSS_NAME

from epilogue.cli import main as epilogue

pytestmark = pytest.mark.slow

WORKED_OUT = "[data-panel=words]:not([aria-busy]) table"
OPTION = "#choices .options button"


def opened(page: Any, address: str, whole: bool = True) -> None:
    """Go there, and wait for the first lines; for all parts."""
    page.goto(address)
    page.wait_for_selector(OPTION)
    if whole:
        page.wait_for_selector(WORKED_OUT, state="attached")


def take(page: Any, option: str) -> None:
    """Take an option, and wait until it is taken."""
    before = page.locator("#story .choice").count()
    page.locator(OPTION, has_text=option).first.click()
    page.locator("#story .choice").nth(before).wait_for()


def tab(page: Any, name: str) -> None:
    page.get_by_role("tab", name=name, exact=True).click()


def written(tmp_path: Path, source: str, name: str = "main.ink") -> Path:
    path = tmp_path / name
    path.write_text(source, encoding="utf-8")
    return path


def audited(page: Any) -> None:
    """The accessibility checker finds nothing serious."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="no axe-playwright-python")
    found = axe.Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    serious = [(v["id"], [n["html"][:120] for n in v["nodes"][:3]]) for v in found if v["impact"] in ("serious", "critical")]
    assert serious == []


def test_play_to_an_ending_and_back(page: Any, served: Open, tmp_path: Path) -> None:
    opened(page, served(written(tmp_path, FORK)))
    assert "25%" in page.inner_text("#odds li:has-text('burnt')")
    take(page, "Open it")
    page.wait_for_selector("#odds .gone:has-text('away')")
    assert page.inner_text("#here") == "You are in “inside”."
    take(page, "Burn it")
    assert page.inner_text("#story p:last-child") == "Ash."
    page.wait_for_selector(".the-end strong:has-text('burnt')")
    shared = page.url
    page.click("[data-do=undo]")
    page.wait_for_selector(f"{OPTION}:has-text('Read it')")
    page.locator("#story .choice button").first.click()  # branch from the first choice
    page.wait_for_selector(f"{OPTION}:has-text('Walk away')")
    page.go_back()
    page.go_back()
    page.wait_for_selector(".the-end")
    assert page.url == shared
    other = page.context.new_page()  # the address is the playthrough
    other.goto(shared)
    other.wait_for_selector(".the-end")
    other.click("text=Start over >> nth=0")
    other.wait_for_selector(f"{OPTION}:has-text('Open it')")
    assert page.inner_text("#story p:last-child") == "Ash."  # two readers, two playthroughs
    with page.expect_download() as kept:
        page.click("[data-do=keep]")
    assert kept.value.suggested_filename == "playthrough.play"
    page.click("text=What could have been")
    page.wait_for_selector("#could .columns .differs")
    assert "Walk away" in page.inner_text("#could .columns")
    page.uncheck("#show-odds")
    assert not page.is_visible("#odds")
    page.reload()
    page.wait_for_selector(".the-end")
    assert not page.is_visible("#odds")


def test_what_a_reader_is_told(page: Any, served: Open, tmp_path: Path) -> None:
    path = written(tmp_path, FORK)
    page.route("**/ahead", lambda route: route.fulfill(json={"problem": "the story is being searched"}))
    page.goto(served(path))
    page.wait_for_selector("#odds >> text=Not known yet: the story is being searched.")
    page.unroute("**/ahead")
    page.reload()
    page.wait_for_selector(WORKED_OUT, state="attached")
    take(page, "Open it")
    assert page.locator("#story .choice button").get_attribute("title") == "Go back to this choice"
    page.wait_for_selector("#odds .gone")
    assert page.inner_text("#odds .gone") == "Out of reach: away"
    page.context.grant_permissions(["clipboard-write"])
    page.click("[data-do=share]")
    page.wait_for_selector("#choices .note >> text=The link to this playthrough was copied.")
    page.evaluate("() => { navigator.clipboard.writeText = () => { throw new Error() } }")
    page.click("[data-do=share]")
    page.wait_for_selector(f"#choices .note >> text=The link to this playthrough: {page.url}")
    assert page.locator("#choices .note").count() == 1
    take(page, "Burn it")
    page.wait_for_selector(".the-end strong")
    assert page.inner_text(".the-end .how") == "The ending: burnt"
    held: list[Any] = []

    def hold(route: Any) -> None:
        held.append(route)

    page.route("**/could", hold, times=1)
    page.click("text=What could have been")
    page.wait_for_selector("#could >> text=Comparing with every other way it could have gone …")
    held[0].continue_()
    page.wait_for_selector("#could .columns")
    path.write_text(FORK.replace("+ [Burn it] -> burnt\n", ""), encoding="utf-8")
    page.wait_for_selector("#choices .note >> text=The story has changed. Your playthrough is kept as far as it still fits.")
    assert page.locator(OPTION).all_inner_texts() == ["Read it"]


def test_options_without_words_and_those_that_cannot_be_chosen(page: Any, served: Open, tmp_path: Path) -> None:
    source = "title: Start\n---\n<<declare $gold = 0>>\n-> Buy it <<if $gold > 0>>\n    Bought.\n-> Leave\n    Left.\n===\n"
    page.goto(served(written(tmp_path, source, "shop.yarn")))
    page.wait_for_selector(OPTION)
    assert page.locator(OPTION).all_inner_texts() == ["Buy it (not now)", "Leave"]


def test_a_story_that_stops_is_told_so(page: Any, served: Open, tmp_path: Path) -> None:
    page.route("**/ahead", lambda route: route.fulfill(json={"problem": "the story is being searched"}))
    page.goto(served(written(tmp_path, 'VAR zero = 0\n+ [Halve] {1 / zero}\n+ [{""}] -> END\n')))
    page.wait_for_selector(OPTION)
    take(page, "Halve")
    assert page.inner_text(".the-end .how") == "The story stops here, with an error: Attempted to divide by zero."
    page.click("text=Start over >> nth=0")
    page.wait_for_selector(f"{OPTION}:has-text('Halve')")
    take(page, "(go on)")
    assert page.inner_text(".the-end .how") == "The story stops here."


def test_the_page_follows_what_is_saved(page: Any, served: Open, tmp_path: Path) -> None:
    path = written(tmp_path, FORK)
    opened(page, served(path))
    take(page, "Open it")
    path.write_text(FORK.replace("+ [Burn it] -> burnt\n", "").replace("A door.", "A red door."), encoding="utf-8")
    page.wait_for_selector("#said .lost")
    assert page.inner_text("#said .lost") == "You just lost an ending: burnt. This used to lead there: Open it > Burn it"
    page.wait_for_selector("#story >> text=A red door.")  # the playthrough survives, in the new words
    assert page.locator(OPTION).all_inner_texts() == ["Read it"]
    tab(page, "Endings")
    page.wait_for_selector("[data-panel=endings] td:has-text('read')")
    assert page.locator("[data-panel=endings] td:has-text('burnt')").count() == 0
    path.write_text("-> nowhere\n" + FORK, encoding="utf-8")
    page.wait_for_selector("#errors p")
    assert re.search(r"main\.ink:1:.*nowhere", page.inner_text("#errors"))
    path.write_text(FORK, encoding="utf-8")
    page.wait_for_selector("#errors p", state="detached")
    page.wait_for_selector("#said >> text=A new ending: burnt.")


def test_the_panes_know_each_other(page: Any, served: Open, tmp_path: Path) -> None:
    opened(page, served(written(tmp_path, FORK)))
    take(page, "Open it")
    tab(page, "Map")
    page.locator(".map .at", has_text="inside").wait_for()  # the map is drawn anew once the choice is answered
    assert "away" in "".join(page.locator(".map .passage.past").all_text_contents())
    page.locator(".map [data-passage]", has_text="inside").first.click()
    assert page.locator(".map-panel th").all_inner_texts() == ["Option", "Line", "Taken, when offered"]
    page.locator(".map [data-passage]", has_text="burnt").first.click()
    assert page.inner_text(".to-source") == "Show line 14 of main.ink"
    page.click(".to-source")
    assert page.locator("#part-source .line.here").inner_text().strip().endswith(("== burnt", "seen: 25%"))
    tab(page, "Endings")
    place = page.locator("[data-panel=endings] button.place").first
    assert place.get_attribute("title") == "Show it in the source"
    place.click()
    assert page.locator("#part-source .line.here").is_visible()
    assert "taken: 50%" in page.inner_text("#part-source")


def test_with_the_keyboard_alone(page: Any, served: Open, tmp_path: Path) -> None:
    opened(page, served(written(tmp_path, FORK)))
    page.keyboard.press("Tab")
    assert page.locator(":focus").inner_text() == "To the content"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.locator(":focus").inner_text() == "Open it"
    page.keyboard.press("Enter")
    page.wait_for_selector(f"{OPTION}:has-text('Read it')")
    page.wait_for_selector(f"{OPTION}:focus")
    page.keyboard.press("Enter")
    page.wait_for_selector(".the-end button:focus")
    page.keyboard.press("Enter")
    page.wait_for_selector("#could .columns")
    page.locator("[role=tab][aria-selected=true]").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    assert page.locator(":focus").inner_text() == "Map"
    page.locator(".map-canvas").focus()
    view = page.get_attribute(".map", "viewBox")
    page.keyboard.press("+")
    assert page.get_attribute(".map", "viewBox") != view
    page.locator(".map [data-passage]").nth(1).focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(".map-panel h3")


def test_a_hostile_story_is_harmless(page: Any, served: Open, tmp_path: Path) -> None:
    path = written(tmp_path, XSS, XSS_NAME)
    opened(page, served(path))
    for one in page.get_by_role("tab").all():
        one.click()
    tab(page, "Read")
    page.locator(OPTION).first.click()
    page.wait_for_selector(".the-end")
    assert "<img src=x onerror=alert(1)>" in page.inner_text("#story")
    page.click("text=What could have been")
    page.wait_for_selector("#could svg")
    report, alone = tmp_path / "report.html", tmp_path / "map.html"
    play = tmp_path / "p.play"
    with page.expect_download() as kept:
        page.click("[data-do=keep]")
    kept.value.save_as(play)
    assert epilogue(["open", str(path), "-o", str(report), "--play", str(play)]) == 0
    assert epilogue(["open", str(path), "-o", str(alone), "--map"]) == 0
    for file in (report, alone):
        page.goto(file.as_uri())
        page.wait_for_selector("svg.map")
        assert page.locator("[onload], [onerror], [onclick], script:not([type])").count() == 0
        page.locator(".map [data-passage]").first.click()


def test_the_essays_story(page: Any, served: Open) -> None:
    opened(page, served(LA_LA_LAND), whole=False)
    take(page, "Say the line again")
    page.wait_for_selector("#odds li:has-text('Apart, at peace')")
    audited(page)


def test_every_part_can_be_read_by_everybody(page: Any, served: Open, tmp_path: Path) -> None:
    (tmp_path / "epilogue.toml").write_text('[stakes.Ann]\nknows = "brave"\n[stakes.Bob]\nsafe = "not brave"\n', encoding="utf-8")
    opened(page, served(written(tmp_path, FORK + "== never\nNobody comes here.\n-> END\n")))
    take(page, "Open it")
    take(page, "Burn it")
    page.click("text=What could have been")
    page.wait_for_selector("#could .columns")
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        for one in page.get_by_role("tab").all():
            one.click()
            page.wait_for_timeout(400)  # wait for the colour transition
            audited(page)


def test_the_report(page: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    report = tmp_path / "report.html"
    assert epilogue(["open", str(LA_LA_LAND), "-o", str(report)]) == 0
    assert report.stat().st_size < 2_000_000
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(report.as_uri())
    audited(page)
    assert asked == [report.as_uri()]
    assert page.locator("h2").all_inner_texts()[:2] == ["Endings", "The map"]
    page.set_viewport_size({"width": 390, "height": 800})
    wide = page.locator("html").evaluate("page => page.scrollWidth")
    assert wide <= 390
    page.click("#endings summary >> nth=0")
    assert page.locator("#endings .prose").first.is_visible()
    assert len(page.pdf()) > 50_000


def test_the_bars_of_a_plot_stand_on_its_axis(page: Any, tmp_path: Path) -> None:
    story, report = tmp_path / "s.ink", tmp_path / "report.html"
    story.write_text("* [A] One.\n* [B] One two three.\n* [C] One two three four five six.\n- -> END\n", encoding="utf-8")
    assert epilogue(["open", str(story), "-o", str(report)]) == 0
    page.goto(report.as_uri())
    figure = page.locator("figure svg[aria-label*='How many words']")
    figure.scroll_into_view_if_needed()
    axis = figure.locator("path.axis").bounding_box()["y"]
    bars = [bar.bounding_box() for bar in figure.locator("rect.bar").all()]
    assert all(abs(bar["y"] + bar["height"] - axis) <= 2 for bar in bars)  # up to the width of the lines
    assert len({round(bar["height"]) for bar in bars}) > 1


def test_a_game_is_read_by_picking_its_conversations(page: Any, served: Open, tmp_path: Path) -> None:
    story = tmp_path / "main.ink"
    story.write_text("-> END\n=== inn\nAn inn.\n* [Drink] Ale. -> END\n=== dock\nThe dock. -> END\n", encoding="utf-8")
    (tmp_path / "epilogue.toml").write_text('[entries.inn]\nat = "inn"\n[entries.dock]\nat = "dock"\n', encoding="utf-8")
    page.goto(served(story))
    page.wait_for_selector("#choices .note >> text=Which conversation does the game start?")
    page.wait_for_selector("#odds >> text=See Endings for how each conversation can end, in any order.")
    page.get_by_role("button", name="1. inn").click()
    page.get_by_role("button", name="Drink", exact=True).click()
    page.get_by_role("button", name="2. dock").click()
    page.locator("#story", has_text="The dock.").wait_for()
    assert page.locator("#story").inner_text().split("\n\n") == ["> inn", "An inn.", "> Drink", "Ale.", "> dock", "The dock."]


def test_a_save_does_not_undo_a_choice_just_made(page: Any, served: Open, tmp_path: Path) -> None:
    path = written(tmp_path, FORK)
    opened(page, served(path))
    held: list[Any] = []

    def hold_the_first(route: Any) -> None:
        if held:
            route.continue_()
        else:
            held.append(route)

    page.route("**/play", hold_the_first)
    page.locator(OPTION, has_text="Open it").click()
    with page.expect_request("**/play") as repeated:  # the choice is asked for again, of the story as it is now
        path.write_text(FORK.replace("A door.", "A red door."), encoding="utf-8")
    assert repeated.value.post_data_json == {"actions": [0]}
    page.wait_for_selector(f"{OPTION}:has-text('Burn it')")
    held[0].continue_()
    page.wait_for_selector("#story >> text=A red door.")
    assert page.url.endswith("#play=0")


def test_the_intercept(page: Any, served: Open, corpus: Path, tmp_path: Path) -> None:
    story = corpus / "stories" / "ink" / "the-intercept" / "TheIntercept.ink"
    report = tmp_path / "report.html"
    assert epilogue(["open", str(story), "-o", str(report)]) == 0
    assert report.stat().st_size < 2_000_000
    page.goto(report.as_uri())
    took = page.locator("html").evaluate("() => performance.getEntriesByType('navigation')[0].domComplete")
    assert took < 5_000
    copy = written(tmp_path, story.read_text(encoding="utf-8"))
    opened(page, served(copy))
    copy.write_text(copy.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    page.wait_for_selector("#said >> text=How the story ends has not changed.", timeout=LONG)
