"""What was sent to a contact, a person or an organisation stands on their page, with what they answered."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.actions.kernel import records
from app.domain.record import Record
from app.gui.cases import cases_query
from app.gui.people import people_query
from app.gui.people.people_view import PersonView
from app.gui.records.parts_view import LinkedRow
from app.gui.start.program import Program
from app.gui.style.text import Text
from app.gui.style.theme import Look
from app.store.records.search import Query
from app.store.vault.open_vault import Vault
from tests.gui.running import in_store, unlocked
from tests.vaults import vault_at

TR = Text("en")
LOOK = Look(TR, "light", 1.0)


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    with vault_at(tmp_path / "vault") as vault:
        yield vault


def letter(vault: Vault, to: str, **more: object) -> Record:
    given = {"kind": ["urgent_appeal"], "date": "2026-04-13", "addressee": [to], **more}
    return records.add(vault, "intervention", given)[0]


ANSWER = {"response": ["0301"], "response_date": "2026-05-02", "response_text": "Nobody was held.\nSigned."}


@pytest.mark.parametrize(
    ("kind", "fields"), [("contact", {"display_name": "Second Secretary"}), ("actor", {"alias": "Post commander"})]
)
def test_a_contact_and_a_person_have_it_newest_first(vault: Vault, kind: str, fields: dict[str, object]) -> None:
    who, _ = records.add(vault, kind, fields)
    first, last = letter(vault, who.ref, **ANSWER), letter(vault, who.ref, date="2026-05-09")
    ((_, word, lines),) = people_query.page(vault, LOOK, who.id.hex()).parts
    assert word == "Sent reports"
    assert [line.key for line in lines] == [last.id.hex(), first.id.hex()]
    assert [line.second for line in lines] == [
        "9 May 2026 · No answer yet",
        "13 Apr 2026 · Answered 2 May 2026 · Denied or countered · Nobody was held.",
    ]
    records.remove(vault, last.ref)
    assert len(people_query.page(vault, LOOK, who.id.hex()).parts[0][2]) == 1


def test_an_organisation_has_what_was_sent_to_it_apart_from_what_it_did(vault: Vault) -> None:
    ministry, _ = records.add(vault, "organisation", {"name": "Ministry"})
    sent = letter(vault, ministry.ref, **ANSWER)
    own, _ = records.add(vault, "intervention", {"kind": ["0201"], "by": ministry.ref})
    page = cases_query.page(vault, TR, ministry.id.hex())
    assert [(word, [line.key for line in lines]) for _, word, lines in page.parts] == [
        ("Sent reports", [sent.id.hex()]), ("Actions taken", [own.id.hex()]),
    ]  # fmt: skip


def test_the_page_of_an_intervention_names_the_contact_it_went_to(vault: Vault) -> None:
    contact, _ = records.add(vault, "contact", {"display_name": "Second Secretary"})
    page = cases_query.page(vault, TR, letter(vault, contact.ref, **ANSWER).id.hex())
    facts = {label: value for label, value, _ in page.facts}
    assert facts["Sent to"] == "Second Secretary"
    assert facts["Response"] == "Denied or countered"


def test_who_has_got_nothing_has_no_such_part(vault: Vault) -> None:
    contact, _ = records.add(vault, "contact", {"display_name": "Second Secretary"})
    assert people_query.page(vault, LOOK, contact.id.hex()).parts == ()


def test_a_row_leads_to_the_intervention(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)
    (contact,) = in_store(program, lambda vault: records.find(vault, Query("contact")))
    sent = in_store(program, lambda vault: letter(vault, contact.ref, **ANSWER))
    desk.go("people")
    people_page = desk.places["people"].widget

    def row() -> LinkedRow | None:
        views = people_page.findChildren(PersonView)
        return next(iter(views[-1].findChildren(LinkedRow)), None) if views else None

    qtbot.waitUntil(lambda: row() is not None, timeout=10000)
    found = row()
    assert found is not None
    found.click()
    qtbot.waitUntil(lambda: desk.window.place == "complaints", timeout=10000)
    assert desk.places["complaints"].current == sent.id.hex()  # type: ignore[attr-defined]
