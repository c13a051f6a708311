"""What stands in evidence files is found, with what they belong to; taking in waits for none of it."""

from pathlib import Path

import pytest

from app.actions.kernel import records
from app.actions.records import evidence, evidence_text
from app.actions.records.extracts import where_found
from app.store.records import evidence_text as store
from app.store.records.search import Query
from app.store.vault.blobs import blob_path
from app.store.vault.open_vault import Vault
from tests.actions.pairs import Pair
from tests.exchange.office import docx, pdf


def titles(vault: Vault, text: str, kind: str | None = "event", **more: int) -> list[str]:
    query = Query(kind, text=text, **more)  # type: ignore[arg-type]
    found = [record.title for record in records.find(vault, query)]
    assert more or records.count_matches(vault, Query(kind, text=text)) == len(found) or kind is None
    return found


def taken(vault: Vault, folder: Path, name: str, data: bytes, to: str) -> str:
    path = folder / name
    path.write_bytes(data)
    return evidence.add(vault, path, to)[0].ref


@pytest.fixture
def full(vault: Vault, tmp_path: Path) -> Vault:
    """Two incidents: one with a PDF, one with a person in whose file a Thai sentence stands."""
    one, _ = records.add(vault, "event", {"title": "One", "date_start": "2024-01-01", "country": "MX"})
    two, _ = records.add(
        vault, "event", {"title": "Two", "date_start": "2024-02-01", "act": {"victim": {"alias": "Sol"}}}
    )
    act = next(part for role, part in records.show(vault, two.ref).parts if part.kind == "act")
    taken(vault, tmp_path, "statement.pdf", pdf("The convoy came from Tierra Alta", "and left"), one.ref)
    taken(vault, tmp_path, "letter.docx", docx("ตำรวจจับกุมชาวบ้านสามคน convoy"), act.ref)
    taken(vault, tmp_path, "photo.jpg", b"\xff\xd8\xff\xe0\x00\x10convoy", one.ref)
    return vault


def test_words_in_files_find_the_file_and_what_it_belongs_to(full: Vault) -> None:
    assert titles(full, "convoy") == [], "nothing was read while it was taken in"
    assert evidence_text.look_in(full) == 2
    assert titles(full, "convoy") == ["Two", "One"]
    assert titles(full, "convoy alta") == ["One"]
    assert titles(full, "ชาวบ้าน") == ["Two"]
    assert titles(full, "convoy", "evidence_item") == ["letter", "statement"]
    assert set(titles(full, "convoy", None)) >= {"One", "Two", "letter", "statement"}
    assert titles(full, "conv", limit=1) == ["Two"]
    assert titles(full, "conv", limit=1, offset=1) == ["One"]
    for where, found in ((("country", "MX"), 1), (("country", ""), 1), (("country", "GT"), 0)):
        assert records.count_matches(full, Query("event", text="convoy", where=(where,))) == found
    assert [r.title for r in records.find(full, Query("event", text="convoy", sort="title"))] == ["One", "Two"]


def test_results_say_where_they_matched(full: Vault) -> None:
    evidence_text.look_in(full)
    (one,) = records.find(full, Query("event", text="one"))
    records.edit(full, one.ref, {"description": "They came at dusk.\nA lorry waited.", "place": {"name": "Río Seco"}})
    for asked, kind, where, file, shown in (
        ("one", "event", "title", "", "[One]"),
        ("lorry", "event", "description", "", "A [lorry] waited."),
        ("rio", "event", "place", "", "[Río] Seco"),
        ("sol", "event", "act", "", "[Sol]"),
        ("alta", "event", "file", "statement.pdf", "The convoy came from Tierra [Alta]"),
        ("ชาวบ้าน", "event", "file", "letter.docx", "ตำรวจจับกุม[ชาวบ้าน]สามคน convoy"),
        ("alta", "evidence_item", "file", "statement.pdf", "The convoy came from Tierra [Alta]"),
    ):
        (found,) = records.find(full, Query(kind, text=asked))
        said = where_found(full, asked, [found])[found.id]
        text = f"{said.text[: said.start]}[{said.text[said.start : said.end]}]{said.text[said.end :]}"
        assert (said.where, said.file, text) == (where, file, shown)
    assert where_found(full, "", [one]) == {}


def test_what_is_found_by_both_is_found_once(full: Vault) -> None:
    evidence_text.look_in(full)
    records.add(full, "event", {"title": "Three convoy", "date_start": "2024-03-01"})
    (one,) = records.find(full, Query("event", text="one"))
    records.edit(full, one.ref, {"description": "a convoy"})
    assert titles(full, "convoy") == ["Three convoy", "Two", "One"]


def test_what_was_put_aside_is_not_found_by_its_files(full: Vault) -> None:
    evidence_text.look_in(full)
    (item,) = records.find(full, Query("evidence_item", text="alta"))
    records.remove(full, item.ref)
    assert titles(full, "alta") == titles(full, "alta", "evidence_item") == []
    records.restore(full, item.ref)
    records.remove(full, records.find(full, Query("event", text="one"))[0].ref)
    assert titles(full, "alta") == []


def test_a_second_look_reads_nothing_again_and_the_same_content_is_read_once(full: Vault, tmp_path: Path) -> None:
    evidence_text.look_in(full)
    (two,) = records.find(full, Query("event", text="two"))
    taken(full, tmp_path, "copy.pdf", pdf("The convoy came from Tierra Alta", "and left"), two.ref)
    assert store.list_unread_files(full.con) == []
    assert evidence_text.look_in(full) == 0
    assert titles(full, "alta") == ["Two", "One"]


def test_a_damaged_file_fails_nothing_and_is_not_searchable(full: Vault, tmp_path: Path) -> None:
    for blob in store.list_unread_files(full.con):
        path = blob_path(full.folder, blob.blob_id)
        path.write_bytes(path.read_bytes()[:-1])
    assert evidence_text.look_in(full) == 0
    assert store.list_unread_files(full.con) == []
    assert titles(full, "convoy") == []


def test_files_of_an_accepted_report_are_found(pair: Pair, tmp_path: Path) -> None:
    made, _ = records.add(pair.ana, "event", {"title": "One"})
    taken(pair.ana, tmp_path, "note.txt", "a convoy, ရွာသားသုံးဦး".encode(), made.ref)
    pair.give(made.ref)
    pair.sync(2)
    assert evidence_text.look_in(pair.ben) == 1
    assert titles(pair.ben, "convoy") == titles(pair.ben, "သုံးဦး") == ["One"]
