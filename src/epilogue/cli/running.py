"""Running of a command: its limits are those of one process, and whatever it raises becomes a message and an exit code."""

from __future__ import annotations

import gc
from collections.abc import Sequence
from importlib import import_module

from epilogue.budget import Budget, BudgetSpent
from epilogue.cli.console import complain
from epilogue.diagnostics import StoryError, defect, refusal

FOUND, INTERRUPTED = 1, 130


def run(name: str, arguments: Sequence[str]) -> int:
    """Runs the command of this name and returns its exit code."""
    interruptions = Budget.interruptions
    gc.set_threshold(50_000, 20, 100)  # little becomes garbage here, and the default thresholds cost a tenth of the run time
    try:
        code: int = import_module(f"epilogue.cli.{name}").main(arguments)
    except BrokenPipeError:
        raise
    except StoryError as error:
        return complain(*map(str, error.diagnostics))
    except BudgetSpent as spent:
        return _spent(spent, name)
    except SystemExit as leaving:  # argparse, after --help or wrong usage
        return leaving.code if isinstance(leaving.code, int) else 2
    except KeyboardInterrupt:
        return complain("", code=INTERRUPTED)
    except OSError as error:
        return complain(f"{error.filename or 'epilogue'}: error: {refusal(error)}")
    except (RecursionError, MemoryError):
        return complain("error: the story is too deeply nested, or too large, for this machine's memory")
    except Exception as error:  # a bug of ours
        return complain(str(defect(error)))
    return INTERRUPTED if code in (0, FOUND) and Budget.interruptions > interruptions else code


def _spent(spent: BudgetSpent, name: str) -> int:
    """Reports a limit reached before there was any answer."""
    if spent.by == "interrupt":
        return complain("", code=INTERRUPTED)
    longer = "--memory 4GB" if spent.by == "memory" else "--time 10m"
    doing = f", while {spent.doing}" if spent.doing else ""
    message = f"error: nothing can be said yet: {spent.limit}{doing}"
    return complain(message, f"Next: epilogue {name} … {longer}")
