"""A photograph with a position, two faces and a name plate goes to a partner: only the covered pixels arrive.

By the command line and a relay, into a second vault. `exiftool` reads the file at the partner's where it is installed;
everywhere our own search does.
"""

import json
import shutil
import subprocess
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Final

import pytest
from PIL import Image, ImageDraw

from tests.exchange.planted_pictures import GPS, Planted, jpeg
from tests.flow.cast import Person, meet, relay

FACES: Final = ((64, 64, 160, 192), (400, 80, 496, 208))
PLATE: Final = (240, 352, 400, 400)
PARTS: Final = (*FACES, PLATE)
"""The pixels of two faces and a name plate, in whole blocks of 16."""
SAFE: Final = {"FileName", "Directory", "SourceFile", "FileSize", "FileType", "FileTypeExtension", "MIMEType",
               "ExifToolVersion", "FileModifyDate", "FileAccessDate", "FileInodeChangeDate", "FilePermissions",
               "JFIFVersion", "ResolutionUnit", "XResolution", "YResolution", "ImageWidth", "ImageHeight",
               "EncodingProcess", "BitsPerSample", "ColorComponents", "YCbCrSubSampling", "ImageSize",
               "Megapixels"}  # fmt: skip
"""What exiftool says of a file without hidden data: its place on this disk, and the form of its pixels."""


def draw_people(path: Path) -> None:
    """Draw two faces and a name plate on the planted photograph, and keep everything that hides in the file."""
    planted = Planted("Photo")
    path.write_bytes(jpeg(planted))
    with Image.open(path) as picture:
        said, shown = picture.getexif(), picture.convert("RGB")
    pen = ImageDraw.Draw(shown)
    for x0, y0, x1, y1 in FACES:
        pen.ellipse((x0, y0, x1, y1), (214, 168, 130))
        for eye in (x0 + 24, x0 + 60):
            pen.ellipse((eye, y0 + 40, eye + 10, y0 + 48), (30, 20, 10))
        pen.arc((x0 + 28, y0 + 70, x0 + 68, y0 + 100), 10, 170, (120, 30, 40), 4)
    pen.rectangle(PLATE, (240, 240, 240))
    pen.text((PLATE[0] + 8, PLATE[1] + 16), "CALLE CEIBA 14", (10, 10, 10))
    assert said.get_ifd(GPS)
    shown.save(path, "JPEG", exif=said, quality=95)


@pytest.fixture(scope="module")
def post(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Person, Person]]:
    base = tmp_path_factory.mktemp("photo")
    ana, partner = Person(base, "ana").creates(), Person(base, "partner").creates()
    with relay(base / "relay") as url:
        for person in (ana, partner):
            person.does("relay", "add", url)
        meet(ana, partner)
        yield ana, partner


def consent(ana: Person, person: str, item: str) -> str:
    given = {"actor": person, "purpose": ["SHARE_NETWORK", "IMAGE"], "state": "given", "form": "alias"}
    made = str(ana.does("add", "consent_record", given=given)["id"])
    ana.does("consent", "bind", made, item)
    return made


def lines(person: Person, item: str) -> list[tuple[str, str]]:
    """Return the chain of custody of an item: each action with the id of its item."""
    return [(line["action"], line["item"]) for line in person.does("evidence", "show", item)["custody"]]


def boxes() -> list[str]:
    """Return the options that cover each part, in percent of the picture, with a reason."""
    said = (f"{x0 / 6.4:.4f},{y0 / 4.8:.4f},{x1 / 6.4:.4f},{y1 / 4.8:.4f}" for x0, y0, x1, y1 in PARTS)
    reasons = ("identity", "identity", "place")
    return [word for box, why in zip(said, reasons, strict=True) for word in ("--box", box, why)]


def test_a_photograph_reaches_a_partner_without_place_faces_and_plate(
    post: tuple[Person, Person], tmp_path: Path
) -> None:
    ana, partner = post
    photo = tmp_path / "Heron at home.jpg"
    draw_people(photo)
    before = sha256(photo.read_bytes()).hexdigest()
    heron = str(ana.does("add", "actor", given={"alias": "Heron"})["id"])
    finch = str(ana.does("add", "actor", given={"alias": "Finch"})["id"])
    event = ana.adds(title="Raid")
    act = {"event": event, "victim": [heron], "violation": "INT1"}
    ana.does("add", "act", given=act)
    item = ana.does("evidence", "add", str(photo), "--to", event)["id"]
    ana.does("edit", item, given={"shows": [finch]})
    yes = consent(ana, heron, item)
    options = ("--audience", "network", "--shows", heron, "--hides", finch)
    made = ana.does("evidence", "copy", item, *boxes(), *options)
    assert made["copy_kind"] == "redaction"
    assert ana.does("evidence", "leaks", made["id"]) == {"ok": True, "leaks": [], "words": [], "same": True}

    ana.does("share", item, "--to", "partner", "--profile", "network")
    for person in (ana, partner, ana):
        person.does("sync")
    partner.accepts_all()

    shown = partner.does("list", "evidence_item")["records"]
    (copy,) = [row for row in shown if partner.does("evidence", "show", row["id"])["here"]]
    path = Path(
        partner.does("evidence", "export", copy["id"], str(tmp_path / "got"), "--reason", "for a trial")["file"]
    )
    assert find_hidden(path) == [] and path.suffix == ".jpg"
    assert sha256(path.read_bytes()).hexdigest() == made["sha256"] != before
    with Image.open(path) as got, Image.open(photo) as first:
        assert got.size == first.size
        for part in PARTS:
            assert {colour for _, colour in got.convert("RGB").crop(part).getcolors(1 << 16) or ()} == {(0, 0, 0)}
            assert len(first.convert("RGB").crop(part).getcolors(1 << 20) or ()) > 100
    assert lines(ana, item) == [("received", item), ("redacted", made["id"])]
    assert lines(ana, made["id"]) == [("redacted", made["id"]), ("shared", made["id"])]
    assert lines(partner, copy["id"])[0] == ("received", copy["id"])
    assert ana.does("evidence", "check")["whole"] == 2 and partner.does("evidence", "check")["whole"] == 1
    assert yes


def find_hidden(path: Path) -> list[str]:
    """Return what a file says beside its pixels: by exiftool if it is installed, and by our own search."""
    data, found = path.read_bytes(), []
    marks = (b"Planted", b"Exif\0", b"GPS", b"http://ns.adobe.com", b"Photoshop", b"ICC_PROFILE", b"MPF\0", b"ftyp",
             b"CALLE", b"Heron", b"Finch")  # fmt: skip
    found += [mark.decode("ascii", "replace") for mark in marks if mark in data]
    with Image.open(path) as picture:
        found += [*sorted({*picture.info} - {"jfif", "jfif_version", "jfif_unit", "jfif_density"}), *picture.getexif()]
    if tool := shutil.which("exiftool"):
        said = subprocess.run([tool, "-json", "-a", "-u", str(path)], capture_output=True, check=True).stdout
        found += sorted({*json.loads(said)[0]} - SAFE)
    return [str(one) for one in found]
