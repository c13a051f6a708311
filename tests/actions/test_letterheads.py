"""Letterheads of a vault, and papers in their frame: stored, drawn again, and on each paper that names one."""

import io
import json
from pathlib import Path

import pytest
from PIL import Image
from pypdf import PdfReader

from app.actions.kernel import records
from app.actions.outgoing import frames, letterheads
from app.actions.papers import appeals as papers
from app.actions.papers import paper_makers, register
from app.actions.release import known_names
from app.actions.vault import real_names
from app.domain.frame import Letterhead
from app.domain.sheet import Sheet, SheetProse
from app.errors import InputRefused
from app.store.vault.open_vault import Vault
from tests.actions.cases import f8
from tests.actions.test_outputs import MISSION
from tests.actions.test_papers_of_two import appeal_of

TOLD = {"names": {"en": "River Fund", "ar": "صندوق النهر"}, "address": ["12 Calle Real"], "mail": "desk@river.example",
        "signatories": ["Marta Ixcoy"], "prefix": "RF-", "logo": "logo.jpg"}  # fmt: skip


def written(folder: Path, **changed: object) -> Path:
    """Write a letterhead file, and beside it a logo whose metadata says who made it and where."""
    meta = Image.Exif()
    meta[0x013B], meta[0x010E] = "Rosalba Tzul", "14.072275"
    Image.new("RGB", (60, 30), (10, 90, 160)).save(folder / "logo.jpg", exif=meta, comment=b"Rosalba Tzul")
    file = folder / "head.json"
    file.write_text(json.dumps({**TOLD, **changed}), "utf-8")
    return file


def test_a_letterhead_is_kept_in_the_vault_and_its_logo_has_no_metadata(vault: Vault, tmp_path: Path) -> None:
    """Line 14 of papers.md: a logo's metadata is gone."""
    assert b"Rosalba" in written(tmp_path).with_name("logo.jpg").read_bytes()
    assert letterheads.store_letterhead(vault, written(tmp_path)) == 1
    assert letterheads.store_letterhead(vault, written(tmp_path, names="Second", logo="")) == 2
    first, second = letterheads.list_letterheads(vault)
    assert (first.name("ar"), first.name("fr"), second.name("ar")) == ("صندوق النهر", "River Fund", "Second")
    assert (first.signatories, first.address, first.telephone) == (("Marta Ixcoy",), ("12 Calle Real",), "")
    assert b"Rosalba" not in first.logo and b"14.07" not in first.logo and not second.logo
    with Image.open(io.BytesIO(first.logo)) as picture:
        assert picture.size == (60, 30) and not picture.info and not picture.getexif()
    assert letterheads.store_letterhead(vault, written(tmp_path, names="Third"), 2) == 2
    assert letterheads.read_letterhead(vault, 2).name("en") == "Third"


@pytest.mark.parametrize("changed", [
    {"names": {}}, {"names": 5}, {"address": "one line"}, {"colour": "red"}, {"logo": "head.json"},
    {"logo": "none.png"}, {"telephone": 502},
])  # fmt: skip
def test_a_letterhead_that_cannot_be_used_is_refused_and_nothing_is_stored(
    vault: Vault, tmp_path: Path, changed: dict[str, object]
) -> None:
    with pytest.raises(InputRefused):
        letterheads.store_letterhead(vault, written(tmp_path, **changed))
    assert letterheads.list_letterheads(vault) == ()
    with pytest.raises(InputRefused, match="no letterhead 1"):
        frames.make_frame(vault, "internal", letterhead=1)


def test_a_paper_names_its_issuer_and_each_paper_has_a_reference_of_its_own(vault: Vault, tmp_path: Path) -> None:
    letterheads.store_letterhead(vault, written(tmp_path))
    mission, _ = records.add(vault, "mission", MISSION)
    made = [paper_makers.make(vault, "movement-sheet", [mission.ref], letterhead=n) for n in (1, 1, 0)]
    first, second, bare = (one.frame.reference for one in made if one.frame)
    assert first.startswith("RF-") and len(first) == 12 and first != second and len(bare) == 9
    said = made[0].data("txt").decode()
    assert said.startswith("River Fund\n12 Calle Real\ndesk@river.example") and f"Reference: {first}" in said
    assert "River Fund" not in made[2].data("txt").decode() and "Check line: " in said


def test_window_and_command_line_write_the_same_bytes(vault: Vault, tmp_path: Path) -> None:
    """Line 14 of papers.md: one function makes the file, and it reads neither a clock nor the window."""
    mission, _ = records.add(vault, "mission", MISSION)
    made = paper_makers.make(vault, "movement-sheet", [mission.ref], language="ar")
    for form in ("pdf", "docx", "xlsx", "html", "txt"):
        file = tmp_path / f"sheet.{form}"
        register.save(vault, register.paint(file, made))
        assert file.read_bytes() == made.data(form), form
    assert len(PdfReader(tmp_path / "sheet.pdf").pages) == 1


def test_each_copy_is_a_file_with_its_number_and_a_check_line_of_its_own(vault: Vault, tmp_path: Path) -> None:
    mission, _ = records.add(vault, "mission", MISSION)
    made = paper_makers.make(vault, "movement-sheet", [mission.ref])
    copies = paper_makers.number_copies(tmp_path / "way.txt", made, 3)
    assert [file.name for file, _ in copies] == ["way-1.txt", "way-2.txt", "way-3.txt"]
    assert [copy.framed.marks[1] for _, copy in copies] == ["Copy 1 of 3", "Copy 2 of 3", "Copy 3 of 3"]
    assert all(b"Copy 2 of 3" in copies[1][1].data(form) for form in ("txt", "html"))
    assert len({copy.framed.check for _, copy in copies}) == 3
    assert paper_makers.number_copies(tmp_path / "way.txt", made, 1) == [(tmp_path / "way.txt", made)]
    for wrong in (0, 100):
        with pytest.raises(InputRefused, match="copies"):
            paper_makers.number_copies(tmp_path / "way.txt", made, wrong)


def test_a_table_in_csv_has_its_frame_in_a_second_file(vault: Vault, tmp_path: Path) -> None:
    mission, _ = records.add(vault, "mission", MISSION)
    made = paper_makers.make(vault, "movement-sheet", [mission.ref])
    register.save(vault, register.paint(tmp_path / "way.csv", made))
    about = (tmp_path / "way.about.txt").read_text("utf-8")
    assert made.frame and made.frame.reference in about and "Check line" in about
    assert made.frame.reference not in (tmp_path / "way.csv").read_text("utf-8")


def test_a_paper_is_refused_in_a_language_that_it_does_not_have(vault: Vault) -> None:
    """Line 16 of papers.md: never half English."""
    mission, _ = records.add(vault, "mission", MISSION)
    with pytest.raises(InputRefused, match="no translation for de"):
        paper_makers.make(vault, "movement-sheet", [mission.ref], language="de")


def test_a_sheet_that_no_output_makes_is_a_file_for_this_organisation(vault: Vault) -> None:
    data = frames.make_file(vault, Sheet("Alias list", "", (SheetProse("Heron"),), "Keep it apart"), "pdf")
    said = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)
    assert "Heron" in said and "Keep it apart" in said


def findings(vault: Vault, head: Letterhead, more: str = "") -> list[tuple[str, str, int]]:
    """Return the open findings of the e-mail of an appeal with this letterhead: class, words and places."""
    _, taken, _, heron = f8(vault)
    appeal = appeal_of(vault, taken, heron)
    letterheads.put_letterhead(vault, head)
    said = papers.texts(vault, appeal.ref, ["en"], letterhead=1)["email", "en", ""] + more
    assert head.telephone in said and head.mail in said and head.name("en") in said
    report = papers.check_said(vault, appeal.ref, {"text": said}, letterhead=1)
    assert papers.check_said(vault, appeal.ref, {"text": said}).open or not head.telephone, "without it, all is found"
    return [(one.kind.value, one.words, len(one.spans)) for one in report.open]


def know(vault: Vault) -> None:
    """Keep the real name and the telephone of a person, and let the leak check compare with them."""
    key, wrap = real_names.prepare_key(real_names.header_of(vault), "lantern copper field")
    real_names.set_up(vault, wrap)
    wren, _ = records.add(vault, "actor", {"alias": "Wren"})
    real_names.save(vault, key, wren.ref, {"real_name": "Rosalba Tzul", "phone": "00502 2231-0047"})
    known_names.open_names(vault, key)


OURS = Letterhead({"en": "Ixtal Centre"}, telephone="+502 2231 0048", mail="desk@ixtal.example")


@pytest.mark.parametrize("knows", [True, False])
def test_the_words_of_our_letterhead_are_no_finding_and_another_number_is_one(vault: Vault, knows: bool) -> None:
    if knows:
        know(vault)
    found = findings(vault, OURS, "\nCall 2231\n0048 or 2231 0049, or mail desk@ixtal.example or rosa@ixtal.example.")
    reach = "telephone or address"
    assert found == [(reach, "2231 0049", 1), (reach, "rosa@ixtal.example", 1)]


def test_a_letterhead_with_the_number_of_a_person_is_found_at_each_place(vault: Vault) -> None:
    know(vault)
    found = findings(vault, Letterhead({"en": "Ixtal Centre"}, telephone="+502 2231 0047"), "\nHer sister: 22310047.")
    assert [(kind, "0047" in words) for kind, words, _ in found] == [("telephone or address", True)] * 2


def test_a_letterhead_with_the_real_name_of_a_person_is_found(vault: Vault) -> None:
    know(vault)
    assert findings(vault, Letterhead({"en": "Rosalba Tzul"}))[0] == ("name", "Rosalba Tzul", 2)
