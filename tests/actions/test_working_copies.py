"""A working copy is painted, checked, stored and recorded, or nothing is; the original stays as it is."""

import hashlib
import json
import random
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from attrs import evolve

from app.actions.kernel import records
from app.actions.records import destruction, evidence
from app.actions.release import copy_records, known_names, working_copies
from app.actions.release.custody_shown import CODES
from app.actions.release.working_copies import CopyOrder
from app.actions.vault import real_names
from app.domain.record import Record
from app.errors import InputRefused, NotFound
from app.store.records import custody, files
from app.store.records.search import Query
from app.store.vault.blobs import import_pieces
from app.store.vault.open_vault import Vault
from crypto.custody import Action
from crypto.recipe import SourceKind, Step, name_recipe
from tests.exchange.planted_pdfs import PDFS
from tests.exchange.planted_pictures import Planted, jpeg
from tests.flow.boundary import Boundaries, live, spread
from tests.flow.cast import Person

MARK: Step = ("box", 1, 312_500, 312_500, 468_750, 458_334, 1, "identity")
PLATE: Step = ("box", 1, 0, 0, 100_000, 100_000, 2, "device")
ORDER = CopyOrder((MARK, PLATE), ("network",))


def original(vault: Vault, folder: Path, data: bytes = b"", name: str = "Heron at home.jpg") -> Record:
    """Return a photograph with words in all its places as evidence of an incident."""
    event, _ = records.add(vault, "event", {"title": "Raid"})
    path = folder / name
    path.write_bytes(data or jpeg(Planted("Jpeg")))
    return evidence.add(vault, path, event.ref)[0]


def data_of(vault: Vault, record: Record) -> bytes:
    with evidence.reader(vault, evidence.show(vault, record.ref)) as source:
        return source.read()


def state(vault: Vault) -> tuple[int, int, int]:
    """Return the numbers of items, files and lines of custody."""
    return len(records.find(vault, Query("evidence_item"))), len(files.list_files(vault)), custody.count(vault.con)


def test_a_copy_is_evidence_with_its_original_its_recipe_and_its_line(vault: Vault, tmp_path: Path) -> None:
    first = original(vault, tmp_path)
    heron, _ = records.add(vault, "actor", {"alias": "Heron"})
    before = data_of(vault, first)
    copy, changed = working_copies.make(vault, first.ref, CopyOrder((MARK, PLATE), ("network",), (), (heron.ref,)))
    data, recipe = data_of(vault, copy), copy_records.read_recipe(vault, copy)
    assert recipe is not None and recipe.steps == (MARK, PLATE) and recipe.source == hashlib.sha256(before).digest()
    named = name_recipe(recipe.encode()).hex()
    assert copy.fields["recipe"] == named and copy.fields["sha256"] == hashlib.sha256(data).hexdigest()
    assert copy.fields["copy_kind"] == "redaction" and copy.fields["audience"] == ["network"]
    assert "file_name" not in copy.fields and copy.fields["mime"] == "image/jpeg" and len(changed.ids) == 2
    roles = {role: other.ref for role, other in records.show(vault, copy.ref).links}
    assert roles["copy_of"] == first.ref and roles["hides"] == heron.ref and roles["of"].startswith("IN")
    (line,) = evidence.show(vault, copy.ref).custody
    assert (line.action, line.other, line.sha256) == (Action.REDACTED, first.id, hashlib.sha256(data).digest())
    assert re.fullmatch(f"recipe {named[:16]} hides_[a-p]{{32}} identity device", line.reason)
    assert CODES.fullmatch(line.reason)  # so the recipient of the copy reads the line
    hands = copy_records.list_hands(vault, evidence.show(vault, first.ref))
    assert [one.action for one in hands] == [Action.RECEIVED, Action.REDACTED] and hands[-1].item == copy.id
    assert data_of(vault, first) == before and custody.verify(vault.con).n == 2
    checked = working_copies.check(vault, copy.ref)
    assert (checked.leaks, checked.words, checked.same) == ((), (), True)


def test_no_file_of_the_vault_holds_the_copy_or_the_original_in_clear(vault: Vault, tmp_path: Path) -> None:
    first = original(vault, tmp_path)
    copy, _ = working_copies.make(vault, first.ref, ORDER)
    pieces = [data_of(vault, one)[300:316] for one in (first, copy)]
    for path in vault.folder.rglob("*"):
        if path.is_file():
            assert not any(piece in path.read_bytes() for piece in pieces)


def test_the_same_copy_again_gets_new_readers_and_another_recipe_makes_another_copy(
    vault: Vault, tmp_path: Path
) -> None:
    first = original(vault, tmp_path)
    copy, _ = working_copies.make(vault, first.ref, ORDER)
    again, _ = working_copies.make(vault, first.ref, CopyOrder(ORDER.steps, ("embassy", "network")))
    assert again.id == copy.id and again.fields["audience"] == ["network", "embassy"]
    bare, _ = working_copies.make(vault, first.ref, CopyOrder(()))
    assert bare.fields["copy_kind"] == "conversion"
    assert evidence.show(vault, bare.ref).custody[0].action is Action.COPIED
    assert {one.id for one in copy_records.list_copies(vault, evidence.show(vault, first.ref))} == {copy.id, bare.id}


def test_the_same_pixels_with_other_hidden_people_are_another_copy(vault: Vault, tmp_path: Path) -> None:
    """The newest copy decides who is hidden: an earlier answer about a person must not stay."""
    first = original(vault, tmp_path)
    heron, _ = records.add(vault, "actor", {"alias": "Heron"})
    covered, _ = working_copies.make(vault, first.ref, CopyOrder((MARK,), ("network",), hides=(heron.ref,)))
    seen, _ = working_copies.make(vault, first.ref, CopyOrder((MARK,), ("network",), shows=(heron.ref,)))
    again, _ = working_copies.make(vault, first.ref, CopyOrder((MARK,), ("embassy",), shows=(heron.ref,)))
    unsaid, _ = working_copies.make(vault, first.ref, CopyOrder((MARK,), ("un",)))
    assert seen.id not in (covered.id, first.id, unsaid.id) and again.id == seen.id
    assert copy_records.list_people(vault, seen, "hides") == []
    assert copy_records.find_original(vault, evidence.show(vault, seen.ref)).record.id == first.id
    assert len(copy_records.list_copies(vault, evidence.show(vault, first.ref))) == 3
    assert evidence.check(vault)[1] == []


REFUSED: dict[str, tuple[CopyOrder, str]] = {
    "readers": (CopyOrder((MARK,), ("friends",)), "does not know these readers: friends"),
    "reason": (CopyOrder(((*MARK[:7], "beauty"),)), "does not know the reason beauty"),
    "mosaic": (CopyOrder(((*MARK[:6], 3, "identity"),)), "can undo a mosaic"),
    "person": (CopyOrder((MARK,), shows=("IN-NONE",)), "no record IN-NONE"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_wrong_order_saves_nothing(vault: Vault, tmp_path: Path, name: str) -> None:
    first, (order, why) = original(vault, tmp_path), REFUSED[name]
    before = state(vault)
    with pytest.raises((InputRefused, NotFound), match=why):
        working_copies.make(vault, first.ref, order)
    assert state(vault) == before


UNCOVERED: dict[str, tuple[Step, ...]] = {
    "nothing": (), "a turn": (("turn", 1, 90),), "another reason": ((*MARK[:7], "place"), PLATE),
    "a mosaic": ((*MARK[:6], 3, "child"),), "a point": (("box", 1, 0, 0, 49_000, 50_000, 1, "identity"),),
    "an edge": (("crop", 1, 0, 0, 1_000_000, 999_000),),
}  # fmt: skip
COVERED: dict[str, Step] = {
    "a child": (*MARK[:7], "child"), "others": (*MARK[:6], 2, "third_person"),
    "the least": ("box", 1, 0, 0, 50_000, 50_000, 1, "identity"), "a crop": ("crop", 1, 0, 0, 500_000, 1_000_000),
}  # fmt: skip


@pytest.mark.parametrize("name", UNCOVERED)
def test_a_copy_hides_nobody_without_a_covered_person(vault: Vault, tmp_path: Path, name: str) -> None:
    first, (heron, _) = original(vault, tmp_path), records.add(vault, "actor", {"alias": "Heron"})
    before = state(vault)
    with pytest.raises(InputRefused, match="it hides nobody") as refused:
        working_copies.make(vault, first.ref, CopyOrder(UNCOVERED[name], ("network",), hides=(heron.ref,)))
    assert "Cover each hidden person with a bar" in str(refused.value.hint) and state(vault) == before


@pytest.mark.parametrize("name", COVERED)
def test_a_copy_hides_a_person_by_a_bar_or_a_crop(vault: Vault, tmp_path: Path, name: str) -> None:
    first, (heron, _) = original(vault, tmp_path), records.add(vault, "actor", {"alias": "Heron"})
    copy, _ = working_copies.make(vault, first.ref, CopyOrder((COVERED[name],), ("network",), hides=(heron.ref,)))
    assert [one.title for one in copy_records.list_people(vault, copy, "hides")] == ["Heron"]


def test_a_confirmed_mosaic_over_an_identity_is_made(vault: Vault, tmp_path: Path) -> None:
    first = original(vault, tmp_path)
    order = CopyOrder(((*MARK[:6], 3, "identity"),), mosaic=True)
    assert working_copies.make(vault, first.ref, order)[0].fields["copy_kind"] == "redaction"


def test_a_damaged_picture_and_a_copy_of_a_copy_are_refused_by_name(vault: Vault, tmp_path: Path) -> None:
    broken = original(vault, tmp_path, jpeg(Planted("Jpeg"))[:9000])
    with pytest.raises(InputRefused, match=f"{broken.ref}: The file is damaged"):
        working_copies.make(vault, broken.ref, ORDER)
    copy, _ = working_copies.make(vault, original(vault, tmp_path).ref, ORDER)
    with pytest.raises(InputRefused, match=f"{copy.ref} is a copy"):
        working_copies.make(vault, copy.ref, ORDER)
    with pytest.raises(InputRefused, match="is not a copy with a recipe"):
        working_copies.check(vault, broken.ref)


def test_words_of_the_original_in_a_copy_need_a_reason_that_stays(vault: Vault, tmp_path: Path) -> None:
    """The tables of each JPEG have these letters, so a file of this name is found in its copy."""
    first = original(vault, tmp_path, name="CDEFGHIJ.jpg")
    before = state(vault)
    for kept in ("", "...", " "):
        with pytest.raises(InputRefused, match="has words of the original: CDEFGHIJ"):
            working_copies.make(vault, first.ref, CopyOrder((), kept=kept))
    assert state(vault) == before
    copy, _ = working_copies.make(vault, first.ref, CopyOrder((), kept="part of  the format"))
    assert evidence.show(vault, copy.ref).custody[0].reason.endswith("kept: part of the format")
    assert working_copies.check(vault, copy.ref).words == ("CDEFGHIJ",)


def test_a_real_name_in_a_copy_is_found_while_the_names_are_open(vault: Vault, tmp_path: Path) -> None:
    """The tables of each JPEG have the letters of this name, also inside of a PDF."""
    key, wrap = real_names.prepare_key(real_names.header_of(vault), "lantern copper field")
    real_names.set_up(vault, wrap)
    heron, _ = records.add(vault, "actor", {"alias": "Heron"})
    real_names.save(vault, key, heron.ref, {"real_name": "Ana CDEFGHIJ", "other_names": ["cdefghij"]})
    items = [original(vault, tmp_path), original(vault, tmp_path, PDFS["Text"](Planted("Text")), "a.pdf")]
    orders = [CopyOrder((), (), (heron.ref,)), CopyOrder((MARK,), (), (), (heron.ref,))]
    known_names.open_names(vault, key)
    for item, order in zip(items, orders, strict=True):
        with pytest.raises(InputRefused, match="has words of the original: CDEFGHIJ"):
            working_copies.make(vault, item.ref, order)
    known_names.forget_names(vault)
    copies = [working_copies.make(vault, item.ref, order)[0] for item, order in zip(items, orders, strict=True)]
    known_names.open_names(vault, key)
    assert [working_copies.check(vault, copy.ref).words for copy in copies] == [("CDEFGHIJ", "cdefghij")] * 2
    key.clear()


def test_the_copy_of_a_pdf_is_a_pdf_of_pictures(vault: Vault, tmp_path: Path) -> None:
    first = original(vault, tmp_path, PDFS["Metadata"](Planted("Metadata")), "Heron at home.dat")
    item = evidence.show(vault, first.ref)
    assert working_copies.find_source_kind(vault, item) is SourceKind.PDF
    steps = working_copies.parse_steps('[["dots", 150], ["leave", 9]]', SourceKind.PDF)
    copy, _ = working_copies.make(vault, first.ref, CopyOrder((MARK, *steps), ("network",)))
    recipe, data = copy_records.read_recipe(vault, copy), data_of(vault, copy)
    assert recipe is not None and recipe.kind is SourceKind.PDF and recipe.steps == (MARK, ("dots", 150), ("leave", 9))
    assert copy.fields["mime"] == "application/pdf" and copy.fields["kind"] == "document"
    assert (
        data.startswith(b"%PDF-1.4")
        and copy_records.name_outside(copy, "court") == f"court-{copy.ref[3:]}-document.pdf"
    )
    checked = working_copies.check(vault, copy.ref)
    assert (checked.leaks, checked.words, checked.same) == ((), (), True)
    with pytest.raises(InputRefused, match="Step 1 of the recipe"):
        working_copies.parse_steps('[["dots", 150]]')


def test_a_copy_of_another_version_of_the_program_is_not_compared(vault: Vault, tmp_path: Path) -> None:
    first = original(vault, tmp_path)
    copy, _ = working_copies.make(vault, first.ref, ORDER)
    recipe = copy_records.read_recipe(vault, copy)
    assert recipe is not None
    earlier = import_pieces(vault.folder, [evolve(recipe, program="pictures 1").encode()], vault.random)
    with vault.transaction():
        files.keep(vault, earlier)
    records.edit(vault, copy.ref, {"recipe_file": earlier.sha256.hex()})
    checked = working_copies.check(vault, copy.ref)
    assert (checked.leaks, checked.same) == ((), None)


STEPS = {
    "no JSON": ("box", "is not JSON"),
    "no list": ('{"box": 1}', "is not a list"),
    "an unknown step": ('[["turn", 1, 90], ["blur", 1, 0, 0, 5, 5]]', "Step 2 of the recipe"),
    "a step of films": ('[["cut", 0, 5, "child"]]', "Step 1 of the recipe"),
    "an unknown style": ('[["box", 1, 0, 0, 5, 5, "pink", "child"]]', "Step 1 of the recipe"),
    "a part of a pixel": ('[["box", 1, 0, 0, 0.5, 5, "black", "child"]]', "Step 1 of the recipe"),
    "outside": ('[["box", 1, 0, 0, 1000001, 5, "black", "child"]]', "Step 1 of the recipe"),
    "half a letter": ('[["box", 1, 0, 0, 5, 5, "black", "\\ud800"]]', "Step 1 of the recipe"),
}


@pytest.mark.parametrize("name", STEPS)
def test_a_wrong_recipe_is_refused_by_its_step(name: str) -> None:
    text, why = STEPS[name]
    with pytest.raises(InputRefused, match=why):
        working_copies.parse_steps(text)


def test_a_recipe_is_read_with_the_words_of_styles() -> None:
    given = [["box", 1, 0, 0, 5, 5, "white", "child"], ["crop", 1, 0, 0, 9, 9], ["turn", 1, 270]]
    read = working_copies.parse_steps(json.dumps(given))
    assert read == [("box", 1, 0, 0, 5, 5, 2, "child"), ("crop", 1, 0, 0, 9, 9), ("turn", 1, 270)]


def test_a_destroyed_copy_takes_its_recipe_along_and_the_original_stays(vault: Vault, tmp_path: Path) -> None:
    first = original(vault, tmp_path)
    copy, _ = working_copies.make(vault, first.ref, ORDER)
    assert len(files.list_files(vault)) == 3
    destruction.destroy(vault, destruction.look(vault, copy.ref))
    assert len(files.list_files(vault)) == 1 and evidence.show(vault, first.ref).file is not None
    hands = copy_records.list_hands(vault, evidence.show(vault, first.ref))
    assert [one.action for one in hands] == [Action.RECEIVED, Action.REDACTED]


def _copying(ana: Person, first: str, number: int) -> Callable[[Boundaries, Callable[[str], None]], None]:
    def work(steps: Boundaries, tell: Callable[[str], None]) -> None:
        last, steps.last = steps.last, 0  # the steps of the copy alone count
        with ana.opened() as vault:
            steps.count, steps.last = 0, last
            steps.watch(vault)
            order = CopyOrder((MARK, ("box", 1, 0, 0, 25_000 * number + 20_000, 90_000, 1, "place")))
            tell(working_copies.make(vault, first, order)[0].ref)

    return work


def test_a_killed_process_leaves_no_half_copy(tmp_path: Path) -> None:
    ana, dice = Person(tmp_path, "ana").creates(), random.Random(18)
    with ana.opened() as vault:
        first = original(vault, tmp_path)
    whole = live(_copying(ana, first.ref, 0), tmp_path)
    for number, step in enumerate(spread(6, whole.steps, dice), 1):
        with ana.opened() as vault:
            before = state(vault)
        life = live(_copying(ana, first.ref, number), tmp_path, step)
        with ana.opened() as vault:
            after = state(vault)
            made = after[0] - before[0]
            assert made in (0, 1) and made >= len(life.answers)
            assert after == (before[0] + made, before[1] + 2 * made, before[2] + made)
            copies = copy_records.list_copies(vault, evidence.show(vault, first.ref))
            assert len(copies) == after[0] - 1 and evidence.check(vault)[1] == []
            assert custody.verify(vault.con).n
