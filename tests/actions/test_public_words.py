"""What readers of public papers and of papers for officials found: accusations, places, empty papers, words."""

from app.actions.kernel import records
from app.actions.papers import paper_makers
from app.domain.leaks.leak_values import LeakClass
from app.store.records.search import Query
from app.store.vault.open_vault import Vault
from tests.actions.cases import ALL, f1
from tests.actions.test_displacement import add
from tests.actions.test_displacement import vault as vault
from tests.actions.test_safe_papers import made


def test_the_perpetrator_in_prose_is_a_question_in_public(vault: Vault) -> None:
    case, event = f1(vault, *ALL, form="role")
    (body,) = [one for one in records.find(vault, Query("organisation")) if one.fields["type"] == "police"]
    records.edit(vault, body.ref, {"name": "Fourth Patrol"})  # only its kind tells that it is the police
    for words, asked in (
        ("The Fourth Patrol took him at a gate.", ["Fourth Patrol"]),
        ("The police took him at a gate.", ["police"]), ("Un policía lo tomó en una puerta.", ["policía"]),
        ("Four men took him at a gate.", []),
    ):  # fmt: skip
        records.edit(vault, event.ref, {"description_open": words})
        for name in ("press-release", "social-text"):
            found = made(vault, name, case, "public").leaks.open
            assert [(one.words, one.kind) for one in found] == [(one, LeakClass.DOER) for one in asked]
    records.edit(vault, event.ref, {"description_open": "The Fourth Patrol took him at a gate."})
    un = made(vault, "denunciation-letter", case, "un")
    assert not un.leaks.open and "Fourth Patrol" in un.leaks.notices[-1], "no lawyer has checked the name"
    for row in records.find(vault, Query("involvement")):
        records.edit(vault, row.ref, {"legal_check": "cleared"})
    assert not any("Patrol" in one for one in made(vault, "denunciation-letter", case, "un").leaks.notices)


def test_a_flood_burns_nothing(vault: Vault) -> None:
    event = add(vault, "event", title="Flood", date_start="2026-08-04", act=[{"violation": "PRO3"}])
    said = paper_makers.make(vault, "incident-report", [event], "internal").data("txt").decode()
    assert "property destroyed" in said and "burnt" not in said
