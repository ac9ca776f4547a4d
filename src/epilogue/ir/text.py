"""Listing of a Program, for golden tests and inspection."""

from __future__ import annotations

from epilogue.ir.program import Program


def to_listing(program: Program) -> str:
    """One line an instruction: position, operation, operands; a heading where a block begins.

    Blocks are named by their path; ``visits``, ``turns`` and ``start`` say how they are counted.
    """
    begins: dict[int, list[str]] = {}
    for block in program.blocks:
        flags = [
            name for name, is_set in (("visits", block.visits), ("turns", block.turns), ("start", block.start_only)) if is_set
        ]
        begins.setdefault(block.start, []).append(" ".join([f"{block.name or '(beginning)'}:", *flags]))
    lines: list[str] = []
    for position, instruction in enumerate(program.code):
        lines.extend(begins.get(position, ()))
        operands = [_operand(o) for o in (instruction.a, instruction.b) if o is not None and o != ()]
        lines.append(f"{position:5}  {instruction.op:<14} {' '.join(operands)}".rstrip())
    return "\n".join(lines) + "\n"


def _operand(operand: object) -> str:
    return repr(operand) if isinstance(operand, str) and not operand.isidentifier() else str(operand)
