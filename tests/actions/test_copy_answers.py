"""The answer about each person in a copy: the program knows before the copy is saved if it can leave."""

from pathlib import Path

import pytest
from attrs import evolve

from app.actions.kernel import records
from app.actions.records import evidence
from app.actions.release import consent_rules, copy_records, evidence_copies, working_copies
from app.actions.release.working_copies import CopyOrder
from app.actions.withdrawals import consent_withdrawals
from app.domain.redact import PROFILES
from app.domain.release.copies import UNSEEN
from app.errors import InputRefused
from app.gui.evidence import piece_query
from app.gui.style.text import Text
from tests.actions.pairs import Pair
from tests.actions.test_copies_leaving import ANSWERS, NETWORK, WILLING, copied, files, photo, read
from tests.actions.test_copy_consents import exported, queued


def test_a_person_whom_nobody_can_recognise_needs_no_bar_and_no_yes(pair: Pair, tmp_path: Path) -> None:
    heron, item = photo(pair.ana, tmp_path, *NETWORK)
    copy, _ = working_copies.make(pair.ana, item.ref, CopyOrder((), ("network",), absent=(heron.ref,)))
    assert [one.title for one in copy_records.list_people(pair.ana, copy, "absent")] == [heron.title]
    assert evidence_copies.allow(pair.ana, item.ref, "network", answers=ANSWERS).item.record == copy
    assert files(read(pair, item, "network")) == [copy.ref]
    records.edit(pair.ana, copy.ref, {"absent": None, "shows": [heron.ref]})
    assert files(read(pair, item, "network")) == []
    with pytest.raises(InputRefused, match="Consent is missing: Heron"):
        evidence_copies.allow(pair.ana, item.ref, "network", answers=ANSWERS)


@pytest.mark.parametrize("said", [NETWORK, WILLING, ()])
@pytest.mark.parametrize("mark", ["", "V"])
def test_the_reason_before_the_copy_is_that_of_the_export(
    pair: Pair, tmp_path: Path, said: tuple[dict[str, list[str]], ...], mark: str
) -> None:
    heron, item = photo(pair.ana, tmp_path, *said)
    records.edit(pair.ana, item.ref, {"sensitivity": mark or None})
    item = records.record_of(pair.ana, item.ref)
    before = evidence_copies.list_refusals(pair.ana, item, PROFILES["network"])
    for role in ("shows", "hides", "absent", ""):
        copy = copied(pair.ana, item, "network", **({role: (heron.ref,)} if role else {}))
        seen = role not in ("hides", "absent")
        expected = [str(why) for who, why in before.items() if not who or (seen and who == heron.id.hex())]
        told = evidence_copies.warn_refusals(pair.ana, copy, ["network", "internal"])
        assert len(told) == len(expected) == (1 if mark or (seen and said is not WILLING) else 0), role
        if expected:
            assert expected[0] in told[0]
            with pytest.raises(InputRefused) as refused:
                evidence_copies.allow(pair.ana, copy.ref, "network", answers=ANSWERS)
            assert str(refused.value.message) == told[0]
        else:
            assert evidence_copies.allow(pair.ana, copy.ref, "network", answers=ANSWERS).item.record == copy


def test_the_missing_yes_names_its_person(pair: Pair, tmp_path: Path) -> None:
    """The window leads from the refusal to the answer of that person."""
    heron, item = photo(pair.ana, tmp_path, *NETWORK)
    (why,) = evidence_copies.list_refusals(pair.ana, item, PROFILES["network"]).values()
    assert why.values["person"] == heron.id.hex() and str(why) == "Heron: Network, no consent to images"


def test_a_person_has_one_answer_and_to_see_the_person_decides(pair: Pair, tmp_path: Path) -> None:
    heron, item = photo(pair.ana, tmp_path, {"purpose": ["IMAGE", "SHARE_NETWORK"], "state": "refused"})
    with pytest.raises(InputRefused, match="one answer only about Heron"):
        copied(pair.ana, item, "network", shows=(heron.ref,), absent=(heron.id.hex(),))
    hiding = copied(pair.ana, item, "network", hides=(heron.ref,))
    assert exported(pair, item, "network") and files(read(pair, item, "network")) == [hiding.ref]
    records.link(pair.ana, hiding.ref, "shows", heron.ref)
    assert not exported(pair, item, "network") and files(read(pair, item, "network")) == []


@pytest.mark.parametrize("role", UNSEEN)
def test_an_answer_after_the_copy_opens_nothing(pair: Pair, tmp_path: Path, role: str) -> None:
    heron, item = photo(pair.ana, tmp_path, {"purpose": ["IMAGE", "SHARE_NETWORK"], "state": "refused"})
    finch, _ = records.add(pair.ana, "actor", {"alias": "Finch"})
    copies = [copied(pair.ana, item, "network", **{role: (finch.ref,)}), copied(pair.ana, item, "network")]
    for copy in reversed(copies):
        records.link(pair.ana, copy.ref, role, heron.ref)
        assert not exported(pair, copy, "network") and files(read(pair, item, "network")) == []
    again = copied(pair.ana, item, "network", hides=(heron.ref,))
    assert again.id not in {one.id for one in copies} and exported(pair, item, "network")


def test_an_original_hides_nobody(pair: Pair, tmp_path: Path) -> None:
    heron, item = photo(pair.ana, tmp_path, {"purpose": ["IMAGE", "COURT"], "state": "refused"})
    records.edit(pair.ana, item.ref, {"recipe": "0" * 64, "absent": [heron.ref], "hides": [heron.ref]})
    for audience in ("court", "internal"):
        with pytest.raises(InputRefused, match="Consent is missing: Heron"):
            evidence_copies.allow(pair.ana, item.ref, audience, answers=ANSWERS)


def test_absent_after_a_no_needs_a_reason_that_stays(pair: Pair, tmp_path: Path) -> None:
    heron, item = photo(pair.ana, tmp_path, {"purpose": ["IMAGE", "SHARE_NETWORK"], "state": "refused"})
    for kept in ("", "..."):
        with pytest.raises(InputRefused, match="These people refused: Heron"):
            working_copies.make(pair.ana, item.ref, CopyOrder((), ("network",), absent=(heron.ref,), kept=kept))
    order = CopyOrder((), ("network",), absent=(heron.ref,), kept="she stood behind  the camera")
    copy, _ = working_copies.make(pair.ana, item.ref, order)
    (line,) = evidence.show(pair.ana, copy.ref).custody
    assert line.reason.endswith("kept: she stood behind the camera") and exported(pair, item, "network")


@pytest.mark.parametrize("state", ["refused", "withdrawn", "given"])
@pytest.mark.parametrize("edits", [False, True])
def test_a_no_after_the_copy_holds_it_back_until_a_person_looks_again(
    pair: Pair, tmp_path: Path, state: str, edits: bool
) -> None:
    """Also a no that is written into an earlier answer; a later yes to something else opens nothing."""
    heron, item = photo(pair.ana, tmp_path, {"purpose": ["IMAGE", "SHARE_NETWORK"]})
    order = CopyOrder((), ("network",), absent=(heron.ref,))
    copy, _ = working_copies.make(pair.ana, item.ref, order)
    (before,) = (row for row in consent_rules.list_answers(pair.ana, [heron]))
    assert exported(pair, item, "network") and files(read(pair, item, "network")) == [copy.ref]
    if state == "given":
        records.add(pair.ana, "consent_record", {"actor": heron.ref, "purpose": ["MEDIA"], "state": state})
        assert exported(pair, item, "network") and files(read(pair, item, "network")) == [copy.ref]
        return
    pair.share(item.ref, profile="network", answers=ANSWERS)
    if edits:
        records.edit(pair.ana, before[1].ref, {"state": state})
    else:
        given = {"actor": heron.ref, "purpose": ["IMAGE", "SHARE_NETWORK"], "state": state}
        records.add(pair.ana, "consent_record", given)
    consent_withdrawals.withdraw(pair.ana, heron.ref, ["IMAGE", "SHARE_NETWORK"])
    assert queued(pair) == [] and not exported(pair, item, "network") and files(read(pair, item, "network")) == []
    (why,) = evidence_copies.warn_refusals(pair.ana, copy, ["network"])
    assert why == "Consent is missing: Heron: Network, refused after this copy was made."
    page, _ = piece_query.page(pair.ana, Text("en"), copy.ref)
    assert page.stays.endswith(" If nobody can recognise them, make it again and give the reason.")
    again, _ = working_copies.make(pair.ana, item.ref, evolve(order, kept="she left before the photo"))
    assert exported(pair, item, "network") and files(read(pair, item, "network")) == [again.ref]
    assert evidence_copies.warn_refusals(pair.ana, again, ["network"]) == []


def test_a_no_while_the_copy_is_painted_is_not_known_to_its_line(pair: Pair, tmp_path: Path) -> None:
    heron, item = photo(pair.ana, tmp_path, {"purpose": ["IMAGE", "SHARE_NETWORK"]})
    draft = working_copies.paint(pair.ana, working_copies.plan(
        pair.ana, item.ref, CopyOrder((), ("network",), absent=(heron.ref,))))  # fmt: skip
    records.add(pair.ana, "consent_record", {"actor": heron.ref, "purpose": ["IMAGE"], "state": "refused"})
    working_copies.save(pair.ana, draft)
    assert not exported(pair, item, "network") and files(read(pair, item, "network")) == []


def test_more_purposes_in_a_known_no_are_a_later_no(pair: Pair, tmp_path: Path) -> None:
    heron, item = photo(pair.ana, tmp_path, {"purpose": ["SHARE_NETWORK"]}, {"purpose": ["MEDIA"], "state": "refused"})
    order = CopyOrder((), ("network",), absent=(heron.ref,), kept="she left before the photo")
    working_copies.make(pair.ana, item.ref, order)
    assert exported(pair, item, "network")
    no = next(row for _, row in consent_rules.list_answers(pair.ana, [heron]) if row.fields["state"] == "refused")
    records.edit(pair.ana, no.ref, {"purpose": ["MEDIA", "IMAGE"]})
    assert not exported(pair, item, "network") and files(read(pair, item, "network")) == []
