"""Names of people who are held back, in the text that leaves: listed before it leaves, in window and command line."""

from pathlib import Path

import pytest

from app.actions.kernel import records
from app.actions.mail import anonymous, sharing
from app.actions.papers import paper_makers
from app.gui.delivery import share_query as effects
from app.gui.style.text import Text
from app.store.vault.open_vault import Vault
from tests.actions.pairs import Pair
from tests.flow.cast import Person

SAID = (
    "The text contains names of people whose records you do not send: {}. If nobody may know these names, remove them"
    " from the text."
)


def told(pair: Pair, words: str, profile: str = "network", **more: object) -> list[str]:
    """Return which names are listed when an incident with these words is shared, the same in all three places."""
    victim = {"alias": "Luna", "consent_record": [{"purpose": ["SHARE_NETWORK"], "state": "given"}]}
    event, _ = records.add(pair.ana, "event", {
        "title": "March", "description": words,
        "act": [{"violation": "INT1", "victim": victim}, {"violation": "INT1", "victim": {"alias": "Marula"}}],
    })  # fmt: skip
    to = [pair.ben_here.ref]
    start, end = SAID.split("{}")
    shown = effects.effect(pair.ana, Text("en"), [event.id.hex()], profile, to).warning
    bare = effects.effect(pair.ana, Text("en"), [event.id.hex()], profile, to, True).warning
    done, _ = sharing.share(pair.ana, [event.ref], to, profile)
    (apart,), _ = anonymous.share(pair.ana, [event.ref], to, profile)
    listed = [[said for said in some if said.startswith(start)] for some in (done.warnings, apart.warnings)]
    shown, bare = (text.replace("\u2068", "").replace("\u2069", "") for text in (shown, bare))  # isolates of names
    assert listed[0] == listed[1] and all(said in shown and said in bare for said in listed[0])
    assert listed[0] or start not in shown + bare
    return [name for said in listed[0] for name in said.removeprefix(start).removesuffix(end).split(", ")]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("They beat Luna and MARULA at the gate.", ["Marula"]),
        ("The marulas were ripe.", []),
        ("«Marula», he said.", ["Marula"]),
        ("Luna was beaten.", []),
        ("Abu Nasr came, and Sálih.", ["Abu Nasr", "Salih"]),
        ("Abu came alone; Nasr did not.", []),
        ("قال أحمد ذلك", ["احمد"]),
        ("他说王明来了", ["王明"]),
    ],
)
def test_who_is_held_back_is_listed_by_whole_words_however_spelt(pair: Pair, words: str, found: list[str]) -> None:
    for alias in ("Abu Nasr", "Salih", "احمد", "王明"):
        records.add(pair.ana, "actor", {"alias": alias})
    assert told(pair, words) == found


def test_for_those_who_see_everybody_only_who_is_elsewhere_is_listed_also_from_the_past(pair: Pair) -> None:
    records.add(pair.ana, "actor", {"alias": "Kestrel"})
    assert told(pair, "Luna and Marula met Kestrel.", "internal") == ["Kestrel"]
    event, _ = records.add(pair.ana, "event", {"title": "May", "description": "Kestrel came."})
    records.edit(pair.ana, event.ref, {"description": "Somebody came."})
    to = [pair.ben_here.ref]
    assert SAID.format("Kestrel") in sharing.share(pair.ana, [event.ref], to, "internal")[0].warnings
    assert not any("Kestrel" in said for said in sharing.share(pair.ana, [event.ref], to, "network")[0].warnings)


def test_the_command_line_lists_them_before_it_is_queued_and_as_it_is(tmp_path: Path) -> None:
    ana, ben = Person(tmp_path, "ana").creates(), Person(tmp_path, "ben").creates()
    ben.does("card", "show", "--file", str(tmp_path / "ben.card"))
    ana.does("contact", "add", str(tmp_path / "ben.card"))
    event = ana.adds(title="March", description="Marula saw it.", act={"violation": "INT1", "victim": {
        "kind": "actor", "alias": "Marula"}})  # fmt: skip
    for more in (("--look",), ()):
        done = ana.does("share", event, "--to", "ben", "--profile", "network", *more)
        assert SAID.format("Marula") in done["warnings"]


@pytest.mark.parametrize(("profile", "listed"), [("network", True), ("internal", False)])
def test_a_paper_lists_them_too(vault: Vault, profile: str, listed: bool) -> None:
    records.add(vault, "actor", {"alias": "Marula"})
    event, _ = records.add(vault, "event", {"title": "March", "description": "Marula saw it from the gate."})
    made = paper_makers.make(vault, "emergency-report", [event.ref], profile)
    assert "Marula" in made.data("txt").decode()
    assert (SAID.format("Marula") in made.warnings) == listed
