"""Writes output files: a report, a map or a screenplay, chosen by file extension."""

from __future__ import annotations

import os
from argparse import Namespace

from epilogue.cli.console import Parser
from epilogue.diagnostics import unreadable
from epilogue.machine.play import Session
from epilogue.source import Span
from epilogue.space.watch import Watch
from epilogue.story.project import Project, beginning, load, one_conversation
from epilogue.story.study import Study, played

MAPS = (".svg", ".png", ".dot", ".mmd")
PLAYS = (".fountain", ".txt")
REPORTS = (".html", ".md")
WRITTEN = (*REPORTS, *MAPS, *PLAYS)


def written(options: Namespace, parser: Parser, watch: Watch) -> bytes:
    """The file's content. Raises StoryError."""
    form = os.path.splitext(options.output)[1].lower()
    if form not in WRITTEN:
        parser.error(f"-o {options.output}: the name has to end with one of {', '.join(WRITTEN)}")
    if form in PLAYS and options.play is None:
        parser.error(f"a screenplay shows one playthrough: add --play PLAY (or {' or '.join(REPORTS)} for a report)")
    story = load(options.story, options.allow_outside)
    session = None if options.play is None else session_of(story, options.play)
    if form in MAPS or (options.map and form == ".html"):
        return drawing(story, form, watch, options.entry)
    if form in PLAYS:
        assert session is not None
        return screenplay(story, session, form)
    from epilogue.questions.full_report.build import full_report

    everything = full_report(story, session, watch)
    if form == ".md":
        from epilogue.views.markdown import to_markdown

        return to_markdown(everything).encode("utf-8", "replace")
    from epilogue.views.html.page import report

    return report(everything).encode("utf-8", "replace")


def session_of(story: Project, play: str) -> Session:
    """A saved playthrough. Raises StoryError where it does not fit the story."""
    playthrough = played(story, play)
    if playthrough.problem is not None:
        raise unreadable(playthrough.problem, Span(play, 0))
    return playthrough.session


def drawing(story: Project, form: str, watch: Watch, entry: str | None = None) -> bytes:
    """The map of a story, as a file of this form: one of :data:`MAPS`, or ``.html``."""
    from epilogue.questions.story_map.build import story_map
    from epilogue.views.svg.collapse import readable
    from epilogue.views.svg.map_layout import laid_out
    from epilogue.views.svg.map_svg import to_svg
    from epilogue.views.svg.map_text import to_dot, to_mermaid
    from epilogue.views.svg.raster import as_file

    story, entry = one_conversation(story, entry)
    if story.game is not None and entry is None:
        from epilogue.questions.story_map.game import game_map

        drawn = game_map(story, watch).together
    else:
        drawn = story_map(Study(story, entry=entry, watch=watch))
    if form == ".dot":
        return to_dot(drawn).encode("utf-8", "replace")
    if form == ".mmd":
        return to_mermaid(drawn).encode("utf-8", "replace")
    if form == ".html":
        from epilogue.views.html.page import map_alone

        return map_alone(drawn).encode("utf-8", "replace")
    shown = readable(drawn)
    svg = to_svg(shown, laid_out(shown), alone=True)
    return as_file(svg, form)


def screenplay(story: Project, session: Session, form: str) -> bytes:
    """A playthrough written out, as a file of this form: ``.fountain``, ``.md`` or ``.txt``."""
    from epilogue.machine.follow import path_of
    from epilogue.story.narration import Narrator
    from epilogue.views.screenplay import to_fountain, to_markdown, to_prose

    program, _ = beginning(story, session.entry)
    moments = Narrator(program, session.entry, tuple(story.settings.stakes)).moments(path_of(session))
    if form == ".txt":
        return to_prose(moments).encode("utf-8", "replace")
    return (to_fountain if form == ".fountain" else to_markdown)(story.name, moments).encode("utf-8", "replace")
