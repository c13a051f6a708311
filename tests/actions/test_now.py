"""What needs a person: dates that have come, keys that changed, reports that came, fields that differ."""

from datetime import datetime, timedelta

from app.actions import contacts, inbox, now, records
from app.store.vault import Vault
from tests.actions.bodies import NEW, body, event
from tests.actions.pairs import Pair


def consent(vault: Vault, days: int, state: str = "given") -> str:
    """Add a consent that must be asked again so many days from now."""
    day = datetime.fromtimestamp(vault.now()).date() + timedelta(days=days)
    made, _ = records.add(vault, "consent_record", {
        "purpose": ["STORE"], "state": state, "review_on": day.isoformat(), "actor": {"alias": "Luna"},
    })  # fmt: skip
    return made.ref


def test_a_date_is_due_from_the_day_before_and_stays_until_it_is_answered(vault: Vault) -> None:
    late, today, tomorrow = (consent(vault, days) for days in (-400, 0, 1))
    consent(vault, 2)
    consent(vault, -1, "withdrawn")
    assert [(one.record.ref, one.days) for one in now.due(vault)] == [(late, -400), (today, 0), (tomorrow, 1)]
    needs = now.needs(vault)
    assert (needs.count, needs.today) == (2, True)
    for ref in (late, today):
        records.edit(vault, ref, {"review_on": "2030"})
    needs = now.needs(vault)
    assert (needs.count, needs.today, [one.record.ref for one in needs.due]) == (0, False, [tomorrow])
    records.remove(vault, tomorrow)
    assert now.due(vault) == []


def test_a_month_is_due_when_it_begins(vault: Vault) -> None:
    ref = consent(vault, 0)
    records.edit(vault, ref, {"review_on": datetime.fromtimestamp(vault.now()).strftime("%Y-%m")})
    assert [one.record.ref for one in now.due(vault)] == [ref]


def test_what_came_and_a_changed_key_are_counted_until_a_person_decides(pair: Pair) -> None:
    assert now.needs(pair.ana).count == 0
    report = pair.mail(body(event(NEW, title="Theirs")))
    contacts.doubt(pair.ana, pair.ben_here.ref)
    needs = now.needs(pair.ana)
    assert (needs.came, [one.record.id for one in needs.changed]) == (1, [pair.ben_here.id])
    assert (needs.count, needs.today) == (2, False)
    inbox.accept(pair.ana, report)
    assert now.needs(pair.ana).came == 0
