"""The type of the kernel's tables in compiled code: a single address, from which each array is read where it is used.

Passed as a tuple, some fifty arrays would take some three hundred arguments for each call, and minutes to compile.
"""

from __future__ import annotations

from typing import Any

from llvmlite import ir
from numba import carray, types
from numba.core import cgutils
from numba.extending import intrinsic, models, overload_attribute, register_model

from epilogue.space.kernel import layout as at


class TablesType(types.Type):
    """The address of the registers, which hold the addresses and sizes of the other arrays."""

    def __init__(self) -> None:
        super().__init__(name="Tables")


TABLES = TablesType()


@register_model(TablesType)
class _TablesModel(models.PrimitiveModel):
    def __init__(self, manager: Any, kind: Any) -> None:
        super().__init__(manager, kind, ir.IntType(64))


@intrinsic
def tables(_context: Any, registers: Any) -> Any:
    """The tables whose registers these are."""

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        array = context.make_array(signature.args[0])(context, builder, args[0])
        return builder.ptrtoint(array.data, ir.IntType(64))

    return TABLES(registers), generate


@intrinsic
def _registers(_context: Any, _tables: Any) -> Any:
    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        return builder.inttoptr(args[0], cgutils.intp_t.as_pointer())

    return types.CPointer(types.int64)(TABLES), generate


def _pointer(element: Any) -> Any:
    @intrinsic
    def pointer(_context: Any, _address: Any) -> Any:
        def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
            return builder.inttoptr(args[0], context.get_value_type(signature.return_type))

        return types.CPointer(element)(types.int64), generate

    return pointer


POINTERS = {kind: _pointer(getattr(types, kind)) for kind in sorted(set(at.ELEMENTS.values()) | {"int32"})}


def _attribute(name: str, place: int) -> None:
    pointer = POINTERS[at.ELEMENTS.get(name, "int32")]
    columns = at.COLUMNS.get(name)

    if name == "ctl":

        def read(t):
            return lambda t: carray(_registers(t), (at.REGISTERS,))
    elif columns is None:

        def read(t):
            def array(t):
                registers = carray(_registers(t), (place + 2,))
                return carray(pointer(registers[place]), (registers[place + 1],))

            return array
    else:

        def read(t):
            def array(t):
                registers = carray(_registers(t), (place + 2,))
                return carray(pointer(registers[place]), (registers[place + 1], columns))

            return array

    overload_attribute(TablesType, name)(read)


for number, field in enumerate(at.Tables._fields):
    _attribute(field, at.REGISTERS + 2 * number)
