"""F11: a library bundle over relay and stick gives a second vault the same counts and hashes, with receipts."""

from pathlib import Path

import pytest

from app.actions.casework import library
from app.actions.kernel import records
from app.actions.mail import inbox
from app.actions.papers import handed_out, paper_makers, register
from app.actions.rounds import sticks
from app.domain.record import Record
from app.store.records.search import Query
from app.store.vault.open_vault import Vault
from tests.actions.pairs import Pair, get
from tests.actions.test_library import PLAN
from tests.unchecked import KeepAll


def plan(vault: Vault) -> Record:
    return library.load_plan(vault)[0].document


def bring(pair: Pair, way: str, folder: Path, ref: str, profile: str) -> None:
    """Bring the sealed report of a document to Ben, who accepts it."""
    report = pair.share(ref, profile=profile, answers=KeepAll())
    if way == "stick":
        folder.mkdir()
        sticks.write(pair.ana, folder)
        sticks.read(pair.ben, folder)
    else:
        pair.sync(2)
    inbox.accept(pair.ben, report)


@pytest.mark.parametrize(("way", "profile"), [("relay", "internal"), ("stick", "network"), ("relay", "un")])
def test_a_second_vault_has_the_same_counts_and_hashes(pair: Pair, tmp_path: Path, way: str, profile: str) -> None:
    document = plan(pair.ana)
    bring(pair, way, tmp_path / "stick", document.ref, profile)
    ours, theirs = (library.list_items(vault, document.id.hex()) for vault in (pair.ana, pair.ben))
    assert (len(theirs.items), theirs.sha256, theirs.wrong) == (100, PLAN, []) and theirs.sha256 == ours.sha256
    assert [one.fields for one in theirs.items] == [one.fields for one in ours.items]
    found = records.find(pair.ben, Query("library_item", text="diplomatic", limit=None))
    assert [one.fields["number"] for one in found] == ["10", "32", "33", "99"]


def test_two_vaults_with_the_plan_have_each_item_once_after_a_bundle(pair: Pair, tmp_path: Path) -> None:
    document = plan(pair.ana)
    assert plan(pair.ben).id == document.id
    bring(pair, "relay", tmp_path / "stick", document.ref, "internal")
    assert len(library.list_items(pair.ben, document.id.hex()).items) == 100
    assert records.count_matches(pair.ben, Query("library_item")) == 100
    assert not get(pair.ben, document.id).conflicts
    again = library.load_plan(pair.ben)[0]
    assert (again.added, again.kept, again.different) == (0, 100, [])


def test_a_stranger_cannot_change_the_plan_unseen(pair: Pair, tmp_path: Path) -> None:
    """An item with other words under the id of the Plan: the vault that loads the Plan names it."""
    document = plan(pair.ana)
    item = library.list_items(pair.ana, document.id.hex()).items[31]
    records.edit(pair.ana, item.id.hex(), {"text": "That embassies hand over defenders."})
    bring(pair, "relay", tmp_path / "stick", document.ref, "internal")
    loaded = library.load_plan(pair.ben)[0]
    checked = library.list_items(pair.ben, document.id.hex())
    assert loaded.different == ["32"] and checked.wrong == ["32"] and checked.sha256 != PLAN


def test_each_copy_has_its_receipt(pair: Pair, tmp_path: Path) -> None:
    document = plan(pair.ana)
    assert handed_out.list_handed_out(pair.ana, document.ref) == []
    bring(pair, "relay", tmp_path / "stick", document.ref, "network")
    waits = pair.share(document.ref, profile="network", answers=KeepAll())
    pair.sync(2)
    first, second = handed_out.list_handed_out(pair.ana, document.ref)
    assert {str(first.state), str(second.state)} == {"Delivered", "Accepted"} and first.name == pair.ben_here.title
    assert waits[:8] in (first.receipt, second.receipt) and first.way == "sealed"
    paper = register.save(pair.ana, register.paint(tmp_path / "text.txt", paper_makers.make(
        pair.ana, "library-text", [document.ref], "internal")))[0][0]  # fmt: skip
    register.give(pair.ana, paper, to_text="Office of the coast")
    said = paper_makers.make(pair.ana, "distribution-list", []).data("csv").decode()
    for words in (pair.ben_here.title, "sealed report", "Delivered", waits[:8], "Office of the coast", "given out",
                  str(paper.fields["reference"])):  # fmt: skip
        assert words in said, words
