"""Papers as a stranger reads them, in each language: cautions, confirmation, handling, people and requests."""

from collections.abc import Mapping

import pytest

from app.actions.kernel import records
from app.domain.record import Record
from app.store.records.search import Query
from app.store.vault.open_vault import Vault
from tests.actions.cases import ALL, f1, f8
from tests.actions.test_new_papers import text

LANGUAGES = ("en", "fr", "es", "ar")
CAUTION: Mapping[str, tuple[str, str]] = {
    "en": ("Do not telephone 5512 3490.", "Do not telephone (number withheld)."),
    "fr": ("Ne téléphonez pas au 5512 3490.", "Ne téléphonez pas au (numéro non communiqué)."),
    "es": ("No llamen al 5512 3490.", "No llamen al (teléfono reservado)."),
    "ar": ("لا تتصلوا بالرقم 5512 3490.", "لا تتصلوا بالرقم (رقم محجوب)."),
}


def appeal(vault: Vault, case: Record, event: Record, **given: object) -> Record:
    """Return an appeal about the man of F1."""
    said = {"title": "Arrest", "number": "3HXN-92WA", "kind": "new", "what": "Police officers arrested Quetzal.",
            "happened": "2026-11-20T05:30", "risk_now": "He is in danger of new torture.", "asks": ["release"],
            "area": "Escuintla", "event": event.ref, "victim": list_focal(vault, case), "consent": "named",
            "valid_until": "2027-02-20"}  # fmt: skip
    return records.add(vault, "appeal", {**said, **given})[0]


def list_focal(vault: Vault, case: Record) -> list[str]:
    """Return the people of a case."""
    return [row.ref for role, row in records.show(vault, case.id.hex()).links if role == "focal"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("form", ["named", "role"])
def test_a_caution_with_a_removed_number_is_a_whole_sentence(vault: Vault, language: str, form: str) -> None:
    written, told = CAUTION[language]
    case, event = f1(vault, "APPEAL_NAMED", *ALL, form=form)
    (care,) = [one for one in records.find(vault, Query("intervention")) if "care" in one.fields]
    records.edit(vault, care.id.hex(), {"care": written})
    made = appeal(vault, case, event, consent="named" if form == "named" else "anon")
    papers = [("embassy-letter", case, "embassy"), ("press-release", case, "public"), ("appeal-letter", made, "asked"),
              ("appeal-email", made, "asked"), ("appeal-message", made, "asked")]  # fmt: skip
    for name, of, audience in papers:
        said = text(vault, name, of.ref, profile=audience, language=language)
        assert told in said and "..." not in said and "…" not in said, name


PUBLIC = ("press-release", "public-case-sheet", "mission-report")


def mission(vault: Vault, case: Record) -> Record:
    """Return a mission about all incidents of a vault."""
    every = [one.ref for one in records.find(vault, Query("event"))]
    said = {"title": "River", "kind": "investigation", "case": [case.ref], "event": every}
    return records.add(vault, "mission", {**said, "date_start": "2026-12-01", "date_end": "2026-12-03"})[0]


@pytest.mark.parametrize("name", PUBLIC)
def test_each_public_paper_has_the_same_warning_and_the_same_last_line(vault: Vault, name: str) -> None:
    case, event = f1(vault, *ALL)
    of = (mission(vault, case) if name == "mission-report" else case).ref
    said = text(vault, name, of, profile="public")
    assert "NOT CONFIRMED by two independent sources. Ask us before you publish it." in said
    assert said.endswith("Ask us before you publish it: it is not confirmed.") and "It may be" not in said
    for _ in range(2):
        records.add(vault, "information", {"about": event.ref, "independence": "independent", "stance": "supports",
                                           "reliability": "01", "connection": "0402"})  # fmt: skip
    records.edit(vault, event.ref, {"verification": "judgment", "verification_reason": "The court."})
    said = text(vault, name, of, profile="public")
    assert said.endswith("It may be passed on and published.") and "CONFIRMED" not in said


@pytest.mark.parametrize("name", PUBLIC)
def test_a_paper_of_two_facts_says_which_person_each_is_about_and_that_one_is_confirmed(
    vault: Vault, name: str
) -> None:
    case, *_ = f8(vault, "role")
    of = (mission(vault, case) if name == "mission-report" else case).ref
    said = text(vault, name, of, profile="public")
    assert "NOT ALL FACTS ARE CONFIRMED." in said
    assert said.endswith("Ask us before you publish it: not all of it is confirmed.")
    assert "abducted / kidnapped (against: a woman who defends land)" in said
    assert "threat against a person (against: a man who defends the river)" in said


@pytest.mark.parametrize(
    ("name", "profile"), [("embassy-letter", "embassy"), ("denunciation-letter", "un"), ("briefing-note", "un")]
)
def test_each_fact_of_a_letter_names_its_person_once(vault: Vault, name: str, profile: str) -> None:
    case, *_ = f8(vault, "role")
    said = text(vault, name, case.ref, profile=profile)
    assert said.count("(against: a woman who defends land)") == said.count("(against: a man who") == 1


def test_a_public_paper_says_only_what_the_register_knows_about_the_yes(vault: Vault) -> None:
    """A missing woman agreed to nothing after she was taken; a day that is told is not rounded."""
    case, *_ = f8(vault)
    said = text(vault, "press-release", case.ref)
    assert "Names and places: We publish only what the people concerned, or those who speak for them, agreed" in said
    assert "are left out, to protect them." in said and "rounded" not in said and "agreed to all" not in said
    assert "agreed to." in said and said.index("No answer is needed.") > said.index("Names and places")


@pytest.mark.parametrize(("cleared", "why"), [("", "no lawyer has checked it."), ("cleared", "")])
def test_the_reason_why_nobody_is_told_is_the_one_that_holds(vault: Vault, cleared: str, why: str) -> None:
    _, event = f1(vault, *ALL)
    vash, _ = records.add(vault, "actor", {"alias": "Sergeant Vash"})
    for row in records.find(vault, Query("involvement")):
        given = {"type": None, "perpetrator": vash.ref, "legal_check": cleared or None}
        records.edit(vault, row.id.hex(), given)
    said = text(vault, "emergency-report", event.ref, profile="un")
    public = text(vault, "press-release", event.ref)
    assert (f"Not in this paper: {why}" in said) if why else "alleged: Sergeant Vash" in said
    assert "Not in this paper: it is too sensitive." in public and "lawyer" not in public


@pytest.mark.parametrize("profile", ["un", "regional", "embassy", "authority"])
def test_a_briefing_note_asks_for_an_answer(vault: Vault, profile: str) -> None:
    case, _ = f1(vault, *ALL)
    said = text(vault, "briefing-note", case.ref, profile=profile)
    assert ("Please answer by " in said) is (profile in ("embassy", "authority"))
    assert "and tell us what you can do." in said
