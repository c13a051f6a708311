"""Every way out asks the same resolver (papers.md 2.2 and 10, lines 4, 5 and 9)."""

import argparse
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from app.cli.main import parser
from app.domain.release.audiences import NAMES
from tests.actions.pairs import pair_at
from tests.flow import exits
from tests.flow.exits import Place
from tests.flow.one_person import ALIAS, YES, Scene
from tests.flow.ways_out import EXITS_INSIDE, EXITS_OUT, VERBS_INSIDE, VERBS_OUT

NO = {"purpose": [*YES, "IMAGE", "LOCATION"], "state": "refused"}
STANDINGS = {
    "silent": (),
    "no": (NO,),
    "yes": ({"purpose": [*YES, "IMAGE", "LOCATION"], "state": "given"},),
}
OUT = [name for name in NAMES if name != "internal"]


@pytest.fixture(scope="module", params=STANDINGS)
def scene(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Scene]]:
    folder: Path = tmp_path_factory.mktemp(request.param)
    with pair_at(folder) as pair:
        yield request.param, Scene(pair, folder / "files", STANDINGS[request.param])


@pytest.mark.parametrize("audience", NAMES)
def test_a_person_without_a_yes_is_in_no_byte_of_any_way(scene: tuple[str, Scene], audience: str) -> None:
    """Lines 5 and 9: name, alias, village, telephone and every word linked to her, for each audience."""
    standing, one = scene
    said = {"internal": "no"}.get(audience, "silent") if standing == "silent" else standing
    read = one.ways(audience)
    if standing == "yes" or (standing, audience) == ("silent", "internal"):
        assert audience in ("public", "donor") or any(ALIAS.encode() in data for _, data in read)
        return
    leaks = {(way, what) for way, data in read for what in one.found(data, audience, standing == "silent")}
    assert leaks == set(), said


# The walk over every way.


def unlisted(
    found: set[str], out: Mapping[str, str], inside: Mapping[str, tuple[str, ...]]
) -> tuple[set[str], set[str]]:
    """Return what is in no list or in two, and what is in a list but not in the program."""
    listed = Counter([*out, *(name for names in inside.values() for name in names)])
    return {name for name in found if listed[name] != 1}, listed.keys() - found


@pytest.fixture(scope="module")
def program() -> dict[str, Place]:
    return exits.read_program()


def test_every_verb_is_a_way_out_or_stays_inside_with_a_reason() -> None:
    """2.2: a new verb that is in no list fails."""
    top = parser()
    assert unlisted(set(exits.verbs(top)), VERBS_OUT, VERBS_INSIDE) == (set(), set())
    groups = next(action for action in top._actions if isinstance(action, argparse._SubParsersAction))
    groups.add_parser("leak", help="planted")
    assert unlisted(set(exits.verbs(top)), VERBS_OUT, VERBS_INSIDE) == ({"leak"}, set())


def test_every_place_of_the_window_next_to_a_door_is_in_a_list(program: dict[str, Place]) -> None:
    """2.2: a window action that writes a file, fills the outbox or the clipboard is a way out, or has a reason."""
    assert unlisted(exits.find_exits(program), EXITS_OUT, EXITS_INSIDE) == (set(), set())


@pytest.mark.parametrize(
    "code",
    [
        "from app.actions.mail import sharing\ndef act(desk):\n    desk.ask(lambda v: sharing.share(v, [], []))",
        "from app.actions.papers import register as r\nclass Page:\n    def go(self):\n        r.save(1, 2)",
        "from app.actions.kernel.external_files import write\ndef act(path):\n    write(path, b'')",
        "from PySide6.QtGui import QGuiApplication\ndef act(t):\n    QGuiApplication.clipboard().setText(t)",
        "def act(path):\n    path.write_text('x')",
        "def act(path):\n    with path.open('wb') as out:\n        out.write(b'')",
        "def act(url):\n    QDesktopServices.openUrl(url)",
    ],
)
def test_a_planted_action_of_the_window_is_found(program: dict[str, Place], code: str) -> None:
    """The walk can fail: each kind of door is found where it is next to a new action."""
    planted = exits.read_places("app.gui.planted", code)
    assert unlisted(exits.find_exits(program | planted), EXITS_OUT, EXITS_INSIDE) == ({*planted}, set())


def test_each_reason_and_each_way_says_something() -> None:
    said = [*VERBS_OUT.values(), *EXITS_OUT.values(), *VERBS_INSIDE, *EXITS_INSIDE]
    assert all(len(reason) > 15 for reason in said)
