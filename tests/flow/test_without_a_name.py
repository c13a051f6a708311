"""F12 of the domain: who agreed to an appeal without a name is in no byte of what is public or asks for help.

The person has a name, a day of birth, a village and a telephone, on this side of the second lock and behind it, and a
photograph of her face whose EXIF says who and where. The same reading finds each of them where it may be.
"""

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from attrs import frozen
from PIL import Image
from pypdf import PdfReader

from app.actions.casework import library
from app.actions.field import appeal_requests, appeals
from app.actions.field.appeals import CHANNELS
from app.actions.kernel import records
from app.actions.mail import inbox, share_preview
from app.actions.papers import appeals as papers
from app.actions.papers import paper_makers
from app.actions.records import evidence
from app.actions.rounds import sticks
from app.actions.vault import real_names
from app.domain.appeal_texts import CLOSING, UPDATE
from app.domain.record import Record
from app.domain.redact import INSTANT
from app.errors import InputRefused
from app.gui.style.text import WRITTEN
from app.store.mail import outbox
from app.store.vault.open_vault import Vault
from tests.actions.pairs import Pair, pair_at
from tests.actions.test_second import dumped
from tests.exchange.office import unpacked
from tests.unchecked import KeepAll, unchecked

HIDDEN = ("Marula", "Tres Ceibas", "Pump men", "3 May 1981", "In 1981", "123 456", "14.072275",
          "Zorayda", "Quintanilla", "Well street", "Exif", "JFIF")  # fmt: skip
WHAT = (
    "Four men in grey took Marula from the pump house in Tres Ceibas. Marula was born on 3 May 1981; call 0944 123 456."
)
REAL = {"real_name": "Zorayda Quintanilla", "birth_date": "1981-05-03", "phone": "0944 123 456",
        "address": "Well street 3, Tres Ceibas"}  # fmt: skip
ARTIST, DESCRIBED, GPS, NORTH, LATITUDE = 0x013B, 0x010E, 0x8825, 1, 2


def face(path: Path) -> bytes:
    """Save an invented face with all that a camera and its owner say of it; return the bytes."""
    picture, said = Image.effect_mandelbrot((240, 320), (-2, -1.5, 1, 1.5), 40).convert("RGB"), Image.Exif()
    said[ARTIST], said[DESCRIBED] = "Marula", "At home in Tres Ceibas, 14.072275 N"
    said.get_ifd(GPS).update({NORTH: "N", LATITUDE: (14.0, 4.0, 20.19)})
    picture.save(path, "JPEG", exif=said)
    return path.read_bytes()


@frozen
class Scene:
    """Ana's vault with one in danger; `face` is the photograph's bytes, `made` the appeal for her."""

    pair: Pair
    event: Record
    victim: Record
    photo: Record
    face: bytes
    made: Record

    @property
    def ana(self) -> Vault:
        """Who asks."""
        return self.pair.ana

    def found(self, *read: bytes) -> list[str]:
        """Return what of her stands in some bytes; of the photograph its number too, and any piece of it."""
        pieces = [self.face[at : at + 16] for at in range(0, len(self.face) - 16, 16)]
        sha256 = str(self.photo.fields["sha256"])
        known = [(word, word.encode()) for word in (*HIDDEN, sha256)] + [("number", bytes.fromhex(sha256))]
        known += [(word, word.encode("utf-16-be")) for word in HIDDEN]
        known += [("face", piece) for piece in pieces]
        return sorted({name for name, mark in known for data in read if mark in data})


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    with pair_at(tmp_path) as pair:
        ana = pair.ana
        records.edit(ana, pair.ben_here.ref, {"display_name": "Ben", "reach": ["minister"], "speed": "minutes"})
        event, _ = records.add(ana, "event", {
            "date_start": "2027-01-15T07:20", "description": WHAT, "title": "Marula taken from Tres Ceibas",
            "place": {"name": "Tres Ceibas", "district": "Ansal district", "country": "SY", "latitude": 14.072275,
                      "longitude": -87.192136},
            "act": [{"violation_text": "arrested", "exact_location_text": "pump house of Tres Ceibas",
                     "victim": {"alias": "Marula", "organisation_text": "Pump men", "birth_year": 1981,
                                "description": "She runs the pumps of Tres Ceibas"}}],
        })  # fmt: skip
        (victim,) = appeals.victims(ana, event)
        key, wrap = real_names.prepare_key(real_names.header_of(ana), "lantern copper field")
        real_names.set_up(ana, wrap)
        real_names.save(ana, key, victim.ref, REAL)
        path = tmp_path / "Marula at home in Tres Ceibas.jpg"
        taken = face(path)
        photo, _ = evidence.add(ana, path, event.ref)
        evidence.add(ana, path, victim.ref)
        made, _ = appeals.begin(ana, {
            **appeals.prefill_appeal(ana, event.ref), "asks": ["whereabouts", "release"], "danger": "Torture of Marula",
            "title": "Marula of Tres Ceibas", "background": "In 1981 Marula was born.", "work": "Marula heads Pump men",
            "consent": "anon", "to": [pair.ben_here.ref],
        })  # fmt: skip
        yield Scene(pair, event, victim, photo, taken, made)


NOT_PUBLIC = ("public-case-sheet", "press-release", "social-text")
"""Papers that need a yes to the media."""
WITHOUT = {**dict.fromkeys(("community-loss-census", "scorecard", "progress-table"), "no record is named"),
           "argument-brief": "No argument with a source"}  # fmt: skip
"""Papers of data that this vault does not have, and the refusal."""


def printed(
    scene: Scene, output: paper_makers.Output, handles: list[str], profile: str, language: str
) -> Iterator[bytes]:
    """Give a paper in each of its formats as it is saved, and what can be read on the pages of its PDF."""
    made = paper_makers.make(scene.ana, output.name, handles, profile, language)
    for form in output.forms:
        data = unchecked(made).data(form)
        yield unpacked(data)
        if form == "pdf":
            read = PdfReader(io.BytesIO(data))
            assert not [image for page in read.pages for image in page.images]
            yield str(read.metadata).encode()
            yield " ".join(" ".join(page.extract_text().split()) for page in read.pages).encode()


def every_paper(scene: Scene) -> dict[tuple[str, str], bytes]:
    """Return all that is public or made of the appeal, by paper and language."""
    ana, made = scene.ana, scene.made
    update, _ = appeals.follow(ana, made.ref, UPDATE, {"what": "Marula is at the post of Tres Ceibas."})
    closing, _ = appeals.follow(ana, made.ref, CLOSING, {"result": "Marula is home in Tres Ceibas."})
    mission, _ = records.add(ana, "mission", {
        "title": "To Marula in Tres Ceibas", "kind": "joint", "mandate": "Find Marula", "area": "Tres Ceibas",
        "summary_open": "Defenders of water are taken away.",
    })  # fmt: skip
    records.edit(ana, mission.ref, {"event": [scene.event.ref]})
    finding = {"mission": mission.ref, "title": "Marula was held", "text": "Marula was held in Tres Ceibas",
               "text_open": "Nobody said where they were held.", "evidence": [scene.photo.ref]}  # fmt: skip
    founded, _ = records.add(ana, "finding", finding)
    source = {"alias": "Marula's neighbour in Tres Ceibas"}
    records.add(ana, "information", {"about": founded.ref, "connection": "0101", "source": source})
    plan = library.load_plan(ana)[0].document
    of = {
        "document": plan.ref,
        "event": scene.event.ref,
        "appeal": made.ref,
        "mission": mission.ref,
        "appeal-update": update.ref,
        "appeal-closing": closing.ref,
    }
    said: dict[tuple[str, str], bytes] = {}
    for language in WRITTEN:
        for output in paper_makers.list_outputs():
            if language not in output.languages:
                continue
            about = next((of[name] for name in (output.name, *output.about) if name in of), "")
            if output.name in WITHOUT:
                with pytest.raises(InputRefused, match=WITHOUT[output.name]):
                    paper_makers.make(ana, output.name, [about] if about else [], "public", language)
                continue
            if output.name in NOT_PUBLIC:  # a yes to an appeal is no yes to the media
                with pytest.raises(InputRefused, match="Marula: Public, not asked"):
                    paper_makers.make(ana, output.name, [about], "public", language)
                continue
            for profile in {"public", INSTANT}.intersection(output.profiles):
                read = printed(scene, output, [about] if about else [], profile, language)
                said[output.name, language] = b"\n".join(read)
        for channel in CHANNELS:
            said[channel, language] = papers.text(ana, made.ref, channel, language).encode()
    return said


def test_it_is_in_no_text_and_in_no_paper_in_any_format(scene: Scene) -> None:
    said = every_paper(scene)
    assert {name for name, _ in said} == {
        *CHANNELS, "appeal-letter", "appeal-email", "appeal-message", "appeal-script", "appeal-update",
        "appeal-closing", "mission-report", "gender-table", "statistics-sheet",
        "casualty-table", "children-table", "impunity-table", "sdg-16-10-1", "statements", "treaties",
        "lessons", "displacement-table", "library-text", "recommendations-to", "arguments",
    }  # fmt: skip
    assert {at: scene.found(data) for at, data in said.items() if scene.found(data)} == {}
    assert b"Nobody said where" in said["mission-report", "en"]
    for name in ("letter", "email", "appeal-letter", "appeal-email"):
        assert b"a defender of human rights" in said[name, "en"] and b"Ansal district" not in said[name, "en"]


@pytest.mark.parametrize("asked", [False, True], ids=["before it is asked for", "after"])
def test_it_is_in_no_report_that_leaves_nor_where_it_arrives(scene: Scene, tmp_path: Path, asked: bool) -> None:
    pair, ana = scene.pair, scene.ana
    if asked:
        appeal_requests.ask(ana, scene.made.ref, answers=KeepAll())
    all_ = (scene.made, scene.event, scene.victim, scene.photo)
    for profile in (INSTANT, "public"):
        for one in all_:
            try:
                pair.share(one.ref, profile=profile, answers=KeepAll())
            except InputRefused as refused:  # nothing of it may be seen: that is what is wanted
                said = scene.found(str(refused).encode())  # the sentence names the alias to us
                assert one is not scene.made and {*said} <= {"Marula"}
    sent = outbox.deliveries(ana.con)
    assert {delivery.profile for delivery in sent} == {INSTANT, "public"}
    assert [scene.found(delivery.body) for delivery in sent] == [[]] * len(sent)
    assert [outbox.list_attached_files(ana.con, delivery.num) for delivery in sent] == [[]] * len(sent)
    stick = tmp_path / "stick"
    stick.mkdir()
    sticks.write(ana, stick)
    lies = [path for path in stick.rglob("*") if path.is_file()]
    assert scene.found(*(path.read_bytes() for path in lies), *(str(path).encode() for path in lies)) == []
    sticks.read(pair.ben, stick)
    for came in inbox.list_reports(pair.ben):
        inbox.accept(pair.ben, came.arrived.report.hex())
    there = dumped(pair.ben.con)
    assert "a defender of human rights" in there and scene.found(there.encode()) == []


def test_the_same_reading_finds_her_where_she_may_be_and_where_she_agreed(scene: Scene) -> None:
    ana, contact = scene.ana, scene.pair.ben_here.ref
    assert {"Marula", "Tres Ceibas", "123 456", "In 1981", "14.072275"} <= set(scene.found(dumped(ana.con).encode()))
    assert {"face", "Exif", "JFIF", "Marula"} <= set(scene.found(scene.face))
    whole = share_preview.readings(ana, [scene.event.ref], [contact], "internal")[0].made
    assert {"Marula", "Pump men", "3 May 1981", str(scene.photo.fields["sha256"])} <= set(scene.found(whole.body))
    assert len(whole.files) == 1
    scene.pair.clock.now += 60
    records.add(ana, "consent_record", {"purpose": ["APPEAL_NAMED"], "state": "given", "actor": scene.victim.ref})
    records.edit(ana, scene.made.ref, {"consent": "named"})
    named = share_preview.readings(ana, [scene.made.ref], [contact], INSTANT)[0].made
    assert "Marula" in scene.found(named.body)
    assert {"face", "number", "Zorayda"}.isdisjoint(scene.found(named.body))
