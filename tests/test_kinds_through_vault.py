"""Code reads the kinds of the vault that it works with, so that a vault can have fields of its own."""

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from app.actions.exports.tables_out import gather
from app.actions.kernel import records
from app.domain.fields import Field, Type
from app.domain.kind import Kind, Kinds
from app.domain.kinds import KINDS
from app.errors import InputRefused
from app.exchange.mapping import field_at
from app.store.records.search import Query
from tests.vaults import vault_at

APP = Path(__file__).resolve().parents[1] / "app"
DECLARED = "app.domain.kinds"
READERS = {
    "store/vault/connection.py": "gives each vault its kinds",
    "store/tables/schema.py": "makes the indexes of a new vault",
    "cli/records.py": "the verb `kinds` works without a vault",
}
"""The modules outside of `app/domain/kinds` that import the kinds of the program, with the reason."""


def reads_declared(source: str) -> bool:
    """Tell if a module imports the kinds of the program, in any form of import."""
    if "kinds" not in source:
        return False
    names: list[str] = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names += [name.name for name in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names += [node.module, *(f"{node.module}.{name.name}" for name in node.names)]
    return any(f"{name}.".startswith(f"{DECLARED}.") for name in names)


def test_only_the_vault_and_a_few_modules_import_the_kinds_of_the_program() -> None:
    modules = [path for path in APP.rglob("*.py") if APP / "domain" / "kinds" not in path.parents]
    assert len(modules) > 600
    found = {path.relative_to(APP).as_posix() for path in modules if reads_declared(path.read_text("utf-8"))}
    assert found == READERS.keys()


@pytest.mark.parametrize(
    "source",
    [
        "from app.domain.kinds import KINDS", "from app.domain.kinds.core import ACT", "from app.domain import kinds",
        "def later():\n    import app.domain.kinds.risk",
    ],
)  # fmt: skip
def test_every_form_of_import_is_found(source: str) -> None:
    assert reads_declared(source)
    assert not reads_declared(source.replace("kinds", "kind"))


class OwnKinds(Kinds):
    """The kinds of the program, with one more field in some of them."""

    def __init__(self, own: Mapping[str, Field]) -> None:
        self._own = {name: KINDS[name]._replace(own=(*KINDS[name].own, field)) for name, field in own.items()}

    def __getitem__(self, name: str) -> Kind:
        return self._own.get(name) or KINDS[name]

    def __iter__(self) -> Iterator[str]:
        return iter(KINDS)

    def __len__(self) -> int:
        return len(KINDS)

    def numbered(self, number: int) -> Kind:
        return self[KINDS.numbered(number).name]


def test_a_field_that_only_this_vault_has_is_saved_found_and_exported(tmp_path: Path) -> None:
    given = {"title": "Arrest", "case_file": "K-17"}
    with vault_at(tmp_path / "vault") as vault:
        assert vault.kinds is KINDS
        with pytest.raises(InputRefused, match="case_file"):
            records.add(vault, "event", given)
        vault.con.kinds = OwnKinds({"event": Field("case_file", "Number of the file", Type.TEXT)})
        made, _ = records.add(vault, "event", given)
        query = Query("event", where=(("case_file", "K-17"),))
        sheet = gather(vault, query)
        assert [one.id for one in records.find(vault, query)] == [made.id]
        assert sheet.rows[0][sheet.header.index("case_file")] == "K-17"
        assert field_at(vault.kinds, vault.kinds["act"], "event.case_file") is not None
