"""Papers as a stranger reads them, in each language: cautions, confirmation, handling, people and requests."""

from collections.abc import Mapping

import pytest

from app.actions.kernel import records
from app.domain.record import Record
from app.store.records.search import Query
from app.store.vault.open_vault import Vault
from tests.actions.cases import ALL, f1
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
