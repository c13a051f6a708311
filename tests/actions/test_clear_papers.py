"""What the third round of strict readers found: names before authorities, promises, warnings first, and sources."""

from collections.abc import Mapping

import pytest

from app.actions.kernel import records
from app.catalogue import Catalogue
from app.domain import gsm
from app.phrase import Phrase
from app.store.records.search import Query
from app.store.vault.open_vault import Vault
from tests.actions.cases import ALL, f1, f8
from tests.actions.test_new_papers import text as unread
from tests.actions.test_whole_papers import LANGUAGES, appeal, text


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_list_of_promises_tells_each_incident(vault: Vault, language: str) -> None:
    case, *_ = f8(vault)
    said = text(vault, "follow-ups", case.ref, profile="un", language=language)
    about = said.split(Catalogue(language)("Total"))[0]
    assert "Chajul" in about and "Nebaj" in about and "Heron" not in said
    for _ in range(10):
        records.add(vault, "event", {"title": "Raid", "date_start": "2026-11-22", "case": [case.ref],
                                     "place": {"province": "Petén"}})  # fmt: skip
    said = text(vault, "follow-ups", case.ref, profile="un", language=language)
    assert Catalogue(language)(Phrase("Earlier incidents that are not in this paper: {n}.", n=2)) in said


MAY, MAY_NOT = "You may say this name: there is consent.", "Do not say this name: there is no consent."
SAYS = [
    ("briefing-note", "un", {}, MAY_NOT), ("briefing-note", "un", {"UN_TO_GOV": "given"}, MAY),
    ("briefing-note", "un", {"AUTHORITIES": "given"}, MAY),
    ("briefing-note", "un", {"AUTHORITIES": "given", "UN_TO_GOV": "refused"}, MAY_NOT),
    ("briefing-note", "un", {"AUTHORITIES": "refused", "UN_TO_GOV": "given"}, MAY),
    ("embassy-letter", "embassy", {}, MAY_NOT), ("embassy-letter", "embassy", {"UN_TO_GOV": "given"}, MAY_NOT),
    ("embassy-letter", "embassy", {"AUTHORITIES": "given"}, MAY),
    ("embassy-letter", "embassy", {"AUTHORITIES": "alias"}, MAY_NOT),
]  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("name", "audience", "answers", "line"), SAYS)
def test_a_paper_says_if_its_reader_may_say_the_name_to_the_authorities(
    vault: Vault, name: str, audience: str, answers: Mapping[str, str], line: str, language: str
) -> None:
    """A yes to an embassy or to the United Nations is no yes to the Government."""
    case, _ = f1(vault, "UN", "EMBASSY", form="named")
    (man,) = records.find(vault, Query("actor"))
    for purpose, answer in answers.items():
        form, state = ("alias", "given") if answer == "alias" else ("named", answer)
        given = {"purpose": [purpose], "state": state, "form": form, "actor": man.ref}
        records.add(vault, "consent_record", given)
    said, say = text(vault, name, case.ref, profile=audience, language=language), Catalogue(language)
    other = MAY if line == MAY_NOT else MAY_NOT
    row = Phrase("{label}: {text}", label=say("Before the authorities"), text=say(line))
    assert say(row).replace("\xa0", " ") in said and say(other) not in said


def test_a_role_has_no_name_to_say_and_an_authority_reads_nothing_about_it(vault: Vault) -> None:
    case, _ = f1(vault, *ALL, form="role")
    assert "Before the authorities" not in text(vault, "briefing-note", case.ref, profile="un")
    case, _ = f1(vault, *ALL, form="named")
    assert "Before the authorities" not in text(vault, "briefing-note", case.ref, profile="authority")


def test_an_adult_with_a_role_has_no_age_in_the_network(vault: Vault) -> None:
    _, event = f1(vault, *ALL, form="role")
    said = text(vault, "incident-report", event.ref, profile="network")
    assert "Sex: male" in said and "30 to 49" not in said and "Sur, Escuintla" in said


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("form", ["named", "role"])
def test_the_first_of_linked_messages_has_both_warnings_before_the_person(
    vault: Vault, language: str, form: str
) -> None:
    case, event = f1(vault, "APPEAL_NAMED", *ALL, form=form)
    made = appeal(vault, case, event, consent="named" if form == "named" else "anon")
    said = unread(vault, "appeal-message", made.ref, profile="asked", language=language)
    first, say = said.partition("2/")[0], Catalogue(language)
    keep, basis = gsm.simplify_text(say("Do not publish")), gsm.simplify_text(say("one source, not confirmed"))[1:]
    who = "Quetzal" if form == "named" else "a man who leads"
    assert keep in first and basis in first and said.lower().index(who.lower()) > first.index(basis)


@pytest.mark.parametrize("language", ["fr", "es"])
def test_a_press_release_needs_no_article_before_the_name_of_its_issuer(vault: Vault, language: str) -> None:
    case, *_ = f8(vault, "role")
    said = text(vault, "press-release", case.ref, language=language)
    assert ("Source : " if language == "fr" else "Fuente: ") in said and "Selon" not in said and "Según" not in said
