"""Line 13 of the design of evidence: a copy leaves only with the yes of each person whom it shows and does not hide.

The rule stands here once more, from what is promised, and not from `app.domain.release`.
"""

import random
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Final

import pytest
from attrs import frozen

from app.actions.kernel import records
from app.actions.mail import inbox
from app.actions.mail.share_preview import readings
from app.actions.release import evidence_copies, working_copies
from app.actions.release.working_copies import CopyOrder
from app.actions.withdrawals import consent_withdrawals, holders
from app.domain.fields import Value
from app.domain.record import Record
from app.domain.redact import PROFILES
from app.errors import InputRefused
from app.store.mail import outbox
from app.store.records.search import Query
from tests.actions.pairs import Pair
from tests.actions.test_evidence_copies import ANSWERS, photo
from tests.actions.test_working_copies import MARK

CASES: Final = 200
OPENS: Final = {"network": "SHARE_NETWORK", "embassy": "EMBASSY", "un": "UN", "authority": "AUTHORITIES"}
PICTURES: Final = ("network", "embassy", "un")
"""The audiences that can get pictures."""
SILENT_STAYS: Final = ("network",)
"""The audiences for which a silent person is only left out; for others, nothing about the person leaves."""


@frozen
class Case:
    """One case: the answers of each person, what the copy says, and who asks for it."""

    answers: Mapping[bytes, Mapping[str, Value]]
    names: Collection[str]
    shows: Collection[bytes]
    hides: Collection[bytes]
    mark: str
    audience: str
    files: Collection[str] = ()
    """The hash of the original."""

    def yes(self, who: bytes, purpose: str) -> bool:
        """Return True for a yes that counts today for everybody."""
        said, named = self.answers[who], self.answers[who]["covers"]
        here = not named or any(row[0] in self.files for row in named)  # type: ignore[union-attr]
        open_ = said["state"] == "given" and not said["withdrawn_on"] and not said["audience"] and here
        return open_ and purpose in _list(said["purpose"]) and said["valid_until"] != "2020-01-01"

    def agreed(self, who: bytes) -> bool:
        """Return True for a yes to the audience and to images."""
        wish = "image" in _list(self.answers[who]["excepts"])
        return self.yes(who, OPENS[self.audience]) and self.yes(who, "IMAGE") and not wish

    def may_leave(self, about: bytes) -> bool:
        """Return True if the copy may leave; `about` is the person whom the original is about."""
        needed = {about} - {*self.hides} | {*self.shows}
        open_ = self.audience in self.names and self.audience in PICTURES and self.mark != "V"
        return open_ and all(self.agreed(who) for who in needed)


def _list(value: Value) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list) else []


def draw(dice: random.Random, about: bytes, others: Collection[bytes], files: Collection[str] = ()) -> Case:
    def some(of: Collection[str], share: float) -> list[Value]:
        return [one for one in of if dice.random() < share]

    answers = {
        who: {
            "purpose": some([*OPENS.values(), "IMAGE"], 0.9) or ["MEDIA"],
            "state": dice.choice((*["given"] * 10, "refused", "withdrawn")),
            "withdrawn_on": dice.choice((*[""] * 12, "2027-01-02")),
            "valid_until": dice.choice((*[""] * 6, *["2036-01-01"] * 6, "2020-01-01")),
            "excepts": dice.choice((*[[]] * 12, ["image"])),
            "audience": dice.choice((*[[]] * 12, ["Somebody else"])),
            "covers": dice.choice((*[[]] * 6, *([[one, "EV"]] for one in files for _ in "123"), [["0" * 64, "EV"]])),
        }
        for who in (about, *others)
    }
    shows, hides = ([who for who in (about, *others) if dice.random() < share] for share in (0.3, 0.4))
    mark = dice.choice(("P", "P", "P", "P", "P", "P", "V"))
    named, audience = some(OPENS, 0.8), dice.choice([*OPENS])
    return Case(answers, named, shows, hides, mark, audience, files)  # type: ignore[arg-type]


def test_two_hundred_cases_follow_the_promise(pair: Pair, tmp_path: Path) -> None:
    """By the share and by the export; nothing but the links, the answers and the mark changes between the cases."""
    dice, left = random.Random(13), {True: 0, False: 0}
    heron, item = photo(pair.ana, tmp_path)
    (event,) = [to for role, to in records.show(pair.ana, item.ref).links if role == "of"]
    others = [records.add(pair.ana, "actor", {"alias": f"Finch {number}"})[0] for number in range(3)]
    made, last = dict[frozenset[bytes], Record](), dict[bytes, Record]()
    files = [str(item.fields["sha256"])]
    for number in range(CASES):
        case = draw(dice, heron.id, [who.id for who in others], files)
        for who, said in case.answers.items():
            if who in last:
                records.remove(pair.ana, last[who].ref)
            given = {"actor": who.hex(), **{name: value for name, value in said.items() if value}}
            last[who], _ = records.add(pair.ana, "consent_record", given)
        copy = choose_copy(pair, item, made, case)
        may = case.may_leave(heron.id)
        left[may] += 1
        assert exported(pair, item, case.audience) is may, (number, case)
        whole = dice.choice([event.ref, item.ref, copy.ref])
        words = whole != event.ref or not case.answers[heron.id]["covers"]  # of the incident: a bound yes is none
        spoken = case.audience in SILENT_STAYS or (words and case.yes(heron.id, OPENS[case.audience]))
        assert shared(pair, whole, case.audience) == ([copy.ref] if may and spoken else []), (number, case)
    assert min(left.values()) > CASES // 10


def choose_copy(pair: Pair, item: Record, made: dict[frozenset[bytes], Record], case: Case) -> Record:
    """Return the copy that hides the people of a case; no other one has readers."""
    hides = frozenset(case.hides)
    if hides not in made:
        order = CopyOrder((MARK,), hides=[one.hex() for one in hides])
        made[hides], _ = working_copies.make(pair.ana, item.ref, order)
    for one in made.values():
        records.edit(pair.ana, one.ref, {"audience": None, "shows": None})
    shows = [one.hex() for one in case.shows]
    more = {"audience": [*case.names], "sensitivity": case.mark, "shows": shows}
    return records.edit(pair.ana, made[hides].ref, more, by_program=True)[0]


def exported(pair: Pair, item: Record, audience: str) -> bool:
    """Return True if an export to an audience is allowed, with everything else of it as it is."""
    assert PROFILES[audience].name == audience
    try:
        return evidence_copies.allow(pair.ana, item.ref, audience, answers=ANSWERS).item.record.id != item.id
    except InputRefused:
        return False


def shared(pair: Pair, handle: str, audience: str) -> list[str]:
    """Return the files of a share of the incident, of the original or of the copy alone."""
    try:
        (view,) = readings(pair.ana, [handle], [pair.ben_here.ref], audience, answers=ANSWERS)
    except InputRefused:
        return []
    return [one.ref for *_, one in view.made.files]


def shown_in_a_copy(pair: Pair, folder: Path) -> tuple[Record, Record, Record, Record]:
    """Return Heron, whom the original is about, Finch, whom only the copy shows, the original, and the copy."""
    heron, item = photo(pair.ana, folder, {"purpose": ["SHARE_NETWORK", "EMBASSY", "IMAGE"]})
    finch, _ = records.add(pair.ana, "actor", {"alias": "Finch"})
    given = {"actor": finch.ref, "purpose": ["SHARE_NETWORK", "EMBASSY", "IMAGE"], "state": "given"}
    records.add(pair.ana, "consent_record", given)
    order = CopyOrder((MARK,), ("network", "embassy"), (finch.ref,), (heron.ref,))
    return heron, finch, item, working_copies.make(pair.ana, item.ref, order)[0]


def queued(pair: Pair) -> list[str]:
    """Return the media types of the files in the waiting reports."""
    rows = [row.num for row in outbox.deliveries(pair.ana.con) if row.state in outbox.OPEN]
    return [one.mime for num in rows for one in outbox.list_attached_files(pair.ana.con, num) if one.num != outbox.BODY]


@pytest.mark.parametrize("purposes", [(), ("IMAGE",), ("SHARE_NETWORK",)])
def test_a_withdrawal_takes_copies_out_of_waiting_reports(
    pair: Pair, tmp_path: Path, purposes: tuple[str, ...]
) -> None:
    """Finch is only in the picture: her withdrawal takes the copy out, and the rest of the report goes on."""
    _, finch, item, copy = shown_in_a_copy(pair, tmp_path)
    (event,) = [to for role, to in records.show(pair.ana, item.ref).links if role == "of"]
    report = pair.share(event.ref, profile="network", answers=ANSWERS)
    assert queued(pair) == ["image/jpeg"]
    found, _ = consent_withdrawals.withdraw(pair.ana, finch.ref, purposes)
    assert queued(pair) == [] and [one.title for one in found.stopped] == ["Ben"]
    assert exported(pair, item, "network") is False
    pair.sync(3)
    inbox.accept(pair.ben, report)
    got = records.find(pair.ben, Query("evidence_item"))
    assert len(got) == 1 and "copy_kind" not in got[0].fields and copy.id != got[0].id


def test_a_withdrawn_image_of_a_hidden_person_leaves_the_copy_alone(pair: Pair, tmp_path: Path) -> None:
    heron, _, item, _ = shown_in_a_copy(pair, tmp_path)
    (event,) = [to for role, to in records.show(pair.ana, item.ref).links if role == "of"]
    pair.share(event.ref, profile="network", answers=ANSWERS)
    consent_withdrawals.withdraw(pair.ana, heron.ref, ["IMAGE"])
    assert queued(pair) == ["image/jpeg"] and exported(pair, item, "network") is True


def test_who_has_a_copy_is_listed_for_each_person_whom_it_shows(pair: Pair, tmp_path: Path) -> None:
    _, finch, item, copy = shown_in_a_copy(pair, tmp_path)
    evidence_copies.export(pair.ana, item.ref, tmp_path / "out", audience="embassy", answers=ANSWERS, reason="a trial")
    (event,) = [to for role, to in records.show(pair.ana, item.ref).links if role == "of"]
    pair.share(event.ref, profile="network", answers=ANSWERS)
    pair.sync(3)
    found = holders.list_holders(pair.ana, finch.ref)
    assert [one.way for one in found] == ["sealed", "copy"] and found[1].key == copy.ref
    withdrawn, _ = consent_withdrawals.withdraw(pair.ana, finch.ref)
    assert [one.way for one in withdrawn.holders] == ["sealed", "copy"] and withdrawn.holders[0].state == holders.NOTICE


def test_an_original_for_a_court_needs_the_yes_of_each_person_whom_it_shows(pair: Pair, tmp_path: Path) -> None:
    _, item = photo(pair.ana, tmp_path, {"purpose": ["COURT"]})
    finch, _ = records.add(pair.ana, "actor", {"alias": "Finch"})
    records.edit(pair.ana, item.ref, {"shows": [finch.ref]})
    with pytest.raises(InputRefused, match="Consent is missing: Finch"):
        evidence_copies.allow(pair.ana, item.ref, "court", answers=ANSWERS)
    records.add(pair.ana, "consent_record", {"actor": finch.ref, "purpose": ["COURT"], "state": "given"})
    assert evidence_copies.allow(pair.ana, item.ref, "court", answers=ANSWERS).item.record.id == item.id
