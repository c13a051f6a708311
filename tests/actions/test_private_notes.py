"""A note marked private is in no bundle, paper, table or team under any audience; a shared note travels alone."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.actions.exports import tables_out
from app.actions.kernel import records
from app.actions.mail import anonymous, share_preview, sharing, team_out, teams
from app.actions.papers import paper_makers
from app.cli.main import parser
from app.domain.fields import Value
from app.domain.kinds import KINDS
from app.domain.record import Record
from app.domain.redact import PROFILES, select
from app.domain.release.audiences import AUDIENCES, NAMES
from app.domain.release.consents import ReleasePaper
from app.errors import InputRefused
from app.store.mail import outbox
from app.store.vault.open_vault import Vault
from tests.actions.pairs import Pair, get, pair_at
from tests.actions.team import incident, three_at
from tests.domain.test_redact import TODAY, link, rec
from tests.unchecked import KeepAll, unchecked

CANARY = "zqprivate"
HOLDERS = ("library_item", "document", "event", "case", "mission", "context", "undertaking")


def private(vault: Vault, about: Record, n: int, **more: object) -> Record:
    """Add a note with the canary in each text; without the mark, or with a no."""
    words = {name: f"{CANARY}{n}{name}" for name in ("title", "text", "text_open", "author", "remarks")}
    role = "reply_to" if about.kind == "note" else "about"
    marked = {"shareable": False} if n % 2 else {}
    given = {"date": "2027-01-10", "tags": [f"{CANARY}{n}"], **words, **marked, role: about.ref, **more}
    return records.add(vault, "note", given)[0]


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Pair, dict[str, Record], list[Record]]]:
    """Give a vault with a record of each kind and 30 private notes: on each, in answer to notes, on each other."""
    with pair_at(tmp_path_factory.mktemp("notes")) as pair:
        vault, made = pair.ana, dict[str, Record]()
        for kind in HOLDERS[1:] + HOLDERS[:1]:
            more = {"kind": "project"} if kind == "context" else {"kind": "demand"} if kind == "undertaking" else {}
            more |= {"document": made["document"].ref, "number": "1"} if kind == "library_item" else {}
            named = "text" if kind in ("library_item", "undertaking") else "title"
            made[kind] = records.add(vault, kind, {named: f"A {kind}", **more})[0]
        open_ = {"date": "2027-01-10", "title": "A lesson", "text": "Ask early.", "text_open": "Ask early.",
                 "shareable": True, "author": "Heron", "about": [row.ref for row in made.values()]}  # fmt: skip
        made["note"] = records.add(vault, "note", open_)[0]
        draw, notes = random.Random(20), list[Record]()
        for n in range(30):
            notes.append(private(vault, draw.choice([*made.values(), *notes[:3]]), n))
        # a shared answer to a private note: the link must not tell of it
        answer = {**open_, "title": "An answer", "reply_to": notes[0].ref}
        made["answer"] = records.add(vault, "note", answer)[0]
        yield pair, made, notes


def leaks(data: bytes, notes: list[Record]) -> list[str]:
    """Return what is of a private note in some bytes: its words, its code or its id."""
    told = [CANARY, *(one.ref for one in notes), *(one.id.hex() for one in notes)]
    return [word for word in told if word.encode() in data] + [one.ref for one in notes if one.id in data]


@pytest.mark.parametrize("audience", NAMES)
def test_no_byte_of_a_private_note_leaves(
    full: tuple[Pair, dict[str, Record], list[Record]], audience: str, tmp_path: Path
) -> None:
    pair, made, notes = full
    refs = [row.ref for row in (*made.values(), *notes)]
    for handles in ([*refs], *([ref] for ref in refs[:12])):
        try:
            read = share_preview.readings(pair.ana, handles, [pair.ben_here.ref], audience, answers=KeepAll())
        except InputRefused:  # a private note alone, or nothing for this audience
            continue
        for one in read:
            assert leaks(one.made.body + repr(one.body.held_back).encode(), notes) == []
    for kind in ("note", "library_item"):
        path = tmp_path / f"{kind}.csv"
        tables_out.export_table(pair.ana, path, "csv", kind, audience=audience, answers=KeepAll())
        assert leaks(path.read_bytes(), notes) == []
    for output in paper_makers.list_outputs():
        if audience not in (PROFILES[one].name for one in output.profiles):
            continue
        about = [[made[kind].ref] for kind in output.about if kind in made] or ([[]] if not output.about else [])
        about += [[one.ref for one in (made["note"], *notes)]] if output.name == "lessons" else []
        for handles in about:
            try:
                paper = unchecked(paper_makers.make(pair.ana, output.name, handles, audience))
            except InputRefused:
                continue
            for form in {*output.forms} - {"pdf", "docx", "xlsx"}:
                assert leaks(paper.data(form), notes) == []


def test_a_private_note_alone_cannot_be_shared_and_a_shared_one_can(
    full: tuple[Pair, dict[str, Record], list[Record]],
) -> None:
    pair, made, notes = full
    for one in notes:
        with pytest.raises(InputRefused):
            sharing.share(pair.ana, [one.ref], [pair.ben_here.ref], "internal", answers=KeepAll())
    came = pair.give(made["note"].ref)
    assert get(pair.ben, made["note"].id).fields["text"] == "Ask early." and came
    assert all(one.id.hex() not in repr(came) for one in notes)


def test_a_team_does_not_get_a_private_note(tmp_path: Path) -> None:
    with three_at(tmp_path) as three:
        event = incident(three)
        note = private(three.ana, event, 1)
        three.team(event.ref)
        (team,) = teams.list_teams(three.ana)
        assert note.id not in {row.id for row in team_out.cover(three.ana, team).records}
        for vault in (three.vaults["Ben"], three.vaults["Carla"]):
            assert vault.con.execute("SELECT count(*) FROM record WHERE id = ?", (note.id,)).fetchone() == (0,)


def test_a_note_that_becomes_private_leaves_the_reports_that_wait(pair: Pair) -> None:
    vault = pair.ana
    note = records.add(vault, "note", {"date": "2027-01-10", "title": "Late", "text": CANARY, "shareable": True})[0]
    event = records.add(vault, "event", {"title": "March"})[0]
    pair.share(note.ref, event.ref)
    anonymous.share(vault, [note.ref], [pair.ben_here.ref], "internal", answers=KeepAll())
    records.edit(vault, note.ref, {"shareable": False})
    pair.sync(2)
    for delivery in outbox.deliveries(vault.con, outbox.OPEN_OR, (outbox.STOPPED,)):
        assert CANARY.encode() not in delivery.body
    assert all(CANARY.encode() not in data for data in pair.box.objects.values())
    assert pair.ben.con.execute("SELECT count(*) FROM record WHERE id = ?", (note.id,)).fetchone() == (0,)


VALUES = st.fixed_dictionaries(
    {"title": st.just(CANARY), "text": st.just(CANARY), "text_open": st.just(CANARY), "date": st.just("2027-01-10")},
    optional={"shareable": st.sampled_from([False, True, None, 0, 1, "true", "yes", []]), "sensitivity": st.just("P")},
)


@given(VALUES, st.sampled_from([*AUDIENCES.values()]), st.sampled_from(HOLDERS), st.booleans())
def test_only_a_yes_opens_a_note(fields: dict[str, Value], audience: object, holder: str, reply: bool) -> None:
    """The rule alone, without the walk over links before it: whatever a stranger wrote into the mark."""
    note, about, other = rec(1, "note", **fields), rec(2, holder, title="x"), rec(3, "note", title="y", shareable=True)
    links = [link(note, "about", about), *([link(other, "reply_to", note)] if reply else [])]
    paper = ReleasePaper(audience, TODAY)  # type: ignore[arg-type]
    chosen = select(KINDS, [note, about, other], links, [], paper)
    if fields.get("shareable") is not True:
        assert note.id not in {row.id for row in chosen.records} and CANARY not in repr(chosen.records)
        assert all(row.target != note.id for row in chosen.links)


def test_lessons_lists_shared_notes_only(full: tuple[Pair, dict[str, Record], list[Record]]) -> None:
    pair, _, _ = full
    options = parser(("view", "lessons")).parse_args(("view", "lessons"))
    rows = options.run(pair.ana, options).document["rows"]
    assert sorted(row["title"] for row in rows) == ["A lesson", "An answer"]
