"""The page and the row of an incident that was written down by the short form, in English and in Arabic."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.actions.detention import arrests
from app.actions.kernel import records
from app.actions.records import incidents
from app.gui.incidents import incident_query
from app.gui.incidents import incidents_query as rows
from app.gui.incidents.incident_query import IncidentPage
from app.gui.records.sentences import act_sentence
from app.gui.style.dates import moment_words
from app.gui.style.text import Text
from app.store.vault.open_vault import Vault
from tests.vaults import vault_at

FORM = {
    "when": "2026-04-12", "where": "Tres Ceibas", "who": "Rural Guard", "did": "code:LIB1", "whom": "Marula",
    "role": "code:hrd", "sex": "code:02", "age": "code:30-49", "danger": "now", "consent": "store",
}  # fmt: skip


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    with vault_at(tmp_path / "vault") as vault:
        yield vault


def shown(vault: Vault, form: dict[str, str], language: str = "en") -> IncidentPage:
    record, _ = incidents.save(vault, form, "Unnamed person")
    return incident_query.page(vault, Text(language), record.id.hex())


def said(page: IncidentPage) -> str:
    return "".join(words for words, _ in page.runs)


def test_it_says_who_the_victim_is_and_who_is_in_danger(vault: Vault) -> None:
    page = shown(vault, {**FORM, "also": "beat with rifle butts"})
    assert said(page) == "Rural Guard arrested and beat with rifle butts Marula at Tres Ceibas."
    assert page.badges[0] == ("alert", "In danger now", "red")
    assert ("Who was harmed", "Marula", "female, 30 to 49, human rights defender") in page.facts
    (consent,) = [fact for fact in page.facts if fact[0] == "Consent"]
    assert consent[1].startswith("Given: ") and consent[2] == "Marula"
    assert page.danger == "In danger: Marula."


def test_it_names_who_is_in_danger_and_what_would_help(vault: Vault) -> None:
    page = shown(vault, {**FORM, "whom": "Marula\nTern", "in_danger": "Tern", "help": "A car out of town"})
    assert page.danger == "In danger: Tern. What would help: A car out of town"
    page = shown(vault, {**FORM, "danger": "perhaps", "whom": "Heron\nWren"})
    assert page.danger == "Maybe in danger: Heron, Wren."
    assert shown(vault, {**FORM, "danger": "no"}).danger == ""


def test_acts_without_a_perpetrator_are_joined_only_in_one_line() -> None:
    def told(*acts: dict[str, str]) -> str:
        return "".join(words for words, _ in act_sentence(Text("en"), acts, ""))

    arrested, beat, threatened = ({"did": did, "whom": "Marula"} for did in ("arrested", "beat", "threatened"))
    assert told({**arrested, "line": "1"}, {**beat, "line": "1"}, {**threatened, "line": "2"}) == (
        "Someone arrested and beat Marula. Someone threatened Marula."
    )
    assert told(arrested, threatened) == "Someone arrested Marula. Someone threatened Marula.", "a report has no lines"
    police = {**arrested, "who": "police"}
    assert told(police, {**police, "did": "beat"}) == "Police arrested and beat Marula."


@pytest.mark.parametrize(
    ("form", "english", "arabic"),
    [({"did": "code:LIB1", "whom": "Tern"}, "Someone arrested Tern.", "اعتقل أحدهم Tern."),
     ({"did": "code:LIB1", "whom": "Tern", "where": "Velmora"}, "Someone arrested Tern at Velmora.",
      "اعتقل أحدهم Tern في Velmora."),
     ({"did": "code:THR1", "who": "Rural Guard"}, "Rural Guard threatened to kill someone.",
      "Rural Guard هدد بقتل ضحية مجهولة."),
     ({"did": "took a phone", "who": "Rural Guard"}, "Rural Guard took a phone.", "Rural Guard took a phone."),
     ({"did": "code:LIB1\ncode:INT1"}, "Arrest. Beating or assault.", "اعتقال. ضرب أو اعتداء."),
     ({"did": "took a phone", "whom": "Tern"}, "Took a phone. Harmed: Tern.", "Took a phone. المتضرر: Tern.")],
)  # fmt: skip
def test_an_act_of_which_a_side_is_not_known_is_a_plain_sentence(
    vault: Vault, form: dict[str, str], english: str, arabic: str
) -> None:
    page = shown(vault, form)
    assert said(page) == english
    told = said(incident_query.page(vault, Text("ar"), page.key))
    assert told.translate(dict.fromkeys(map(ord, "\u2068\u2069\u200f"))) == arabic


def test_it_tells_the_link_to_the_work_and_the_gender_factors_once_for_acts_that_share_them(vault: Vault) -> None:
    page = shown(vault, {**FORM, "also": "code:INT1", "link": "code:clear", "gender": "code:G03\ncode:G05"})
    told = [fact for fact in page.facts if fact[0] in ("Link to work", "Gender factors")]
    factors = "Sexualised insult or smear, Threats to children or custody"
    assert told == [("Link to work", "Clear", ""), ("Gender factors", factors, "")]


def test_the_chip_lists_what_no_source_verifies_and_counts_it(vault: Vault) -> None:
    records.add(vault, "event", {"title": "Raid", "information": {"source": {"alias": "Wren"}}})
    records.add(vault, "event", {"title": "March", "date_start": "2026-03-01"})
    records.add(vault, "event", {"title": "Smear", "date_start": "2026-03-09"})
    asked = rows.IncidentQuery(chip="unverified")
    assert [row.title for row in rows.rows(vault, Text("en"), asked)] == ["Smear", "March"]
    assert rows.count_text(vault, Text("en"), asked) == "2"
    assert [row.states[0][0] for row in rows.rows(vault, Text("en"), rows.IncidentQuery())].count("one-source") == 1


def test_what_is_not_known_is_absent(vault: Vault) -> None:
    page = shown(vault, {"whom": "Marula", "did": "code:LIB1", "danger": "no"})
    assert [icon for icon, _, _ in page.badges] == ["unverified", "lock"]
    assert ("Who was harmed", "Marula", "") in page.facts, "a person of whom nothing else is known has a row too"
    assert "Gender factors" not in [label for label, words, _ in page.facts if words]


def test_people_harmed_by_the_same_acts_are_in_one_sentence(vault: Vault) -> None:
    page = shown(vault, {"who": "Soldiers", "did": "code:INT1\ncode:LIB1", "whom": "Ana\nBeto"})
    assert "".join(words for words, _ in page.runs) == "Soldiers beat and arrested Ana and Beto."
    assert [words for label, words, _ in page.facts if label == "Who was harmed"] == ["Ana", "Beto"]


def test_a_consent_without_a_person_is_shown(vault: Vault) -> None:
    page = shown(vault, {"words": "Nobody is named.", "consent": "refused"})
    assert [label for label, _, _ in page.facts if label == "Consent"] == ["Consent"]


def test_a_title_that_was_made_is_in_the_language_of_the_window(vault: Vault) -> None:
    page = shown(vault, FORM, "ar")
    noun = vault.words["violation"].noun("LIB1", "ar")
    assert page.title == f"{noun}، Tres Ceibas، {moment_words(Text('ar'), '2026-04-12')}"
    assert [row.title for row in rows.rows(vault, Text("ar"), rows.IncidentQuery())] == [page.title]
    assert rows.rows(vault, Text("ar"), rows.IncidentQuery())[0].states[0] == ("alert", "في خطر الآن")
    assert records.record_of(vault, page.key).title.endswith(", Tres Ceibas, 2026-04-12")
    named, _ = records.add(vault, "event", {"title": "The pump"})
    assert incident_query.page(vault, Text("ar"), named.id.hex()).title == "The pump"


def test_the_rights_and_the_law_that_an_act_breaches_are_told(vault: Vault) -> None:
    act = {"violation": "INT1", "hrd_article": ["12"], "instrument": ["2201", "1501"], "national_law": "Article 14"}
    event, _ = records.add(vault, "event", {"act": act})
    facts = {label: value for label, value, _ in incident_query.page(vault, Text("en"), event.id.hex()).facts}
    assert facts["Rights of a defender that were violated"] == (
        "Article 12 of the Declaration on defenders: to act peacefully and be protected"
    )
    named = "UN Declaration on Human Rights Defenders (1998), Convention against Torture"
    assert facts["Instruments breached"] == named
    assert facts["National law"] == "Article 14"


def test_an_arrest_without_a_detention_says_so_and_begins_one_with_its_person_day_and_place(vault: Vault) -> None:
    record, _ = incidents.save(vault, FORM, "Unnamed person")

    def page() -> IncidentPage:
        return incident_query.page(vault, Text("en"), record.id.hex())

    none = ("Detention", "No detention for this arrest yet", "")
    assert page().arrest and none in page().facts
    begun = arrests.begin(vault, record.id.hex())
    (place,) = begun["arrested_at"]
    assert begun["date_start"] == "2026-04-12" and records.record_of(vault, place).title == "Tres Ceibas"
    records.add(vault, "detention", {"person": begun["person"], "date_start": "2026-02-01", "date_end": "2026-02-03"})
    assert none in page().facts and not any(name == "detention" for name, *_ in page().parts)
    detention, _ = records.add(vault, "detention", {**begun, "date_end": "2026-04-12"})
    (rows,) = [rows for name, _, rows in page().parts if name == "detention"]
    assert [row.key for row in rows] == [detention.id.hex()] and none not in page().facts
    assert not incident_query.page(
        vault, Text("en"), incidents.save(vault, {**FORM, "did": "code:INT1"}, "Unnamed person")[0].id.hex()
    ).arrest
