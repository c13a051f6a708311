"""Make Qt's enumerations, some four thousand members at a start, in a sixth of the time.

PySide makes each by a call of `enum.Enum(name, [(member, number), …])`. The standard library then prepares for members
of any type. Qt's members are plain numbers with plain names. Each class begins as a copy of one without members that
the standard library made. All members are then added together, with the result that `enum` itself gives. A test
compares every enumeration of Qt with the result of `enum`, member by member, on each Python. `enum` itself makes an
enumeration with other values or with a name that hides an attribute. This saves a fifth of the time to the first page.
"""

import enum
import sys
from collections.abc import Mapping
from functools import cache
from typing import Any, cast

BASES = (enum.Enum, enum.IntEnum, enum.Flag, enum.IntFlag)
"""The classes that PySide makes enumerations of."""
_TAKEN = {base: frozenset(dir(base)) | {"mro", "name", "value"} for base in BASES}
ASKED = {"module": None, "qualname": None, "type": None, "start": 1, "boundary": enum.KEEP}
"""The arguments that PySide gives with each enumeration."""
_make = enum.EnumType._create_  # type: ignore[attr-defined]  # what Enum(name, members) calls

Members = list[tuple[str, int]]


def make_quickly() -> None:
    """Make enumerations of plain numbers in the fast way, from now on in this process."""
    enum.EnumType._create_ = _create  # type: ignore[attr-defined]


def _create(cls: Any, class_name: str, names: Any, **more: Any) -> Any:
    if not is_plain(cls, names) or more != ASKED:
        return _make(cls, class_name, names, **more)
    inner = {key: value.copy() if type(value) in (list, dict) else value for key, value in _empty(cls).items()}
    inner["__module__"] = sys._getframe(2).f_globals["__name__"]  # as `enum` finds it; PySide then says its own
    made = type.__new__(enum.EnumType, class_name, (cls,), inner)
    type.__setattr__(made, "__new__", enum.Enum.__new__)
    _fill(made, cast(Members, names), issubclass(cls, enum.Flag))
    return made


@cache
def _empty(cls: Any) -> Mapping[str, Any]:
    """Return the attributes of a class without members, except those that the interpreter or a later step sets."""
    held = vars(_make(cls, "_", (), **ASKED))
    return {key: value for key, value in held.items() if key not in ("__dict__", "__weakref__", "__new__")}


def is_plain(cls: Any, names: Any) -> bool:
    """Return True if all are names that hide nothing, with numbers that `enum` accepts unchanged."""
    if type(names) is not list or cls not in _TAKEN:
        return False
    taken, least = _TAKEN[cls], 0 if issubclass(cls, enum.Flag) else -(1 << 63)
    return len({name for name, _ in names}) == len(names) and all(
        type(value) is int and value >= least and name not in taken and name[0] != "_" for name, value in names
    )


def _fill(made: Any, members: Members, flag: bool) -> None:
    """Add members: the first name of a number is its member, later names are aliases of that member."""
    known, by_name, names = made._value2member_map_, made._member_map_, made._member_names_
    hashable = getattr(made, "_hashable_values_", None)  # Python 3.12 and later
    new, with_value = made._new_member_, made._use_args_
    every = single = 0
    for name, value in members:
        member = known.get(value)
        if member is None:
            member = new(made, value) if with_value else new(made)
            member._value_, member._name_, member.__objclass__ = value, name, made
            member._sort_order_ = len(names)
            known[value] = member
            if hashable is not None:
                hashable.append(value)
            one_bit = value & value - 1 == 0 and value > 0
            if one_bit or not flag:  # a flag of several bits or of none is not a member
                names.append(name)
            every, single = every | value, single | (value if one_bit else 0)
        by_name[name] = member
        type.__setattr__(made, name, member)
    if flag:
        made._flag_mask_, made._singles_mask_, made._all_bits_ = every, single, (1 << every.bit_length()) - 1
        bits = [member._value_ for member in made]
        if bits != sorted(bits):
            made._iter_member_ = made._iter_member_by_def_
