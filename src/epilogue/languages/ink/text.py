"""ink's text policy: glue, line ends, white space and tags, after inkle's StoryState.

What is said collects in a stream of pieces. A line end does not end the line for certain: glue or the trimmed end of a
function may still take it away. inkle's engine finds out by running on and rewinding; here nothing is rewound: after a
line end the stream *looks ahead*, and the first piece that surely follows on the next line ends the line. The few pieces
said in between (white space, the opening of a tag) are then said again on the new line, as the rewound engine would.
"""

from __future__ import annotations

from epilogue.machine.frames import FUNCTION, SUBROUTINE, Frame, own
from epilogue.machine.text import (
    BLANK,
    ENTER,
    JOIN,
    LEAVE,
    LINE,
    MAX_TEXT,
    STRING_OPEN,
    TAG_CLOSE,
    TAG_OPEN,
    Line,
    Output,
    OutputPiece,
    TooMuchText,
)

MANY_PIECES = 1_000


class InkText(Output):
    """The output of one turn. ``marked``: number of pieces up to the line end that it looks ahead from; ``log``: what was said
    since."""

    __slots__ = ("log", "marked", "open_tag")

    def _new_line(self) -> None:
        super()._new_line()
        self.open_tag = False
        self.marked = 0
        self.log: list[tuple[OutputPiece, int]] = []

    # -- output

    def say(self, text: str, frames: list[Frame]) -> None:
        """Text without line ends that is not just white space."""
        if self.ahead and not self.depth:
            self.end_line(frames)
        if self.joins or frames[-1].start >= 0:
            self._push_trimming(text, frames)
        else:
            self.pieces.append(text)

    def say_line_end(self, frames: list[Frame], kind: str = "") -> None:
        """A lone line end: dropped at the start of a line, of a function's text, and after glue."""
        if self.ahead and not self.depth:
            if self.open_tag:
                self.end_line(frames)
            else:
                if self.log:
                    self.log.append(("\n", frames[-1].start))
                return
        if self.joins or frames[-1].start >= 0:
            self._push_trimming("\n", frames)
        else:
            self._push_line_end()
        if not self.depth:
            self._look_ahead()

    def say_any(self, text: str, frames: list[Frame]) -> None:
        """Any text, such as a printed value."""
        if "\n" not in text:
            if text.strip(BLANK):
                self.say(text, frames)
            else:
                self._say_blank(text, frames)
            return
        if self.ahead and not self.depth:
            if self.open_tag or text.strip(" \t\n"):
                self.end_line(frames)
            else:
                for part in split_line_ends(text):
                    self.say_line_end(frames) if part == "\n" else self._say_blank(part, frames)
                return
        for part in split_line_ends(text):
            self._push_trimming(part, frames)
        if not self.depth:
            self._look_ahead()

    def _say_blank(self, text: str, frames: list[Frame]) -> None:
        if len(self.pieces) > MANY_PIECES and text == self.pieces[-1] == self.pieces[-2]:
            return  # redundant, and a loop could pile these up without end
        if self.ahead and not self.depth:
            if self.open_tag and text:
                self.end_line(frames)
            else:
                self.log.append((text, frames[-1].start))
        self.pieces.append(text)

    def say_join(self) -> None:
        """Joins lines: takes back a line end that was just said, and the white space around it."""
        self._drop_line_ends()
        self.pieces.append(JOIN)
        self.joins += 1
        if self.ahead and not self.depth:
            if len(self.pieces) <= self.marked:
                self._line_goes_on()
            else:
                self.log.append((JOIN, -1))

    def open_the_tag(self) -> None:
        super().open_the_tag()
        if self.ahead and not self.depth:
            self.open_tag = True
            self.log.append((TAG_OPEN, -1))

    def close_the_tag(self) -> str | None:
        words = super().close_the_tag()
        if words is None and self.ahead:
            self.open_tag = False
            self.log.append((TAG_CLOSE, -1))
        return words

    # -- functions

    def enter_function(self) -> int:
        """Enters a function; returns where its text begins."""
        if self.ahead and not self.depth:
            self.log.append((ENTER, -1))
        return len(self.pieces)

    def leave_function(self, start: int) -> None:
        """Trims white space from the end of what a function said; ``start``: where that began, -1 if it said something."""
        pieces = self.pieces
        begin = max(start, 0)
        index = len(pieces) - 1
        while index >= begin:
            piece = pieces[index]
            if type(piece) is str:
                if piece != "\n" and piece.strip(BLANK):
                    break
                del pieces[index]
            index -= 1
        if self.ahead and not self.depth:
            if len(pieces) < self.marked:
                self._line_goes_on()
            elif self.log and self.log[-1][0] == ENTER:
                self.log.pop()  # it printed nothing
            else:
                self.log.append((LEAVE, start))

    # -- lines

    def end_line(self, frames: list[Frame]) -> None:
        """The line end looked ahead from stays: the line is done, and what was said after it stands on the next one.

        Said again there, white space and a line end may make a line of their own, which is done as well.
        """
        while self.ahead:
            calls = self._end_one_line()
            for number, call in enumerate(reversed(calls), 1):
                if number < len(frames) and frames[-number].is_function and frames[-number].start >= 0:
                    own(frames, len(frames) - number).start = call.start

    def _end_one_line(self) -> list[Frame]:
        """Unreturned functions called since that line end, with their new beginnings."""
        self._finish()
        log = self.log
        self._new_line()
        frames = [Frame(SUBROUTINE, -1)]
        for piece, start in log:
            if start < 0 and (piece == LEAVE or type(piece) is str):  # it printed inside a string
                frames[-1].start = -1
            if piece == ENTER:
                frames.append(Frame(FUNCTION, -1, self.enter_function()))
            elif piece == LEAVE:
                self.leave_function(start if len(frames) == 1 else frames.pop().start)
            elif piece == TAG_OPEN:
                self.open_the_tag()
            elif piece == TAG_CLOSE:
                self.close_the_tag()
            elif piece == JOIN:
                self.say_join()
            else:
                within = frames if len(frames) > 1 else [Frame(SUBROUTINE, -1, start)]
                if piece == "\n":
                    self.say_line_end(within)
                else:
                    self._say_blank(str(piece), within)
        return frames[1:]

    def break_off(self, frames: list[Frame]) -> None:
        """A run-time error: a line that was looked ahead from is done, what was said since, half strings too, goes on."""
        if self.ahead:
            unfinished = self.pieces[self.pieces.index(STRING_OPEN) :] if self.depth else []
            self.end_line(frames)
            self.pieces += unfinished

    def end_turn(self) -> None:
        """The turn stops: what is in the stream is its last line. Where a tag's end came after a line end, that one stays."""
        while self.ahead and not self.depth and not self._ends_in_line_end():
            self._end_one_line()
        self._finish()
        self._new_line()
        self.depth = 0

    @staticmethod
    def tidied(text: str) -> str:
        return clean(text)

    @staticmethod
    def tags_in(pieces: list[OutputPiece]) -> tuple[str, ...]:
        return finished(pieces).tags

    def _finish(self) -> None:
        pieces = self.pieces
        self.size += sum([len(piece) for piece in pieces if type(piece) is str]) + LINE
        if self.size > MAX_TEXT:
            raise TooMuchText
        if self.tagged or self.joins or self.depth:
            line = finished(pieces)
        else:
            line = Line(clean("".join(pieces)))  # type: ignore[arg-type]
        self.lines.append(line)

    def _look_ahead(self) -> None:
        if not self.ahead and self._ends_in_line_end() and not (self.tagged and self._in_tag()):
            self.ahead = True
            self.marked = len(self.pieces)

    def _in_tag(self) -> bool:
        """Whether a tag is open: no line ends inside of one."""
        for piece in reversed(self.pieces):
            if piece in (TAG_OPEN, TAG_CLOSE):
                return piece == TAG_OPEN
        return False

    def _line_goes_on(self) -> None:
        self.ahead = False
        self.open_tag = False
        self.log = []

    # -- the stream

    def _push_line_end(self) -> None:
        pieces = self.pieces
        if pieces and not self._ends_in_line_end() and any(type(piece) is str for piece in pieces):
            pieces.append("\n")

    def _push_trimming(self, text: str, frames: list[Frame]) -> None:
        """Adds one piece where glue or the start of a function may swallow line ends."""
        pieces = self.pieces
        function_start = frames[-1].start
        glued = False
        for position in range(len(pieces) - 1, -1, -1):
            piece = pieces[position]
            if piece == JOIN:
                glued = True
                break
            if piece == STRING_OPEN:
                if position >= function_start:
                    function_start = -1
                break
        if not glued and function_start < 0:
            if text == "\n":
                self._push_line_end()
                return
        elif text == "\n":
            return
        elif text.strip(BLANK):
            if glued:
                self._drop_joins()
            if function_start >= 0:
                for index in range(len(frames) - 1, -1, -1):
                    if not frames[index].is_function:
                        break
                    own(frames, index).start = -1
        pieces.append(text)

    def _drop_joins(self) -> None:
        pieces = self.pieces
        for index in range(len(pieces) - 1, -1, -1):
            piece = pieces[index]
            if piece == JOIN:
                del pieces[index]
                self.joins -= 1
                if not self.joins:
                    break
            elif type(piece) is int:
                break

    def _drop_line_ends(self) -> None:
        pieces = self.pieces
        first = -1
        for index in range(len(pieces) - 1, -1, -1):
            piece = pieces[index]
            if type(piece) is int:
                if piece != JOIN:
                    break
            elif piece == "\n":
                first = index
            elif piece.strip(BLANK):  # type: ignore[union-attr]
                break
        if first >= 0:
            pieces[first:] = [piece for piece in pieces[first:] if type(piece) is int]

    def _ends_in_line_end(self) -> bool:
        for piece in reversed(self.pieces):
            if type(piece) is int:
                if piece != JOIN:
                    return False
            elif piece == "\n":
                return True
            elif piece.strip(BLANK):  # type: ignore[union-attr]
                return False
        return False


def finished(pieces: list[OutputPiece]) -> Line:
    """The text and the tags of a stream."""
    text: list[str] = []
    tag: list[str] = []
    tags: list[str] = []
    in_tag = False
    for piece in pieces:
        if type(piece) is str:
            (tag if in_tag else text).append(piece)
        elif piece in (TAG_OPEN, TAG_CLOSE):
            words = "".join(tag)
            if words:
                tags.append(clean(words))
            tag = []
            in_tag = piece == TAG_OPEN
    words = "".join(tag)
    if words:
        tags.append(clean(words))
    return Line(clean("".join(text)), tuple(tags))


def clean(text: str) -> str:
    """White space gone from the start and end of each line, runs of it made one space."""
    if "\t" in text:
        text = text.replace("\t", " ")
    if "  " in text or " \n" in text or "\n " in text or text[:1] == " " or text[-1:] == " ":
        return "\n".join([" ".join([word for word in line.split(" ") if word]) for line in text.split("\n")])
    return text


def split_line_ends(text: str) -> list[str]:
    """Line ends (with the white space between them) split off the head and the tail, each run made one line end."""
    inner = text.strip(" \t\n")
    if not inner:
        before, _, _ = text.partition("\n")
        return [before, "\n"] if before else ["\n"]
    start = text.index(inner)
    head, tail = text[:start], text[start + len(inner) :]
    parts = []
    before, line_end, after = _around_line_ends(head)
    if line_end:
        parts += [before, "\n"]
        inner = after + inner
    else:
        inner = head + inner
    before, line_end, after = _around_line_ends(tail)
    if line_end:
        parts += [inner + before, "\n", after]
    else:
        parts.append(inner + tail)
    return [part for part in parts if part]


def _around_line_ends(space: str) -> tuple[str, bool, str]:
    first = space.find("\n")
    if first < 0:
        return space, False, ""
    return space[:first], True, space[space.rfind("\n") + 1 :]
