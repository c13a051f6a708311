"""Each declared list is one list everywhere: as a chip, by its verb, on paper and as a table (casework.md 1.2, 1.8)."""

import random
import re
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from app.actions.kernel import records, view_rows
from app.actions.kernel.record_context import Inside
from app.actions.outgoing.output import Output
from app.actions.paper_parts.computed import COMPUTED
from app.actions.papers import paper_makers
from app.actions.papers.declared import ListPaper
from app.actions.sample import sample_vault
from app.cli.main import parser
from app.cli.output import CommandResult
from app.domain.kinds import KINDS
from app.domain.overdue import list_followed
from app.domain.sheet import Heading, Sheet, SheetFacts, SheetTable
from app.domain.views import DUE, STATE, VIEWS, View
from app.errors import InputRefused, NotFound
from app.gui.cases import cases_query
from app.gui.style.text import Text
from app.store.records.search import Query
from app.store.vault.open_vault import Vault
from tests.vaults import PASSPHRASE, WORDS, Clock
from tests.workbooks import read_rows

SCHEMES = {field.scheme for kind in KINDS.values() for field in kind.fields.values() if field.scheme}
CODES = frozenset(code for name in SCHEMES for code in WORDS[name].codes if "_" in code or code[1:].isdigit())
RAW_DATE = re.compile(r"\d{4}-\d\d")
FILLED = {
    "late", "promises", "demands-state", "demands-un", "company-asks", "campaign-items", "joint-actions", "protection",
    "arguments", "our-tasks", "un-communications", "not-denounced", "engagement", "offers",
    "recommendations", "plan-measures", "publications", "hosts", "ihl", "children", "awards", "losses",
    "contexts", "stalled", "statements", "treaties", "relocations", "expiring", "needs", "effects",
    "lacks", "companies", "guards", "trainings",
    "money", "services", "support-plans", "grants",
    "displaced", "lessons", "recommendations-to", "take-down", "media",
}  # fmt: skip


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Vault]:
    """The sample vault, with a row for the lists that have none in it."""
    folder = tmp_path_factory.mktemp("sample") / "vault"
    with closing(sample_vault.make(folder, PASSPHRASE, WORDS, clock=Clock(), random=random.Random(16).randbytes)) as it:
        case = records.find(it, Query("case"))[0]
        for code in ("recommendation", "measure"):
            records.add(it, "undertaking", {
                "of": [case.ref], "kind": code, "text": "Light the road", "text_open": "Light the road.",
                "addressee": "City of Velmora", "status": "open", "due": "2027-02-01", "sensitivity": "P",
            })  # fmt: skip
        records.add(it, "intervention", {
            "about": [case.ref], "kind": ["0203"], "date": "2027-01-05", "published_in": "Coast Radio",
        })  # fmt: skip
        records.add(it, "offer", {
            "side": "offer", "kind": ["refuge"], "text": "A room", "area": ["Velmora"], "capacity": 2, "status": "open",
        })  # fmt: skip
        records.add(it, "treaty_status", {
            "country": "AQ", "instrument": "CAT", "status": "ratified", "date": "2001-02-03", "competence": ["cat22"],
        })  # fmt: skip
        yield it


def rows_of(sheet: object) -> list[tuple[str, ...]]:
    assert isinstance(sheet, Sheet)
    return [row for block in sheet.blocks if isinstance(block, SheetTable) for row in block.rows]


def cells(path: Path) -> list[str]:
    """Return the last cell of each row of each sheet."""
    return [row[-1] for row in read_rows(path.read_bytes())]


def verb(vault: Vault, *words: str) -> CommandResult:
    options = parser(("view", *words)).parse_args(("view", *words))
    answer = options.run(vault, options)
    assert isinstance(answer, CommandResult)
    return answer


@pytest.mark.parametrize("view", VIEWS.values(), ids=VIEWS)
def test_chip_verb_paper_and_table_have_the_same_rows(sample: Vault, tmp_path: Path, view: View) -> None:
    chip = cases_query.listing(sample, Text(), view.kinds[0], "", view)
    shown = sorted(records.record_of(sample, row.key).ref for row in chip.rows)
    asked = verb(sample, view.name).document["rows"]
    assert isinstance(asked, list) and sorted(row["ref"] for row in asked) == shown
    assert bool(shown) == (view.name in FILLED)
    made = paper_makers.make(sample, view.name, [])
    assert sorted(row[-1] for row in rows_of(made.content)) == shown
    verb(sample, view.name, str(tmp_path / "list.xlsx"))
    assert sorted(cell for cell in cells(tmp_path / "list.xlsx") if cell in shown) == shown
    for form in ("pdf", "docx", "html", "txt", "csv"):
        assert made.data(form)


def papers() -> Iterator[tuple[Output, str]]:
    yield from ((paper_makers.find_by_name(name), one) for name, view in VIEWS.items() for one in view.audiences)


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize(("output", "audience"), tuple(papers()), ids=lambda one: getattr(one, "name", one))
def test_no_heading_is_empty_and_no_code_or_date_is_raw(
    sample: Vault, output: Output, audience: str, language: str
) -> None:
    """Nothing is said for an audience but what leaves: without any row, a list says only that."""
    try:
        made = paper_makers.make(sample, output.name, [], audience, language)
    except InputRefused as refused:
        assert audience != "internal" and "Consent is missing" in str(refused)
        return
    sheet = made.content
    assert isinstance(sheet, Sheet) and isinstance(output.build, ListPaper)
    for block, following in zip(sheet.blocks, (*sheet.blocks[1:], None), strict=True):
        if isinstance(block, Heading):
            assert block.text and isinstance(following, SheetTable) and following.rows
    words = [cell for row in rows_of(sheet) for cell in row[: -1 if audience in ("internal", "network") else None]]
    heads = [str(head) for block in sheet.blocks if isinstance(block, SheetTable) for head in block.header]
    for said in (*words, *heads, sheet.second):
        assert not RAW_DATE.search(said), said
        assert said not in CODES, said
    assert not {kind.label for kind in KINDS.values()} & {*words}, "a place without its name is no word"
    facts = [row for block in sheet.blocks if isinstance(block, SheetFacts) for row in block.rows]
    assert bool(facts) == bool(words)


def test_the_late_list_has_every_kind_that_is_followed() -> None:
    assert sorted(VIEWS["late"].kinds) == sorted(list_followed(KINDS))
    for view in VIEWS.values():
        for column in view.columns:
            paths = {path.partition("~")[0].partition(".")[0] for kind in view.kinds for path in column.of(kind)}
            known = {
                name for kind in view.kinds for name in (*KINDS[kind].fields, *(r.name for r in KINDS[kind].roles))
            }
            assert paths & {DUE, STATE, *COMPUTED, *KINDS, *known}, (view.name, column)


def test_a_list_is_that_of_a_day_and_of_a_record(vault: Vault, tmp_path: Path) -> None:
    first, _ = records.add(vault, "case", {"title": "River"})
    other, _ = records.add(vault, "case", {"title": "Lake"})
    made: list[str] = []
    for case, day, due in ((first, "2026-01-05", "2026-02-01"), (other, "2026-03-05", "2026-04-01")):
        given = {"of": [case.ref], "kind": "promise", "text": f"By {due}", "made_on": day, "due": due}
        made.append(records.add(vault, "undertaking", given)[0].ref)

    def refs(name: str, *words: str) -> list[tuple[object, object]]:
        rows = verb(vault, name, *words).document["rows"]
        assert isinstance(rows, list)
        return [(row["ref"], row.get("days")) for row in rows]

    assert refs("promises", "--on", "2026-02-11") == [(made[0], 10)], "the other one was not made yet"
    assert refs("late", "--on", "2026-02-01") == [] and refs("late", "--on", "2026-02-02") == [(made[0], 1)]
    assert [ref for ref, _ in refs("promises", "--for", other.ref)] == [made[1]]
    verb(vault, "late", str(tmp_path / "late.txt"), "--on", "2026-02-11")
    said = (tmp_path / "late.txt").read_text("utf-8")
    assert "As of 11 February 2026" in said and "A record without steps has the state of now." in " ".join(said.split())
    assert "late by 10 days" in said and "By 2026-04-01" not in said
    with pytest.raises(InputRefused, match="no rows"):
        verb(vault, "late", str(tmp_path / "none.txt"), "--on", "2025-01-01")
    with pytest.raises(NotFound):
        verb(vault, "nothing")
    assert len(verb(vault).document["lists"]) == len(VIEWS)  # type: ignore[arg-type]


def test_an_action_that_is_withheld_is_still_an_action(vault: Vault) -> None:
    """A paper never says that there is no action because its reader cannot see it."""
    event, _ = records.add(vault, "event", {"title": "Raid", "date_start": "2026-01-05", "sensitivity": "I"})
    view, name = VIEWS["not-denounced"], "not-denounced"
    assert len(rows_of(paper_makers.make(vault, name, [event.ref], "network").content)) == 1
    records.add(vault, "intervention", {"about": [event.ref], "kind": ["un"], "sensitivity": "R"})
    assert rows_of(paper_makers.make(vault, name, [event.ref], "network").content) == []
    assert view_rows.rows(Inside(vault), view, [event], date(2026, 2, 1)) == []


def test_a_list_for_other_people_has_no_row_by_a_field_that_they_cannot_read(vault: Vault) -> None:
    """The code that puts a row into the list stays: then the row stays too."""
    given: Sequence[tuple[str, dict[str, object]]] = [
        ("embassy", {"kind": "demand", "text_open": "Open the road."}), ("un", {"text_open": "Close it."})]  # fmt: skip
    for _, fields in given:
        records.add(vault, "undertaking", {"text": "x", "sensitivity": "P", **fields})
    found = records.find(vault, Query("undertaking", limit=None))
    said = paper_makers.make(vault, "demands-state", [one.ref for one in found], "un").data("txt").decode()
    assert "Open the road." in said and "Close it." not in said
