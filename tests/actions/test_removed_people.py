"""Removed people still decide what leaves about them, and the leak check still knows their words."""

from pathlib import Path

import pytest

from app.actions.field import appeals
from app.actions.kernel import records
from app.actions.mail import sharing
from app.actions.papers import appeals as appeal_papers
from app.actions.papers import paper_makers
from app.actions.records import evidence
from app.actions.release import evidence_copies
from app.actions.withdrawals import consent_withdrawals
from app.domain.leaks.leak_values import LeakAnswers
from app.domain.record import Record
from app.errors import InputRefused
from app.store.vault.open_vault import Vault

REST = LeakAnswers(replace_rest=True)
SECRET = ("SECRETWORDS", "OPENWORDS", "SECRETLINK", "04:37", "Villaflorida")


def refused(vault: Vault, alias: str = "Zorzal", state: str = "refused") -> Record:
    """Return a person with the same answer to every audience."""
    answer = {"purpose": list(vault.words["consent_purpose"].codes), "state": state, "form": "named"}
    return records.add(vault, "actor", {"alias": alias, "kind": "person", "consent_record": [answer]})[0]


def attack_on(vault: Vault, person: Record) -> Record:
    """Return an incident with an act against a person, and with secret words in its texts."""
    return records.add(vault, "event", {
        "title": "Night at the mill", "date_start": "2026-11-21T04:37", "danger": "now",
        "description": "SECRETWORDS he was beaten", "description_open": "OPENWORDS he was beaten",
        "place": {"name": "Villaflorida", "district": "Norte", "province": "Escuintla", "country": "GT"},
        "act": [{"violation": "LIB1", "victim": person.ref, "defender_link": "SECRETLINK he is the sacristan"}],
    })[0]  # fmt: skip


def leave(vault: Vault, event: Record) -> list[tuple[str, str]]:
    """Return the audience and the secret words of each share and each paper of an incident."""
    texts = list[tuple[str, str]]()
    for audience in ("network", "un", "embassy", "court", "public", "donor", "service"):
        chosen = sharing.preview(vault, [event.ref], audience).selection
        texts.append((audience, str([one.fields for one in chosen.records])))
    for name, audience in (("incident-report", "un"), ("embassy-letter", "embassy"), ("press-release", "public")):
        try:
            made = paper_makers.make(vault, name, [event.ref], audience, answers=REST)
            texts.append((audience, made.data("txt").decode()))
        except InputRefused:
            continue
    return [(audience, word) for audience, text in texts for word in SECRET if word in text]


@pytest.mark.parametrize("how", ["here", "removed", "danger", "unlinked"])
def test_a_person_who_refused_decides_after_the_record_or_the_link_is_removed(
    vault: Vault, tmp_path: Path, how: str
) -> None:
    person = refused(vault, state="given" if how == "danger" else "refused")
    event = attack_on(vault, person)
    (tmp_path / "scan.txt").write_text("his face")
    item, _ = evidence.add(vault, tmp_path / "scan.txt", event.ref)
    if how == "danger":
        consent_withdrawals.withdraw(vault, person.ref, reason="danger")
    if how in ("removed", "danger"):
        records.remove(vault, person.ref)
    if how == "unlinked":
        (act,) = [row for role, row in records.show(vault, event.ref).parts if row.kind == "act"]
        records.edit(vault, act.ref, {"victim": None})
    assert leave(vault, event) == []
    for audience in ("court", "icc"):
        with pytest.raises(InputRefused):
            evidence_copies.export(vault, item.ref, tmp_path / audience, audience=audience, answers=LeakAnswers())


def test_an_appeal_for_a_removed_person_who_refused_has_no_text(vault: Vault) -> None:
    person = refused(vault)
    event = attack_on(vault, person)
    records.remove(vault, person.ref)
    made, _ = appeals.begin(vault, {**appeals.prefill_appeal(vault, event.ref), "asks": ["safety"]})
    with pytest.raises(InputRefused, match="Consent is missing"):
        appeal_papers.text(vault, made.ref, "letter")


def test_an_appeal_for_another_person_has_no_alias_of_a_removed_one(vault: Vault) -> None:
    person, other = refused(vault), refused(vault, "Tern", "given")
    event = attack_on(vault, person)
    records.add(vault, "act", {"violation": "LIB1", "event": event.ref, "victim": other.ref})
    records.remove(vault, person.ref)
    given = {"event": event.ref, "who": [other.ref], "what": "Tern ran. zorzal hid.",
             "when": "2026-11-21T05:00", "asks": ["safety"]}  # fmt: skip
    made, _ = appeals.begin(vault, given)
    said = appeal_papers.text(vault, made.ref, "letter")
    assert "Tern ran" in said
    assert "zorzal" not in said
