"""What people write is found nowhere outside the encryption: not on any disk of the job, not in any process."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from attrs import field, frozen

from app.actions.kernel import drafts, records
from app.cli.searcher import Hit, search
from app.domain.fields import Level, Type
from app.domain.kinds import KINDS
from app.store.records.search import Query
from tests.actions.field_examples import EXAMPLES
from tests.flow.cast import ROOT, Person, relay

MADE = ("import_key", "sha256", "mime", "file_name", "signature", "lang")
"""Fields that hold words of the program's or of a file's, or a code."""
WRITTEN = (Type.TEXT, Type.PROSE, Type.TAGS, Type.ROWS)
FIELDS = {
    (kind.name, name): f"marker {number:03} of {name} {'القمر' if number % 3 == 0 else 'Łuna'}"
    for number, (kind, name) in enumerate(
        (kind, name)
        for kind in KINDS.values()
        if not (kind.sealed or kind.registered)
        for name, declared in kind.fields.items()
        if declared.type in WRITTEN and name not in MADE and declared.shape not in ("people", "duty")
    )
}
"""A marker for every field of every kind that holds a person's words."""
DRAFT, SEARCHED, FILE_NAME, PICTURE = "typed and not saved", "asked for in vain", "IMG-of-the-gate", "seen by the lens"
PNG = b"\x89PNG\r\n\x1a\n"
REASON, CARD_NAME, STDIN = "refused for this reason", "Ana of the river desk", "given on standard input"
MARKERS = (*FIELDS.values(), DRAFT, SEARCHED, FILE_NAME, PICTURE, REASON, CARD_NAME, STDIN)


@frozen
class Job:
    """All that a whole job leaves: where it may lie, and which processes saw it."""

    base: Path
    ana: Person
    desk: Person
    pids: list[int] = field(factory=list)

    @property
    def places(self) -> list[Path]:
        return [self.base / name for name in ("ana", "desk", "relay", "stick", "home", "temp")]

    def hits(self, markers: tuple[str, ...] = MARKERS) -> list[Hit]:
        return search(markers, self.places, [os.getpid(), *self.pids])


def _words(kind: str) -> dict[str, object]:
    """Return a marker for every field of a kind that holds words."""
    given: dict[str, object] = {}
    for name, declared in KINDS[kind].fields.items():
        marker = FIELDS.get((kind, name))
        if marker:
            rows = [["chest", f"bruise {marker}"]] if declared.shape else [[marker, marker]]
            given[name] = {Type.TAGS: [marker], Type.ROWS: rows}.get(declared.type, marker)
    return given


@pytest.fixture(scope="module")
def job(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Job]:
    """Do the whole job with a fresh HOME and TMPDIR, then leave the vaults closed and the relay running."""
    base = tmp_path_factory.mktemp("rest")
    with pytest.MonkeyPatch.context() as patch:
        for name in ("home", "temp", "stick", "camera"):
            (base / name).mkdir()
        patch.setenv("HOME", str(base / "home"))
        patch.setenv("TMPDIR", str(base / "temp"))
        ana, desk = Person(base, "ana").creates(), Person(base, "desk").creates()
        done = Job(base, ana, desk)
        with relay(base / "relay") as url:
            done.pids.extend(_serving(base / "relay"))
            with ana.opened() as vault:
                vault.set("card_name", CARD_NAME.encode())
            for person in (ana, desk):
                person.does("relay", "add", url)
            _enter(done)
            _send(done)
            yield done


def _serving(data: Path) -> Iterator[int]:
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if str(data).encode() in (process / "cmdline").read_bytes().split(b"\0"):
                yield int(process.name)
        except OSError:
            continue


def _enter(job: Job) -> None:
    """Fill every field of every kind, add a picture, type a draft, and search."""
    ana = job.ana
    actor = ana.does("add", "actor", given=_words("actor"))["id"]
    event = ana.does("add", "event", given={**_words("event"), "place": _words("place")})["id"]
    act = ana.does("add", "act", given={**_words("act"), "event": event, "victim": actor})["id"]
    ana.does("add", "involvement", given={**_words("involvement"), "act": act, "perpetrator": actor})
    ana.does("add", "information", given={**_words("information"), "about": event, "source": actor})
    consent = {**_words("consent_record"), "purpose": ["SHARE_NETWORK"], "state": "given"}
    ana.does("add", "consent_record", given={**consent, "actor": actor})
    sent = {**_words("intervention"), "by": _words("organisation"), "text": _words("document"), "about": event}
    ana.does("add", "intervention", given=sent)
    other = ana.adds(title="the day before")
    ana.does("add", "event_link", given={**_words("event_link"), "relation": "01", "event": other, "other": event})
    with ana.opened() as vault:
        field = [records.add(vault, kind, {**given, **_words(kind)})[0].id.hex() for kind, given in EXAMPLES.items()]
    (job.base / "field").write_text(" ".join(field))
    case = ana.does("add", "case", given={**_words("case"), "event": [event, other]})["id"]
    contact = ana.does("add", "contact", given=_words("contact"))["id"]
    ana.does("add", "channel", given={**_words("channel"), "kind": "phone", "contact": contact})
    picture = job.base / "camera" / f"{FILE_NAME}.png"
    picture.write_bytes(PNG + PICTURE.encode() + os.urandom(1_100_000) + PICTURE.encode("utf-16-le"))
    item = ana.does("evidence", "add", str(picture), "--to", event)["id"]
    ana.edits(item, **_words("evidence_item"))
    with ana.opened() as vault:
        drafts.keep(vault, "event", {"title": DRAFT, "description": DRAFT * 50})
        assert records.find(vault, Query(text=SEARCHED)) == []
        assert job.hits() == [], "while the vault is open, its log of writes is as closed as the rest"
    (job.base / "case").write_text(case)


def _send(job: Job) -> None:
    """Send it by relay and by stick, and have it accepted; another report is refused with a reason."""
    ana, desk = job.ana, job.desk
    card = ana.base / "card"
    ana.does("card", "show", "--file", str(card))
    desk.does("contact", "add", str(card))
    card.unlink()
    desk.does("card", "show", "--file", str(card))
    ana.does("contact", "verify", "desk", "--number", ana.does("contact", "add", str(card))["number"])
    ana.does("share", (job.base / "case").read_text(), *(job.base / "field").read_text().split(), "--to", "desk")
    ana.does("bundle", "write", str(job.base / "stick"))
    ana.does("sync")
    desk.does("sync")
    desk.does("bundle", "read", str(job.base / "stick"))
    desk.accepts_all()
    ana.does("share", ana.adds(title="another one"), "--to", "desk")
    ana.does("sync")
    desk.does("sync")
    desk.does("refuse", *desk.inbox("delivered"), "--reason", REASON)
    desk.does("sync")
    desk.does("bundle", "write", str(job.base / "stick"))
    ana.does("sync")
    assert sorted(ana.states()) == ["accepted", "rejected"]


def test_fifty_markers_were_really_written(job: Job) -> None:
    assert len(MARKERS) >= 50 and len(set(MARKERS)) == len(MARKERS)
    with job.desk.opened() as vault:
        rows = [row for kind in KINDS if not KINDS[kind].sealed for row in records.find(vault, Query(kind, limit=None))]
        arrived = json.dumps([row.fields for row in rows], ensure_ascii=False)
    for (kind, name), marker in FIELDS.items():
        stays = kind in ("contact", "channel") or KINDS[kind].field_level(name) is Level.V
        assert stays or marker in arrived, (kind, name)
    assert FILE_NAME in arrived
    with job.ana.opened() as vault:
        kept = drafts.load(vault, "event")
        assert kept is not None and kept[0]["title"] == DRAFT


def test_no_marker_lies_anywhere_in_clear(job: Job) -> None:
    assert sum(path.stat().st_size for place in job.places for path in place.rglob("*") if path.is_file()) > 3_000_000
    assert job.pids and job.hits() == []


def test_the_searcher_finds_what_is_planted_in_every_place(job: Job) -> None:
    for place in job.places:
        bait = place / f"{FILE_NAME}.tmp"
        bait.write_bytes(b"\1" * 4_097 + DRAFT.encode("utf-16-le"))
        assert {hit.marker for hit in job.hits()} == {FILE_NAME, DRAFT}, place
        bait.unlink()


def test_what_is_given_on_standard_input_stays_out_of_arguments_and_environment(job: Job) -> None:
    command = [sys.executable, "-m", "app", *job.ana.words("add", "event")]
    environment = {**os.environ, "HOME": str(job.base / "home"), "TMPDIR": str(job.base / "temp")}
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as child:
        assert child.stdin is not None and child.stdout is not None
        child.stdin.write(json.dumps({"title": STDIN}))
        child.stdin.flush()
        passphrase = job.ana.passphrase.read_text().strip()
        assert search([*MARKERS, passphrase], job.places, [child.pid]) == []
        child.stdin.close()
        assert json.loads(child.stdout.read())["ok"]
    assert child.wait() == 0
    assert job.ana.does("search", STDIN)["total"] == 1
    assert job.hits() == []


def test_the_passphrase_is_nowhere(job: Job) -> None:
    for person in (job.ana, job.desk):
        assert search([person.passphrase.read_text().strip()], job.places, job.pids) == []
