"""The library (F11): the Plan of Action as 100 items, found without a network, once in a vault, the same in each."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.actions.casework import library
from app.actions.kernel import records
from app.actions.papers import paper_makers
from app.cli.main import parser
from app.domain.casework.amendments import Amendment, Paragraph, adapt, list_differences
from app.domain.casework.items import split
from app.errors import InputRefused
from app.start import resources
from app.store.vault.open_vault import Vault
from tests.unchecked import unchecked
from tests.vaults import vault_at

PLAN = "14fcf2152ec459d7765b7d30e533d3c8d82553e6dc983d797c9bcd60fd34088d"
"""The SHA-256 of the 100 items: another splitter or another text would make other ids."""
KINDS = {"demand": 38, "recommendation": 19, "background": 15, "ask": 11, "task": 10, "campaign": 7}


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    with vault_at(tmp_path / "vault") as vault:
        yield vault


def verb(vault: Vault, *words: str) -> dict[str, object]:
    options = parser(words).parse_args(words)
    return dict(options.run(vault, options).document)


def found(vault: Vault, *words: str) -> list[dict[str, object]]:
    rows = verb(vault, "library", "items", *words)["items"]
    assert isinstance(rows, list)
    return rows


def test_the_plan_loads_as_100_items_once(vault: Vault) -> None:
    first, second = verb(vault, "library", "load", "plan-1998"), verb(vault, "library", "load", "plan-1998")
    assert (first["added"], second["added"], second["kept"]) == (100, 0, 100)
    assert (first["dropped"], first["different"], first["document"]) == (["7"], [], second["document"])
    checked = verb(vault, "library", "items", str(first["document"]))
    assert (checked["count"], checked["sha256"], checked["wrong"]) == (100, PLAN, [])
    assert [row["number"] for row in found(vault)] == [str(n) for n in range(1, 101)]
    assert Counter(row["kind"] for row in found(vault)) == KINDS


def test_diplomatic_finds_exactly_four_items(vault: Vault) -> None:
    library.load_plan(vault)
    assert [row["number"] for row in found(vault, "--text", "diplomatic")] == ["10", "32", "33", "99"]
    assert [row["number"] for row in found(vault, "--addressee", "sending")] == ["32", "33"]
    assert [row["number"] for row in found(vault, "--text", "diplomatic", "--kind", "demand")] == ["32", "33", "99"]
    with pytest.raises(InputRefused, match="no code"):
        found(vault, "--theme", "diplomat")


def test_an_item_over_a_page_break_is_whole_and_58_breaks_off_as_in_the_source() -> None:
    text = {one.number: one.text for one in split((resources() / "library" / "plan-1998.txt").read_text("utf-8")).items}
    assert text["7"].startswith("To develop national plans") and text["7"].endswith("and on this Plan of Action.")
    assert text["18"].endswith("assistance and reparation of defenders.") and text["80"].endswith("any other grounds.")
    assert text["56"].endswith("human rights violations,") and text["58"].endswith("internal armed")


def test_a_changed_item_is_named_and_stays(vault: Vault) -> None:
    document = library.load_plan(vault)[0].document
    item = library.list_items(vault, document.id.hex()).items[31]
    records.edit(vault, item.id.hex(), {"text": "That embassies do as they like."})
    again, checked = library.load_plan(vault)[0], library.list_items(vault, document.id.hex())
    assert (again.added, again.different, checked.wrong) == (0, ["32"], ["32"])
    assert checked.sha256 != PLAN and checked.items[31].fields["text"] == "That embassies do as they like."


def test_a_removed_item_comes_back(vault: Vault) -> None:
    document = library.load_plan(vault)[0].document
    records.remove(vault, library.list_items(vault, document.id.hex()).items[4].id.hex())
    assert len(library.list_items(vault, document.id.hex()).items) == 99
    assert library.load_plan(vault)[0].added == 1
    assert library.list_items(vault, document.id.hex()).sha256 == PLAN


def test_a_text_of_ones_own_is_split_once_and_a_text_without_numbers_is_refused(vault: Vault) -> None:
    fields = {"title": "Bogota 1996", "text": "PART ONE\n\n1. Protect the river.\n2. Ask\n\nthe mayor.\n"}
    handle = records.add(vault, "document", fields)[0].id.hex()
    assert library.split_document(vault, handle)[0].added == 2
    assert library.split_document(vault, handle)[0].added == 0
    items = library.list_items(vault, handle).items
    assert [one.fields["text"] for one in items] == ["Protect the river.", "Ask the mayor."]
    assert items[0].fields["path"] == ["PART ONE"]
    other = records.add(vault, "document", {"title": "A letter", "text": "Dear friends"})[0].id.hex()
    with pytest.raises(InputRefused, match="numbered items"):
        library.split_document(vault, other)


def test_the_list_has_the_items_of_one_document_together(vault: Vault) -> None:
    for title in ("One", "Two"):
        fields = {"title": title, "text": "\n".join(f"{n}. {title} {n}." for n in range(1, 13))}
        library.split_document(vault, records.add(vault, "document", fields)[0].id.hex())
    said = [str(row["text"]) for row in found(vault)]
    assert sorted([said[:12], said[12:]]) == [[f"{title} {n}." for n in range(1, 13)] for title in ("One", "Two")]


WORDS = st.lists(st.lists(st.sampled_from(("ask", "the", "river", "protect", "12", "mayor;")), min_size=1, max_size=6)
                 .map(lambda said: f"To {' '.join(said)}."), min_size=1, max_size=30)  # fmt: skip


@given(WORDS, st.lists(st.integers(0, 29), max_size=6))
def test_any_numbered_text_gives_its_items_over_any_page_break(texts: list[str], breaks: list[int]) -> None:
    page = [f"{n}. {text}" for n, text in enumerate(texts, 1)]
    for at in {at for at in breaks if at < len(page) and " " in page[at][4:]}:
        head, _, tail = page[at].rpartition(" ")
        page[at] = f"{head}\n\n7.\n\n{tail}" if at > 7 and tail[:1].islower() else page[at]
    got = split("\n".join(page))
    assert [one.text for one in got.items] == texts
    assert [one.number for one in got.items] == [str(n) for n in range(1, len(texts) + 1)]


# Amendments.


def adapted(vault: Vault) -> tuple[str, list[str]]:
    """Add a text of five items and a document that adapts it, and return the document and the items."""
    fields = {"title": "Text", "text": "\n".join(f"{n}. Item number {n} asks." for n in range(1, 6))}
    base = records.add(vault, "document", fields)[0]
    library.split_document(vault, base.id.hex())
    other = records.add(vault, "document", {"title": "For us", "kind": "plan", "date": "2026-10", "adapts": base.ref})[
        0
    ]
    return other.ref, [one.ref for one in library.list_items(vault, base.ref).items]


def test_an_amendment_of_five_items_and_its_five_differences(vault: Vault) -> None:
    """F22: two changed, one left out, two new."""
    document, items = adapted(vault)
    verb(vault, "library", "amend", items[0], "--text", "Item number 1 demands.", "--reason", "Stronger here")
    verb(vault, "library", "amend", items[3], "--text", "Item number four asks.")
    verb(vault, "library", "amend", items[1], "--change", "left_out")
    verb(vault, "library", "amend", items[1], "--text", "A boat for each bank.", "--change", "new")
    verb(vault, "library", "amend", items[4], "--text", "And a light.", "--change", "new")
    found = verb(vault, "library", "compare", document)
    rows = found["items"]
    assert isinstance(rows, list) and found["differences"] == 5
    assert [row["text"] for row in rows] == [
        "Item number 1 demands.", "", "A boat for each bank.", "Item number 3 asks.", "Item number four asks.",
        "Item number 5 asks.", "And a light.",
    ]  # fmt: skip
    said = [row.get("difference") for row in rows]
    assert said[0] == "Item number 1 [−asks.−][+demands.+]" and rows[0]["reason"] == "Stronger here"
    assert said[1] == "[−Item number 2 asks.−]" and said[2] == "[+A boat for each bank.+]" and said[3] is None
    assert said[4] == "Item number [−4−][+four+] asks."


def test_an_item_without_a_document_that_adapts_it_is_not_amended(vault: Vault) -> None:
    item = library.list_items(vault, library.load_plan(vault)[0].document.ref).items[0]
    with pytest.raises(InputRefused, match="No document adapts this text yet"):
        library.amend(vault, item.ref, "x", "", "changed")


SAYS = st.text(st.sampled_from("ab \n"), max_size=30)


@given(SAYS, SAYS)
def test_the_differences_hold_both_texts(before: str, text: str) -> None:
    pieces = list_differences(before, text)
    assert "".join(said for sign, said in pieces if sign != "+") == before
    assert "".join(said for sign, said in pieces if sign != "-") == text


@st.composite
def changes(draw: st.DrawFn) -> tuple[list[Paragraph], list[Amendment]]:
    base = [Paragraph(bytes([n]), str(n), f"text {n}") for n in range(draw(st.integers(0, 6)))]
    ids = st.sampled_from([*(one.id for one in base), b"gone", b""])
    one = st.builds(Paragraph, st.just(b"x"), st.just("9"), SAYS, st.sampled_from(("changed", "left_out", "new")))
    return base, draw(st.lists(st.builds(Amendment, ids, one), max_size=6))


@given(changes())
def test_an_adapted_text_is_the_first_text_and_its_amendments(case: tuple[list[Paragraph], list[Amendment]]) -> None:
    base, amendments = case
    got, ids = adapt(base, amendments), {one.id for one in base}
    added = [row.paragraph.change == "new" or row.amends not in ids for row in amendments]
    put = [row.paragraph for row, new in zip(amendments, added, strict=True) if new]
    last = {row.amends: row.paragraph for row, new in zip(amendments, added, strict=True) if not new}
    assert sorted(one.text for one in got if one.change == "new") == sorted(one.text for one in put)
    assert [(one.before or one.text) for one in got if one.change != "new"] == [one.text for one in base]
    kept = [last.get(one.id, one) for one in base]
    assert [one.text for one in got if one.change != "new"] == [
        "" if one.change == "left_out" else one.text for one in kept
    ]


def test_the_paper_of_an_adapted_text_has_its_differences_and_reasons(vault: Vault) -> None:
    document, items = adapted(vault)
    verb(vault, "library", "amend", items[0], "--text", "Item number 1 demands.", "--reason", "Stronger here")
    for audience in ("internal", "un", "public"):
        data = unchecked(paper_makers.make(vault, "library-text", [document], audience)).data("txt").decode()
        assert "Item number 1 [−asks.−][+demands.+]" in data and "changed" in data
        assert ("Stronger here" in data) is (audience == "internal")
    plan = library.load_plan(vault)[0].document.ref
    data = unchecked(paper_makers.make(vault, "library-text", [plan], "public")).data("txt").decode()
    assert "For prevention:" in data and "They deny perpetrators" in data


def test_recommendations_are_listed_by_recipient(vault: Vault) -> None:
    library.load_plan(vault)
    data = unchecked(paper_makers.make(vault, "recommendations-to", [], "embassy")).data("txt").decode()
    _, _, embassies = data.partition("State with embassies")
    assert "That embassies and other diplomatic missions observe" in embassies
    rows = verb(vault, "view", "recommendations-to")["rows"]
    assert isinstance(rows, list) and len(rows) == 85
