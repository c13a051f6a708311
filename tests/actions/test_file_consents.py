"""A consent that names files counts for the bytes of these files and for their copies, and for nothing else."""

from pathlib import Path

import pytest
from PIL import Image

from app.actions.kernel import records
from app.actions.records import evidence
from app.actions.release import evidence_copies, working_copies
from app.actions.release.working_copies import CopyOrder
from app.actions.withdrawals import file_consents
from app.domain.record import Record
from app.errors import InputRefused
from tests.actions.pairs import Pair
from tests.actions.test_copy_consents import exported, queued, shared
from tests.actions.test_evidence_copies import ANSWERS, photo
from tests.actions.test_working_copies import MARK

BOTH = {"purpose": ["SHARE_NETWORK", "EMBASSY", "IMAGE"]}


def asked(pair: Pair, who: Record, **more: object) -> Record:
    return records.add(pair.ana, "consent_record", {"actor": who.ref, **BOTH, "state": "given", **more})[0]


def event_of(pair: Pair, item: Record) -> Record:
    return next(to for role, to in records.show(pair.ana, item.ref).links if role == "of")


def second(pair: Pair, folder: Path, first: Record) -> Record:
    """Return another photograph of the same incident, with a copy for the network and embassies."""
    Image.new("RGB", (640, 480), (9, 90, 9)).save(folder / "other.png")
    item, _ = evidence.add(pair.ana, folder / "other.png", event_of(pair, first).ref)
    working_copies.make(pair.ana, item.ref, CopyOrder((MARK,), ("network", "embassy")))
    return item


def test_a_bound_yes_opens_its_file_and_the_copy_of_it_only(pair: Pair, tmp_path: Path) -> None:
    heron, item = photo(pair.ana, tmp_path)
    other, consent = second(pair, tmp_path, item), asked(pair, heron)
    working_copies.make(pair.ana, item.ref, CopyOrder((MARK,), ("network", "embassy")))
    assert exported(pair, item, "network") and exported(pair, other, "network")
    bound, _ = file_consents.bind(pair.ana, consent.ref, [item.ref])
    assert bound.fields["covers"] == [[item.fields["sha256"], f"{item.ref} 2027-01-15"]]
    assert exported(pair, item, "network") and not exported(pair, other, "network")
    with pytest.raises(InputRefused, match="Heron: Network, the yes is for other files"):
        evidence_copies.allow(pair.ana, other.ref, "network", answers=ANSWERS)
    assert len(shared(pair, event_of(pair, item).ref, "network")) == 1
    file_consents.bind(pair.ana, consent.ref, [other.ref])
    assert exported(pair, item, "network") and exported(pair, other, "network")


def test_a_bound_yes_is_no_yes_to_words_and_an_earlier_one_to_words_stays(pair: Pair, tmp_path: Path) -> None:
    heron, item = photo(pair.ana, tmp_path)
    consent = asked(pair, heron)
    event = event_of(pair, item).ref
    assert "Heron" in told(pair, event)
    file_consents.bind(pair.ana, consent.ref, [item.ref])
    assert "Heron" not in told(pair, event)
    records.add(pair.ana, "consent_record", {"actor": heron.ref, "purpose": ["SHARE_NETWORK"], "state": "given"})
    assert "Heron" in told(pair, event)


def told(pair: Pair, handle: str) -> list[object]:
    from app.actions.mail.share_preview import readings

    (view,) = readings(pair.ana, [handle], [pair.ben_here.ref], "network", answers=ANSWERS)
    return [row.fields.get("alias") for row in view.made.selection.records]


def test_a_bound_yes_ends_an_earlier_yes_for_other_files(pair: Pair, tmp_path: Path) -> None:
    """She saw one picture when she said it: nobody can say that she knows the other one."""
    heron, item = photo(pair.ana, tmp_path)
    other = second(pair, tmp_path, item)
    asked(pair, heron)
    assert exported(pair, other, "network")
    asked(pair, heron, covers=file_consents.list_files(pair.ana, [item.ref]))
    assert not exported(pair, other, "network")
    asked(pair, heron, covers=file_consents.list_files(pair.ana, [other.ref]))
    assert exported(pair, other, "network")


def test_a_changed_file_is_not_covered(pair: Pair, tmp_path: Path) -> None:
    heron, item = photo(pair.ana, tmp_path)
    consent = asked(pair, heron, purpose=["COURT"])
    file_consents.bind(pair.ana, consent.ref, [item.ref])
    assert evidence_copies.allow(pair.ana, item.ref, "court", answers=ANSWERS).item.record.id == item.id
    Image.new("RGB", (8, 8)).save(tmp_path / "changed.png")
    changed, _ = evidence.add(pair.ana, tmp_path / "changed.png", event_of(pair, item).ref)
    records.edit(pair.ana, item.ref, {"sha256": changed.fields["sha256"]})
    with pytest.raises(InputRefused, match="the yes is for other files"):
        evidence_copies.allow(pair.ana, item.ref, "court", answers=ANSWERS)


def test_an_item_that_only_says_it_is_a_copy_is_not_covered(pair: Pair, tmp_path: Path) -> None:
    heron, item = photo(pair.ana, tmp_path)
    consent = asked(pair, heron, purpose=["COURT"])
    file_consents.bind(pair.ana, consent.ref, [item.ref])
    Image.new("RGB", (8, 8)).save(tmp_path / "other.png")
    other, _ = evidence.add(pair.ana, tmp_path / "other.png", event_of(pair, item).ref)
    for more in ({"copy_of": item.ref}, {"recipe": "0" * 64}):
        records.edit(pair.ana, other.ref, more)
        with pytest.raises(InputRefused, match="the yes is for other files"):
            evidence_copies.allow(pair.ana, other.ref, "court", answers=ANSWERS)


def test_a_no_is_for_everything_also_if_it_names_a_file(pair: Pair, tmp_path: Path) -> None:
    heron, item = photo(pair.ana, tmp_path)
    other, consent = second(pair, tmp_path, item), asked(pair, heron)
    file_consents.bind(pair.ana, consent.ref, [item.ref, other.ref])
    rows = file_consents.list_files(pair.ana, [item.ref])
    asked(pair, heron, state="refused", covers=rows)
    assert not exported(pair, other, "network")


def test_a_binding_takes_other_files_and_words_out_of_waiting_reports(pair: Pair, tmp_path: Path) -> None:
    heron, item = photo(pair.ana, tmp_path)
    other, consent = second(pair, tmp_path, item), asked(pair, heron)
    working_copies.make(pair.ana, item.ref, CopyOrder((MARK,), ("network", "embassy")))
    for handle in (item.ref, other.ref):
        pair.share(handle, profile="network", answers=ANSWERS)
    assert len(queued(pair)) == 2
    file_consents.bind(pair.ana, consent.ref, [item.ref])
    assert len(queued(pair)) == 1
    assert exported(pair, item, "network")


def test_a_yes_to_images_for_some_readers_is_none_for_others(pair: Pair, tmp_path: Path) -> None:
    """Rule 9 for the two purposes that only add: images and the place."""
    heron, item = photo(pair.ana, tmp_path)
    working_copies.make(pair.ana, item.ref, CopyOrder((MARK,), ("network", "embassy")))
    asked(pair, heron, purpose=["SHARE_NETWORK"])
    images = asked(pair, heron, purpose=["IMAGE"], audience=["Somebody else"])
    assert shared(pair, item.ref, "network") == []
    records.edit(pair.ana, images.ref, {"audience": ["Ben"]})
    assert len(shared(pair, item.ref, "network")) == 1


def test_whose_yes_a_file_has_is_listed(pair: Pair, tmp_path: Path) -> None:
    heron, item = photo(pair.ana, tmp_path)
    finch, _ = records.add(pair.ana, "actor", {"alias": "Finch"})
    records.edit(pair.ana, item.ref, {"shows": [finch.ref]})
    consent = asked(pair, heron)
    file_consents.bind(pair.ana, consent.ref, [item.ref])
    copy, _ = working_copies.make(pair.ana, item.ref, CopyOrder((MARK,), ("network",), (), (heron.ref,)))
    rows = {one.person.title: one for one in file_consents.list_consents(pair.ana, item.ref)}
    assert {"EMBASSY", "IMAGE", "SHARE_NETWORK"} == {*rows["Heron"].purposes}
    assert [one.id for one in rows["Heron"].bound] == [consent.id] and rows["Finch"].purposes == ()
    rows = {one.person.title: one for one in file_consents.list_consents(pair.ana, copy.ref)}
    assert rows["Heron"].hidden and [one.id for one in rows["Heron"].bound] == [consent.id]
    assert not rows["Finch"].hidden


def test_a_wrong_binding_changes_nothing(pair: Pair, tmp_path: Path) -> None:
    heron, item = photo(pair.ana, tmp_path)
    consent, refused = asked(pair, heron), asked(pair, heron, purpose=["MEDIA"], state="refused")
    copy, _ = working_copies.make(pair.ana, item.ref, CopyOrder((MARK,), ("network",)))
    bare, _ = records.add(pair.ana, "evidence_item", {"title": "A stone", "kind": "object"})
    for handle, file, said in ((consent.ref, copy.ref, "is a copy"), (consent.ref, bare.ref, "has no file"),
                               (refused.ref, item.ref, "not a consent"), (heron.ref, item.ref, "not a consent"),
                               (consent.ref, heron.ref, "not evidence")):  # fmt: skip
        with pytest.raises(InputRefused, match=said):
            file_consents.bind(pair.ana, handle, [file])
    assert "covers" not in records.record_of(pair.ana, consent.ref).fields
