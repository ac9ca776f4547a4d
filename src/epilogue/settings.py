"""Settings: ``epilogue.toml``, or one story's own ``STORY.toml``.

Names of endings, assumptions about variables, the world outside, intended findings, entry points, stakes, limits, readers.
Expressions are kept as text with their place; the story's language parses them later.
"""

from __future__ import annotations

import math
import os
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from epilogue.diagnostics import StoryError, did_you_mean, unreadable
from epilogue.source import MAX_SETTINGS_BYTES, Span, read_file

FILE_NAME = "epilogue.toml"
OWN = ".toml"
"""Suffix of settings that belong to a single story, appended to the story's file name."""

KNOWN_READERS = ("blind", "uniform", "curious", "completionist")
"""Readers that need no settings; the first two are synonyms."""

MAX_RANGE = 100_000
_OUTSIDE = ["chance", "anybody", "from", "to", "set"]
_CODE = frozenset(("returns", "writes"))
SHOWS_ONLY = "shows_only"
"""Key under ``[outside]`` that, in place of a name, lists code on which nothing that follows depends."""

SettingValue = bool | int | float | str


class OutsideSetting(NamedTuple):
    """Values a game may provide: one of ``values``. ``weights``: their relative probabilities; None: the odds are unknown.
    ``every_turn``: a variable that the game sets before each turn, not only once."""

    values: Sequence[SettingValue]
    weights: tuple[int, ...] | None
    every_turn: bool
    span: Span


class ForeignCode(NamedTuple):
    """The effects of a piece of foreign code. ``returns``: its result; None: undeclared. ``writes``: the variables it sets, each
    with its possible values (None: anything); None: undeclared."""

    returns: OutsideSetting | None
    writes: Mapping[str, OutsideSetting | None] | None
    span: Span


class EntrySetting(NamedTuple):
    """A conversation: a place where the game can start play, and the variables it sets before. ``once``: it does so at most
    once."""

    name: str
    at: str
    values: Mapping[str, OutsideSetting]
    once: bool
    span: Span


class Expression(NamedTuple):
    """An expression in the story's own language, as written, with its place."""

    text: str
    span: Span


class SourceLine(NamedTuple):
    """A line of the story, written ``"file.ink:178"``."""

    file: str
    line: int


class Weight(NamedTuple):
    """Readiness of readers to take an option, relative to the others on offer; not negative."""

    value: int | float
    span: Span


class Limits(NamedTuple):
    """Limits of a command: ``states`` to explore in each search, wall-clock ``seconds``, ``memory`` in bytes, seconds of
    ``processor`` time. None: the default."""

    states: int | None = None
    seconds: float | None = None
    memory: int | None = None
    processor: float | None = None


class CheckSettings(NamedTuple):
    """Settings of ``epilogue check``: rules to ``ignore``, by code or name (with the line that names them), and the odds below
    which an ending is too rare (None: never)."""

    ignore: tuple[tuple[str, Span], ...] = ()
    rarer_than: float | None = None


class Settings(NamedTuple):
    """Content of ``epilogue.toml``, with its ``text`` as loaded; empty without one.

    ``endings``: names by ending id. ``assume``: variables taken as constants. ``outside``: results of the game's functions,
    variables that it sets, and what foreign code does. ``intended``: lines whose findings are meant. ``entries``: the
    conversations of a game. ``stakes``: expressions by character and stake; ``properties``: claims about the story, by name.
    ``limits``: bounds of a search. ``readers``: by the name of a reader model, the weight of options, by their text or place.
    """

    file: str | None = None
    text: str | None = None
    endings: Mapping[str, str] = {}
    assume: Mapping[str, SettingValue] = {}
    outside: Mapping[str, OutsideSetting | ForeignCode] = {}
    intended: tuple[SourceLine, ...] = ()
    entries: tuple[EntrySetting, ...] = ()
    stakes: Mapping[str, Mapping[str, Expression]] = {}
    properties: Mapping[str, Expression] = {}
    limits: Limits = Limits()
    check: CheckSettings = CheckSettings()
    readers: Mapping[str, Mapping[str, Weight]] = {}


def count(text: str) -> int | None:
    """Parses a whole number above 0; None for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 and int(text) > 0 else None


def seconds(text: str) -> float | None:
    """Parses a duration such as ``90``, ``30s``, ``5m`` or ``2h`` into seconds; None for anything else."""
    return _amount(text, {"": 1, "s": 1, "m": 60, "h": 3600})


def size(text: str) -> int | None:
    """Parses an amount of memory such as ``500MB`` or ``2GB`` into bytes; None for anything else."""
    amount = _amount(text, {"mb": 1 << 20, "m": 1 << 20, "gb": 1 << 30, "g": 1 << 30})
    return None if amount is None else int(amount)


def _amount(text: str, units: Mapping[str, int]) -> float | None:
    parts = re.fullmatch(r"([0-9]{1,12}(?:\.[0-9]{1,6})?) ?([a-z]*)", text.strip().lower())
    if parts is None or parts[2] not in units or float(parts[1]) <= 0:
        return None
    return float(parts[1]) * units[parts[2]]


#: Name of a limit in the settings -> (field, parser, expected form).
LIMITS: Mapping[str, tuple[str, Callable[[str], float | None], str]] = {
    "states": ("states", count, "a whole number above 0"),
    "time": ("seconds", seconds, "a time such as 30s, 5m or 2h"),
    "memory": ("memory", size, "an amount of memory such as 500MB or 2GB"),
}


def settings_paths(story: str) -> tuple[str, ...]:
    """Candidate paths of a story's settings, given a file or a folder; the first that exists is used, and no other."""
    if os.path.isdir(story):
        return (os.path.join(story, FILE_NAME),)
    return story + OWN, os.path.join(os.path.dirname(story), FILE_NAME)


def settings_path(story: str) -> str:
    """Path of the settings of a story, existing or not."""
    *specific, general = settings_paths(story)
    return next((path for path in specific if os.path.isfile(path)), general)


def load_settings(story: str) -> Settings:
    """Loads the settings of a story; empty ones if there is no file.

    Raises :class:`StoryError` with one message, and its line, if the file is not TOML or has an unknown setting.
    """
    path = settings_path(story)
    try:
        raw = read_file(path, MAX_SETTINGS_BYTES)
    except FileNotFoundError:
        return Settings()
    except OSError as error:
        raise unreadable(f"cannot be read: {error.strerror}", Span(path, 0)) from None
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise unreadable("is not UTF-8 text", Span(path, line), "save the file as UTF-8") from None
    return parse(text, path)._replace(text=text)


def parse(text: str, path: str) -> Settings:
    """Parses settings; raises as :func:`load_settings` does."""
    return _SettingsReader(text, path).settings(toml(text, path))


def toml(text: str, path: str) -> dict[str, Any]:
    """Parses a TOML file. Raises :class:`StoryError` with the place of a mistake."""
    import tomllib  # lazy: most stories have no settings

    try:
        return tomllib.loads(text)
    except ValueError as error:  # TOMLDecodeError, or an integer with too many digits
        message, _, where = str(error).partition(" (at ")
        numbers = re.findall(r"\d+", where)
        line, column = map(int, numbers) if len(numbers) == 2 else (text.count("\n") + 1, 0)
        raise unreadable(f"not TOML: {message[:1].lower()}{message[1:]}", Span(path, line, column)) from None
    except RecursionError:
        raise unreadable("is nested too deeply", Span(path, 0)) from None


def key_span(settings: Settings, *path: str) -> Span:
    """The place of a key."""
    reader = _SettingsReader(settings.text or "", settings.file or FILE_NAME)
    line = reader.line(*path)
    return Span(reader.path, line, reader.lines[line - 1].find(path[-1]) + 1 if line else 0)


class _SettingsReader:
    """Checks each table. ``tomllib`` keeps no positions, so an error looks its line up in the text."""

    def __init__(self, text: str, path: str) -> None:
        self.lines = text.splitlines()
        self.path = path

    def settings(self, data: dict[str, Any]) -> Settings:
        readers: dict[str, Callable[[Any], Any]] = {
            "endings": self.endings,
            "assume": lambda value: self.values(value, "assume"),
            "outside": self.foreign,
            "intended": self.intended,
            "entries": self.entries,
            "stakes": self.stakes,
            "properties": self.properties,
            "limits": self.limits,
            "check": self.check,
            "readers": self.readers,
        }
        fields: dict[str, Any] = {}
        for key, value in data.items():
            if key == "tests":
                continue  # only `epilogue test` reads them
            if key not in readers:
                raise self.unknown(key, [*readers, "tests"], ())
            fields[key] = readers[key](value)
        for name in fields.get("outside", {}):
            if name in fields.get("assume", {}):
                raise self.wrong("a name that is not under [assume] too: it is constant or set by the game", "outside", name)
        return Settings(file=self.path, **fields)

    def endings(self, value: Any) -> dict[str, str]:
        for key, name in self.table(value, "endings").items():
            if not isinstance(name, str) or not name.strip():
                raise self.wrong('a name in quotation marks, as in together = "Together"', "endings", key)
        return dict(value)

    def values(self, value: Any, *path: str) -> dict[str, SettingValue]:
        for key, constant in self.table(value, *path).items():
            if not isinstance(constant, bool | int | float | str):
                raise self.wrong("a number, true, false or a text in quotation marks", *path, key)
        return dict(value)

    def intended(self, value: Any) -> tuple[SourceLine, ...]:
        if not isinstance(value, list):
            raise self.wrong('a list of lines, as in intended = ["story.ink:47"]', "intended")
        places = []
        for item in value:
            file, colon, line = item.rpartition(":") if isinstance(item, str) else ("", "", "")
            if not (file and colon and line.isascii() and line.isdigit() and len(line) < 9):
                raise self.wrong(f'"file:line", as in "story.ink:47", not {item!r}', "intended")
            places.append(SourceLine(file.replace("\\", "/"), int(line)))
        return tuple(places)

    def entries(self, value: Any) -> tuple[EntrySetting, ...]:
        entries = []
        for name, entry in self.table(value, "entries").items():
            span = Span(self.path, self.line("entries", name))
            if isinstance(entry, str):
                entries.append(EntrySetting(name, entry, {}, False, span))
                continue
            for key in self.table(entry, "entries", name):
                if key not in ("at", "set", "times"):
                    raise self.unknown(key, ["at", "set", "times"], ("entries", name))
            if not isinstance(entry.get("at"), str):
                raise self.wrong('where it begins, as in at = "tavern"', "entries", name)
            if entry.get("times", "any") not in ("once", "any"):
                raise self.wrong('"once" or "any"', "entries", name, "times")
            values = self.outside_values(entry.get("set", {}), "entries", name, "set")
            for variable, value_set in values.items():
                if value_set.every_turn:
                    raise self.wrong(
                        "what the game sets before the conversation, not at every turn", "entries", name, "set", variable
                    )
            entries.append(EntrySetting(name, entry["at"], values, entry.get("times") == "once", span))
        return tuple(entries)

    def foreign(self, value: Any) -> dict[str, OutsideSetting | ForeignCode]:
        """Functions and variables with what the game provides for each, and pieces of code with their effects."""
        declared: dict[str, OutsideSetting | ForeignCode] = {}
        for name, entry in self.table(value, "outside").items():
            if isinstance(entry, dict) and not _CODE.isdisjoint(entry):
                declared[name] = self.code(entry, "outside", name)
            elif name != SHOWS_ONLY:
                declared[name] = self.outside(entry, "outside", name)
        listed = value.get(SHOWS_ONLY, [])
        if not isinstance(listed, list) or not all(isinstance(name, str) for name in listed):
            raise self.wrong('a list of names, as in shows_only = ["shake", "fadeIn"]', "outside", SHOWS_ONLY)
        for name in listed:
            if name in declared:
                raise self.wrong(f"{name} here or on a line of its own, not both", "outside", SHOWS_ONLY)
            declared[name] = ForeignCode(None, {}, Span(self.path, self.line("outside", SHOWS_ONLY)))
        return declared

    def code(self, table: dict[str, Any], *path: str) -> ForeignCode:
        for key in table:
            if key not in _CODE:
                raise self.unknown(key, sorted(_CODE), path)
        returns = self.outside(table["returns"], *path, "returns") if "returns" in table else None
        listed = table.get("writes")
        writes: dict[str, OutsideSetting | None] | None = None if listed is None and returns is None else {}
        if isinstance(listed, list) and all(isinstance(name, str) for name in listed):
            writes = dict.fromkeys(listed)
        elif listed is not None:
            if not isinstance(listed, dict):
                raise self.wrong('variables, as in writes = ["gold"] or writes = { gold = { from = 0, to = 9 } }', *path)
            writes = dict(self.outside_values(listed, *path, "writes"))
        if any(form is not None and form.every_turn for form in (returns, *(writes or {}).values())):
            raise self.wrong("what the code does when it is run, not at every turn", *path)
        return ForeignCode(returns, writes, Span(self.path, self.line(*path)))

    def outside_values(self, value: Any, *path: str) -> dict[str, OutsideSetting]:
        """Names, and what the game may provide for each."""
        return {name: self.outside(table, *path, name) for name, table in self.table(value, *path).items()}

    def outside(self, table: Any, *path: str) -> OutsideSetting:
        span = Span(self.path, self.line(*path))
        if isinstance(table, bool | int | float | str):
            return OutsideSetting((self.held(table, *path),), None, False, span)
        if not isinstance(table, dict):
            raise self.wrong('a constant, or a table such as { anybody = ["sun", "rain"] }', *path)
        for key in table:
            if key not in _OUTSIDE:
                raise self.unknown(key, _OUTSIDE, path)
        turn = table.get("set", "once")
        if turn not in ("once", "every turn"):
            raise self.wrong('"once" or "every turn"', *path, "set")
        forms = [key for key in _OUTSIDE if key in table and key != "set"]
        if forms == ["from", "to"]:
            return OutsideSetting(self.span_of(table, *path), None, turn != "once", span)
        if len(forms) != 1 or forms[0] in ("from", "to"):
            raise self.wrong("one of: a constant, chance = [...], anybody = [...], from = 1 with to = 6", *path)
        listed = table[forms[0]]
        if forms[0] == "chance" and isinstance(listed, dict) and listed:
            return OutsideSetting(tuple(listed), self.weights(listed, *path), turn != "once", span)
        if not isinstance(listed, list) or not listed:
            raise self.wrong(f'what it can be, as in {forms[0]} = ["sun", "rain"]', *path)
        values: dict[tuple[type, SettingValue], int] = {}
        for value in listed:
            if not isinstance(value, bool | int | float | str):
                raise self.wrong("numbers, true, false or texts in quotation marks", *path)
            key = (type(value), self.held(value, *path))
            values[key] = values.get(key, 0) + 1
        weights = tuple(values.values()) if forms[0] == "chance" else None
        return OutsideSetting(tuple(value for _, value in values), weights, turn != "once", span)

    def span_of(self, table: dict[str, Any], *path: str) -> range:
        least, greatest = table["from"], table["to"]
        if type(least) is not int or type(greatest) is not int or not -(2**31) <= least <= greatest < 2**31:
            raise self.wrong("two whole numbers, the smaller first, as in from = 1, to = 6", *path)
        if greatest - least >= MAX_RANGE:
            raise self.wrong(f"a range of at most {MAX_RANGE:,} numbers", *path)
        return range(least, greatest + 1)

    def weights(self, listed: dict[str, Any], *path: str) -> tuple[int, ...]:
        """Whole numbers in the same proportion."""
        from fractions import Fraction  # lazy: few stories need it

        parts = []
        for value, weight in listed.items():
            if isinstance(weight, bool) or not isinstance(weight, int | float) or not 0 < weight < 1e9:
                raise self.wrong("how likely each is, as in chance = { sun = 3, rain = 1 }", *path)
            if re.fullmatch(r"-?[\d.]+|true|false", value):
                expected = "numbers, true and false in a list, each as often as it is likely, as in chance = [1, 1, 1, 2]"
                raise self.wrong(expected, *path)
            parts.append(Fraction(repr(weight)))
        scale = math.lcm(*(part.denominator for part in parts))
        return tuple(int(part * scale) for part in parts)

    def held(self, value: SettingValue, *path: str) -> SettingValue:
        """The value as a story's variable holds it. Raises :class:`StoryError` for numbers too large."""
        if type(value) is int and not -(2**31) <= value < 2**31:
            raise self.wrong("a number of at most 32 bits", *path)
        if type(value) is float and not abs(value) < 3e38:
            raise self.wrong("a number of single precision", *path)
        return value

    def stakes(self, value: Any) -> dict[str, dict[str, Expression]]:
        stakes: dict[str, dict[str, Expression]] = {}
        for who, table in self.table(value, "stakes").items():
            stakes[who] = {}
            for name, expression in self.table(table, "stakes", who).items():
                if not isinstance(expression, str):
                    expected = 'an expression in quotation marks, as in love = "love > 2"'
                    raise self.wrong(expected, "stakes", who, name)
                stakes[who][name] = Expression(expression, Span(self.path, self.line("stakes", who, name)))
        return stakes

    def properties(self, value: Any) -> dict[str, Expression]:
        properties = {}
        for name, formula in self.table(value, "properties").items():
            if not isinstance(formula, str) or not formula.strip() or "\n" in formula:
                raise self.wrong('a claim in quotation marks, as in alive = "always hp > 0"', "properties", name)
            line = self.line("properties", name)
            properties[name] = Expression(formula, Span(self.path, line, self.column(line, formula)))
        return properties

    def limits(self, value: Any) -> Limits:
        fields: dict[str, Any] = {}
        for key, limit in self.table(value, "limits").items():
            if key not in LIMITS:
                raise self.unknown(key, list(LIMITS), ("limits",))
            field, read, expected = LIMITS[key]
            fields[field] = None if isinstance(limit, bool) or not isinstance(limit, int | str) else read(str(limit))
            if fields[field] is None:
                raise self.wrong(expected, "limits", key)
        return Limits(**fields)

    def check(self, value: Any) -> CheckSettings:
        table = self.table(value, "check")
        for key in table:
            if key not in CheckSettings._fields:
                raise self.unknown(key, list(CheckSettings._fields), ("check",))
        ignored, rare = table.get("ignore", []), table.get("rarer_than")
        if not isinstance(ignored, list) or not all(isinstance(rule, str) for rule in ignored):
            raise self.wrong('a list of rules, as in ignore = ["EP012"]', "check", "ignore")
        if rare is not None and (isinstance(rare, bool) or not isinstance(rare, int | float) or not 0 < rare < 1):
            raise self.wrong("odds between 0 and 1, as in rarer_than = 0.001", "check", "rarer_than")
        span = Span(self.path, self.line("check", "ignore"))
        return CheckSettings(tuple((rule, span) for rule in ignored), None if rare is None else float(rare))

    def readers(self, value: Any) -> dict[str, dict[str, Weight]]:
        if value in ("blind", "uniform"):  # the default
            return {}
        if not isinstance(value, dict):
            raise self.wrong('a table of options and weights, as in [readers.cautious] with "Open the door" = 0.2', "readers")
        readers: dict[str, dict[str, Weight]] = {}
        for name, table in value.items():
            if name in KNOWN_READERS:
                raise self.wrong(f"another name, as {name} readers are built in ({', '.join(KNOWN_READERS)})", "readers", name)
            readers[name] = {}
            for option, weight in self.table(table, "readers", name).items():
                if isinstance(weight, bool) or not isinstance(weight, int | float) or not 0 <= weight < 1e9:
                    raise self.wrong("how readily it is taken: 1 like any other, 0 never", "readers", name, option)
                readers[name][option] = Weight(weight, Span(self.path, self.line("readers", name, option)))
        return readers

    def table(self, value: Any, *path: str) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise self.wrong("a table of key = value lines", *path)
        return value

    def wrong(self, expected: str, *path: str) -> StoryError:
        return unreadable(f"{'.'.join(path)}: expected {expected}", Span(self.path, self.line(*path)))

    def unknown(self, key: str, known: list[str], within: tuple[str, ...]) -> StoryError:
        hint = did_you_mean(key, known, 1, otherwise=f"known here: {', '.join(known)}")
        section = f" in {'.'.join(within)}" if within else ""
        return unreadable(f"unknown setting {key!r}{section}", Span(self.path, self.line(*within, key)), hint)

    def column(self, line: int, text: str) -> int:
        """The 1-based column of the quoted text in the line; 0 if it is written in another way."""
        within = self.lines[line - 1] if line else ""
        places = [within.find(mark + text + mark) for mark in ("'", '"')]
        return max(places) + 2 if max(places) >= 0 else 0

    def line(self, *path: str) -> int:
        """The line of ``path``: its own header or key, else its table's; 0 if not found."""
        current: tuple[str, ...] = ()
        nearest = 0
        for number, line in enumerate(self.lines, 1):
            head = line.strip()
            if header := re.match(r"\[\[?([^\]]+)\]", head):
                current = _keys(header[1])
                full = current
            elif assigned := re.match(r"""((?:"[^"]*"|'[^']*'|[\w.\- ])+?)\s*=""", head):
                full = current + _keys(assigned[1])
            else:
                continue
            if full[: len(path)] == path:
                return number
            if full and path[: len(full)] == full:
                nearest = number  # for an inline table, its own line is the closest
        return nearest


def _keys(dotted: str) -> tuple[str, ...]:
    return tuple(part.strip().strip("\"'") for part in re.findall(r"""\s*(?:"[^"]*"|'[^']*'|[^.]+)""", dotted))
