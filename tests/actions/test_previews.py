"""Thumbnails, waveforms and page counts: they stay in the vault, and go with their file."""

import re
from contextlib import closing
from pathlib import Path
from typing import cast

import pytest

from app.actions.kernel import records
from app.actions.kernel.db import direct_db
from app.actions.mail import inbox
from app.actions.records import destruction, evidence, previews
from app.actions.vault import backups
from app.domain.record import Record
from app.exchange.media.media_client import MediaChild, MediaPicture, MediaRefused
from app.exchange.media.media_facts import MediaFacts
from app.exchange.media.thumbnails import make_thumbnail
from app.exchange.sandbox_client import PixelImage
from app.store.records import previews as store
from app.store.records.previews import FilePreview
from app.store.upkeep import restore
from app.store.vault import copies
from app.store.vault.open_vault import Vault
from tests.actions.pairs import Pair
from tests.actions.test_evidence_copies import ANSWERS, photo
from tests.exchange.media_files import make_film, make_picture, make_sound
from tests.exchange.office import pdf

READS = re.compile(r"store.records.previews|records import [^\n]*\bpreviews\b|\b(FROM|INTO|TABLE) preview\b")
MARK = b"RIFF a small picture of the gate"


def piece(vault: Vault, folder: Path, name: str, data: bytes) -> Record:
    (folder / name).write_bytes(data)
    event, _ = records.add(vault, "event", {"title": "Raid"})
    return evidence.add(vault, folder / name, event.ref)[0]


def load(vault: Vault, item: Record) -> PixelImage | None:
    return previews.load_thumbnail(vault, direct_db(vault), item.ref)


def kept(vault: Vault) -> int:
    return int(vault.con.execute("SELECT count(*) FROM preview").fetchone()[0])


def plant(vault: Vault, item: Record, made: FilePreview = FilePreview(MARK, MARK, 3)) -> None:
    previews.keep_preview(vault, item.ref, made)


def test_each_family_has_a_small_picture_and_a_list_adds_no_line(vault: Vault, tmp_path: Path) -> None:
    sizes = {}
    for name, data in (
        ("one.jpg", make_picture(size=(4000, 1000))), ("two.pdf", pdf("First", "Second")), ("three.mp4", make_film(1)),
        ("four.wav", make_sound(1)), ("five.txt", b"words"), ("six.jpg", b"\xff\xd8\xff" + bytes(99)),
    ):  # fmt: skip
        item = piece(vault, tmp_path, name, data)
        shown = load(vault, item)
        sizes[name] = max(shown.width, shown.height) if shown is not None else 0
        found = previews.read_preview(vault, item.ref)[1]
        assert found.thumbnail is not None and len(found.thumbnail) <= 8_000
        assert found.pages == (2 if name == "two.pdf" else None)
        assert len(evidence.show(vault, item.ref).custody) == 1, "no view"
        assert load(vault, item) == shown, "as it was kept"
    assert sizes == {"one.jpg": 192, "two.pdf": 192, "three.mp4": 160, "four.wav": 0, "five.txt": 0, "six.jpg": 0}
    assert kept(vault) == 5, "a damaged file is tried again after the next opening"


def test_too_large_a_part_is_left_out_and_the_oldest_use_goes_first(vault: Vault, tmp_path: Path) -> None:
    items = [piece(vault, tmp_path, f"{number}.txt", bytes([number])) for number in range(3)]
    for number, item in enumerate(items):
        vault.clock.now += 86_400 * number  # type: ignore[attr-defined] # the clock of tests
        plant(vault, item, FilePreview(bytes(8_001), bytes(3000)))
        assert previews.read_preview(vault, item.ref)[1].thumbnail is None
    previews.use_preview(vault, items[0].ref)
    file, _ = previews.read_preview(vault, items[2].ref)
    assert file is not None
    store.keep(vault.con, file.sha256, FilePreview(), vault.now(), most=6000)
    assert [previews.read_preview(vault, item.ref)[1].waveform is None for item in items] == [False, True, False]


def test_it_goes_with_its_file_and_with_a_removed_record(vault: Vault, tmp_path: Path) -> None:
    first, second, third = (piece(vault, tmp_path, f"{number}.txt", bytes([number])) for number in range(3))
    for item in (first, second, third):
        plant(vault, item)
    destruction.destroy(vault, destruction.look(vault, first.ref))
    assert kept(vault) == 2
    destruction.destroy(vault, destruction.look(vault, second.ref, file_only=True))
    assert kept(vault) == 1
    records.remove(vault, third.ref)
    assert kept(vault) == 0
    plant(vault, third)
    assert load(vault, third) is None and kept(vault) == 0, "none is made or kept for a removed piece"
    records.restore(vault, third.ref)
    plant(vault, third)
    assert kept(vault) == 1


def test_a_child_that_answers_with_another_size_is_refused() -> None:
    class Child:
        def __init__(self, width: int, height: int) -> None:
            self.made = MediaPicture(0, width, height, bytes(4 * width * height))

        def picture(self, *_: object, **__: object) -> MediaPicture:
            return self.made

    facts = MediaFacts(200, 200, 1, 0, 0, 0, False, False, ())
    assert make_thumbnail(cast(MediaChild, Child(192, 192)), "picture", facts)
    for width, height in ((20_000, 1), (1, 36_864), (193, 1), (0, 0), (0, 5)):
        with pytest.raises(MediaRefused):
            make_thumbnail(cast(MediaChild, Child(width, height)), "picture", facts)


def test_no_backup_has_it(vault: Vault, tmp_path: Path) -> None:
    plant(vault, piece(vault, tmp_path, "one.txt", b"one"))
    backups.set_passphrase(vault, "a backup of the river")
    made = backups.back_up(vault, tmp_path / "stick")
    opened = restore.open_backup(made.folder, "a backup of the river")
    with closing(copies.open_immutable(opened.database, opened.key)) as con:
        assert con.execute("SELECT count(*) FROM preview").fetchone() == (0,)
        assert con.execute("SELECT count(*) FROM record").fetchone() == (2,)
    assert kept(vault) == 1


def test_no_report_has_it(pair: Pair, tmp_path: Path) -> None:
    _, item = photo(pair.ana, tmp_path, {"purpose": ["SHARE_NETWORK", "IMAGE"]})
    plant(pair.ana, item)
    (event,) = [to for role, to in records.show(pair.ana, item.ref).links if role == "of"]
    report = pair.share(event.ref, answers=ANSWERS)
    pair.sync(2)
    inbox.accept(pair.ben, report)
    assert evidence.show(pair.ben, item.id.hex()).file is not None and kept(pair.ben) == 0
    for (table,) in pair.ben.con.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
        if "words" not in table:
            assert MARK not in repr(pair.ben.con.execute(f"SELECT * FROM {table}").fetchall()).encode()


def test_no_other_module_reads_it() -> None:
    app = Path(__file__).parents[2] / "app"
    names = {path.relative_to(app).as_posix() for path in app.rglob("*.py") if READS.search(path.read_text("utf-8"))}
    gui = {f"gui/evidence/{name}.py" for name in ("film_screen", "piece_query", "piece_screen", "viewer_screen")}
    assert names - gui == {"actions/records/previews.py", "store/records/previews.py", "store/tables/added_tables.py"}
