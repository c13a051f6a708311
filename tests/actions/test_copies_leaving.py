"""What leaves by default is the working copy that names the audience; without one, the file stays."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from app.actions.kernel import records
from app.actions.mail import inbox, sent_withdrawals
from app.actions.mail.share_preview import SharePreview, readings
from app.actions.records import evidence
from app.actions.release import copy_records, evidence_copies, working_copies
from app.actions.release.working_copies import CopyOrder
from app.domain.record import Record
from app.domain.release.copies import find_newest
from app.errors import InputRefused
from app.store.records.search import Query
from app.store.vault.open_vault import Vault
from crypto.custody import Action
from crypto.recipe import Step
from tests.actions.pairs import Pair
from tests.actions.test_evidence_copies import ANSWERS, photo
from tests.actions.test_working_copies import MARK, PLATE, data_of

NETWORK = ({"purpose": ["SHARE_NETWORK"]},)
WILLING = ({"purpose": ["SHARE_NETWORK", "EMBASSY", "IMAGE"]},)


def read(pair: Pair, item: Record, audience: str, nobodys: bool = False) -> SharePreview:
    """Return what Ben would get of the incident of a photograph."""
    (event,) = [to for role, to in records.show(pair.ana, item.ref).links if role == "of"]
    more = {"nobodys": True, "originals": True} if nobodys else {}
    (view,) = readings(pair.ana, [event.ref], [pair.ben_here.ref], audience, answers=ANSWERS, **more)
    return view


def files(view: SharePreview) -> list[str]:
    return [item.ref for *_, item in view.made.files]


def reasons(view: SharePreview, item: Record) -> list[str]:
    return [
        str(one.why) for one in view.made.selection.held_back if one.record == item.id and one.field in ("file", "")
    ]


def copied(vault: Vault, item: Record, *audiences: str, **more: tuple[str, ...]) -> Record:
    return working_copies.make(vault, item.ref, CopyOrder((MARK,), audiences, replace=True, **more))[0]


def test_without_a_copy_the_file_stays_and_the_sentence_says_so(pair: Pair, tmp_path: Path) -> None:
    _, item = photo(pair.ana, tmp_path, *WILLING)
    view = read(pair, item, "network")
    assert files(view) == [] and reasons(view, item) == ["no working copy for network"]
    with pytest.raises(InputRefused, match="no working copy for Network"):
        evidence_copies.export(
            pair.ana, item.ref, tmp_path / "out", audience="network", answers=ANSWERS, reason="a trial"
        )
    copied(pair.ana, item, "embassy")
    assert reasons(read(pair, item, "network"), item) == ["no working copy for network"]


def test_the_newest_copy_for_the_audience_leaves_and_the_original_stays(pair: Pair, tmp_path: Path) -> None:
    _, item = photo(pair.ana, tmp_path, *WILLING)
    first = copied(pair.ana, item, "network")
    pair.clock.now += 60
    other = working_copies.make(pair.ana, item.ref, CopyOrder((MARK, ("turn", 1, 90)), ("network", "embassy")))[0]
    pair.clock.now += 60
    working_copies.make(pair.ana, item.ref, CopyOrder((), ("court",)))
    for audience in ("network", "embassy"):
        view = read(pair, item, audience)
        assert files(view) == [other.ref] and view.made.files[0][1] == f"{audience}-{other.ref[3:]}-photo.jpg"
        assert reasons(view, item) == ["the original file, because its working copy leaves"]
        told = {row.id: row.fields for row in view.made.selection.records}
        assert told[other.id]["sha256"] == other.fields["sha256"] and first.id not in told
        assert not {"recipe", "recipe_file", "audience"} & told[other.id].keys()
        roles = {link.role for link in view.made.selection.links if link.source == other.id}
        assert "hides" not in roles and "shows" not in roles
    path = evidence_copies.export(
        pair.ana, item.ref, tmp_path / "out", audience="embassy", answers=ANSWERS, reason="a trial"
    )
    assert path.name == f"embassy-{other.ref[3:]}-photo.jpg" and path.read_bytes() == data_of(pair.ana, other)
    last = evidence.show(pair.ana, other.ref).custody[-1]
    assert (last.action, last.reason) == (Action.EXPORTED, "embassy: a trial")


def test_of_two_copies_in_one_second_the_later_entry_leaves(pair: Pair, tmp_path: Path) -> None:
    """The same bytes twice: the last answer about Finch decides, not the random id."""
    _, item = photo(pair.ana, tmp_path, *WILLING)
    finch, _ = records.add(pair.ana, "actor", {"alias": "Finch"})
    for number in range(4):
        data = tmp_path / f"{number}.png"
        Image.new("RGB", (40 + number, 40)).save(data)
        (event,) = [to for role, to in records.show(pair.ana, item.ref).links if role == "of"]
        one, _ = evidence.add(pair.ana, data, event.ref)
        first, last = (copied(pair.ana, one, "network", **{role: (finch.ref,)}) for role in ("hides", "shows"))
        assert first.created == last.created and first.fields["sha256"] == last.fields["sha256"]
        listed = copy_records.list_copies(pair.ana, evidence.show(pair.ana, one.ref))
        assert [row.id for row in listed] == [last.id, first.id]
        found = copy_records.find_for(pair.ana, evidence.show(pair.ana, one.ref), "network")
        assert found is not None and found.record.id == last.id
    early = last._replace(id=b"\xff" * 16, entry=0, fields={**last.fields, "audience": ["network"]})
    assert find_newest([early, last], "network") == last


def test_a_copy_that_hides_less_leaves_only_after_a_yes(pair: Pair, tmp_path: Path) -> None:
    _, item = photo(pair.ana, tmp_path, *WILLING)
    finch, _ = records.add(pair.ana, "actor", {"alias": "Finch"})
    hides = (finch.ref,)

    def leaves(*steps: Step, **more: Any) -> tuple[str, Sequence[str]]:
        order = CopyOrder(steps, ("network", "court"), **more)
        said = [line for one in working_copies.plan(pair.ana, item.ref, order).present for line in one.more]
        made, _ = working_copies.make(pair.ana, item.ref, order)
        found = copy_records.find_for(pair.ana, evidence.show(pair.ana, item.ref), "network")
        assert found is not None and "court" in copy_records.list_audiences(made), "each copy for a court leaves"
        return ("new" if found.record.id == made.id else "present"), said

    weak, turned = (*MARK[:6], 3, "identity"), ("turn", 1, 90)
    one_bar = "Black or white bars: 2 in the present copy, 1 of them in this copy."
    assert leaves(MARK, PLATE, hides=hides) == ("new", [])
    assert leaves(MARK, PLATE, turned, hides=hides) == ("new", []), "as much is hidden"
    assert leaves(MARK, hides=hides) == ("present", [one_bar])
    moved = (*MARK[:2], 900_000, 900_000, 950_000, 950_000, *MARK[6:])
    assert leaves(moved, PLATE, hides=hides) == ("present", [one_bar]), "as many bars, but one at another place"
    assert leaves(weak, PLATE, hides=hides, mosaic=True) == ("present", [one_bar]), "a mosaic is less than a bar"
    assert leaves(PLATE, MARK, shows=hides) == ("present", ["Only this copy shows Finch."])
    assert leaves(PLATE, MARK, ("turn", 1, 180)) == ("present", ["Only this copy shows Finch."]), "no answer is a yes"
    assert leaves(weak, hides=hides, mosaic=True, replace=True) == ("new", [one_bar.replace("1", "0")])
    mosaic = "Mosaics: 1 in the present copy, 0 of them in this copy."
    assert leaves() == ("present", [mosaic, "Only this copy shows Finch."])


@pytest.mark.parametrize("archived", [True, False])
def test_after_the_end_of_the_newest_copy_no_older_one_leaves(pair: Pair, tmp_path: Path, archived: bool) -> None:
    _, item = photo(pair.ana, tmp_path)
    names = ("network", "embassy", "court")
    weak, _ = working_copies.make(pair.ana, item.ref, CopyOrder((MARK,), names))
    spare, _ = working_copies.make(pair.ana, item.ref, CopyOrder((MARK, ("turn", 1, 90)), ("un",)))
    records.remove(pair.ana, spare.ref)
    strong, _ = working_copies.make(pair.ana, item.ref, CopyOrder((MARK, PLATE), ("network", "court", "un")))
    old = [copy_records.list_audiences(records.record_of(pair.ana, one.ref)) for one in (weak, spare)]
    assert old == [["embassy", "court"], []], "a court gets each copy, and nobody else an older one"
    if archived:
        records.remove(pair.ana, strong.ref)
    else:
        records.edit(pair.ana, strong.ref, {"audience": ["court"]})
    records.restore(pair.ana, spare.ref)
    found = {name: copy_records.find_for(pair.ana, evidence.show(pair.ana, item.ref), name) for name in (*names, "un")}
    assert found["network"] is found["un"] is None and found["embassy"] and found["court"]


def test_the_same_copy_again_takes_its_readers_out_of_the_others(pair: Pair, tmp_path: Path) -> None:
    _, item = photo(pair.ana, tmp_path)
    weak, _ = working_copies.make(pair.ana, item.ref, CopyOrder((MARK,), ("network",)))
    strong, _ = working_copies.make(pair.ana, item.ref, CopyOrder((MARK, PLATE), ("network",)))
    again, _ = working_copies.make(pair.ana, item.ref, CopyOrder((MARK,), ("network",), replace=True))
    assert again.id == weak.id
    found = copy_records.find_for(pair.ana, evidence.show(pair.ana, item.ref), "network")
    assert found is not None and found.record.id == weak.id, "the person chose it"
    assert copy_records.list_audiences(records.record_of(pair.ana, strong.ref)) == []


def test_each_person_whom_the_copy_does_not_hide_must_agree(pair: Pair, tmp_path: Path) -> None:
    heron, item = photo(pair.ana, tmp_path, *NETWORK)
    finch, _ = records.add(pair.ana, "actor", {"alias": "Finch"})
    plain = copied(pair.ana, item, "network")
    view = read(pair, item, "network")
    assert files(view) == [] and reasons(view, plain) == ["the picture, because a yes to images is missing"]
    with pytest.raises(InputRefused, match="Consent is missing: Heron"):
        evidence_copies.allow(pair.ana, item.ref, "network", answers=ANSWERS)
    hiding = copied(pair.ana, item, "network", hides=(heron.ref,))
    assert files(read(pair, item, "network")) == [hiding.ref]
    assert (
        evidence_copies.allow(pair.ana, item.ref, "network", answers=ANSWERS).name
        == f"network-{hiding.ref[3:]}-photo.jpg"
    )
    records.edit(pair.ana, hiding.ref, {"shows": [finch.ref]})
    assert files(read(pair, item, "network")) == []
    with pytest.raises(InputRefused, match="Consent is missing: Finch"):
        evidence_copies.allow(pair.ana, item.ref, "network", answers=ANSWERS)


def test_a_copy_leaves_without_words_if_it_hides_a_person_who_was_not_asked(pair: Pair, tmp_path: Path) -> None:
    """The words of the record can be about Finch, whom the original shows; the pixels of the copy are not."""
    heron, item = photo(pair.ana, tmp_path, *WILLING)
    finch, _ = records.add(pair.ana, "actor", {"alias": "Finch"})
    records.edit(pair.ana, item.ref, {"shows": [finch.ref]})
    copy = copied(pair.ana, item, "network", "embassy", hides=(finch.ref,))
    for audience in ("network", "embassy"):
        view = read(pair, item, audience)
        assert files(view) == [copy.ref]
        told = {row.id: row.fields for row in view.made.selection.records}
        assert told[copy.id].keys() == {"sha256", "size", "mime"} and item.id not in told
    records.edit(pair.ana, copy.ref, {"hides": None})
    assert files(read(pair, item, "network")) == [] and heron


def test_a_withdrawn_person_closes_the_export_of_each_copy_that_shows_the_person(pair: Pair, tmp_path: Path) -> None:
    """The withdrawal of the record stands, also after a new yes; a copy that hides the person leaves."""
    heron, item = photo(pair.ana, tmp_path, *WILLING)
    finch, _ = records.add(pair.ana, "actor", {"alias": "Finch"})
    records.add(pair.ana, "consent_record", {"actor": finch.ref, **WILLING[0], "state": "given"})
    copy = copied(pair.ana, item, "network", shows=(finch.ref,))
    assert evidence_copies.allow(pair.ana, item.ref, "network", answers=ANSWERS).item.record.id == copy.id
    sent_withdrawals.retract(pair.ana, [finch.ref], "danger", "destroy")
    with pytest.raises(InputRefused, match="withdrawn or too sensitive"):
        evidence_copies.allow(pair.ana, item.ref, "network", answers=ANSWERS)
    records.edit(pair.ana, copy.ref, {"shows": None, "hides": [finch.ref]})
    assert evidence_copies.allow(pair.ana, item.ref, "network", answers=ANSWERS).item.record.id == copy.id and heron


def test_an_audience_without_pictures_gets_no_copy(pair: Pair, tmp_path: Path) -> None:
    heron, item = photo(pair.ana, tmp_path, {"purpose": ["DONOR", "IMAGE", "AUTHORITIES"]})
    copied(pair.ana, item, "donor", "authority", hides=(heron.ref,))
    for audience in ("donor", "authority"):
        assert files(read(pair, item, audience)) == []
        with pytest.raises(InputRefused, match="no working copy for"):
            evidence_copies.allow(pair.ana, item.ref, audience, answers=ANSWERS)


def test_a_record_that_only_says_it_is_a_copy_does_not_leave(pair: Pair, tmp_path: Path) -> None:
    """A person or another program can write the fields; the line of custody is written by the program alone."""
    _, item = photo(pair.ana, tmp_path, *WILLING)
    original = tmp_path / "other.jpg"
    Image.new("RGB", (9, 9)).save(original)
    (event,) = [to for role, to in records.show(pair.ana, item.ref).links if role == "of"]
    false, _ = evidence.add(pair.ana, original, event.ref)
    records.edit(pair.ana, false.ref, {"recipe": "ab" * 32, "audience": ["network"], "copy_of": item.ref})
    view = read(pair, item, "network")
    assert files(view) == [] and "a copy that Amparo did not make in this vault" in reasons(view, false)
    with pytest.raises(InputRefused, match="no working copy"):
        evidence_copies.allow(pair.ana, item.ref, "network", answers=ANSWERS)


def test_a_court_gets_the_original_and_the_copies_that_name_it(pair: Pair, tmp_path: Path) -> None:
    _, item = photo(pair.ana, tmp_path, {"purpose": ["COURT"]})
    copied(pair.ana, item, "network")
    named = working_copies.make(pair.ana, item.ref, CopyOrder((), ("court",)))[0]
    assert sorted(files(read(pair, item, "court"))) == sorted([item.ref, named.ref])


def test_a_withdrawn_original_takes_its_copies_along(pair: Pair, tmp_path: Path) -> None:
    _, item = photo(pair.ana, tmp_path, *WILLING)
    copied(pair.ana, item, "network")
    records.edit(pair.ana, item.ref, {"sensitivity": "V"})
    view = read(pair, item, "network")
    assert files(view) == [] and view.made.selection.records


@pytest.mark.parametrize("way", ["marked", "withdrawn", "removed"])
def test_a_closed_original_closes_its_copy_in_each_way_out(pair: Pair, tmp_path: Path, way: str) -> None:
    """The copy itself is as before: it follows its original, by export and by share of the copy alone."""
    _, item = photo(pair.ana, tmp_path, *WILLING)
    (event,) = [to for role, to in records.show(pair.ana, item.ref).links if role == "of"]
    copy = copied(pair.ana, item, "network")
    records.edit(pair.ana, copy.ref, {"of": [event.ref]})
    assert files(read(pair, copy, "network")) == [copy.ref]
    if way == "marked":
        records.edit(pair.ana, item.ref, {"sensitivity": "V"})
    elif way == "removed":
        records.remove(pair.ana, item.ref)
    else:
        pair.share(event.ref, profile="network", answers=ANSWERS)
        sent_withdrawals.retract(pair.ana, [item.ref], "consent", "hide")
    with pytest.raises(InputRefused, match="withdrawn or too sensitive"):
        evidence_copies.allow(pair.ana, copy.ref, "network", answers=ANSWERS)
    assert files(read(pair, copy, "network")) == []


def test_the_partner_receives_the_copy_and_both_lines_say_so(pair: Pair, tmp_path: Path) -> None:
    heron, item = photo(pair.ana, tmp_path, *NETWORK)
    copy = copied(pair.ana, item, "network", hides=(heron.ref,))
    (event,) = [to for role, to in records.show(pair.ana, item.ref).links if role == "of"]
    report = pair.share(event.ref, profile="network", answers=ANSWERS)
    pair.sync(3)
    inbox.accept(pair.ben, report)
    (got,) = [one for one in records.find(pair.ben, Query("evidence_item")) if "copy_kind" in one.fields]
    assert data_of(pair.ben, got) == data_of(pair.ana, copy) and got.fields["copy_kind"] == "redaction"
    here = [evidence.show(pair.ben, one.ref) for one in records.find(pair.ben, Query("evidence_item"))]
    assert [one.record for one in here if one.file is not None] == [got]
    assert evidence.show(pair.ana, copy.ref).custody[-1].action is Action.SHARED
    assert evidence.show(pair.ben, got.ref).custody[0].action is Action.RECEIVED


def test_no_edit_gives_a_copy_to_further_readers(pair: Pair, tmp_path: Path) -> None:
    """A new copy asks if it hides less than the present one; an edit would not."""
    _, item = photo(pair.ana, tmp_path)
    copy, _ = working_copies.make(pair.ana, item.ref, CopyOrder((MARK,), ("network", "embassy")))
    with pytest.raises(InputRefused, match="Make the copy again for these readers"):
        records.edit(pair.ana, copy.ref, {"audience": ["network", "public"]})
    assert records.edit(pair.ana, copy.ref, {"audience": ["network"]})[0].fields["audience"] == ["network"]
