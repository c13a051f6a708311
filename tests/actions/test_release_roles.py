"""The words of a record follow each person with a part in it, not only its victims (papers.md 1.6)."""

import pytest

from app.actions.kernel import records
from app.store.vault.open_vault import Vault
from tests.actions.test_release import case, told

ACTING = {
    "offer": ("by", "text", {"side": "offer", "kind": ["legal"]}), "meeting": ("with", "purpose", {}),
    "document": ("author", "summary", {"title": "A letter"}), "undertaking": ("by", "text", {}),
    "mission": ("requested_by", "summary_open", {"title": "A visit"}),
    "checkin_plan": ("traveller", "title", {"starts": "2026-11-20T05:30", "ends": "2026-11-21T05:30"}),
}  # fmt: skip
"""Kinds with a person who is neither victim nor focal: the role, a text, and further fields."""


@pytest.mark.parametrize("kind", ACTING)
@pytest.mark.parametrize("state", ["refused", "given"])
def test_a_text_follows_a_person_in_any_role(vault: Vault, kind: str, state: str) -> None:
    """1.6: the author, the host or the traveller of a record is a person whose words it has."""
    role, text, more = ACTING[kind]
    every = [code for code in vault.words["consent_purpose"].codes if code != "STORE"]
    given = {"alias": "Zorzal", "consent_record": [{"purpose": every, "state": state, "form": "alias"}]}
    zorzal, _ = records.add(vault, "actor", given)
    many = vault.kinds[kind].role(role).many  # type: ignore[union-attr]
    made, _ = records.add(vault, kind, {role: [zorzal.ref] if many else zorzal.ref, text: "He hid at the mill", **more})
    out = [name for name in ("network", "un", "court", "public", "donor") if "the mill" in told(vault, made, name)]
    assert bool(out) == (state == "given")


def test_who_takes_part_hides_nobody_else(vault: Vault) -> None:
    """1.6, rule 5: the yes of an author opens no words about a victim."""
    whole, _ = case(vault, {"purpose": ["UN", "SHARE_NETWORK"], "state": "refused"})
    given = {"alias": "Zorzal", "consent_record": [{"purpose": ["UN", "SHARE_NETWORK"], "state": "given"}]}
    zorzal, _ = records.add(vault, "actor", given)
    made, _ = records.add(vault, "undertaking", {"by": zorzal.ref, "text": "Free her from the mill", "of": whole.ref})
    assert "mill" not in told(vault, made, "network") + told(vault, made, "un")
