"""A person who is only in the words of others: what a withdrawal does to waiting reports, papers and sent reports."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.actions.kernel import records
from app.actions.mail import inbox, received_withdrawals
from app.actions.papers import paper_makers, register
from app.actions.withdrawals import consent_withdrawals, holders
from app.store.mail import delivery_words
from tests.actions.team import Three, three_at
from tests.actions.test_consent_withdrawals import REPLACED, fixture, share


@pytest.fixture
def three(tmp_path: Path) -> Iterator[Three]:
    with three_at(tmp_path / "three", strangers=True) as found:
        yield found


@pytest.mark.parametrize("reason", ["consent", "danger"])
def test_a_person_who_is_only_in_the_words_of_others_is_taken_out_too(
    three: Three, tmp_path: Path, reason: str
) -> None:
    """Tern has no link to the case; her alias stayed in a waiting report, and no row of a paper had her consent."""
    vault, ben = three.ana, three.vaults["Ben"]
    _, whole = fixture(vault)
    tern, _ = records.add(vault, "actor", {"alias": "Tern", "consent_record": [
        {"purpose": ["SHARE_NETWORK", "UN"], "state": "given", "form": "alias"},
    ]})  # fmt: skip
    event, _ = records.add(vault, "event", {
        "title": "Raid", "date_start": "2026-11-20", "case": whole.ref, "description": "Tern of the union hid her.",
        "description_open": "Tern of the union hid her.", "violation_class": ["LIB1"],
        "place": {"province": "Quiché", "country": "GT"},
    })  # fmt: skip
    share(three, event, "Ben")
    made = paper_makers.make(vault, "incident-report", [event.ref], "un", answers=REPLACED)
    (row,), _ = register.save(vault, register.paint(tmp_path / "p.txt", made))
    register.give(vault, row, to_text="Office")
    assert "Tern" in (tmp_path / "p.txt").read_text()
    found, _ = consent_withdrawals.withdraw(vault, tern.ref, reason=reason)
    assert [one.title for one in found.stopped] == ["Ben"]
    assert records.record_of(vault, row.ref).fields["state"] == "withdrawn"
    three.round(3)
    for came in inbox.list_reports(ben, "delivered"):
        inbox.accept(ben, came.arrived.report.hex())
    there = records.record_of(ben, event.id.hex())
    assert there.fields["title"] == "Raid" and "Tern" not in str(there.fields)


def test_a_recipient_who_has_only_the_alias_in_words_about_others_is_listed(three: Three) -> None:
    """A notice would hide the record about the others too: the person decides."""
    vault, ben = three.ana, three.vaults["Ben"]
    _, whole = fixture(vault)
    yes = {"purpose": ["SHARE_NETWORK"], "state": "given", "form": "alias"}
    one, tern, terns = (
        records.add(vault, "actor", {"alias": alias, "consent_record": [yes]})[0]
        for alias in ("Union 1", "Tern", "The union Tern")
    )
    words = {"description": "TERN of the union hid her.", "description_open": "TERN of the union hid her."}
    event, _ = records.add(vault, "event", {
        "title": "Raid", "date_start": "2026-11-20", "case": whole.ref, "violation_class": ["LIB1"],
        "place": {"province": "Quiché", "country": "GT"}, **words,
    })  # fmt: skip
    share(three, event, "Ben")
    three.round(1)
    assert delivery_words.list_missing(vault.con, 9) == []
    three.round(1)
    (came,) = inbox.list_reports(ben, "delivered")
    inbox.accept(ben, came.arrived.report.hex())
    three.round(1)
    assert "TERN" in str(records.record_of(ben, event.id.hex()).fields)
    assert [holders.list_holders(vault, other.ref) for other in (one, terns)] == [[], []]
    done, _ = consent_withdrawals.withdraw(vault, tern.ref)
    assert [(row.name, row.way, row.key) for row in done.holders] == [("Ben", holders.WORDS, event.ref)]
    three.round(2)
    assert received_withdrawals.list_received_withdrawals(ben) == []
    assert records.record_of(ben, event.id.hex()).fields["title"] == "Raid"
