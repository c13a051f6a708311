"""A consent that names files counts for the bytes of these files and for their copies, and for nothing else."""

from pathlib import Path

import pytest
from PIL import Image

import crypto
from app.actions.kernel import records
from app.actions.mail import stopped_deliveries
from app.actions.mail.share_preview import readings
from app.actions.records import evidence
from app.actions.release import consent_rules, evidence_copies, working_copies
from app.actions.release.working_copies import CopyOrder
from app.actions.withdrawals import file_consents
from app.domain.record import Record
from app.domain.redact import PROFILES
from app.domain.release.consents import list_covered
from app.domain.report_values import export_fields
from app.errors import InputRefused
from app.store.mail import outbox
from tests.actions.pairs import Pair
from tests.actions.test_copy_consents import exported, queued, shared
from tests.actions.test_evidence_copies import ANSWERS, face, photo
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


def test_the_words_of_an_item_that_only_says_it_is_a_copy_stay(pair: Pair, tmp_path: Path) -> None:
    heron, item = photo(pair.ana, tmp_path)
    consent = asked(pair, heron)
    file_consents.bind(pair.ana, consent.ref, [item.ref])
    Image.new("RGB", (8, 8)).save(tmp_path / "other.png")
    other, _ = evidence.add(pair.ana, tmp_path / "other.png", event_of(pair, item).ref)
    records.edit(pair.ana, other.ref, {"title": "Otter at the mill", "recipe": "0" * 64, "copy_of": item.ref})
    (view,) = readings(pair.ana, [item.ref], [pair.ben_here.ref], "network", answers=ANSWERS)
    assert [row.id for row in view.made.selection.records] == [item.id]


@pytest.mark.parametrize("limit", [{"valid_until": "2026-11-30"}, {"audience": ["Judge Crane"]}, {"refused": True}])
def test_a_yes_for_a_file_that_does_not_count_reopens_nothing(
    pair: Pair, tmp_path: Path, limit: dict[str, object]
) -> None:
    heron, item = photo(pair.ana, tmp_path)
    other, rows = second(pair, tmp_path, item), file_consents.list_files(pair.ana, [item.ref])
    working_copies.make(pair.ana, item.ref, CopyOrder((MARK,), ("network",)))
    asked(pair, heron, covers=rows, given_on="2026-11-01", **{n: one for n, one in limit.items() if n != "refused"})
    if "refused" in limit:
        asked(pair, heron, state="refused", given_on="2026-11-02")
    asked(pair, heron, given_on="2026-12-01")
    assert exported(pair, item, "network")
    asked(pair, heron, given_on="2026-12-20", covers=file_consents.list_files(pair.ana, [other.ref]))
    assert not exported(pair, item, "network") and exported(pair, other, "network")


ROW = "ab" * 32
UNREAD = ([[ROW]], [[ROW, "x", "y"]], [ROW], 7, "x", [[ROW, 5]], [])


@pytest.mark.parametrize("covers", UNREAD)
def test_a_received_yes_for_files_that_cannot_be_read_opens_nothing(pair: Pair, covers: object) -> None:
    heron, consent, link = b"\x41" * 16, b"\x42" * 16, b"\x43" * 16
    fields = export_fields(pair.ana.kinds["consent_record"], {**BOTH, "state": "given"}) | {"covers": covers}
    told = (crypto.Copied(heron, "actor", {"alias": "Heron"}), crypto.Copied(consent, "consent_record", fields))
    pair.accept(crypto.ReportBody("internal", told, links=(crypto.BodyLink(link, consent, "actor", heron, False),)))
    paper = consent_rules.make_paper(pair.ana, PROFILES["network"])
    found = consent_rules.find_release(pair.ana, records.record_of(pair.ana, heron.hex()), paper)
    assert not found.answer.is_yes and not found.agreed


def received(pair: Pair, folder: Path) -> tuple[bytes, bytes]:
    """Let Ana accept Heron and Heron's yes from Ben, and let a report with a photograph of Heron wait."""
    heron, consent, link = b"\x41" * 16, b"\x42" * 16, b"\x43" * 16
    fields = export_fields(pair.ana.kinds["consent_record"], {**BOTH, "state": "given"})
    told = (crypto.Copied(heron, "actor", {"alias": "Heron"}), crypto.Copied(consent, "consent_record", fields))
    pair.accept(crypto.ReportBody("internal", told, links=(crypto.BodyLink(link, consent, "actor", heron, False),)))
    act = {"violation": "INT1", "victim": heron.hex()}
    event, _ = records.add(pair.ana, "event", {"title": "Raid", "act": act})
    face(folder / "a.jpg")
    item, _ = evidence.add(pair.ana, folder / "a.jpg", event.ref)
    working_copies.make(pair.ana, item.ref, CopyOrder((MARK,), ("network",)))
    stopped_deliveries.stop_expired(pair.ana)  # the round of this day is over
    pair.share(item.ref, profile="network", answers=ANSWERS)
    assert len(queued(pair)) == 1
    return heron, consent


def test_a_limit_that_a_contact_sends_takes_other_files_out_of_waiting_reports_at_once(
    pair: Pair, tmp_path: Path
) -> None:
    _, consent = received(pair, tmp_path)
    fields = export_fields(pair.ana.kinds["consent_record"], {**BOTH, "state": "given", "covers": [["0" * 64, "EV"]]})
    pair.accept(crypto.ReportBody("internal", (crypto.Copied(consent, "consent_record", fields),)))
    assert list_covered(records.record_of(pair.ana, consent.hex())) == {"0" * 64}
    assert queued(pair) == []


def test_a_new_limit_that_a_contact_sends_takes_files_out_at_once(pair: Pair, tmp_path: Path) -> None:
    heron, _ = received(pair, tmp_path)
    new, link = b"\x44" * 16, b"\x45" * 16
    given = {**BOTH, "state": "given", "covers": [["0" * 64, "EV"]], "given_on": "2027-01-15"}
    told = (crypto.Copied(new, "consent_record", export_fields(pair.ana.kinds["consent_record"], given)),)
    pair.accept(crypto.ReportBody("internal", told, links=(crypto.BodyLink(link, new, "actor", heron, False),)))
    assert queued(pair) == []


@pytest.mark.parametrize("none", [[], None, ""])
def test_a_yes_for_files_never_becomes_one_for_all_uses(pair: Pair, tmp_path: Path, none: object) -> None:
    heron, item = photo(pair.ana, tmp_path)
    consent = asked(pair, heron)
    file_consents.bind(pair.ana, consent.ref, [item.ref])
    with pytest.raises(InputRefused, match="This yes is for files"):
        records.edit(pair.ana, consent.ref, {"covers": none})
    assert list_covered(records.record_of(pair.ana, consent.ref)) == {item.fields["sha256"]}


@pytest.mark.parametrize("adds", [True, False])
def test_each_way_to_limit_a_yes_takes_other_files_out_of_waiting_reports(
    pair: Pair, tmp_path: Path, adds: bool
) -> None:
    heron, item = photo(pair.ana, tmp_path)
    other, consent = second(pair, tmp_path, item), asked(pair, heron)
    stopped_deliveries.stop_expired(pair.ana)  # the round of this day is over
    pair.share(other.ref, profile="network", answers=ANSWERS)
    assert len(queued(pair)) == 1
    rows = file_consents.list_files(pair.ana, [item.ref])
    asked(pair, heron, covers=rows) if adds else records.edit(pair.ana, consent.ref, {"covers": rows})
    stopped_deliveries.stop_expired(pair.ana)
    assert queued(pair) == []


@pytest.mark.parametrize("adds", [True, False])
def test_a_no_in_a_form_takes_the_person_out_of_waiting_reports(pair: Pair, tmp_path: Path, adds: bool) -> None:
    heron, item = photo(pair.ana, tmp_path)
    other, consent = second(pair, tmp_path, item), asked(pair, heron)
    stopped_deliveries.stop_expired(pair.ana)  # the round of this day is over
    pair.share(other.ref, profile="network", answers=ANSWERS)
    assert len(queued(pair)) == 1
    given = {"state": "refused", "given_on": "2027-01-15"}
    asked(pair, heron, **given) if adds else records.edit(pair.ana, consent.ref, given)
    stopped_deliveries.stop_expired(pair.ana)
    assert queued(pair) == []


ENDS = [
    {"state": "not_asked"}, {"state": "expired"}, {"valid_until": "2027-01-10"}, {"audience": ["Ministry X"]},
    {"purpose": ["IMAGE", "MEDIA"]}, None,
]  # fmt: skip


@pytest.mark.parametrize("given", ENDS)
def test_each_end_of_a_yes_takes_the_person_out_of_waiting_reports(
    pair: Pair, tmp_path: Path, given: dict[str, object] | None
) -> None:
    """A yes that somebody edits or archives after the round of the day; without `given` it is archived."""
    heron, _ = photo(pair.ana, tmp_path)
    consent = records.add(pair.ana, "consent_record", {
        "actor": heron.ref, "purpose": ["SHARE_NETWORK"], "state": "given", "form": "alias", "given_on": "2027-01-01",
    })[0]  # fmt: skip
    event, _ = records.add(pair.ana, "event", {
        "title": "Raid", "date_start": "2027-01-02", "act": [{"victim": heron.ref, "violation_text": "beaten"}],
    })  # fmt: skip
    stopped_deliveries.stop_expired(pair.ana)
    pair.share(event.ref, profile="network", answers=ANSWERS)
    assert b"beaten" in b"".join(bodies(pair))
    records.edit(pair.ana, consent.ref, given) if given else records.remove(pair.ana, consent.ref)
    stopped_deliveries.stop_expired(pair.ana)
    assert not {b"beaten", b"Heron"} & {word for word in (b"beaten", b"Heron") for body in bodies(pair) if word in body}


def test_a_changed_yes_to_others_takes_nothing_out_of_waiting_reports(pair: Pair, tmp_path: Path) -> None:
    heron, _ = photo(pair.ana, tmp_path)
    media, _ = records.add(pair.ana, "consent_record", {"actor": heron.ref, "purpose": ["MEDIA"], "state": "given"})
    event, _ = records.add(pair.ana, "event", {
        "title": "Raid", "date_start": "2027-01-02", "act": [{"victim": heron.ref, "violation": "INT1"}],
    })  # fmt: skip
    pair.share(event.ref, profile="network", answers=ANSWERS)
    before = bodies(pair)
    records.edit(pair.ana, media.ref, {"valid_until": "2027-01-10"})
    stopped_deliveries.stop_expired(pair.ana)
    assert before and bodies(pair) == before


def bodies(pair: Pair) -> list[bytes]:
    return [row.body for row in outbox.deliveries(pair.ana.con) if row.state in outbox.OPEN]
