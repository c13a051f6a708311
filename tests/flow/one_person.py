"""One person in every kind of record that can be about a person, with her own words in each text, and every way out.

`Scene.ways` gives the bytes of each way for an audience; every finding of the leak check is kept, so that only the
resolver holds something back.
"""

import contextlib
import itertools
from collections.abc import Iterator
from pathlib import Path

from attrs import Factory, define, field

from app.actions.exports import tables_out
from app.actions.field import alerts, appeals
from app.actions.field.appeals import CHANNELS
from app.actions.kernel import records
from app.actions.mail import share_preview
from app.actions.papers import appeals as texts
from app.actions.papers import paper_makers
from app.actions.records import evidence
from app.actions.release import evidence_copies, working_copies
from app.actions.release.leak_check import PROGRAM_WORDS
from app.actions.release.working_copies import CopyOrder
from app.domain.fields import Level, Type
from app.domain.record import Record
from app.domain.redact import PROFILES
from app.domain.release.audiences import NAMES
from app.domain.release.facets import is_open
from app.errors import InputRefused
from app.store.mail import outbox
from app.store.records.search import Query
from app.store.vault.open_vault import Vault
from tests.actions.pairs import Pair
from tests.flow.test_without_a_name import face
from tests.unchecked import KeepAll, unchecked

ALIAS, VILLAGE, PHONE, NAME = "Zorzalina", "Tres Ceibas", "0944 123 456", "Zorayda Quintanilla"
FOR_ALL = ("network", "public", "donor")
"""Audiences for which a silent person is only left out: words of level P for other eyes can stay."""
TEXTS = (Type.TEXT, Type.PROSE, Type.TAGS, Type.ROWS)
YES = tuple(dict.fromkeys(purpose for one in PROFILES.values() for purpose in (*one.opens, *one.also)))
_ABOUT = {
    "information": "about", "document": "about", "intervention": "about", "interview": "of", "evidence_item": "of",
}  # fmt: skip
_OF_CASE = {"meeting": "of", "undertaking": "of", "observation": "of"}
_OF_HER = {"risk_assessment": "about", "security_plan": "for", "security_incident": "about"}
_OF_WALK = {"shift": "of", "log_entry": "of"}


@define
class Scene:
    """The vault of Ana with everything about one person, and the words of each field by their marker."""

    pair: Pair
    folder: Path
    answers: tuple[dict[str, object], ...]
    person: Record = field(init=False)
    words: dict[str, tuple[str, str]] = Factory(dict)
    made: dict[str, Record] = Factory(dict)

    @property
    def vault(self) -> Vault:
        """The vault whose records leave."""
        return self.pair.ana

    def __attrs_post_init__(self) -> None:
        self.person = self._fill()

    def _said(self, kind: str) -> dict[str, object]:
        """Return words for every text of a kind: a marker of its own and, where nobody else reads it, who she is."""
        said: dict[str, object] = {}
        for name, known in self.vault.kinds[kind].fields.items():
            if name in PROGRAM_WORDS or known.type not in TEXTS or self.vault.kinds[kind].field_level(name) is Level.V:
                continue
            if known.shape in ("people", "duty"):  # codes, numbers and hours only
                continue
            marker = f"zq{len(self.words):03}zq"
            self.words[marker] = kind, name
            text = marker if is_open(name) else f"{marker} {ALIAS} in {VILLAGE}, {PHONE}"
            rows = [["chest", f"bruise {text}"]] if known.shape else [[text, text]]
            said[name] = {Type.TAGS: [text], Type.ROWS: rows}.get(known.type, text)
        return said

    def _add(self, kind: str, /, **more: object) -> Record:
        self.made[kind], _ = records.add(self.vault, kind, {**self._said(kind), **more})
        return self.made[kind]

    def _fill(self) -> Record:
        vault = self.vault
        her = self._add("actor", alias=ALIAS)
        for given in self.answers:
            records.add(vault, "consent_record", {"actor": her.ref, **given})
        case = self._add("case", focal=[her.ref])
        place = self._add("place", name=VILLAGE, district="Ansal", province="Coast", country="SY")
        event = self._add("event", case=[case.ref], place=place.ref, date_start="2027-01-15T07:20")
        self._add("act", event=event.ref, victim=her.ref, violation="INT1")
        for kind, role in _ABOUT.items():
            self._add(kind, **{role: event.ref}, **({"interviewee": her.ref} if kind == "interview" else {}))
        for kind, role in _OF_CASE.items():
            self._add(kind, **{role: case.ref}, **({"date": "2027-01-16"} if kind == "observation" else {}))
        for kind, role in _OF_HER.items():
            self._add(kind, **{role: her.ref}, **({} if kind == "security_plan" else {"date": "2027-01-16"}))
        walk = self._add("accompaniment", accompanied=[her.ref], case=[case.ref])
        self._add("shift", of=walk.ref, date_start="2027-01-16")
        self._add("log_entry", of=walk.ref, at="2027-01-16T08:00", kind="note")
        self._add("appeal", event=event.ref, victim=[her.ref], happened="2027-01-15", asks=["release"])
        self.folder.mkdir(exist_ok=True)
        path = self.folder / f"{ALIAS} in {VILLAGE}.jpg"
        face(path)
        self.made["photo"], _ = evidence.add(vault, path, event.ref)
        working_copies.make(vault, self.made["photo"].ref, CopyOrder((), NAMES))
        records.add(vault, "alert", {"title": "Watch out", "level": "high", "raised": "2027-01-16", "area": ["Coast"],
                                     "event": [event.ref], "addressee": [self.pair.ben_here.ref]})  # fmt: skip
        return her

    def found(self, data: bytes, audience: str, silent: bool) -> set[str]:
        """Return everything of her in some bytes that the audience must not have, by kind and field.

        A place is about nobody: for our own use it stays, and its village with it.
        """
        text = data.decode("utf-8", "replace")
        own = PROFILES[audience].own
        found = {word for word in (ALIAS, VILLAGE, PHONE, NAME) if word in text and not own}
        for marker, (kind, name) in self.words.items():
            level = self.vault.kinds[kind].field_level(name)
            stays = silent and audience in FOR_ALL and is_open(name) and level is Level.P
            if marker in text and not stays and not (own and kind == "place"):
                found.add(f"{kind}.{name}")
        return found

    def ways(self, audience: str) -> Iterator[tuple[str, bytes]]:
        """Give what leaves for an audience by each way; a refusal gives nothing."""
        ways = (self._shares, self._papers, self._tables, self._copies, self._appeals, self._alerts)
        for way in ways:
            yield from way(audience)

    def _shares(self, audience: str) -> Iterator[tuple[str, bytes]]:
        to = [self.pair.ben_here.ref]
        everything = [row.ref for row in self.made.values()]
        for handles, nobodys in [([ref], False) for ref in everything] + [(everything, True), (everything, False)]:
            try:
                found = share_preview.readings(
                    self.vault, handles, to, audience, nobodys=nobodys, originals=nobodys, answers=KeepAll()
                )
            except InputRefused:
                continue
            for one in found:
                files = repr([(name, mime) for _, name, mime, _ in one.made.files]).encode()
                yield "share", one.made.body + files
                for *_, item in one.made.files:  # each file shows her face
                    yield "file of a share", f"{item.ref} shows {ALIAS}".encode()
                yield "what stays, for the recipient", repr(one.body.held_back).encode()

    def _papers(self, audience: str) -> Iterator[tuple[str, bytes]]:
        by_kind = {row.kind: row.ref for row in self.made.values()}
        for output in paper_makers.list_outputs():
            if audience not in (PROFILES[one].name for one in output.profiles):
                continue
            about = [[by_kind[kind]] for kind in output.about if kind in by_kind]
            for handles in about or ([[]] if not output.about else []):
                try:
                    made = unchecked(paper_makers.make(self.vault, output.name, handles, audience))
                except InputRefused:
                    continue
                for form in {*output.forms} - {"pdf", "docx", "xlsx"}:
                    yield f"output make {output.name}", made.data(form)

    def _tables(self, audience: str) -> Iterator[tuple[str, bytes]]:
        for kind in {row.kind for row in self.made.values()}:
            path = self.folder / "table.csv"
            with contextlib.suppress(InputRefused):
                tables_out.export_table(self.vault, path, "csv", kind, audience=audience, answers=KeepAll())
                yield "export", path.read_bytes()
                path.unlink()

    def _copies(self, audience: str) -> Iterator[tuple[str, bytes]]:
        try:
            copy = evidence_copies.allow(
                self.vault, self.made["photo"].ref, audience, answers=KeepAll(), reason="a trial"
            )
        except InputRefused:
            return
        path = evidence_copies.copy_out(self.vault, copy, self.folder / "out")
        yield "evidence export", path.read_bytes() + path.name.encode() + f" shows {ALIAS}".encode()

    def _appeals(self, audience: str) -> Iterator[tuple[str, bytes]]:
        ref, kinds = self.made["appeal"].ref, itertools.product(CHANNELS, appeals.LANGUAGES)
        for channel, language in kinds if PROFILES[audience].wire_name == appeals.PROFILE else ():
            with contextlib.suppress(InputRefused):
                yield "appeal text", texts.text(self.vault, ref, channel, language).encode()

    def _alerts(self, audience: str) -> Iterator[tuple[str, bytes]]:
        if audience == alerts.PROFILE:
            (alert,) = (row for row in records.find(self.vault, Query("alert")) if "report" not in row.fields)
            alerts.send(self.vault, alert.ref, KeepAll())
            for delivery in outbox.deliveries(self.vault.con):
                yield "alert send", delivery.body
