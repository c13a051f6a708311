"""A page is read again after each change of what it shows, and only then.

The first part compares the plain values of the places before and after real actions. If the values differ, what the
action returned must meet the place. Now, the deliveries and this computer say nothing, so they are always read again.
"""

import ast
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from types import MappingProxyType

import pytest
from attrs import frozen
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app.actions.kernel import records
from app.actions.kernel.change_set import EVERYTHING, MAIL, THINGS, Changed, PageData
from app.actions.mail import sharing
from app.actions.records import searches
from app.actions.records.searches import Search
from app.actions.relays import mailbox_registration
from app.actions.relays.networks import Network
from app.actions.rounds import exchange
from app.domain import views
from app.domain.fields import Type
from app.domain.kinds import KINDS
from app.domain.record import Record
from app.gui.cases import cases_query, organisations_screen, who_query
from app.gui.incidents import incident_query, incidents_query
from app.gui.incidents.incident_view import IncidentView
from app.gui.incidents.incidents_query import IncidentQuery
from app.gui.people import cards_query, people_query
from app.gui.shell.rail import places
from app.gui.shell.vault_session import AT_REST
from app.gui.start.program import Program
from app.gui.style.text import Text
from app.gui.style.theme import Look
from app.gui.vault import kept_screen, ways_query
from app.gui.warning import warning_query, warning_screen
from app.store.vault.open_vault import Vault
from sync.exchange import Tally
from tests.actions.field_examples import example
from tests.actions.pairs import Pair, know, pair_at
from tests.gui.changes import SAMPLES, Act, Acts, ids
from tests.gui.running import document, in_store, unlocked
from tests.relay import live

TR = Text("en")
LOOK = Look(TR, "light", 1.0, 1.0)
Values = Mapping[str, Sequence[str]]


# The places, and what they show.


def _incidents(vault: Vault) -> Iterator[object]:
    for asked in (IncidentQuery(), IncidentQuery("river"), IncidentQuery(chip="drafts")):
        yield incidents_query.rows(vault, TR, asked)
        yield incidents_query.count_text(vault, TR, asked)
    for key in ids(vault, "event"):
        yield incident_query.page(vault, TR, key)


def _people(vault: Vault) -> Iterator[object]:
    for kind in ("contact", "actor", "organisation"):
        yield organisations_screen.listing(vault, LOOK, "", kind)
        for key in ids(vault, kind):
            yield cases_query.page(vault, TR, key) if kind == "organisation" else people_query.page(vault, LOOK, key)


@frozen
class Place:
    """What a place says that it shows, and the values that it reads."""

    shows: PageData
    read: Callable[[Vault], Iterable[object]]


def _casework(tab: str, kinds: Sequence[str]) -> Place:
    def read(vault: Vault) -> Iterator[object]:
        for view in views.list_at(tab):
            yield cases_query.listing(vault, TR, kinds[0], "", view)
        for kind in kinds:
            yield cases_query.listing(vault, TR, kind, "")
            for key in ids(vault, kind):
                yield cases_query.page(vault, TR, key)
                yield who_query.page(vault, TR, key) if kind == "case" else None

    shown = dict.fromkeys((*kinds, *(kind for view in views.list_at(tab) for kind in view.kinds)))
    return Place(PageData(tuple(shown), MAIL), read)


def _warning(vault: Vault) -> Iterator[object]:
    yield warning_query.page(vault, TR)
    for key in ids(vault, "alert"):
        yield warning_query.tree(vault, TR, key)


TABS = {tab.key: KINDS.list_names_at(tab.key) for place in places(LOOK) for tab in place.tabs if place.key != "sending"}
TABS = {tab: kinds for tab, kinds in TABS.items() if kinds}
PLACES = MappingProxyType({
    "incidents": Place(PageData(("event", "pattern", "detention"), MAIL), _incidents),
    "people": Place(PageData(KINDS.list_names_at("people"), MAIL | {"relay", "round"}), _people),
    "cards": Place(
        PageData(("contact", "actor", "undertaking"), MAIL | {"relay", "round"}),
        lambda vault: cards_query.listing(vault, LOOK, "", "all").rows,
    ),
    **{tab: _casework(tab, kinds) for tab, kinds in TABS.items()},
    "warning levels": Place(warning_screen.SHOWS, _warning),
    "kept shares": Place(kept_screen.SHOWS, lambda vault: ways_query.list_kept_shares(vault, TR)),
    "help": Place(PageData(), lambda _: ()),
})  # fmt: skip


def read(vault: Vault, places: Iterable[str] = PLACES) -> Values:
    """Return the values of places as text: the pages of an incident are not compared by value."""
    return {name: [repr(value) for value in PLACES[name].read(vault)] for name in places}


def stale(before: Values, after: Values, changed: Changed) -> list[str]:
    """Return the places with other values that the change does not meet."""
    return [name for name in after if before[name] != after[name] and not changed.meets(PLACES[name].shows, KINDS)]


# Changes of each kind of record.


@frozen
class World:
    """A pair of vaults with a record of each kind in Ana's."""

    pair: Pair
    made: Mapping[str, Record]


def _given(name: str) -> dict[str, object]:
    return {"title": "Notes"} if name in ("document", "evidence_item") else example(KINDS[name])


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with pair_at(tmp_path_factory.mktemp("changed")) as pair:
        names = [kind.name for kind in KINDS.values() if not (kind.sealed or kind.registered)]
        yield World(pair, {name: records.add(pair.ana, name, _given(name))[0] for name in names})


def _apart(name: str) -> list[str]:
    """Return the places with records that say that they show nothing of a kind."""
    return [place for place, one in PLACES.items() if one.shows.kinds and name not in one.shows.names(KINDS)]


@pytest.mark.parametrize(
    "name", [kind.name for kind in KINDS.values() if not (kind.sealed or kind.registered) and _apart(kind.name)]
)
def test_a_page_shows_no_record_of_a_kind_that_it_does_not_name(world: World, name: str) -> None:
    vault, kind, record, places = world.pair.ana, KINDS[name], world.made[name], _apart(name)
    acts: list[Act] = [lambda: records.add(vault, name, _given(name))[1]]
    if not kind.append_only:
        for role in kind.roles:
            acts += [
                lambda role=role.name, to=to: records.link(vault, record.ref, role, world.made[to].ref)[1]  # type: ignore[misc]
                for to in role.to
                if to in world.made and not (KINDS[to].stages and KINDS[to].state_from == name)  # not its states
            ]
        words = next((f.name for f in kind.own if f.type is Type.TEXT), "remarks")
        acts.append(lambda: records.edit(vault, record.ref, {words: "Other words"})[1])
        acts.append(lambda: records.remove(vault, record.ref)[1])
        acts.append(lambda: records.restore(vault, record.ref)[1])
    before = read(vault, places)
    for act in acts:
        changed = act()
        after = read(vault, places)
        assert stale(before, after, changed) == [], changed
        before = after


# Changes by the other actions.


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    """Ana, who has a case with an incident, and Ben, who compared their numbers."""
    with pair_at(tmp_path_factory.mktemp("sample")) as pair:
        act = {"violation_text": "arrested", "victim": {"alias": "Marula"}}
        event, _ = records.add(
            pair.ana, "event", {"title": "Checkpoint", "act": [act], "place": {"name": "Tres Ceibas"}}
        )
        case, _ = records.add(pair.ana, "case", {"title": "The river road"})
        records.link(pair.ana, event.ref, "case", case.ref)
        for name in ("Rosa", "Rosa M."):
            records.add(pair.ana, "actor", {"alias": name})
        yield pair


@pytest.mark.parametrize("acts", SAMPLES)
def test_what_an_action_returns_meets_each_page_that_it_changes(pair: Pair, acts: Acts) -> None:
    ana, caught = pair.ana, set[str]()
    read_at, after = -1, read(ana)
    for act in acts(pair):
        writes = ana.con.total_changes
        before = after if writes == read_at else read(ana)
        changed = act()
        assert changed.kinds or ana.con.total_changes == writes, "it wrote, and names nothing"
        read_at, after = ana.con.total_changes, read(ana)
        assert stale(before, after, changed) == [], changed
        caught.update(stale(before, after, Changed(frozenset({"draft"}))))
    assert caught, "nothing in this sample shows in any place, so it proves nothing"


def test_a_round_without_news_changes_nothing_but_its_own_notes(tmp_path: Path) -> None:
    with pair_at(tmp_path) as pair, live.relay(tmp_path / "relay", clock=pair.clock) as url:
        ana, ben = pair.ana, pair.ben
        for vault in (ana, ben):
            mailbox_registration.add(vault, url)
        for vault, other in ((ana, ben), (ben, ana)) * 2:
            know(vault, other)
            exchange.sync(vault)
        event, _ = records.add(ben, "event", {"title": "Theirs"})
        exchange.sync(ana)
        before, marks = read(ana), exchange.marks(ana)
        pair.clock.now += 300
        tally = exchange.sync(ana)
        changed = exchange.list_changes(tally, exchange.marks(ana) == marks)
        assert changed.kinds == {"connection", "relay", "round"} and stale(before, read(ana), changed) == []
        sharing.share(ben, [event.ref], [pair.ana_there.ref], "internal")
        exchange.sync(ben)
        tally = exchange.sync(ana)
        assert tally.handled and exchange.list_changes(tally, exchange.marks(ana) == marks) == EVERYTHING
        marks = exchange.marks(ana)
        pair.clock.now += 86_400
        assert exchange.marks(ana) != marks and exchange.list_changes(Tally(), False) == EVERYTHING


@pytest.mark.parametrize("moved", ["handled", "sent", "carried", "receipts"])
def test_whatever_comes_or_goes_in_a_round_can_change_everything(moved: str) -> None:
    assert exchange.list_changes(Tally(**{moved: 1}), True) == EVERYTHING
    assert exchange.list_changes(Tally(kept_aside=[("ab", "damaged")]), True) == EVERYTHING


# The source: what is named, and what is left empty.

EMPTY = {
    ("app/actions/field/alerts.py", "test"), ("app/actions/field/alerts.py", "untry"),
    ("app/actions/field/appeal_requests.py", "_taken"), ("app/actions/field/border.py", "give_up"),
    ("app/actions/field/risks.py", "take_back"), ("app/actions/field/security_incidents.py", "take_back"),
    ("app/actions/records/tables.py", "take_in"),
    ("app/actions/records/incidents.py", "__init__"), ("app/actions/records/incidents.py", "save"),
    ("app/actions/records/incidents.py", "remove_unnamed"),
    ("app/actions/records/incident_lines.py", "_archive"), ("app/actions/records/incident_lines.py", "_correct"),
    ("app/actions/records/incident_lines.py", "write"), ("app/gui/checkins/plan_screen.py", "_saved"),
    ("app/actions/field/checkins.py", "watch_if_chosen"), ("app/actions/casework/pattern_search.py", "link_incidents"),
    ("app/actions/casework/demands.py", "take_back"),
}  # fmt: skip
"""Functions that begin with no change, or return it where nothing was written."""


@cache
def _made() -> Sequence[tuple[str, str, ast.Call]]:
    """Return the file, the function (empty outside of functions) and each call of Changed and PageData."""
    root, found = Path(__file__).parents[2], list[tuple[str, str, ast.Call]]()
    for file in sorted((root / "app").rglob("*.py")):
        source = file.read_text()
        if "Changed(" in source or "PageData(" in source:
            tree = ast.parse(source)
            scopes = [tree, *(one for one in ast.walk(tree) if isinstance(one, ast.FunctionDef))]
            found += [
                (file.relative_to(root).as_posix(), getattr(scope, "name", ""), call)
                for scope in scopes
                for call in ast.walk(scope)
                if isinstance(call, ast.Call) and isinstance(call.func, ast.Name)
                if call.func.id in ("Changed", "PageData")
            ]
    return found


def _is_change(call: ast.Call) -> bool:
    return isinstance(call.func, ast.Name) and call.func.id == "Changed"


def test_each_change_names_a_kind_of_records_or_a_thing() -> None:
    rows = [rows for _, _, call in _made() for rows in ast.walk(call) if isinstance(rows, ast.Set | ast.Tuple)]
    names = {one.value for row in rows for one in row.elts if isinstance(one, ast.Constant)}
    assert Changed(frozenset({"a kind of tomorrow"})).meets(PageData(), KINDS) and Changed().meets(PageData(), KINDS)
    assert {"event", "draft"} <= names <= {*KINDS, *THINGS} and not THINGS & {*KINDS}


def test_no_action_that_writes_returns_an_empty_change() -> None:
    assert {(file, name) for file, name, call in _made() if not call.args and name and _is_change(call)} == EMPTY


# The window.


def test_each_place_says_what_the_first_part_compares(program: Program, qtbot: QtBot) -> None:
    desk = unlocked(qtbot, program)
    for name in ("today", *PLACES, "inbox", "outbox", "safety"):
        desk.go(name)
    shows = {name: place.shows for name, place in desk.places.items()}
    named = {name: place.shows for name, place in PLACES.items() if name in desk.places}
    always = dict.fromkeys(("today", "checkins", "inbox", "outbox", "safety"))  # read again after each change
    assert len(named) == 20 and shows == named | always


class Watched:
    """The incidents in a window, and the statements that its store runs."""

    def __init__(self, qtbot: QtBot, program: Program) -> None:
        self._qtbot, self._program, self.said = qtbot, program, list[str]()
        self.desk = unlocked(qtbot, program)
        self.desk.go("incidents")
        self.place = document(self.desk)
        self.until(lambda: isinstance(self.place.split.page, IncidentView))
        self.event = in_store(program, lambda vault: ids(vault, "event")[0])
        in_store(program, lambda vault: vault.con.set_trace_callback(self.said.append))
        self.rest()

    def until(self, true: Callable[[], bool]) -> None:
        self._qtbot.waitUntil(true, timeout=10000)

    def rest(self) -> None:
        """Wait until nothing is read and no page is built any more."""
        before = None
        while before != (before := (len(self.said), self.place.split.page)):
            in_store(self._program, lambda _: None)
            self._qtbot.wait(5 * AT_REST)

    def act(self, task: Callable[[Vault], Changed], words: str) -> int:
        """Do an action, and return the number of statements until the page rests again."""
        del self.said[:]
        self.desk.act(task, words)
        self.until(lambda: words in [label.text() for label in self.desk.window.foot.findChildren(QLabel)])
        self.rest()
        return len(self.said)

    def round(self) -> None:
        """Do a round; its end is known by the last statement of the marks."""
        del self.said[:]
        self.desk.rounds.go()
        self.until(lambda: any("FROM meta WHERE name NOT IN" in one for one in self.said))
        self.rest()


def test_a_page_that_shows_nothing_of_a_change_is_not_read_again(qtbot: QtBot, program: Program) -> None:
    shown = Watched(qtbot, program)
    page = shown.place.split.page
    few = shown.act(lambda vault: searches.save(vault, Search("river", ())), "Saved.")
    assert shown.place.split.page is page
    many = shown.act(lambda vault: records.edit(vault, shown.event, {"description": "By the river."})[1], "Saved.")
    shown.until(lambda: shown.place.split.page is not page)
    assert few < many


def test_a_page_stays_through_rounds_without_news_and_is_read_after_an_unannounced_change(
    qtbot: QtBot, program: Program, tmp_path: Path
) -> None:
    shown = Watched(qtbot, program)
    shown.desk.rounds.here = lambda: Network("02:00:5e:00:00:01", "192.0.2.1 wlan0")
    with live.relay(tmp_path / "relay") as url:
        in_store(program, lambda vault: mailbox_registration.add(vault, url))
        shown.round()
        shown.round()
        page = shown.place.split.page
        shown.round()
        assert shown.place.split.page is page
        in_store(program, lambda vault: records.edit(vault, shown.event, {"description": "By the river."}))
        shown.round()
        shown.until(lambda: shown.place.split.page is not page)
