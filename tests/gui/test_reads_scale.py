"""What the window reads costs the same however many records there are: no read of it scans a table.

Counted in steps of SQLite's machine, which no other load on this computer changes.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.actions.kernel import records
from app.actions.today import due_tasks
from app.domain.kinds import KINDS
from app.gui.cases import cases_query
from app.gui.delivery import delivery_query, inbox_query
from app.gui.incidents import chain_query, incident_query, incidents_query
from app.gui.incidents.incidents_query import IncidentQuery
from app.gui.people import cards_query, people_query
from app.gui.records import duplicates_query
from app.gui.search import find_query
from app.gui.settings import device_query, foot_query
from app.gui.style.text import Text
from app.gui.style.theme import Look
from app.gui.today import now_query as now_reads
from app.store.records.record_rows import Writer
from app.store.records.search import Query
from app.store.tables.schema import sort_range
from app.store.vault.open_vault import Vault
from tests.vaults import vault_at

FEW, MANY = 60, 600
"""Incidents of the two vaults; both more than any list reads at first."""
MORE = 1.2
"""How much more the larger vault may cost: its trees are a little deeper."""
RARE = 3
"""Incidents that have what a filter asks for, in either vault."""
TR = Text("en")
LOOK = Look(TR, "light", 1.0, 1.0)


def fill(vault: Vault, count: int) -> None:
    """Write incidents with a place and an act with a victim each, a source for some, and as many people; in chains."""
    with vault.transaction() as con:
        writer = Writer(con, vault.words, vault.author, 1_700_000_000_000, vault.random)
        before: bytes | None = None
        for number in range(count):
            event = writer.create(
                KINDS["event"],
                {
                    "title": f"Incident {number}",
                    "date_start": f"20{number % 20:02}-03-{number % 28 + 1:02}",
                    "description": f"Told by word{number % 7} at the river.",
                    "country": ("MX", "GT")[number % 2],
                    "danger": "now" if number < RARE else "no",
                    "sensitivity": "R" if number < RARE else "C",
                },
            )
            writer.link(event, "place", writer.create(KINDS["place"], {"name": f"Place {number}"}))
            act = writer.create(KINDS["act"], {"violation": "arrest"})
            writer.link(act, "event", event)
            writer.link(act, "victim", writer.create(KINDS["actor"], {"alias": f"Alias {number}", "kind": "person"}))
            if number % 3 == 0:
                told = writer.create(KINDS["information"], {"statement": f"Statement {number}"})
                writer.link(told, "about", event)
            if number < RARE:
                against = writer.create(KINDS["information"], {"stance": "contradicts"})
                writer.link(against, "about", event)
            if before is not None and number % 4:  # chains of four
                tie = writer.create(KINDS["event_link"], {"relation": "22"})
                writer.link(tie, "event", event)
                writer.link(tie, "other", before)
            before = event
        writer.finish()


@pytest.fixture(scope="module")
def vaults(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Vault, Vault]]:
    folder = tmp_path_factory.mktemp("scale")
    with vault_at(Path(folder / "few")) as few, vault_at(Path(folder / "many")) as many:
        fill(few, FEW)
        fill(many, MANY)
        yield few, many


def steps(vault: Vault, read: Callable[[Vault], object]) -> int:
    """Return how many steps of SQLite's machine a read takes, the second time."""
    read(vault)
    counted = 0

    def count() -> int:
        nonlocal counted
        counted += 1
        return 0

    vault.con.set_progress_handler(count, 1)
    read(vault)
    vault.con.set_progress_handler(None, 1)
    return counted


def newest(vault: Vault, kind: str) -> str:
    sql = "SELECT id FROM record WHERE sort BETWEEN ? AND ? ORDER BY sort DESC LIMIT 1"
    return bytes(vault.con.execute(sql, sort_range(KINDS[kind].number)).fetchone()[0]).hex()


def two(vault: Vault) -> list[str]:
    return [record.id.hex() for record in records.find(vault, Query("actor", limit=2))]


def of(name: str, value: str, *more: tuple[str, str]) -> IncidentQuery:
    return IncidentQuery(where=((name, value), *more))


READS: dict[str, Callable[[Vault], object]] = {
    "incidents": lambda vault: incidents_query.rows(vault, TR, IncidentQuery()),
    "incidents further down": lambda vault: incidents_query.rows(
        vault, TR, IncidentQuery(), incidents_query.SCREENFUL, 24
    ),
    "incidents with a word": lambda vault: incidents_query.rows(vault, TR, IncidentQuery("river")),
    "incidents of a chip": lambda vault: incidents_query.rows(vault, TR, IncidentQuery(chip="drafts")),
    "incidents that are not verified": lambda vault: incidents_query.rows(vault, TR, IncidentQuery(chip="unverified")),
    "incidents that are not verified, further down": lambda vault: incidents_query.rows(
        vault, TR, IncidentQuery(chip="unverified"), 8, 24
    ),
    "disputed incidents, which are rare": lambda vault: incidents_query.rows(vault, TR, of("verification", "disputed")),
    "incidents in danger, which are rare": lambda vault: incidents_query.rows(vault, TR, of("danger", "now")),
    "incidents of a rare level": lambda vault: incidents_query.rows(vault, TR, of("sensitivity", "R")),
    "incidents of a common level": lambda vault: incidents_query.rows(vault, TR, of("sensitivity", "C")),
    "incidents of a common level and of a time": lambda vault: incidents_query.rows(
        vault, TR, of("sensitivity", "C", ("since", "2003"), ("until", "2010"))
    ),
    "incidents of a time": lambda vault: incidents_query.rows(vault, TR, of("until", "2010")),
    "incidents of a time with a word": lambda vault: incidents_query.rows(
        vault, TR, IncidentQuery("river", where=(("until", "2010"),))
    ),
    "how many incidents have a word": lambda vault: incidents_query.count_text(vault, TR, IncidentQuery("river"), 20),
    "how many are of a common level": lambda vault: incidents_query.count_text(vault, TR, of("sensitivity", "C"), 20),
    "how many there are": lambda vault: incidents_query.count_text(vault, TR, IncidentQuery()),
    "an incident": lambda vault: incident_query.page(vault, TR, newest(vault, "event")),
    "the chain of an incident": lambda vault: chain_query.chain_view(
        vault, TR, records.record_of(vault, newest(vault, "event"))
    ),
    "now": lambda vault: now_reads.page(vault, TR),
    "what needs a person": due_tasks.needs,
    "the foot": lambda vault: foot_query.foot(vault, TR),
    "the device": lambda vault: device_query.page(vault, TR),
    "people with a word": lambda vault: people_query.listing(vault, LOOK, "alias", "all"),
    "people": lambda vault: people_query.listing(vault, LOOK, "", "all"),
    "a person": lambda vault: people_query.page(vault, LOOK, newest(vault, "actor")),
    "cases": lambda vault: cases_query.listing(vault, TR, "case", ""),
    "deliveries": lambda vault: delivery_query.listing(vault, TR, "waiting"),
    "received reports": lambda vault: inbox_query.listing(vault, TR, inbox_query.InboxQuery()),
    "cards": lambda vault: cards_query.listing(vault, LOOK, "", "all"),
    "possible duplicates": lambda vault: duplicates_query.page(vault, TR, [tuple(map(bytes.fromhex, two(vault)))]),
    "find anything": lambda vault: find_query.find_rows(vault, TR, "river", ()),
}


@pytest.mark.parametrize("name", READS)
def test_a_read_costs_the_same_in_a_large_vault(vaults: tuple[Vault, Vault], name: str) -> None:
    few, many = (steps(vault, READS[name]) for vault in vaults)
    assert few
    assert many <= MORE * few + 200, f"{few} steps with {FEW} incidents, {many} with {MANY}"


def test_what_is_asked_for_is_counted_so_far_as_anybody_goes_through_it(vaults: tuple[Vault, Vault]) -> None:
    few, many = vaults
    assert incidents_query.count_text(many, TR, IncidentQuery(), 20) == "600"
    assert (
        incidents_query.count_text(many, TR, IncidentQuery("river"), 20)
        == "20+"
        == incidents_query.count_text(few, TR, IncidentQuery("river"), 20)
    )
    assert incidents_query.count_text(many, TR, of("danger", "now"), RARE) == str(RARE)
