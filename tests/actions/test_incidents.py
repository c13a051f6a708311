"""The short form: what it says is kept, of new people and of those who were here before, and comes back as it was."""

from app.actions import incidents, records
from app.store.vault import Vault
from tests.actions.pairs import Pair

FORM = {
    "when": "2026-04-12",
    "where": "Tres Ceibas",
    "who": "Rural Guard",
    "did": "LIB1",
    "whom": "Marula",
    "role": "hrd",
    "sex": "02",
    "age": "30-49",
    "words": "She was opening the pump.",
    "source": "0102",
    "link": "clear",
    "danger": "no",
    "consent": "network",
}


def saved(vault: Vault, form: dict[str, str], handle: str = "") -> dict[str, str]:
    record, _ = incidents.save(vault, form, handle)
    return incidents.draft_of(vault, record.ref)


def test_what_was_said_comes_back(pair: Pair) -> None:
    record, _ = incidents.save(pair.ana, FORM)
    names = {"where": "Tres Ceibas", "who": "Rural Guard", "whom": "Marula"}
    draft = incidents.draft_of(pair.ana, record.ref)
    assert {**draft, **names} == FORM
    assert {records.record_of(pair.ana, draft[slot]).title for slot in names} == set(names.values())
    assert incidents.draft_of(pair.ana, incidents.save(pair.ana, draft, record.ref)[0].ref) == draft


def test_what_is_said_of_a_person_who_was_here_before_is_kept(pair: Pair) -> None:
    person, _ = records.add(pair.ana, "actor", {"alias": "Kestrel"})
    draft = saved(pair.ana, {**FORM, "whom": person.id.hex(), "sex": "01", "consent": "refused"})
    assert (draft["whom"], draft["sex"], draft["age"], draft["consent"]) == (person.id.hex(), "01", "30-49", "refused")


def test_an_answer_without_a_person_is_kept_with_the_incident(pair: Pair) -> None:
    assert saved(pair.ana, {"words": "Nobody is named.", "consent": "store"}) == {
        "words": "Nobody is named.", "consent": "store",
    }  # fmt: skip


def test_a_new_answer_follows_the_old_one(pair: Pair) -> None:
    record, _ = incidents.save(pair.ana, FORM)
    draft = incidents.draft_of(pair.ana, record.ref)
    consents = records.total(pair.ana, records.Query("consent_record"))
    saved(pair.ana, draft, record.ref)
    assert records.total(pair.ana, records.Query("consent_record")) == consents
    saved(pair.ana, {**draft, "consent": "refused"}, record.ref)
    assert records.total(pair.ana, records.Query("consent_record")) == consents + 1
