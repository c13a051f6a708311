"""The sender's lines of custody travel with the file: what they may tell, and what the recipient keeps and shows."""

from pathlib import Path

import pytest
from attrs import evolve

import crypto
from app.actions.kernel import records
from app.actions.mail import anonymous, inbox, share_preview, sharing
from app.actions.papers import paper_makers
from app.actions.records import custody_lines, destruction, evidence
from app.actions.records.custody_lines import CameLines
from app.actions.release import custody_shown, working_copies
from app.actions.release.custody_shown import may_show
from app.actions.release.working_copies import CopyOrder
from app.actions.withdrawals import consent_withdrawals
from app.domain.record import Record
from app.gui.evidence import piece_query
from app.gui.style.text import Text
from app.store.records import custody
from app.store.records.search import Query
from app.store.vault.open_vault import Vault
from crypto.custody import LATEST, Action, ClockState, CustodyEntry, check_lines, parse_shown, show_lines
from crypto.encoding import encode
from tests.actions.pairs import Pair
from tests.actions.test_copies_leaving import WILLING, copied
from tests.actions.test_evidence_copies import ANSWERS, photo
from tests.actions.test_working_copies import MARK
from tests.unchecked import unchecked

OURS, SECRET = b"\x01" * 32, "shown to Marula at the mill"


def came(vault: Vault, ref: str) -> list[CameLines]:
    return custody_lines.list_came(vault, records.record_of(vault, ref).id)


def names(entries: object) -> list[str]:
    return [entry.action.name for entry in entries]  # type: ignore[attr-defined]


def given(pair: Pair, item: Record, profile: str) -> list[Record]:
    """Let Ben accept the incident of an item from Ana; return the evidence that he has then."""
    (event,) = [to for role, to in records.show(pair.ana, item.ref).links if role == "of"]
    report = pair.share(event.ref, profile=profile, answers=ANSWERS)
    pair.sync(2)
    inbox.accept(pair.ben, report)
    return [records.record_of(pair.ben, row.ref) for row in records.find(pair.ben, Query("evidence_item"))]


def waiting(vault: Vault) -> "list[crypto.ReportBody]":
    rows = vault.con.execute("SELECT body FROM delivery ORDER BY num").fetchall()
    return [crypto.read_body(bytes(row[0])) for row in rows]


def test_a_partner_sees_both_lines_of_a_copy_and_the_senders_line_says_shared(pair: Pair, tmp_path: Path) -> None:
    """Issue 18: the defender sends a copy; the partner sees the defender's lines beside the own ones."""
    _, item = photo(pair.ana, tmp_path, *WILLING)
    evidence.note_viewed(pair.ana, item.ref)
    copy = copied(pair.ana, item, "network")
    evidence.note_export(pair.ana, evidence.show(pair.ana, copy.ref), SECRET)
    got = given(pair, item, "network")
    (there,) = [one for one in got if one.id == copy.id]
    assert names(evidence.show(pair.ana, copy.ref).custody) == ["REDACTED", "EXPORTED", "SHARED"]
    assert names(evidence.show(pair.ben, there.ref).custody) == ["RECEIVED"]
    (lines,) = came(pair.ben, there.ref)
    assert lines.holds and lines.signer == pair.ana.author and names(lines.entries)[-1] == "SHARED"
    assert "EXPORTED" not in names(lines.entries)
    page, _ = piece_query.page(pair.ben, Text("en"), there.id.hex())
    ((title, state, holds, hands),) = page.came
    assert (title, holds, len(page.hands)) == ("Custody lines from Ana · 2", True, 1)
    assert state == "Signed by the sender. The chain between the lines is not shown."
    assert [hand.title for hand in hands] == ["Working copy with covered parts made", "Shared"]
    assert all(hand.second.startswith("Ana") for hand in hands)
    assert not any(SECRET.encode() in bytes(row[0]) for row in pair.ben.con.execute("SELECT lines FROM custody_came"))
    assert names(lines.entries) == ["REDACTED", "SHARED"] and [*custody_lines.iterate_gaps(pair.ben, [there.ref])] == []


def test_a_recipient_gets_no_head_exact_time_or_code_to_guess_a_hidden_line(pair: Pair, tmp_path: Path) -> None:
    """With the heads around a hidden line a recipient could try each reason and second until one fits."""
    pair.clock.now += 11 * 3600 + 14 * 60 + 7
    _, item = photo(pair.ana, tmp_path, *WILLING)
    box = (*MARK[:7], "child")
    copy, _ = working_copies.make(pair.ana, item.ref, CopyOrder((box,), ("network",)))
    evidence.note_export(pair.ana, evidence.show(pair.ana, copy.ref), SECRET)
    given(pair, item, "network")
    (data,) = custody.list_came(pair.ben.con, copy.id)
    heads = [bytes(row[0]) for row in pair.ana.con.execute("SELECT head FROM custody")]
    assert len(heads) > 2 and not any(head in data for head in heads)
    entries = check_lines(parse_shown(data))
    assert [entry.at % 86_400 for entry in entries] == [0, 0]
    assert [len(entry.reason) for entry in entries] == [23, 0] and entries[0].reason.startswith("recipe ")
    given(pair, item, "internal")
    assert [one.holds for one in came(pair.ben, copy.ref)] == [True], "the same entry for other readers is no lie"


def test_for_our_own_use_every_line_goes_with_its_reason(pair: Pair, tmp_path: Path) -> None:
    _, item = photo(pair.ana, tmp_path)
    evidence.note_viewed(pair.ana, item.ref)
    evidence.note_export(pair.ana, evidence.show(pair.ana, item.ref), SECRET)
    given(pair, item, "internal")
    (lines,) = came(pair.ben, item.ref)
    assert names(lines.entries) == ["RECEIVED", "VIEWED", "EXPORTED", "SHARED"] and lines.entries[2].reason == SECRET
    assert [*lines.entries] == [*custody.entries(pair.ana.con, item.id)]


PLAIN = CustodyEntry(5, b"\x05" * 16, 1, ClockState.WITNESSED, Action.CHECKED, OURS, b"\x03" * 32)
KNOWN = {b"\x07" * 16}


@pytest.mark.parametrize(
    ("change", "shown"),
    [
        ({}, True),
        ({"action": Action.REDACTED, "other": b"\x07" * 16, "reason": "recipe 0123456789abcdef identity place"}, True),
        ({"other": b"\x08" * 16}, False),  # another recipient, or a record that stays
        ({"actor": b"\x02" * 32}, False),  # the person who gave it to us
        ({"sha256": b"\x04" * 32}, False),  # another file
        ({"reason": "court"}, False),
        ({"action": Action.REDACTED, "reason": "recipe 0123456789abcdef identity kept: for Heron"}, False),
        ({"action": Action.VIEWED}, False),
        ({"action": Action.EXPORTED}, False),
        ({"action": Action.DESTROYED, "reason": "wish"}, False),
    ],
)
def test_a_line_for_others_tells_nothing_new(change: dict[str, object], shown: bool) -> None:
    assert may_show(evolve(PLAIN, **change), {OURS}, KNOWN, b"\x03" * 32) is shown


def test_after_danger_no_reason_with_the_alias_leaves(pair: Pair, tmp_path: Path) -> None:
    heron, _ = records.add(pair.ana, "actor", {"alias": "Heron"})
    (tmp_path / "a.txt").write_text("words", "utf-8")
    event, _ = records.add(pair.ana, "event", {"title": "Fire"})
    item, _ = evidence.add(pair.ana, tmp_path / "a.txt", event.ref)
    evidence.note_export(pair.ana, evidence.show(pair.ana, item.ref), "printed for Heron at the mill")
    pair.share(event.ref, profile="internal")
    result, _ = consent_withdrawals.withdraw(pair.ana, heron.ref, reason="danger")
    assert [contact.title for contact in result.stopped] == ["Ben"]
    left = [line for body in waiting(pair.ana) for row in body.custody for line in row.lines]
    assert not any(b"Heron" in line for line in left)


def test_an_anonymous_report_has_no_line(pair: Pair, tmp_path: Path) -> None:
    """A line is signed by us: it would name the sender."""
    (tmp_path / "a.txt").write_text("words", "utf-8")
    event, _ = records.add(pair.ana, "event", {"title": "Fire"})
    item, _ = evidence.add(pair.ana, tmp_path / "a.txt", event.ref)
    anonymous.share(pair.ana, [event.ref], [pair.ben_here.ref], "internal", originals=True)
    sharing.share(pair.ana, [event.ref], [pair.ben_here.ref], "internal")
    to = [pair.ben_here.ref]
    (view,) = share_preview.readings(pair.ana, [event.ref], to, "internal", nobodys=True, originals=True)
    assert view.made.files and not view.has_custody
    hidden, open_ = waiting(pair.ana)
    assert hidden.custody == () and [row.item for row in open_.custody] == [item.id]
    assert pair.ana.author not in hidden.encode() and pair.ana.identity().public not in hidden.encode()


def test_false_lines_are_kept_and_said(pair: Pair, tmp_path: Path) -> None:
    """Two tellings of one entry are kept, do not hold, and are a gap."""
    (tmp_path / "a.txt").write_text("words", "utf-8")
    event, _ = records.add(pair.ana, "event", {"title": "Fire"})
    item, _ = evidence.add(pair.ana, tmp_path / "a.txt", event.ref)
    given(pair, item, "internal")
    (good,) = came(pair.ben, item.ref)
    assert good.holds
    shown = custody.entries(pair.ana.con, item.id)
    again = show_lines(pair.ana.identity(), item.id, [evolve(shown[0], reason="another telling").encode()])
    custody.keep_came(pair.ben.con, item.id, again.encode(), pair.ben.now())
    (both,) = came(pair.ben, item.ref)
    assert not both.holds and both.entries == good.entries
    ((_, gaps),) = custody_lines.iterate_gaps(pair.ben, [item.ref])
    assert [gap.name for gap in gaps] == ["came_broken"]
    bent = evolve(again, signature=bytes(64))
    with pytest.raises(crypto.CannotOpen):
        check_lines(bent)


def from_ben(pair: Pair, *entries: bytes) -> str:
    """Let Ana accept lines that Ben signed for an item of Ben's; return its handle."""
    theirs = crypto.Copied(b"\x31" * 16, "evidence_item", {"title": "a", "collected_on": "2020-01-01"})
    row = show_lines(pair.ben.identity(), theirs.record_id, entries)
    pair.accept(crypto.ReportBody("internal", (theirs,), custody=(row,)))
    return theirs.record_id.hex()


@pytest.mark.parametrize("at", [LATEST, LATEST + 1, 2**62])
def test_a_time_that_no_calendar_has_is_false_and_breaks_no_page(pair: Pair, at: int) -> None:
    entry = CustodyEntry(1, b"\x31" * 16, at, ClockState.WITNESSED, Action.RECEIVED, pair.ben.author, OURS)
    item = from_ben(pair, entry.encode())
    page, _ = piece_query.page(pair.ana, Text("en"), item)
    assert [holds for _, _, holds, _ in page.came] == [at == LATEST]
    said = unchecked(paper_makers.make(pair.ana, "custody-sheet", [item], "internal")).data("txt").decode()
    assert ("damaged or false" in said) is (at > LATEST)
    assert [*custody_lines.iterate_gaps(pair.ana, [item])]


def test_lines_of_a_newer_program_are_not_called_false(pair: Pair) -> None:
    row = [1, b"\x31" * 16, 1_800_000_000, 0, 12, pair.ben.author, OURS, None, ""]
    item = from_ben(pair, encode(row))
    page, _ = piece_query.page(pair.ana, Text("en"), item)
    assert [state for _, state, _, _ in page.came] == ["The lines are from another version of Amparo."]
    said = unchecked(paper_makers.make(pair.ana, "custody-sheet", [item], "internal")).data("txt").decode()
    assert "another version of Amparo" in said and "false" not in said
    assert "came_broken" not in [gap.name for _, gaps in custody_lines.iterate_gaps(pair.ana, [item]) for gap in gaps]


def test_lines_of_the_form_of_an_older_program_break_no_page(pair: Pair) -> None:
    """A vault of an early version keeps each entry with the head before it."""
    item = from_ben(pair)
    entry = CustodyEntry(1, b"\x31" * 16, 1, ClockState.WITNESSED, Action.RECEIVED, pair.ben.author, OURS)
    rows = [entry.item, pair.ben.identity().public, [[bytes(32), entry.encode()]], bytes(64)]
    custody.keep_came(pair.ana.con, entry.item, encode(rows), pair.ana.now())
    page, _ = piece_query.page(pair.ana, Text("en"), item)
    assert [row[:3] for row in page.came] == [
        ("Custody lines from Ben · 0", "The lines are from another version of Amparo.", False)
    ]
    said = unchecked(paper_makers.make(pair.ana, "custody-sheet", [item], "internal")).data("txt").decode()
    assert "another version of Amparo" in said
    assert "came_broken" not in [gap.name for _, gaps in custody_lines.iterate_gaps(pair.ana, [item]) for gap in gaps]


@pytest.mark.parametrize("form", ["", "txt", "html", "csv"])
def test_characters_in_the_reason_of_a_sender_have_no_effect(pair: Pair, form: str) -> None:
    """They cannot turn the text around, begin a new line, or colour a terminal."""
    reason = "to \u202egnorw\u2067 \0 \x1b[31m\u2028 \ufeff\nYou · file received"
    line = CustodyEntry(1, b"\x31" * 16, 1, ClockState.WITNESSED, Action.RECEIVED, pair.ben.author, OURS, None, reason)
    item = from_ben(pair, line.encode())
    page, _ = piece_query.page(pair.ana, Text("en"), item)
    shown = [hand.second for *_, hands in page.came for hand in hands]
    if form:
        made = unchecked(paper_makers.make(pair.ana, "custody-sheet", [item], "internal")).data(form).decode()
        shown = [row for row in made.splitlines() if "gnorw" in row]
    (said,) = shown
    assert "to \ufffdgnorw\u2067 \ufffd \ufffd[31m  \ufffd You · file received\u2069" in said


@pytest.mark.parametrize(("n", "reason", "kept"), [(1, "x" * 200_000, 1), (1, "x" * 270_000, 0), (1_001, "", 0)])
def test_more_lines_than_a_vault_keeps_are_refused_by_name(pair: Pair, n: int, reason: str, kept: int) -> None:
    entry = CustodyEntry(1, b"\x31" * 16, 1, ClockState.WITNESSED, Action.RECEIVED, pair.ben.author, OURS, None, reason)
    theirs = crypto.Copied(entry.item, "evidence_item", {"title": "a"})
    row = show_lines(pair.ben.identity(), entry.item, [evolve(entry, n=at).encode() for at in range(1, n + 1)])
    done = pair.accept(crypto.ReportBody("internal", (theirs,), custody=(row,)))
    assert pair.ana.con.execute("SELECT count(*) FROM custody_came").fetchone() == (kept,)
    assert ((entry.item, "", "too many custody lines") in done.refused) is (kept == 0)


def test_the_lines_of_a_report_have_a_limit_and_the_sender_keeps_it(pair: Pair, tmp_path: Path) -> None:
    """Twenty items of 250,000 bytes are more than 4 MiB; the sender leaves out the oldest lines of one item."""
    rows, items = [], []
    for number in range(20):
        item = bytes([number + 1]) * 16
        entry = CustodyEntry(1, item, 1, ClockState.WITNESSED, Action.RECEIVED, OURS, OURS, None, "x" * 250_000)
        rows.append(show_lines(pair.ben.identity(), item, [entry.encode()]))
        items.append(crypto.Copied(item, "evidence_item", {"title": "a"}))
    pair.accept(crypto.ReportBody("internal", tuple(items)))
    with pair.ana.transaction():
        refused = custody_shown.keep(pair.ana, rows, {pair.ben.author}, lambda _: True)
    assert [item[0] for item, _, _ in refused] == [17, 18, 19, 20]
    assert pair.ana.con.execute("SELECT count(*) FROM custody_came").fetchone() == (16,)
    _, own = photo(pair.ana, tmp_path)
    for reason in ("x" * 200_000, "y" * 100_000):
        evidence.note_export(pair.ana, evidence.show(pair.ana, own.ref), reason)
    given(pair, own, "internal")
    (lines,) = came(pair.ben, own.ref)
    assert lines.holds and [entry.reason[:1] for entry in lines.entries] == ["y", ""]


def test_only_the_sender_speaks_for_an_item_and_only_for_its_own(pair: Pair, tmp_path: Path) -> None:
    """Lines that a third person signed, and lines about a record of ours, are not kept."""
    (tmp_path / "a.txt").write_text("words", "utf-8")
    event, _ = records.add(pair.ana, "event", {"title": "Fire"})
    item, _ = evidence.add(pair.ana, tmp_path / "a.txt", event.ref)
    line = [entry.encode() for entry in custody.entries(pair.ana.con, item.id)]
    theirs = crypto.Copied(b"\x31" * 16, "evidence_item", {"title": "a", "kind": "document"})
    stranger = crypto.SigningKey(b"\x01" * 32)
    rows = (show_lines(pair.ben.identity(), item.id, line), show_lines(stranger, theirs.record_id, []),
            show_lines(pair.ben.identity(), theirs.record_id, []))  # fmt: skip
    pair.accept(crypto.ReportBody("internal", (theirs,), custody=rows))
    assert came(pair.ana, item.ref) == []
    assert [one.signer for one in custody_lines.list_came(pair.ana, theirs.record_id)] == [pair.ben.author]


def test_a_destroyed_item_takes_the_lines_of_others_along(pair: Pair, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("words", "utf-8")
    event, _ = records.add(pair.ana, "event", {"title": "Fire"})
    item, _ = evidence.add(pair.ana, tmp_path / "a.txt", event.ref)
    given(pair, item, "internal")
    assert came(pair.ben, item.ref)
    destruction.destroy(pair.ben, destruction.look(pair.ben, item.ref), "wish")
    assert pair.ben.con.execute("SELECT count(*) FROM custody_came").fetchone() == (0,)
