"""Whatever leaves is read for what must not leave: `x.py kill leaks [N [SEED]]`, 10,000 record sets, 20 in a vault.

Each set goes through the one function of every way out: shares for every profile, every paper in every format and for
every audience, tables; and of each vault all of it at once on a stick that an addressee reads. What the program says
meanwhile to its log and to the terminal, what the running program says outside its pages (`outside.py`), what lies on
a relay, and every file that lies anywhere, is read too. A canary (`canaries.py`) that stands where its reader may not
read it is a leak. The leak check has a trial before it: `planted.py`.

A long run is thin: each set goes a random part of the ways, and most copies are of a pool of painted pictures, because
the confined children are slow. Recipes, consents, files of consents, audiences and people change in each set.
"""

import contextlib
import io
import json
import logging
import os
import random
import re
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from attrs import frozen

import crypto
from app.actions.exports.tables_out import export_table
from app.actions.kernel import records
from app.actions.mail import inbox, sent_withdrawals, share_preview, sharing
from app.actions.outgoing import letterheads
from app.actions.papers import paper_makers
from app.actions.papers.paper_makers import OfNumbers, Output
from app.actions.relays import mailbox_registration
from app.actions.release import custody_shown
from app.actions.rounds import exchange, sticks
from app.actions.vault import real_names
from app.domain.fields import Level
from app.domain.frame import Letterhead
from app.domain.kinds import KINDS
from app.domain.redact import PROFILES
from app.domain.release.audiences import NAMES
from app.domain.release.facets import facet_of
from app.errors import InputRefused
from app.phrase import Phrase
from app.store.records.search import Query
from app.store.vault.open_vault import Vault
from tests.actions.pairs import Pair, know, pair_at
from tests.flow import planted
from tests.flow.aided import SUMS, reader_of
from tests.flow.canaries import LETTERHEAD, NOBODY, PLAIN, Canary, Written, draw
from tests.flow.leak_copies import Found, make_copy, read_custody, read_text, see
from tests.relay import live
from tests.unchecked import KeepAll, unchecked

IN_VAULT = 20
"""Sets in one vault: papers of a whole vault and the leak check read them all, and more sets take more time each."""
SECOND = "lantern copper field"
COPIED = 0.6
"""The part of the sets that has a working copy."""
THIN = 0.2
"""The part of the ways that a set goes in a long run."""
SCRIPT = "appeal-script"
"""The only paper with the numbers of its recipients."""
SHEET = "custody-sheet"
"""The only paper with reasons of lines of custody."""
_ANYWHERE = re.compile(rb"qzx[0-9a-f]{9}|q\0z\0x\0[0-9a-f]\0")


@frozen
class Desktop:
    """What needs a window: the text of a paper as it is printed, and what the program says outside its own pages."""

    paint: Callable[[paper_makers.OutputResult], str]
    said: Callable[[Path], Iterable[tuple[str, str]]]


def run(
    sets: int, seed: int = 0, desktop: Desktop | None = None, tell: Callable[[str], None] = lambda _: None,
    part: float = 1.0,
) -> Found:  # fmt: skip
    """Send so many random sets of records by every way out, or by a `part` of the ways each.

    `desktop` is what a window is needed for.
    """
    found = Found(part=part)
    for number in range(-(-sets // IN_VAULT)):
        with tempfile.TemporaryDirectory(prefix="amparo-leaks-") as folder:
            dice = random.Random(f"{seed} {number}")
            shown = desktop if number % max(1, round(1 / part)) == 0 else None
            one_vault(Path(folder), dice, min(IN_VAULT, sets - found.sets), found, shown)
        tell(
            "\n".join(
                [f"{found.sets} sets, {sum(found.leaks.values())} leaks", *(" / ".join(one) for one in found.leaks)]
            )
        )
    return found


def one_vault(folder: Path, dice: random.Random, sets: int, found: Found, desktop: Desktop | None = None) -> None:
    """Fill one vault with sets and send each by every way out; then all of them on a stick."""
    written, heard, printed = Written(dice), _Heard(), io.StringIO()
    logging.getLogger().addHandler(heard)
    try:
        with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed), pair_at(folder) as pair:
            key, wrap = real_names.prepare_key(real_names.header_of(pair.ana), SECOND)
            real_names.set_up(pair.ana, wrap)
            _issue(pair.ana, written)
            chosen = []
            for _ in range(sets):
                made = draw(pair.ana, written, key)
                if dice.random() < 0.1:
                    _withdraw(pair.ana, written, dice.choice(made)[1])
                if dice.random() < COPIED:
                    made += [("evidence_item", id_) for id_ in make_copy(pair.ana, written, made, folder, found)]
                _shares(pair, written, made, found)
                _papers(pair.ana, written, made, found, desktop)
                chosen.append(dice.choice(made)[1].hex())
                found.sets += 1
            _whole(pair.ana, written, found, desktop)
            _tables(pair.ana, written, folder, found)
            _relay(pair, written, chosen, folder / "relay", found)
            _stick(pair, written, folder / "stick", found)
            found.fields |= {
                (one.kind, one.field)
                for known in (written.words, written.days, written.numbers)
                for one in known.values()
            }
    finally:
        logging.getLogger().removeHandler(heard)
    found.vaults += 1
    if desktop is not None:
        for way, text in desktop.said(folder / "ana"):
            found.read(way, text, written, NOBODY)
    found.read("log", "\n".join(heard.lines), written, NOBODY)
    found.read("terminal", printed.getvalue(), written, NOBODY)
    _files(folder, written, found)


class _Heard(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())


def _issue(vault: Vault, written: Written) -> None:
    """Store a letterhead with a word of its own in each part."""
    words = [written.word(Canary(b"", LETTERHEAD, "letterhead", Level.P)) for _ in range(8)]
    name, telephone, mail, site, number, prefix, *lines = words
    head = Letterhead({"en": name}, lines[:1], telephone, mail, site, number, prefix, lines[1:])
    letterheads.put_letterhead(vault, head)


def _withdraw(vault: Vault, written: Written, id_: bytes) -> None:
    reach = sent_withdrawals.look(vault, [id_.hex()])
    written.withdrawn |= {record.id for record in reach.records}
    sent_withdrawals.retract(vault, [id_.hex()], "danger", "destroy")


def _shares(pair: Pair, written: Written, made: Sequence[tuple[str, bytes]], found: Found) -> None:
    """Freeze a report of some of the set for each profile: its bytes, and what the addressee's program reads."""
    contact = pair.ben_here.ref
    for profile in (PROFILES[name] for name in NAMES if found.goes(written.dice)):
        fitting = [id_.hex() for kind, id_ in made if kind in profile.kinds] or [id_.hex() for _, id_ in made]
        some = written.dice.sample(fitting, k=min(len(fitting), written.dice.randint(1, 3)))
        try:
            (looked,) = share_preview.readings(pair.ana, some, [contact], profile.name)
        except InputRefused:
            found.refused["share"] += 1
            continue
        see(written, profile, "file of a share", [item for *_, item in looked.made.files], found)
        body, frozen = looked.body, looked.made
        found.read("share", read_text(frozen.body), written, written.reader(profile))
        if frozen.files:
            files = {item.id: bytes.fromhex(str(item.fields["sha256"])) for *_, item in frozen.files}
            with pair.ana.transaction():
                sent = custody_shown.share(pair.ana, frozen.body, profile, pair.ben_here.id, files)
            known = {pair.ben_here.id, *(record.id for record in body.records)}
            lines = [line for row in crypto.read_body(sent).custody for line in row.lines]
            read_custody("custody of a share", lines, known, written, profile, found)
        for carried in body.records:
            known = KINDS[carried.kind]
            for name in carried.fields:
                closed = facet_of(known, name) in ("internal", "sealed", "identity", "security", "channel")
                assert profile.own or not closed, (profile.name, carried.kind, name)


def _papers(
    vault: Vault, written: Written, made: Sequence[tuple[str, bytes]], found: Found, desktop: Desktop | None
) -> None:
    """Make each paper that is about a record of the set, for one of its audiences, in every format."""
    for output in paper_makers.list_outputs():
        about = [id_.hex() for name, id_ in made if name in output.about]
        if about and output.profiles and found.goes(written.dice):
            profile = written.dice.choice(output.profiles)
            _paper(vault, written, output, [written.dice.choice(about)], profile, found, desktop)


def _paper(
    vault: Vault, written: Written, output: Output, handles: Sequence[str], audience: str, found: Found,
    desktop: Desktop | None,
) -> None:  # fmt: skip
    head = written.dice.randint(0, len(letterheads.list_letterheads(vault)))
    try:
        paper = unchecked(paper_makers.make(vault, output.name, handles, audience, letterhead=head))
    except InputRefused:
        found.refused[output.name] += 1
        return
    about = bytes.fromhex(handles[0]) if handles else b""
    reader = written.listed(audience) if output.audiences else reader_of(written, output, about, audience)
    reader = written.caller(PROFILES[audience]) if output.name == SCRIPT else reader
    reader = written.custodian(PROFILES[audience]) if output.name == SHEET else reader
    counted = isinstance(output.build, OfNumbers) and output.name not in SUMS
    reader = (NOBODY if counted else reader).of_table(output.name)
    reader = reader.of_issuer() if head else reader
    for form in output.forms:
        if form != "pdf":
            found.read(output.name, read_text(paper.data(form)), written, reader)
        elif desktop is not None and written.dice.random() < 0.08:
            found.read("print", desktop.paint(paper), written, reader)
    found.read("why it stays", "\n".join(Phrase.of(row.why) for row in paper.held_back), written, NOBODY)


def _whole(vault: Vault, written: Written, found: Found, desktop: Desktop | None) -> None:
    """Make the papers of the whole vault."""
    for output in paper_makers.list_outputs():
        if output.roots is not None or isinstance(output.build, OfNumbers):
            for audience in output.audiences(vault) if output.audiences else output.profiles:
                if not found.goes(written.dice):
                    continue
                _paper(vault, written, output, (), audience, found, desktop)


def _tables(vault: Vault, written: Written, folder: Path, found: Found) -> None:
    """Export every kind in both formats for our own use, and for some audience."""
    for kind in (kind for kind in PLAIN if not kind.registered and found.goes(written.dice)):
        audience, path = written.dice.choice([name for name in NAMES if name != "internal"]), folder / "table.csv"
        with contextlib.suppress(InputRefused):
            export_table(vault, path, "csv", kind.name, audience=audience, answers=KeepAll())
            found.read("table for others", read_text(path.read_bytes()), written, written.reader(PROFILES[audience]))
        path.unlink(missing_ok=True)
        for form in ("csv", "xlsx"):
            path = folder / f"table.{form}"
            export_table(vault, path, form, kind.name)
            text = read_text(path.read_bytes())
            if form == "xlsx":
                with zipfile.ZipFile(path) as parts:
                    text = "\n".join(read_text(parts.read(name)) for name in parts.namelist())
            found.read(form, text, written, written.reader(None))
            path.unlink()


def _relay(pair: Pair, written: Written, chosen: Sequence[str], folder: Path, found: Found) -> None:
    """Share some of each set, each under a profile of its own, and put it on a relay."""
    with live.relay(folder, clock=pair.clock) as url:
        for vault in (pair.ben, pair.ana):
            mailbox_registration.add(vault, url)
        know(pair.ana, pair.ben)
        went = False
        for handle in chosen:
            profile = written.dice.choice(NAMES) if went else "internal"  # one always goes: not all refused to be kept
            with contextlib.suppress(InputRefused):
                sharing.share(pair.ana, [handle], [pair.ben_here.ref], profile, answers=KeepAll())
                went = True
        exchange.sync(pair.ana)
    lies = "\n".join(read_text(path.read_bytes()) for path in folder.rglob("*") if path.is_file())
    found.read("relay as it lies", lies, written, NOBODY)


def _stick(pair: Pair, written: Written, folder: Path, found: Found) -> None:
    """Write it all to a stick; nothing can be read on it but by Ben."""
    folder.mkdir()
    sticks.write(pair.ana, folder)
    names = "\n".join(str(path.relative_to(folder)) for path in folder.rglob("*"))
    found.read("name on the stick", names, written, NOBODY)
    raw = "\n".join(read_text(path.read_bytes()) for path in folder.rglob("*") if path.is_file())
    found.read("stick as it lies", raw, written, NOBODY)
    sticks.read(pair.ben, folder)
    for came in inbox.list_reports(pair.ben):
        body = inbox.body_of(pair.ben, came.arrived)
        said, profile = (
            json.dumps([dict(record.fields) for record in body.records], default=str),
            PROFILES[body.profile],
        )
        found.read("stick as Ben reads it", said, written, written.reader(profile))
        known = {pair.ben_here.id, *(record.id for record in body.records)}
        lines = [line for row in body.custody for line in row.lines]
        read_custody("custody on the stick", lines, known, written, profile, found)
        with contextlib.suppress(InputRefused):
            inbox.accept(pair.ben, came.arrived.report.hex())
    for kind in (kind for kind in PLAIN if not kind.registered):
        for record in records.find(pair.ben, Query(kind.name, limit=None)):
            found.read("title at Ben's", record.title, written, written.reader(PROFILES["internal"]))
            if kind.name == "evidence_item":
                sheet = paper_makers.find_by_name(SHEET)
                _paper(pair.ben, written, sheet, [record.id.hex()], written.dice.choice(sheet.profiles), found, None)


def _files(folder: Path, written: Written, found: Found) -> None:
    """Read every file that lies anywhere for any canary at all."""
    for path in _all(folder, Path.home()):
        found.documents["file"] += 1
        if _ANYWHERE.search(path.read_bytes()) or _ANYWHERE.search(str(path).encode()):
            found.leaks["file", "anybody", "", path.suffix] += 1


def _all(*folders: Path) -> Iterator[Path]:
    return (path for folder in folders for path in folder.rglob("*") if path.is_file() and not path.is_symlink())


def desktop() -> Desktop:
    """Return what prints a paper in the product's own way and reads its pages again, and what runs the program."""
    from pypdf import PdfReader
    from PySide6.QtWidgets import QApplication

    from tests.flow import outside

    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)

    def paint(made: paper_makers.OutputResult) -> str:
        pages = PdfReader(io.BytesIO(made.data("pdf"))).pages
        return "\n".join(page.extract_text() for page in pages)

    return Desktop(paint, lambda folder: outside.said(app, folder))


def main(words: Sequence[str], base: Path) -> str:
    """Do the long run, `leaks [N [SEED]]`; return what was found."""
    os.environ["HOME"] = str(base)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    sets = int(words[1]) if len(words) > 1 else 10_000
    part = THIN if sets > 100 else 1.0
    seed = int(words[2]) if len(words) > 2 else 0
    told = planted.run_trial(planted.SETS, seed, lambda said: print(f"planted: {said}", flush=True))
    return f"{told}\n{run(sets, seed, desktop(), lambda said: print(said, flush=True), part)}"
