"""The custody sheet: what is on it, for ourselves, for a court and for others, and nobody who did not agree."""

from pathlib import Path

import pytest

from app.actions.kernel import records
from app.actions.mail import inbox
from app.actions.papers import paper_makers
from app.actions.records import evidence
from app.actions.release import working_copies
from app.actions.release.working_copies import CopyOrder
from app.domain.record import Record
from app.errors import InputRefused
from app.store.vault.open_vault import Vault
from tests.actions.pairs import Pair
from tests.actions.test_copies_leaving import WILLING, copied
from tests.actions.test_evidence_copies import ANSWERS, photo
from tests.actions.test_working_copies import MARK
from tests.flow.cast import Person
from tests.unchecked import unchecked

REASON = "taken to Marula at the mill"
YES = {"purpose": ["SHARE_NETWORK", "EMBASSY", "IMAGE", "COURT"]}


def sheet(vault: Vault, item: Record, profile: str, language: str = "en") -> str:
    made = paper_makers.make(vault, "custody-sheet", [item.id.hex()], profile, language)
    return " ".join(unchecked(made).data("txt").decode().split())


@pytest.fixture
def shared(pair: Pair, tmp_path: Path) -> tuple[Pair, Record]:
    """Return an original of Ana's that Otter collected, exported with a reason, and shared with Ben."""
    _, item = photo(pair.ana, tmp_path, YES)
    otter, _ = records.add(pair.ana, "actor", {"alias": "Otter"})
    records.link(pair.ana, item.ref, "collected_by", otter.ref)
    records.edit(pair.ana, item.ref, {"collected_on": "2020-01"})
    evidence.note_export(pair.ana, evidence.show(pair.ana, item.ref), f"court: {REASON}")
    pair.share(item.ref, profile="internal")
    return pair, records.record_of(pair.ana, item.ref)


def test_for_ourselves_it_has_every_line_and_name(shared: tuple[Pair, Record]) -> None:
    pair, item = shared
    said, digest = sheet(pair.ana, item, "internal"), str(item.fields["sha256"])
    grouped = " ".join(digest[at : at + 4] for at in range(0, 64, 4))
    for part in (grouped, item.ref, "Otter", REASON, "File received", "Exported", "Shared", "Ben",
                 "Amparo found no gap.", "Not checked yet", "Name, date and signature"):  # fmt: skip
        assert part in said, part
    evidence.note_checked(pair.ana, evidence.show(pair.ana, item.ref))
    assert "Not checked yet" not in sheet(pair.ana, item, "internal")


@pytest.mark.parametrize(("profile", "reason"), [("court", True), ("network", False), ("embassy", False)])
def test_others_read_no_contact_and_nobody_who_did_not_agree(
    shared: tuple[Pair, Record], profile: str, reason: bool
) -> None:
    """Issue 18: the resolver decides, and only a court reads the reasons, after the leak check."""
    pair, item = shared
    said = sheet(pair.ana, item, profile)
    assert "Otter" not in said and "Ben" not in said and (REASON in said) is reason
    assert "We" in said and "File received" in said and ("Exported" in said) is reason
    assert ("Head of the chain" in said) is reason
    assert (":00" in said) is reason, "days instead of times for others"


def test_others_read_only_the_recipe_of_a_copy_and_no_line_of_another_use(pair: Pair, tmp_path: Path) -> None:
    """Codes such as child or privileged, other recipients, and the gaps of hidden lines are not for others."""
    _, item = photo(pair.ana, tmp_path, YES)
    box = (*MARK[:7], "child")
    copy, _ = working_copies.make(pair.ana, item.ref, CopyOrder((box,), ("network", "embassy")))
    evidence.note_export(pair.ana, evidence.show(pair.ana, copy.ref), "")
    pair.share(item.ref, profile="internal")
    said, own = sheet(pair.ana, copy, "embassy"), sheet(pair.ana, copy, "internal")
    for part in ("child", "Exported", "An export has no reason", "Head of the chain"):
        assert part not in said and part in own, part
    assert "recipe " in said and "Working copy with covered parts made" in said
    assert "Shared" not in sheet(pair.ana, item, "network") and "Shared" in sheet(pair.ana, item, "court")


def test_a_name_in_a_reason_is_a_question_before_a_court_reads_it(pair: Pair, tmp_path: Path) -> None:
    _, item = photo(pair.ana, tmp_path, YES)
    records.add(pair.ana, "actor", {"alias": "Otter"})
    evidence.note_export(pair.ana, evidence.show(pair.ana, item.ref), "court: for Otter")
    made = paper_makers.make(pair.ana, "custody-sheet", [item.ref], "court")
    assert "Otter" in [one.words for one in made.leaks.open]


def test_without_a_yes_there_is_no_sheet(pair: Pair, tmp_path: Path) -> None:
    _, item = photo(pair.ana, tmp_path)
    with pytest.raises(InputRefused, match="Heron"):
        sheet(pair.ana, item, "court")


def test_the_lines_of_the_sender_and_each_gap_are_on_it(pair: Pair, tmp_path: Path) -> None:
    _, item = photo(pair.ana, tmp_path, *WILLING)
    copy = copied(pair.ana, item, "network")
    (event,) = [to for role, to in records.show(pair.ana, item.ref).links if role == "of"]
    report = pair.share(event.ref, profile="network", answers=ANSWERS)
    pair.sync(2)
    inbox.accept(pair.ben, report)
    there = records.record_of(pair.ben, copy.id.hex())
    said = sheet(pair.ben, there, "internal")
    assert "Lines from Ana" in said and "Working copy with covered parts made" in said
    assert "Signed by the sender. The chain between the lines is not shown." in said
    records.edit(pair.ben, there.ref, {"collected_on": "2020-01"})
    assert "Nobody is named for the" in sheet(pair.ben, there, "internal")
    assert "ورقة الحيازة" in sheet(pair.ben, there, "internal", "ar")


def test_the_command_writes_it(tmp_path: Path) -> None:
    ana = Person(tmp_path, "ana").creates()
    with ana.opened() as vault:
        _, item = photo(vault, tmp_path / "in")
    file = tmp_path / "sheet.html"
    ana.does("output", "make", "custody-sheet", str(file), item.ref)
    assert "Custody sheet" in file.read_text("utf-8")
