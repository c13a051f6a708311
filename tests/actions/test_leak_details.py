"""The detail of places and times in texts: as strict as for each person whom they can be about."""

import pytest

from app.actions.kernel import records
from app.actions.papers import paper_makers
from app.domain.leaks.leak_values import LeakAnswers, LeakClass
from app.domain.record import Record
from app.store.vault.open_vault import Vault

REST = LeakAnswers(replace_rest=True)


def their_places(vault: Vault, *purposes: str, together: bool) -> tuple[Record, set[str]]:
    """Return an incident of one who agreed, and the places in its paper for the United Nations that are too fine.

    The other one answers `purposes`, or is silent; she was at Villaflorida with him if they were `together`.
    """
    both = {"purpose": ["UN", "LOCATION"], "state": "given"}
    him, _ = records.add(vault, "actor", {"alias": "Zorzal", "consent_record": [
        {"purpose": list(purposes or both["purpose"]), "state": "given" if purposes else "refused"}]})  # fmt: skip
    her, _ = records.add(vault, "actor", {"alias": "Heron", "consent_record": [both]})
    area = {"district": "Norte", "province": "Escuintla", "country": "GT"}
    acts = [{"violation": "LIB1", "victim": one.ref} for one in ([him, her] if together else [him])]
    records.add(vault, "event", {"title": "Raid", "act": acts, "place": {"name": "Villaflorida", **area}})
    records.add(vault, "event", {"title": "Visit", "act": acts[-1:] if together else [],
                                 "place": {"name": "Ceibales", **area}})  # fmt: skip
    event, _ = records.add(vault, "event", {"title": "Visit", "act": [
        {"violation": "INT2", "victim": her.ref, "defender_link": "She saw Villaflorida and Ceibales."}]})  # fmt: skip
    found = paper_makers.make(vault, "incident-report", [event.ref], "un").leaks.findings
    return event, {one.words for one in found if one.kind is LeakClass.PLACE}


@pytest.mark.parametrize("together", [True, False])
def test_a_place_in_a_text_has_the_detail_for_everybody_at_it(vault: Vault, together: bool) -> None:
    """Papers, 1.1 rule 5: not the looser detail of the person in the paper, who agreed to her own village."""
    event, fine = their_places(vault, together=together)
    assert "Villaflorida" in fine and ("Ceibales" in fine) is not together
    made = paper_makers.make(vault, "incident-report", [event.ref], "un", answers=REST)
    assert "She saw Norte and" in made.data("txt").decode()


def test_a_place_of_people_who_agreed_to_it_leaves_in_a_text(vault: Vault) -> None:
    """Papers, 1.3: with LOCATION, the United Nations read the village."""
    assert "Villaflorida" not in their_places(vault, "UN", "LOCATION", together=True)[1]


def test_a_place_of_nobody_is_only_an_area_in_a_text(vault: Vault) -> None:
    """P60: alone, a place leaves as an area only; also if another village with its name may be read."""
    event, _ = their_places(vault, "UN", "LOCATION", together=True)
    records.add(vault, "place", {"name": "Villaflorida", "district": "Norte", "country": "GT"})
    found = paper_makers.make(vault, "incident-report", [event.ref], "un").leaks.findings
    assert [(one.words, one.instead) for one in found if one.kind is LeakClass.PLACE] == [("Villaflorida", "Norte")]
