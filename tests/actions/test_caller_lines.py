"""The lines for the caller above a telephone script: whom to call, and at which numbers."""

from collections.abc import Mapping

import pytest

from app.actions.field import appeals
from app.actions.kernel import records
from app.actions.mail import sent_withdrawals
from app.actions.outgoing.addressees import NO_NUMBER
from app.actions.papers import appeals as papers
from app.actions.papers import paper_makers
from app.catalogue import Catalogue
from app.domain.direction import direct_lines
from app.domain.fields import Value
from app.domain.record import Record
from app.store.records.search import Query
from app.store.vault.open_vault import Vault


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_script_of_a_caller_has_the_numbers_of_its_recipients_or_says_that_there_is_none(
    vault: Vault, language: str
) -> None:
    """5.1: whom to ring, by the agreed name, telephones in their order; the numbers are in no step of the text."""
    numbers = [{"kind": "email", "address": "dee@x.example", "order": 1}]
    numbers += [
        {"kind": "phone", "address": number, "listed": True, **more}
        for number, more in (
            ("+502 5512 3490", {"order": 4}),
            ("0171 1", {"order": 2}),
            ("+502 5512 3491", {"test_result": "fails"}),
        )
    ]
    dee, _ = records.add(vault, "contact", {"display_name": "Dee", "listing": "yes", "listed_as": "Judge Moro",
                                            "hours": "08:00 to 12:00", "channel": numbers})  # fmt: skip
    mute, _ = records.add(vault, "contact", {"display_name": "Mute"})
    yes = [{"purpose": ["APPEAL_ANON"], "state": "given"}]
    event, _ = records.add(vault, "event", {"date_start": "2027-01-15", "description": "They took her.", "act": {
        "violation": "LIB1", "victim": {"kind": "actor", "alias": "Marula", "consent_record": yes}}})  # fmt: skip
    given = {**appeals.prefill_appeal(vault, event.ref), "asks": ["release"], "to": [dee.ref]}
    made = appeals.begin(vault, given)[0]
    paper = paper_makers.make(vault, "appeal-script", [made.ref], language=language)
    said = paper.data("txt").decode()
    head, _, steps = said.partition("1. ")
    assert "Judge Moro" in head and "Dee" not in said and "08:00" in head
    assert head.index("0171 1") < head.index("+502 5512 3490") and "3491" not in said, "the first number comes first"
    assert "5512" not in steps and NO_NUMBER not in paper.warnings
    quiet, _ = records.edit(vault, dee.ref, {"listing": "no", "official_title": "Judge of the north"})
    told = paper_makers.make(vault, "appeal-script", [made.ref], language=language)
    text = told.data("txt").decode()
    assert not any(word in text for word in ("5512", "0171", "08:00", "Judge of the north")), (
        "not listed: not in a paper"
    )
    assert NO_NUMBER in told.warnings
    assert "0171 1" in papers.call_lines(vault, made.ref, language, quiet), "we can call all the same"
    records.edit(vault, dee.ref, {"listing": "yes", "official_title": None})
    lines = direct_lines(papers.call_lines(vault, made.ref, language, dee), language == "ar")
    assert lines in said, "the same in the window and at the command line"
    records.edit(vault, made.ref, {"addressee": [mute.ref]})
    paper = paper_makers.make(vault, "appeal-script", [made.ref], language=language)
    none = Catalogue(language)("No number is known: find it before you call.")
    assert none in paper.data("txt").decode() and "No number is known: find it before you call." in paper.warnings
    letter = " ".join(paper_makers.make(vault, "appeal-letter", [made.ref]).data("txt").decode().split())
    assert "5512" not in letter and "You can act on it and raise its demands." in letter


@pytest.mark.parametrize(
    ("kind", "change", "left"),
    [
        ("contact", {"sensitivity": "R"}, ""),
        ("contact", {"listing": "alias"}, ""),
        ("organisation", {"sensitivity": "R"}, "Judge Moro, Judge of the north;0171 1"),
        ("channel", {"listed": False}, "Judge Moro, Judge of the north, Court of the north"),
        ("actor", {"consent_record": [{"purpose": ["DIRECTORY"], "state": "refused"}]}, ""),
        ("actor", {"consent_record": [{"purpose": ["DIRECTORY"], "state": "given"}]},
         "Judge Moro, Judge of the north, Court of the north;0171 1"),
    ],
)  # fmt: skip
def test_a_script_has_only_what_the_directory_has_of_a_recipient(
    vault: Vault, kind: str, change: Mapping[str, Value], left: str
) -> None:
    """A strict mark, an alias, a channel that is not listed and a no of the person all close, as in a directory."""
    made = _appeal(vault)
    (one,) = records.find(vault, Query(kind))
    records.edit(vault, one.ref, change)
    text = paper_makers.make(vault, "appeal-script", [made.ref]).data("txt").decode()
    words = ("Judge Moro", "Judge of the north", "Court of the north", "0171 1")
    assert [word for word in words if word in text] == [word for word in words if word in left]
    assert "0171 1" in papers.call_lines(vault, made.ref, "en"), "we can call all the same"


@pytest.mark.parametrize("kind", ["contact", "organisation", "channel", "actor"])
def test_a_script_has_nothing_withdrawn(vault: Vault, kind: str) -> None:
    made = _appeal(vault)
    (one,) = records.find(vault, Query(kind))
    sent_withdrawals.retract(vault, [one.id.hex()], "danger", "destroy")
    text = paper_makers.make(vault, "appeal-script", [made.ref]).data("txt").decode()
    gone = {"contact": "Judge Moro", "organisation": "Court of the north", "channel": "0171 1", "actor": "Judge Moro"}
    assert gone[kind] not in text


def _appeal(vault: Vault) -> Record:
    numbers = [{"kind": "phone", "address": "0171 1", "listed": True}]
    moro, _ = records.add(vault, "contact", {
        "display_name": "Dee", "listing": "yes", "listed_as": "Judge Moro", "official_title": "Judge of the north",
        "actor": {"kind": "actor", "alias": "Baobab"}, "channel": numbers,
        "organisation": {"kind": "organisation", "name": "Court of the north"}})  # fmt: skip
    event, _ = records.add(vault, "event", {"date_start": "2027-01-15", "description": "They took him."})
    return appeals.begin(vault, {**appeals.prefill_appeal(vault, event.ref), "asks": ["release"], "to": [moro.ref]})[0]
