"""Bundles of submissions: only working copies that may leave to the body, under stamps, with a table of hashes."""

import io
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from pypdf import PdfReader

from app.actions.kernel import records
from app.actions.papers import register
from app.actions.papers.justice import bundles
from app.actions.papers.justice.bundles import FormBundle
from app.actions.records import evidence
from app.actions.release import working_copies
from app.actions.release.leak_check import LeaksFound
from app.actions.release.working_copies import CopyOrder
from app.actions.submissions import forms
from app.catalogue import Catalogue
from app.domain.record import Record
from app.domain.sheet import FormQuestion
from app.errors import InputRefused
from app.phrase import Phrase
from app.store.records.search import Query
from app.store.vault.open_vault import Vault
from crypto.custody import Action
from tests.actions.test_evidence_copies import photo
from tests.actions.test_working_copies import MARK, data_of
from tests.exchange.test_pdf_copies import several
from tests.flow.cast import Person
from tests.vaults import Clock, vault_at

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC).timestamp()
UN = ({"purpose": ["UN", "IMAGE"], "form": "alias"},)


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    with vault_at(tmp_path / "vault", Clock(NOW)) as vault:
        yield vault


def begin(vault: Vault, tmp_path: Path, *answers: dict[str, object]) -> tuple[Record, Record]:
    """Begin a form about the incident of a photograph that shows a person; return the form and the photograph."""
    _, item = photo(vault, tmp_path, *answers)
    (event,) = [to for role, to in records.show(vault, item.ref).links if role == "of"]
    form = forms.begin(vault, "sr-hrd", event.ref)[0]
    return records.edit(vault, form.ref, {"annex": [item.id.hex()]})[0], item


def made(vault: Vault, form: Record) -> FormBundle:
    return bundles.make_bundle(vault, form.ref, bundles.make_for_body(vault, form.ref))


def pages(data: bytes) -> list[str]:
    return [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(data)).pages]


def test_a_bundle_has_the_form_the_table_and_each_page_under_its_stamp(vault: Vault, tmp_path: Path) -> None:
    form, item = begin(vault, tmp_path, *UN)
    copy = working_copies.make(vault, item.ref, CopyOrder((MARK,), ("un",)))[0]
    bundle = made(vault, form)
    assert [(one.number, one.pages) for one in bundle.annexes] == [(1, 1)] and not bundle.left
    (file,) = bundles.paint(tmp_path / "bundle.pdf", evolve(bundle, pages=2))
    said = pages(file.data)
    warned = f"The bundle has {len(said)} pages, and the body reads at most 2. Ask if annexes count."
    assert file.made.warnings == (*bundle.made.warnings, warned)
    assert str(copy.fields["sha256"]) in re.sub(r"\s", "", said[0])
    assert said[0].count(f"Form, page 1 of {len(said) - 1} · 1 of {len(said)}") == 1
    held = "Ask us before the State gets this page."
    assert said[-1] == f"Annex 1, page 1 of 1 · {len(said)} of {len(said)} · {held}"
    (answer,) = [one.answer for one in bundle.made.framed.body
                 if isinstance(one, FormQuestion) and one.question.startswith("11.")]  # fmt: skip
    assert answer.startswith("1. ")


def test_saving_writes_one_file_with_a_row_and_a_line_of_custody(vault: Vault, tmp_path: Path) -> None:
    form, item = begin(vault, tmp_path, *UN)
    copy = working_copies.make(vault, item.ref, CopyOrder((MARK,), ("un",)))[0]
    bundle, path = made(vault, form), tmp_path / "bundle.pdf"
    bundles.save(vault, bundle, bundles.paint(path, bundle))
    assert path.read_bytes().startswith(b"%PDF-")
    (row,) = records.find(vault, Query("paper"))
    assert (row.fields["output"], row.fields["audience"], row.fields["form"]) == ("submission-form", "un", "pdf")
    line = evidence.show(vault, copy.ref).custody[-1]
    assert line.action is Action.EXPORTED and line.reason == f"un: bundle {form.ref}"


def test_a_file_without_a_copy_for_the_body_stays_and_the_reason_is_told(vault: Vault, tmp_path: Path) -> None:
    form, item = begin(vault, tmp_path, *UN)
    working_copies.make(vault, item.ref, CopyOrder((MARK,), ("embassy",)))
    bundle = made(vault, form)
    assert not bundle.annexes and [why for _, why in bundle.left] == [
        f"{item.ref}: no working copy for United Nations."]  # fmt: skip
    said = pages(bundles.paint(tmp_path / "bundle.pdf", bundle)[0].data)
    assert "SHA-256" not in " ".join(said) and not any("Annex 1, page" in one for one in said)


def test_a_question_of_the_leak_check_comes_before_the_bundle(vault: Vault, tmp_path: Path) -> None:
    form, _ = begin(vault, tmp_path, *UN)
    forms.answer(vault, form.ref, "7", "Call her at +33 612 345 678.")
    with pytest.raises(LeaksFound):
        made(vault, form)


def test_the_original_is_never_in_a_bundle(vault: Vault, tmp_path: Path) -> None:
    form, item = begin(vault, tmp_path, *UN)
    working_copies.make(vault, item.ref, CopyOrder((MARK,), ("un",)))
    (annex,) = made(vault, form).annexes
    assert annex.data != data_of(vault, item)
    assert annex.copy.item.record.id != item.id


@pytest.mark.parametrize("refused", ["UN", "IMAGE"])
def test_a_no_after_the_copy_keeps_the_file_here(vault: Vault, tmp_path: Path, refused: str) -> None:
    form, item = begin(vault, tmp_path, *UN)
    working_copies.make(vault, item.ref, CopyOrder((MARK,), ("un",)))
    bundle = made(vault, form)
    (file,) = bundles.paint(tmp_path / "bundle.pdf", bundle)
    (person,) = records.find(vault, Query("actor"))
    records.add(vault, "consent_record", {"actor": person.ref, "purpose": [refused], "state": "refused"})
    with pytest.raises(InputRefused, match="Consent is missing"):  # not only the later guard of the register
        bundles.save(vault, bundle, [file])
    assert not (tmp_path / "bundle.pdf").exists()
    assert not records.find(vault, Query("paper"))
    if refused == "IMAGE":
        assert not made(vault, form).annexes
    else:
        with pytest.raises(InputRefused):
            made(vault, form)


def test_a_pdf_has_one_stamp_for_each_page_and_brings_nothing_else(vault: Vault, tmp_path: Path) -> None:
    form, _ = begin(vault, tmp_path, *UN)
    (event,) = [to for role, to in records.show(vault, form.ref).links if role == "about"]
    (source := tmp_path / "warrant.pdf").write_bytes(several((300, 400), (500, 300)))
    item = evidence.add(vault, source, event.ref)[0]
    working_copies.make(vault, item.ref, CopyOrder((MARK,), ("un",)))
    form = records.edit(vault, form.ref, {"annex": [item.id.hex()]})[0]
    bundle = made(vault, form)
    data = bundles.paint(tmp_path / "bundle.pdf", bundle)[0].data
    said = pages(data)
    assert [one.split(" · ")[0] for one in said[-3:]] == [f"Annex 2, page {n} of 3" for n in (1, 2, 3)]
    assert all(one.endswith("Ask us before the State gets this page.") for one in said[-3:])
    assert not any("Ask us before" in one for one in said[:-3]), "the part for the State has its own line"
    assert PdfReader(io.BytesIO(data)).metadata is None and "pages" not in str(bundle.made.warnings)
    assert "Other annexes of the form are not in this bundle." in said[0], "the photograph has no copy"


def test_more_than_the_body_takes_is_in_parts_and_one_annex_that_is_too_large_is_refused(
    vault: Vault, tmp_path: Path
) -> None:
    form, item = begin(vault, tmp_path, *UN)
    working_copies.make(vault, item.ref, CopyOrder((MARK,), ("un",)))
    bundle = made(vault, form)
    (annex,) = bundle.annexes
    heavy = evolve(bundle, most=1, annexes=(evolve(annex, data=noise()),))
    with pytest.raises(InputRefused, match="and the body takes 1 MB"):
        bundles.paint(tmp_path / "bundle.pdf", heavy)
    two = evolve(heavy, most=4, annexes=(*heavy.annexes, evolve(heavy.annexes[0], number=2)))
    parts = bundles.paint(tmp_path / "bundle.pdf", two)
    assert [one.path.name for one in parts] == ["bundle-1.pdf", "bundle-2.pdf"]
    assert all(len(one.data) <= 4_000_000 for one in parts)
    first, second = (pages(one.data) for one in parts)
    assert "Annex 1, page 1 of 1" in first[-1] and "Annex 2, page 1 of 1" in second[-1] and first[:-1] == second[:-1]
    bundles.save(vault, bundle, parts)
    assert {one.path for one in parts} <= {*tmp_path.iterdir()} and len(register.list_papers(vault)) == 2


@given(st.lists(st.integers(1, 30), max_size=12), st.integers(5, 40))
def test_parts_keep_the_order_and_no_part_with_two_annexes_is_too_large(sizes: list[int], most: int) -> None:
    groups = bundles.split_sizes(sizes, most)
    assert [at for group in groups for at in group] == [*range(len(sizes))]
    assert all(len(group) <= 1 or sum(sizes[at] for at in group) <= most for group in groups)


def noise() -> bytes:
    """Return a picture that does not get smaller."""
    held = io.BytesIO()
    Image.effect_noise((1600, 1600), 90).convert("RGB").save(held, "JPEG", quality=95)
    return held.getvalue()


@pytest.mark.parametrize(
    ("language", "stamp"), [("fr", "Annexe 1, page 1 sur 1 · "), ("es", "Anexo 1, página 1 de 1 · ")]
)
def test_the_table_and_the_stamps_are_in_the_language_of_the_form(
    vault: Vault, tmp_path: Path, language: str, stamp: str
) -> None:
    form, item = begin(vault, tmp_path, *UN)
    working_copies.make(vault, item.ref, CopyOrder((MARK,), ("un",)))
    form = records.edit(vault, form.ref, {"language": language})[0]
    said = pages(bundles.paint(tmp_path / "bundle.pdf", made(vault, form))[0].data)
    assert said[-1].startswith(stamp)
    assert "The hash is that of the file" not in said[0] and "SHA-256" in said[0]


def test_the_verb_writes_the_bundle_and_names_what_stays(tmp_path: Path) -> None:
    ana = Person(tmp_path, "ana").creates()
    detention = ana.does("add", "detention", given={"person": {"alias": "Heron"}, "date_start": "2026-03-02"})
    person = next(one["ref"] for one in ana.does("list", "actor")["records"])
    ana.does("add", "consent_record", given={"actor": person, "purpose": ["UN"], "state": "given", "form": "alias"})
    law = ana.does("add", "document", given={"title": "Decree 7"})["ref"]
    form = ana.does("submission", "begin", "wgad", detention["ref"])["ref"]
    ana.does("edit", form, given={"annex": [law]})
    file = tmp_path / "form.pdf"
    said = ana.does("submission", "bundle", str(file), form)
    assert file.read_bytes().startswith(b"%PDF-") and said["annexes"] == []
    (left,) = said["left_out"]
    assert left["why"] in ("It has no file.", "It does not leave to this body.")


@pytest.mark.parametrize("language", ["en", "fr", "es"])
def test_seven_annexes_of_48_pages_agree_with_the_table_also_after_one_moved(language: str) -> None:
    pages = [3, 12, 1, 9, 4, 17, 2]
    for order in (pages, [*pages[1:], pages[0]]):
        annexes = list(enumerate(order, 1))
        table = bundles.make_table([(str(n), "Picture", str(count), "00") for n, count in annexes], some=False)
        stamps = bundles.make_stamps(5, annexes, language)
        assert len(stamps) == 5 + 48 and [int(line.split()[-1]) for line in stamps] == [53] * 53
        for n, _, count, _ in table.rows:
            begun = Catalogue(language)(Phrase("Annex {n}, page {page} of {pages}", n=int(n), page=1, pages=int(count)))
            first = next(at for at, line in enumerate(stamps) if line.startswith(begun))
            assert first == 5 + sum(order[: int(n) - 1])
