"""Removed people still decide what leaves about them, and the leak check still knows their words."""

from pathlib import Path

import pytest

from app.actions.field import appeals
from app.actions.kernel import records
from app.actions.kernel.owned_records import BEREFT
from app.actions.mail import sharing
from app.actions.papers import appeals as appeal_papers
from app.actions.papers import paper_makers
from app.actions.records import destruction, evidence, record_merges
from app.actions.release import evidence_copies, known_names, leak_check
from app.actions.vault import real_names
from app.actions.withdrawals import consent_withdrawals
from app.domain.leaks.known_terms import KnownTerms
from app.domain.leaks.leak_values import LeakAnswers
from app.domain.record import Record
from app.domain.redact import PROFILES
from app.errors import InputRefused
from app.store.vault import settings
from app.store.vault.open_vault import Vault
from tests.unchecked import read_twice

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
            texts.append((audience, read_twice(made).data("txt").decode()))
        except InputRefused:
            continue
    return [(audience, word) for audience, text in texts for word in SECRET if word in text]


@pytest.mark.parametrize("how", ["here", "removed", "danger", "unlinked", "destroyed"])
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
    if how == "destroyed":
        destruction.destroy(vault, destruction.look(vault, person.ref, linked=False))
        assert "SECRETWORDS" in str(sharing.preview(vault, [event.ref], "internal").selection.records)
    assert leave(vault, event) == []
    for audience in ("court", "icc"):
        with pytest.raises(InputRefused):
            evidence_copies.export(
                vault, item.ref, tmp_path / audience, audience=audience, answers=LeakAnswers(), reason="a trial"
            )


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


def left(vault: Vault, text: str, audience: str = "un") -> str:
    """Return a text after the leak check with the usual answers; findings without an answer are an error."""
    limits = leak_check.limits_of(vault, PROFILES[audience], ())
    report = leak_check.check_texts(vault, {"text": text}, limits, REST)
    report.need_answers()
    return report.texts["text"]


@pytest.mark.parametrize("text", ["They left. Zorzal hid.", "Then the man, Zorzal, ran.", "Then zorzal ran."])
@pytest.mark.parametrize("how", ["here", "removed", "renamed", "merged", "merged and renamed"])
def test_no_alias_of_now_or_before_is_in_a_text(vault: Vault, how: str, text: str) -> None:
    person = refused(vault)
    if how == "removed":
        records.remove(vault, person.ref)
    if "renamed" in how:
        records.edit(vault, person.ref, {"alias": "Tern"})
    if "merged" in how:
        record_merges.join(vault, refused(vault, "Heron").ref, person.ref)
    assert "orzal" not in left(vault, text)


@pytest.mark.parametrize("how", ["renamed", "merged"])
def test_an_earlier_alias_of_a_person_who_agreed_becomes_the_alias_of_now(vault: Vault, how: str) -> None:
    person = refused(vault, state="given")
    if how == "renamed":
        records.edit(vault, person.ref, {"alias": "Tern"})
    else:
        record_merges.join(vault, refused(vault, "Tern", "given").ref, person.ref)
    assert left(vault, "Then Zorzal ran. Tern hid.") == "Then Tern ran. Tern hid."


def test_an_earlier_alias_that_another_person_has_now_becomes_no_other_person(vault: Vault) -> None:
    one = refused(vault, "Heron", "given")
    records.edit(vault, one.ref, {"alias": "Tern"})
    refused(vault, "Heron", "given")
    assert left(vault, "Then Heron ran.") == "Then … ran."


def test_an_alias_in_another_spelling_before_is_no_finding(vault: Vault) -> None:
    person = refused(vault, "zorzal", "given")
    records.edit(vault, person.ref, {"alias": "Zorzal"})
    assert left(vault, "Then Zorzal ran.") == "Then Zorzal ran."


@pytest.mark.parametrize("closed", [False, True])
def test_the_real_name_of_a_removed_person_is_known(vault: Vault, closed: bool) -> None:
    person = refused(vault)
    key, wrap = real_names.prepare_key(real_names.header_of(vault), "lantern copper field")
    real_names.set_up(vault, wrap)
    real_names.save(vault, key, person.ref, {"real_name": "Rosalba Tzul"})
    records.remove(vault, person.ref)
    known_names.open_names(vault, key)
    if closed:
        known_names.close_names(vault, leak_check.load_words())
        key.clear()
    for text in ("They left. Rosalba hid.", "Then rosalba tzul ran.", "ROSALBA TZUL"):
        assert "tzul" not in left(vault, text).lower() and "rosalba" not in left(vault, text).lower()


@pytest.mark.parametrize("closed", [False, True])
@pytest.mark.parametrize("how", ["other name", "emptied", "undone", "of one who agreed"])
def test_an_earlier_real_name_is_known_and_never_leaves(vault: Vault, how: str, closed: bool) -> None:
    person = refused(vault, state="given" if how == "of one who agreed" else "refused")
    key, wrap = real_names.prepare_key(real_names.header_of(vault), "lantern copper field")
    real_names.set_up(vault, wrap)
    saved = real_names.save(vault, key, person.ref, {"real_name": "Rosalba Tzul", "phone": "5512 3490"})
    if how == "undone":
        real_names.put_back(vault, saved)
    else:
        other = None if how == "emptied" else "Rosalba Quispe"
        real_names.save(vault, key, person.ref, {"real_name": other, "other_names": ["R. Q."]}, saved.id.hex())
    known_names.open_names(vault, key)
    if closed:
        known_names.close_names(vault, leak_check.load_words())
        key.clear()
    for text in ("Then rosalba tzul ran.", "TZUL, ROSALBA", "They left with Tzul."):
        assert "tzul" not in left(vault, text).lower(), text


def test_a_longer_real_name_of_somebody_who_is_named_is_no_finding(vault: Vault) -> None:
    person = refused(vault, state="given")
    key, wrap = real_names.prepare_key(real_names.header_of(vault), "lantern copper field")
    real_names.set_up(vault, wrap)
    saved = real_names.save(vault, key, person.ref, {"real_name": "Rosalba Tzul"})
    real_names.save(vault, key, person.ref, {"real_name": "Rosalba Tzul Ixcoy"}, saved.id.hex())
    known_names.open_names(vault, key)
    names, _ = known_names.find_names(vault, leak_check.load_words())
    assert isinstance(names, KnownTerms) and [one.earlier for one in names.terms] == [False]
    real_names.save(vault, key, person.ref, {"real_name": "Rosalba Quispe"}, saved.id.hex())
    names, _ = known_names.find_names(vault, leak_check.load_words())
    assert isinstance(names, KnownTerms)
    assert {one.text: one.earlier for one in names.terms} == {
        "Rosalba Quispe": False, "Rosalba Tzul": True, "Rosalba Tzul Ixcoy": True,
    }  # fmt: skip


@pytest.mark.parametrize("how", ["here", "removed", "renamed"])
def test_the_name_of_a_contact_of_now_or_before_is_no_part_of_a_text(vault: Vault, how: str) -> None:
    contact, _ = records.add(vault, "contact", {"display_name": "Rosalba Tzul"})
    if how == "removed":
        records.remove(vault, contact.ref)
    if how == "renamed":
        records.edit(vault, contact.ref, {"display_name": "R."})
    assert left(vault, "Then rosalba tzul rang.") == "Then … rang."


@pytest.mark.parametrize("how", ["here", "removed", "renamed", "now an area"])
def test_the_name_of_a_place_of_now_or_before_is_as_exact_as_allowed(vault: Vault, how: str) -> None:
    person = refused(vault)
    place = {"name": "Villaflorida", "district": "Norte", "province": "Alta", "country": "GT"}
    made, _ = records.add(vault, "place", place)
    records.add(vault, "event", {"title": "Mill", "date_start": "2026-11-21", "place": made.ref,
                                 "act": [{"violation": "LIB1", "victim": person.ref}]})  # fmt: skip
    if how == "removed":
        records.remove(vault, made.ref)
    if how == "renamed":
        records.edit(vault, made.ref, {"name": "Tres Cruces"})
    if how == "now an area":
        records.edit(vault, made.ref, {"name": "Escuintla"})
    for text in ("They hid in villaflorida then.", "Villaflorida burned."):
        assert "illaflorida" not in left(vault, text)


@pytest.mark.parametrize("state", ["refused", "given"])
def test_an_alias_of_two_people_leaves_only_if_both_agreed(vault: Vault, state: str) -> None:
    her = refused(vault, "Heron", "given")
    refused(vault, "Heron", state)
    limits = leak_check.limits_of(vault, PROFILES["un"], [her])
    report = leak_check.check_texts(vault, {"text": "Then Heron hid in the church."}, limits, REST)
    assert report.texts["text"] == f"Then {'…' if state == 'refused' else 'Heron'} hid in the church."


def test_an_alias_of_two_records_of_one_person_leaves(vault: Vault) -> None:
    her, other, third = (refused(vault, "Heron", "given") for _ in range(3))
    record_merges.join(vault, her.ref, other.ref)
    records.remove(vault, third.ref)
    limits = leak_check.limits_of(vault, PROFILES["un"], [her])
    assert not leak_check.check_texts(vault, {"text": "Then Heron hid."}, limits).findings


def test_the_mark_of_an_act_has_no_word_of_the_destroyed_person_and_goes_with_the_act(vault: Vault) -> None:
    person = refused(vault)
    event = attack_on(vault, person)
    destruction.destroy(vault, destruction.look(vault, person.ref, linked=False))
    ((name, value),) = settings.list_settings(vault.con, BEREFT)
    assert person.id.hex() not in name and value == b""
    destruction.destroy(vault, destruction.look(vault, event.ref, linked=True))
    assert not settings.list_settings(vault.con, BEREFT)
