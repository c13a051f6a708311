"""Qt's enumerations are what the standard library would have made of them, each of them, member by member."""

import enum
import operator
import pickle
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6 import QtCore, QtGui, QtSvg, QtWidgets

from app.gui import enums

Made = list[tuple[type, str, list[tuple[str, int]]]]


def of_qt() -> Iterator[Any]:
    """Give every enumeration of the modules that we load."""
    todo: list[Any] = [QtCore, QtGui, QtSvg, QtWidgets]
    met = set()
    while todo:
        for thing in list(vars(todo.pop()).values()):
            if isinstance(thing, type) and thing.__module__.startswith("PySide6") and thing not in met:
                met.add(thing)
                (yield thing) if isinstance(thing, enum.EnumType) else todo.append(thing)


def base_of(made: Any) -> Any:
    return next(base for base in made.__mro__[1:] if base in enums.BASES)


def made_twice(base: Any, name: str, members: list[tuple[str, int]]) -> tuple[Any, Any]:
    """Make an enumeration as the window does and as the standard library does, from one place."""
    quick, slow = (_called(make, base, name, members) for make in (enums._create, enums._make))
    return quick, slow


def _called(make: Callable[..., Any], *given: Any) -> Any:
    return make(*given, **enums.ASKED)


def told(made: Any) -> object:
    """Return everything that can be seen of an enumeration, without the objects themselves."""
    inner = {name: value for name, value in vars(made).items() if name not in made.__members__}
    for name in ("_member_map_", "_value2member_map_"):
        inner[name] = {key: (member.name, member.value, member._sort_order_) for key, member in inner[name].items()}
    inner = {name: getattr(value, "__qualname__", value) for name, value in inner.items()}
    seen = {
        name: (repr(m), str(m), hash(m), int(m.value), m.name, m.__objclass__ is made, getattr(made, name) is m)
        for name, m in made.__members__.items()
    }
    here = [value in made for value in (0, 1, 3)] if sys.version_info >= (3, 12) else []  # 3.11 takes members only
    return inner, seen, [member.name for member in made], len(made), here


def came(work: Callable[..., object], *given: object) -> str:
    """Return what came of it in words; some flags of several bits have no bit of their own, and enum stumbles there."""
    try:
        return repr(work(*given))
    except (AttributeError, TypeError, ValueError) as error:
        return repr(error)


def worked(made: Any) -> object:
    """Return what comes of working with some members."""
    some = list(made.__members__.values())[:6]
    said: list[object] = [[one == other for other in some] for one in some]
    if issubclass(made, enum.Flag):
        said += [came(work, one) for one in some for work in (operator.invert, bool, list, len)]
        pairs = [(one, two) for one in some for two in some]
        said += [came(work, *pair) for pair in pairs for work in (operator.or_, operator.and_, operator.xor)]
        said.append(came(made, made._all_bits_))
    with pytest.raises(AttributeError, match="cannot reassign member"):
        setattr(made, some[0].name, 1)
    return said


def test_every_enumeration_of_qt_is_what_enum_makes() -> None:
    kinds = set()
    count = 0
    for theirs in of_qt():
        members = [(name, member.value) for name, member in theirs.__members__.items()]
        base = base_of(theirs)
        quick, slow = made_twice(base, theirs.__name__, members)
        assert told(quick) == told(slow)
        if members:
            assert worked(quick) == worked(slow)
        kinds.add((base, enums.is_plain(base, members)))
        count += len(members)
    assert count > 2500  # fewer if this test runs alone
    assert {base for base, plain in kinds if plain} == {enum.Enum, enum.IntEnum, enum.Flag, enum.IntFlag}


@given(
    base=st.sampled_from([enum.Enum, enum.IntEnum, enum.Flag, enum.IntFlag]),
    values=st.lists(st.integers(-3, 2**31) | st.sampled_from([0, 1, 2, 3, 4, 6, 8, 15]), max_size=9),
)
def test_whatever_the_numbers_are(base: Any, values: list[int]) -> None:
    members = [(f"member{number}", value) for number, value in enumerate(values)]
    quick, slow = made_twice(base, "Made", members)
    assert told(quick) == told(slow)
    if members:
        assert worked(quick) == worked(slow)


@pytest.mark.parametrize(
    "members",
    [
        [("name", 1)],
        [("value", 1), ("ok", 2)],
        [("mro", 1)],
        [("_one", 1)],
        [("one", "1")],
        [("one", True)],
        [("one", 1.5)],
        [("one", 1), ("one", 2)],
        "one two",
        {"one": 1},
    ],
)
def test_what_is_not_plain_goes_the_long_way(members: object) -> None:
    assert not enums.is_plain(enum.Enum, members)
    assert not enums.is_plain(enum.Flag, [("minus", -1)])


def test_members_are_copied_by_reference_and_pickled_by_name() -> None:
    state = QtCore.Qt.CheckState.Checked
    assert pickle.loads(pickle.dumps(state)) is state
    assert QtCore.Qt.CheckState(2) is state
    assert QtCore.Qt.CheckState["Checked"] is state
