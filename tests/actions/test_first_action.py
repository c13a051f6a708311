"""How long it took from an incident to the first action: by the minute, by the day, by an instant action, never."""

import pytest

from app.actions.field import appeal_requests, appeals
from app.actions.kernel import records
from app.actions.papers import paper_makers
from app.domain.sheet import Sheet, SheetFacts, SheetTable
from app.errors import InputRefused
from app.store.vault.open_vault import Vault


def told(vault: Vault) -> tuple[dict[str, tuple[str, ...]], dict[str, str]]:
    """Return the rows of the paper that are not empty, and its facts."""
    sheet = paper_makers.make(vault, "first-action", []).content
    assert isinstance(sheet, Sheet)
    facts, table = sheet.blocks[:2]
    assert isinstance(facts, SheetFacts) and isinstance(table, SheetTable)
    return {row[0]: row[1:] for row in table.rows if row[-1] != "0"}, dict(facts.rows)


def happened(vault: Vault, date: str, *done: str, urgent: bool = False, **more: object) -> str:
    """Write an incident and what was done about it on these dates."""
    danger = "now" if urgent else "no"
    event, _ = records.add(vault, "event", {"title": "Arrest", "date_start": date or None, "danger": danger})
    for one in done:
        given = {"kind": ["urgent_appeal"], "date": one or None, "about": event.ref, **more}
        records.add(vault, "intervention", given)
    return event.ref


def test_each_incident_stands_in_one_row_by_what_was_done_first(vault: Vault) -> None:
    happened(vault, "2026-04-12T07:20", "2026-04-13", "2026-04-12T08:20", urgent=True)  # sixty minutes
    happened(vault, "2026-04-12T07:20", "2026-04-12T08:21")
    happened(vault, "2026-04-12T23:50", "2026-04-13T00:10", urgent=True)  # over midnight: twenty minutes
    happened(vault, "2026-04-12T07:20", "2026-04-12")  # the same day, no hour
    happened(vault, "2026-04-12", "2026-04-15T10:00")
    happened(vault, "2026-04-12", "2026-04-20")
    happened(vault, "2026-04", "2026-04-20")
    happened(vault, "2026-04-12", "")
    happened(vault, "2026-04-12")
    happened(vault, "2026-04-12", "2026-04-12", status="planned")
    rows, facts = told(vault)
    assert rows == {
        "within an hour": ("2", "0", "2"), "within a day": ("0", "2", "2"), "within three days": ("0", "1", "1"),
        "later than a week": ("0", "1", "1"), "the day is not known": ("0", "2", "2"),
        "nothing was done yet": ("0", "2", "2"), "in all": ("2", "8", "10"),
    }  # fmt: skip
    assert facts == {"Median in minutes, of those known to the minute": "60", "Known to the minute": "3"}


def test_an_instant_action_is_the_first_action_of_its_incident_and_a_rehearsal_is_none(vault: Vault) -> None:
    dee = records.add(vault, "contact", {"display_name": "Dee", "reach": ["minister"], "speed": "minutes"})[0].ref
    event = happened(vault, "2020-01-01T00:00")
    given = {**appeals.prefill_appeal(vault, event), "what": "Taken away.", "asks": ["release"], "to": [dee]}
    rehearsed, _ = appeals.begin(vault, {**given, "rehearsal": True})
    appeal_requests.ask(vault, rehearsed.ref)
    assert told(vault)[0]["nothing was done yet"] == ("0", "1", "1")
    made, _ = appeals.begin(vault, given)
    appeal_requests.ask(vault, made.ref)
    assert told(vault)[0] == {"later than a week": ("0", "1", "1"), "in all": ("0", "1", "1")}


def test_it_is_for_ourselves_alone_and_of_nothing_it_has_no_median(vault: Vault) -> None:
    with pytest.raises(InputRefused):
        paper_makers.make(vault, "first-action", [], "public")
    assert told(vault) == ({}, {"Median in minutes, of those known to the minute": "-", "Known to the minute": "0"})
