"""Gaps of custody in a real vault, by the action and by the command line."""

from pathlib import Path

import pytest

from app.actions.kernel import records
from app.actions.records import custody_lines, evidence
from app.cli.output import as_text, make_answer
from app.store.vault.open_vault import Vault
from tests.flow.cast import Person


def added(vault: Vault, folder: Path, title: str = "Fire") -> str:
    event, _ = records.add(vault, "event", {"title": title})
    (folder / "a.txt").write_text(f"words of {title}", "utf-8")
    return evidence.add(vault, folder / "a.txt", event.ref)[0].ref


def gaps(vault: Vault, *refs: str) -> list[tuple[str, str]]:
    return [(item.record.ref, gap.name) for item, found in custody_lines.iterate_gaps(vault, [*refs]) for gap in found]


def test_each_fact_of_the_vault_counts(vault: Vault, tmp_path: Path) -> None:
    one, two = added(vault, tmp_path), added(vault, tmp_path, "Flood")
    assert gaps(vault) == []
    records.edit(vault, one, {"collected_on": "2020-01"})
    evidence.note_export(vault, evidence.show(vault, two), "court")  # as an older program
    assert gaps(vault) == [(one, "nobody_named"), (two, "no_reason")] and gaps(vault, two) == [(two, "no_reason")]
    (item,) = [item for item, _ in custody_lines.iterate_gaps(vault, [one])]
    vault.con.execute("DELETE FROM blob WHERE sha256 = ?", (item.file.sha256 if item.file else b"",))
    assert gaps(vault, one) == [(one, "not_here"), (one, "nobody_named")]
    heron, _ = records.add(vault, "actor", {"alias": "Heron"})
    records.link(vault, one, "collected_by", heron.ref)
    assert gaps(vault, one) == [(one, "not_here")]


@pytest.mark.parametrize(
    "harm", ["UPDATE custody SET head = zeroblob(32) WHERE n = 1", "UPDATE custody SET item = zeroblob(16) WHERE n = 2",
             "UPDATE custody SET n = 7 WHERE n = 3", "DELETE FROM custody WHERE n = 1"],
)  # fmt: skip
def test_a_broken_chain_is_a_gap_of_an_item(vault: Vault, tmp_path: Path, harm: str) -> None:
    refs = [added(vault, tmp_path, title) for title in ("Fire", "Flood", "Storm")]
    assert gaps(vault) == []
    for trigger in ("custody_holds", "custody_stays"):
        vault.con.execute(f"DROP TRIGGER {trigger}")
    vault.con.execute(harm)
    found = gaps(vault)
    assert {name for _, name in found} <= {"chain_broken", "no_receipt"} and {ref for ref, _ in found} <= {*refs}
    assert found


def test_the_command_lists_them(tmp_path: Path) -> None:
    ana = Person(tmp_path, "ana").creates()
    with ana.opened() as vault:
        one = added(vault, tmp_path)
        records.edit(vault, one, {"collected_on": "2020-01"})
    (found,) = ana.does("evidence", "gaps", one)["gaps"]
    assert (found["ref"], found["gap"], found["step"]) == (one, "nobody_named", "Add the person who collected it.")
    assert found["step"] in as_text(make_answer(gaps=[found]))
    assert found["lines"] == [1] and ana.does("evidence", "gaps") == ana.does("evidence", "gaps", one)
