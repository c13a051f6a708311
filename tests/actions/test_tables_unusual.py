"""An export comes back equal: unusual text in every field, and kept columns that are called like fields."""

from itertools import cycle
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from app.actions.exports import tables_out
from app.actions.kernel import records
from app.actions.records import tables
from app.domain.fields import Level, Type, check
from app.domain.kinds import KINDS
from app.exchange.csv_ import read_csv, write_csv
from app.exchange.mapping import guess, parse_mapping
from app.exchange.rows import Mapped, map_rows, to_cell
from app.store.records.search import Query
from app.store.vault.open_vault import Vault
from tests.actions.test_tables_linked import ORDER, carry, fill, whole
from tests.vaults import WORDS, vault_at

ODD = (
    "=1+1", "'=x", "007", "-5", "a;b", '"quoted"', '"; "', "x, y", "é", "e\u0301", "می\u200cخواهم",
    "1404-10-11", "true", "None", "<b>&amp;", "_x000D_", "🕊", "Unknown", "; ", "a|b", "id", "01", "x" * 2000,
)  # fmt: skip
PROSE = ("one\ntwo", "a\r\nb", "a\rb", "x\ty", "a\n\n\tb", "=1\n+2", 'say "no"; then go\n;')
KEPT = [
    ["title", "of the source"], ["id", "17"], ["ref", "=1"], ["date_start", "Unknown"], ["sex", "Unknown"],
    ["key", "k"], ["place.id", "p"], ["source_row.x", "y"], ["name", "two\nlines"], ["alias", "1"],
    ["Date", "۱۴۰۴"], ["Date", "again"],
]  # fmt: skip


def make_odd(vault: Vault) -> None:
    """Give each record unusual words in every field of text, and kept columns that are called like fields."""
    texts, prose = cycle(ODD), cycle((*PROSE, *ODD))
    for kind in (name for name in ORDER if not KINDS[name].append_only):
        for record in records.find(vault, Query(kind, limit=None)):
            fields = [one for one in KINDS[kind].own if one.shape != "duty"]  # days and hours only
            own = {f.name: f.type for f in fields if KINDS[kind].field_level(f.name) < Level.V}
            given: dict[str, object] = {name: next(texts) for name, type_ in own.items() if type_ is Type.TEXT}
            given |= {name: next(prose) for name, type_ in own.items() if type_ is Type.PROSE}
            given |= {name: [next(texts), next(texts)] for name, type_ in own.items() if type_ is Type.TAGS}
            records.edit(vault, record.ref, {**given, "source_row": KEPT})


def test_all_tables_of_one_export_make_an_equal_vault(vault: Vault, tmp_path: Path) -> None:
    fill(vault)
    make_odd(vault)
    with vault_at(tmp_path / "other") as other:
        carry(vault, other, tmp_path, ORDER)
        assert whole(other) == whole(vault)


def test_a_workbook_brings_the_same_words(vault: Vault, tmp_path: Path) -> None:
    fill(vault)
    make_odd(vault)
    with vault_at(tmp_path / "other") as other:
        carry(vault, other, tmp_path, ("place", "organisation"), "xlsx")
        assert whole(other) == [row for row in whole(vault) if row[1][0] in ("place", "organisation")]  # type: ignore[index]


def test_kept_columns_that_are_called_like_fields_come_back_as_kept_columns(vault: Vault, tmp_path: Path) -> None:
    """The fault of 28,185 rows: a kept column "sex" came out as `sex`, and its words were no code."""
    (tmp_path / "in.csv").write_text("Name,sex,id\nLuna,not known,7\nRio,not known,7\n", "utf-8")
    (tmp_path / "map.json").write_text('{"kind": "actor", "key": null, "fields": {"alias": "Name"}}', "utf-8")
    tables.import_table(vault, tmp_path / "in.csv", map_file=tmp_path / "map.json")
    tables_out.export_table(vault, tmp_path / "out.csv", "csv", "actor")
    with vault_at(tmp_path / "other") as other:
        done, _ = tables.import_table(other, tmp_path / "out.csv", kind="actor")
        assert (done.added, done.refused, done.blank) == (2, [], [])
        kept = [record.fields.get("source_row") for record in records.find(other, Query("actor"))]
        assert kept == [[["sex", "not known"], ["id", "7"]]] * 2


LINE = st.text(st.characters(codec="utf-8", exclude_characters="\0", exclude_categories=["Cs"]), max_size=12)
FIELDS = {name: KINDS["actor"].fields[name] for name in ("alias", "description", "languages", "tags", "remarks")}


@settings(max_examples=150, deadline=None)
@given(LINE, st.text(max_size=12), st.lists(LINE, max_size=3), st.lists(LINE, max_size=3))
def test_any_text_comes_back_from_its_cell(alias: str, prose: str, languages: list[str], tags: list[str]) -> None:
    said = {"alias": f"x{alias}", "description": prose, "languages": languages, "tags": tags}
    stored = {}
    for name, value in said.items():
        try:
            kept = check(FIELDS[name], value, WORDS)
        except ValueError:
            continue
        if kept is not None:
            stored[name] = kept
    header = ["id", "ref", *stored]
    rows = [["a" * 32, "PE-1", *(to_cell(value) for value in stored.values())]]
    table = read_csv(b"".join(write_csv(header, rows)))
    if "alias" in stored:
        (row,) = map_rows(table, guess(parse_mapping('{"kind": "actor"}', KINDS), table), WORDS)
        assert isinstance(row, Mapped) and dict(row.values) == stored
