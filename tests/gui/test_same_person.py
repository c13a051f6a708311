"""The pages of two contacts that are one person say so, and of which of them the card is."""

from pathlib import Path

from app.actions.contacts import contact_cards, identities
from app.cli.people import document
from app.gui.people import people_query
from app.gui.style.text import Text
from app.gui.style.theme import Look
from app.store.vault import identity
from tests.actions.pairs import pair_at

LOOK = Look(Text("en"), "light", 1.0)


def test_both_pages_say_that_they_are_one_person(tmp_path: Path) -> None:
    with pair_at(tmp_path) as pair:
        identities.rotate(pair.ben)
        second = contact_cards.add(pair.ana, identity.card(pair.ben).file)[0].record

        def facts() -> list[tuple[str, str, str]]:
            found = people_query.page(pair.ana, LOOK, second.id.hex()).facts
            return [fact for fact in found if "earlier key" in fact[0]]

        assert facts() == []
        pair.sync(2)
        ((_, name, said),) = facts()
        assert "Ben" in name and "Both keys signed" in said
        before = people_query.page(pair.ana, LOOK, pair.ben_here.id.hex())
        assert before.trust.value == "none" and second.ref in before.note and "Amparo sends nothing" in before.note
        assert [row.key for row in people_query.listing(pair.ana, LOOK, "", "").rows] == [second.id.hex()]
        assert document(contact_cards.of_record(pair.ana, second.id))["earlier"] == ["Ben"]
