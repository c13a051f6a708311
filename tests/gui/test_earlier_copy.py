"""The page of a contact says where its vault is an earlier copy, and what that may lack."""

from pathlib import Path

from attrs import evolve

from app.gui.people import people_query
from app.gui.style.text import Text
from app.gui.style.theme import Look
from tests.actions.pairs import control_of, pair_at, post

LOOK = Look(Text("en"), "light", 1.0)


def test_a_contact_that_wrote_from_a_restored_vault_is_shown_so(tmp_path: Path) -> None:
    with pair_at(tmp_path) as pair:

        def facts() -> list[tuple[str, str, str]]:
            found = people_query.page(pair.ana, LOOK, pair.ben_here.id.hex()).facts
            return [fact for fact in found if "earlier copy" in fact[0]]

        said = control_of(pair.ben, pair.ana.author)
        post(pair.ben, pair.ana, said)
        assert facts() == []
        post(pair.ben, pair.ana, evolve(said, incarnation=b"restored", created=pair.clock.now // 3600 * 3600))
        ((_, since, lacks),) = facts()
        assert since.startswith("since ") and "send these reports again" in lacks
