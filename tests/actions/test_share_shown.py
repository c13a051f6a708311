"""The share dialog says of each addressee what the opened report holds, and only what was shown is queued."""

import os
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

import crypto
from app.actions.contacts import contact_cards
from app.actions.kernel import records, report
from app.actions.kernel.report import ReceivedBody
from app.actions.mail import anonymous, inbox, sharing
from app.actions.records import evidence
from app.domain.kinds import KINDS
from app.domain.record import Record
from app.domain.redact import PROFILES, WithheldItem
from app.domain.release.audiences import AUDIENCES, NAMES
from app.errors import InputRefused
from app.gui.delivery import share_query as effects
from app.gui.style.text import Text
from app.gui.widgets.page_values import Effect, FrozenView
from app.store.mail import inbox as store
from app.store.mail import outbox
from app.store.vault import identity
from tests.actions.pairs import Pair, go
from tests.vaults import vault_at

TR = Text("en")
FILES = {"none": b"", "photo.jpg": b"\xff\xd8\xff\xe0 a picture", "paper.pdf": b"%PDF-1.4 a paper", "note.txt": b"note"}
SENDABLE, CLOSED = ("new", "introduced", "verified"), ("changed", "expired", "revoked")


def incident(pair: Pair, folder: Path, name: str, content: bytes) -> Record:
    """Make an incident with two people, one of whom agreed to be shared, and perhaps a file."""
    yes = {"purpose": [AUDIENCES[name].opens[0] for name in NAMES if name != "asked"], "state": "given"}
    event, _ = records.add(pair.ana, "event", {
        "title": f"March with {name}", "date_start": "2024-03-09", "description": "as it was", "remarks": "for us",
        "act": [
            {"violation": "INT1", "victim": {"alias": f"Luna {name}", "consent_record": [yes]}},
            {"violation": "INT1", "victim": {"alias": f"Rio {name}"}},
        ],
    })  # fmt: skip
    records.edit(pair.ana, event.ref, {"description": "as it really was"})
    if content:
        (folder / name).write_bytes(content + os.urandom(100))
        evidence.add(pair.ana, folder / name, event.ref)
    return event


def set_state(pair: Pair, state: str) -> None:
    pair.ana.con.execute("UPDATE card SET state = ? WHERE record = ?", (state, pair.ben_here.id))


def words(kind: str, names: Iterable[str], file: bool = False) -> set[str]:
    """Return the labels of these fields as the dialog lists them, taken apart."""
    labels = [TR(KINDS[kind].fields[name].label) for name in names if name in KINDS[kind].fields]
    return set(TR.listed([*labels, "The file"] if file else labels).split(", "))


def holds(part: FrozenView, body: ReceivedBody, files: list[str], why: set[str]) -> None:
    """Compare what was shown with what was opened: records and their fields, past, files (hashes), and what stays."""
    past = [row for row in part.leaves if row[0].startswith("The history of each record")]
    assert bool(past) == any(len(row.changes) > 1 for row in body.records)
    rows = [(title.split(": ")[0], set(said.split(", "))) for title, said in part.leaves if (title, said) not in past]
    expected = [
        (TR(KINDS[row.kind].label), words(row.kind, row.fields, row.fields.get("sha256") in files))
        for row in body.records
    ]
    assert sorted(map(repr_of, rows)) == sorted(map(repr_of, expected))
    fields, many = sum(len(row.fields) for row in body.records), len(files)
    assert part.leaves_count == f"{fields} fields, {'1 file' if many else 'no files'}"
    assert part.total.startswith(f"Ben: {part.leaves_count}, ")
    assert {reason.split(" · ")[0] for _, reason in part.held} == why  # for us, the rule stands behind it


def why_held(held: Iterable[WithheldItem]) -> set[str]:
    """Return the reasons that the dialog gives Ana for what Ben does not get."""
    unverified = "Ben is not verified: files go to verified contacts only."
    return {unverified if row.why == sharing.VERIFIED_ONLY else effects.reason(TR, row) for row in held}


def repr_of(row: tuple[str, set[str]]) -> str:
    return f"{row[0]} {sorted(row[1])}"


@pytest.mark.parametrize("state", [*SENDABLE, *CLOSED])
def test_the_dialog_shows_what_the_opened_report_holds(pair: Pair, tmp_path: Path, state: str) -> None:
    """For every state of a contact, every level and every type of file; the bytes that Ben opened are what counts."""
    set_state(pair, state)
    sent: dict[str, FrozenView] = {}
    for name, content in FILES.items():
        event = incident(pair, tmp_path, name, content)
        for level in PROFILES:
            shown = effects.effect(pair.ana, TR, [event.id.hex()], level, [pair.ben_here.ref])
            if state in CLOSED or not sharing.preview(pair.ana, [event.ref], level).selection.records:
                assert shown.refused and not shown.digest
                continue
            done, _ = sharing.share(pair.ana, [event.ref], [pair.ben_here.ref], level, shown=shown.digest)
            (sent[done.report.hex()],) = shown.parts
    assert len(sent) == (0 if state in CLOSED else 48)
    go(pair.ana, pair.box)
    go(pair.ben, pair.box)
    for handle, part in sent.items():
        came = inbox.look(pair.ben, handle)
        manifest = crypto.parse_manifest(store.manifest(pair.ben.con, came.arrived))
        files = [one.sha256.hex() for one in manifest.attachments]
        assert came.body is not None
        held = [WithheldItem(*row) for row in came.body.held_back]
        holds(part, came.body, files, why_held(held))


@pytest.mark.parametrize("state", SENDABLE)
def test_it_shows_what_an_anonymous_report_holds(pair: Pair, tmp_path: Path, state: str) -> None:
    set_state(pair, state)
    to = [pair.ben_here.ref]
    for name, content in FILES.items():
        event = incident(pair, tmp_path, name, content)
        for originals in (False, True):
            shown = effects.effect(pair.ana, TR, [event.id.hex()], "internal", to, True, originals)
            (done,), _ = anonymous.share(pair.ana, [event.ref], to, "internal", originals=originals, shown=shown.digest)
            (made,) = (d for d in outbox.deliveries(pair.ana.con) if d.report == done.report)
            body = report.read(crypto.read_body(made.body), bytes(32), bytes(16), pair.ana.kinds, pair.ana.words)
            files = [str(row.fields["sha256"]) for row in body.records if "sha256" in row.fields]
            assert len(files) == len(outbox.list_attached_files(pair.ana.con, made.num))
            holds(shown.parts[0], body, files, why_held(done.held_back))


@pytest.mark.parametrize("nobodys", [False, True])
def test_nothing_is_queued_where_something_else_would_leave_than_was_shown(
    pair: Pair, tmp_path: Path, nobodys: bool
) -> None:
    """Each change between the page and the outbox is refused, and the page names it."""
    to = [pair.ben_here.ref]
    event = incident(pair, tmp_path, "photo.jpg", FILES["photo.jpg"])

    def look() -> Effect:
        return effects.effect(pair.ana, TR, [event.id.hex()], "internal", to, nobodys, nobodys)

    def share(shown: bytes) -> None:
        if nobodys:
            anonymous.share(pair.ana, [event.ref], to, "internal", originals=True, shown=shown)
        else:
            sharing.share(pair.ana, [event.ref], to, "internal", shown=shown)

    meanwhile: dict[str, Callable[[], object]] = {
        "Incident: March with photo.jpg · What happened": lambda: records.edit(
            pair.ana, event.ref, {"description": "and a name"}
        ),
        "the card of Ben": lambda: set_state(pair, "new"),
        "Act: Beaten / assaulted": lambda: records.add(pair.ana, "act", {"violation": "INT1", "event": event.ref}),
    }
    for changed, change in meanwhile.items():
        shown = look()
        change()
        with pytest.raises(InputRefused, match="Records changed after you read the report"):
            share(shown.digest)
        names = effects.list_changed(shown, look())
        assert changed in names and (len(names) == 1 or "card" in changed), names  # the card decides about the file too
    assert outbox.deliveries(pair.ana.con) == [] and not pair.ana.con.execute("SELECT * FROM shared").fetchall()
    shown = look()
    assert effects.list_changed(shown, look()) == []
    share(shown.digest)
    assert len(outbox.deliveries(pair.ana.con)) == 1


def test_two_who_get_different_things_are_shown_apart(pair: Pair, tmp_path: Path) -> None:
    event = incident(pair, tmp_path, "photo.jpg", FILES["photo.jpg"])
    with vault_at(tmp_path / "cora", pair.clock) as cora:
        contact_cards.set_my_card(cora, "Cora")
        other, _ = contact_cards.add(pair.ana, identity.card(cora).file)
    both = [pair.ben_here.ref, other.record.ref]
    shown = effects.effect(pair.ana, TR, [event.id.hex()], "internal", both)
    assert [(one.who, "1 file" in one.leaves_count) for one in shown.parts] == [("Ben", True), ("Cora", False)]
    told = "Cora is not verified: files go to verified contacts only. These recipients get the files: Ben."
    assert [dict(one.held).get("1 file") for one in shown.parts] == [None, told]
    assert effects.effect(pair.ana, TR, [event.id.hex()], "internal", both[::-1]).digest == shown.digest
    alike = effects.effect(pair.ana, TR, [event.id.hex()], "network", both).parts
    assert [one.who for one in alike] == ["Ben", "Cora"] and alike[0].leaves == alike[1].leaves
