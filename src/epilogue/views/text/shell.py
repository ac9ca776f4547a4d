"""Words of a command line, quoted for a shell."""

from __future__ import annotations

_PLAIN = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./:,@%+=")
_SIGNS = frozenset('"$`\\!')
"""Special characters between double quotes."""


def argument(text: str) -> str:
    """A word of a command line, quoted where a shell would take it for more: between double quotes, which every shell has,
    between single ones where it holds what means something there, and spelled out where it holds what no terminal shows.

    >>> print(argument("Leave her"), argument("$HOME"), argument("it's $5"), argument("a\\x1bb"))
    "Leave her" '$HOME' 'it'\\''s $5' $'a\\x1bb'
    """
    if text and not any(c.isspace() or (c.isascii() and c not in _PLAIN) or not c.isprintable() for c in text):
        return text
    if not text.replace(" ", "").isprintable():
        return f"$'{''.join(map(_spelled, text))}'"
    if _SIGNS.isdisjoint(text):
        return f'"{text}"'
    return "'" + text.replace("'", "'\\''") + "'"


def _spelled(c: str) -> str:
    if c.isprintable():
        return f"\\{c}" if c in "\\'" else c
    return "".join(f"\\x{byte:02x}" for byte in c.encode("utf-8", "surrogateescape"))


def file_argument(path: str) -> str:
    """The name of a file as an argument: none that a command would take for an option.

    >>> print(file_argument("my story.ink"), file_argument("-v.ink"))
    "my story.ink" ./-v.ink
    """
    return argument(f"./{path}" if path.startswith("-") else path)


def words_argument(text: str) -> str:
    """Words that are looked for, as an argument of their own. Blanks around them do not count there.

    >>> print(words_argument("-x"))
    " -x"
    """
    return argument(f" {text}" if text.startswith("-") else text)


def valued(name: str, value: str) -> str:
    """An option with its value.

    >>> print(valued("--path", "The end"), valued("--path", "-x"))
    --path "The end" --path=-x
    """
    return f"{name}={argument(value)}" if value.startswith("-") else f"{name} {argument(value)}"
