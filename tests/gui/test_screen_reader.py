"""The real program over the real accessibility bus: all that takes the keyboard has a name and a role, on every place.

What a screen reader would do is done: it types into the field by its name and presses the buttons by theirs.
"""

import shutil
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.bench.screen import Screen, started
from tests.gui import bus
from tests.gui.bus import FOCUSABLE, Node, Reader
from tests.gui.running import WORDS

REGISTRY = Path("/usr/libexec/at-spi2-registryd")
NOTHING = {"", "unknown", "invalid", "filler", "panel", "unexpected"}
"""Roles that say nothing of what a thing does."""

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not (shutil.which("Xvfb") and shutil.which("dbus-daemon") and REGISTRY.exists()),
        reason="needs xvfb, dbus-daemon and at-spi2-core",
    ),
]


@pytest.fixture
def reader(folder: Path, own_home: Path) -> Iterator[Reader]:
    """The program of a vault with one incident and one contact, as a screen reader finds it."""
    with Screen() as screen, bus.session(screen.name) as address:
        environment = {**screen.environment(own_home, {"AMPARO_VAULT": str(folder)}), **bus.environment(address)}
        with started([sys.executable, "-m", "app"], environment):
            made = Reader(address)
            yield made
            made.close()
    shutil.rmtree(own_home / "run")


def until(reader: Reader, found: Callable[[Node], bool]) -> list[Node]:
    """Read the tree until something is there."""
    late = time.monotonic() + 40
    while time.monotonic() < late:
        nodes = list(reader.tree())
        if any(found(node) for node in nodes):
            return nodes
        time.sleep(0.2)
    raise TimeoutError("it did not come; there is " + ", ".join(node.told for node in reader.tree()))


def named(name: str, role: str = "") -> Callable[[Node], bool]:
    """Return whether a node is called so."""
    return lambda node: node.name == name and (not role or role == node.role)


def nameless(nodes: list[Node]) -> list[str]:
    """Return the focusable nodes without a name or a role; a page that is read as a whole is a filler with a name."""
    return [n.told for n in nodes if n.has(FOCUSABLE) and (not n.name.strip() or n.role in NOTHING - {"filler"})]


def press(reader: Reader, nodes: list[Node], name: str) -> None:
    reader.press(next(node for node in nodes if node.name == name and node.has(FOCUSABLE)))


def unlock(reader: Reader) -> list[Node]:
    nodes = until(reader, named("Unlock"))
    assert nameless(nodes) == []
    reader.type_in(next(n for n in nodes if n.name == "Your password" and n.has(FOCUSABLE)), WORDS)
    press(reader, nodes, "Unlock")
    return until(reader, lambda node: node.role == "list item")


def test_every_place_has_names_and_roles_and_rows_are_sentences(reader: Reader) -> None:
    nodes = unlock(reader)
    assert nameless(nodes) == []
    (row,) = (node.name for node in nodes if node.role == "list item")
    assert row.startswith("Arrested, Tres Ceibas") and "The truck left" in row and "nverified" in row
    assert {node.role for node in nodes if node.name in ("People", "In progress")} == {"radio button"}
    places = (
        ("Today", "New incident"), ("People", "Heron"), ("Cases", "Complaints"), ("Sending", "To read"),
        ("Outbox", "Waiting"), ("Help", "Share a report"), ("Safety & settings", "Lock now"),
    )  # fmt: skip
    for place, there in places:
        press(reader, nodes, place)
        nodes = until(reader, lambda node, there=there: there in node.name)  # type: ignore[misc]
        assert nameless(nodes) == [], place


def test_the_entry_is_named_throughout(reader: Reader) -> None:
    press(reader, unlock(reader), "New")
    nodes = until(reader, named("What happened, in their words or yours", "text"))
    assert nameless(nodes) == []
    assert "New incident" in {node.name for node in nodes if node.role == "heading"}
    assert "When" in {node.name for node in nodes if node.role == "combo box"}


def test_the_program_is_not_called_by_its_file(reader: Reader) -> None:
    nodes = until(reader, named("Unlock"))
    assert [node.name for node in nodes if node.role == "application"] == ["Field notes"]
