"""A public paper is saved only after a second person read it (papers.md 5.1)."""

from datetime import date
from pathlib import Path

import pytest

from app.actions.kernel import clock, records
from app.actions.papers import paper_makers, register
from app.domain.leaks.leak_values import LeakAnswers
from app.errors import InputRefused
from app.store.vault import identity
from app.store.vault.open_vault import Vault
from tests.actions.cases import ALL, f1
from tests.flow.cast import Person

REST = LeakAnswers(replace_rest=True)
READ = [output for output in paper_makers.list_outputs() if output.second_reader]


def test_each_paper_that_only_the_public_reads_needs_a_second_reader() -> None:
    assert {one.name for one in READ} == {"public-case-sheet", "press-release", "social-text"}
    assert all(one.profiles == ("public",) for one in READ)


@pytest.mark.parametrize("name", [one.name for one in READ])
def test_nothing_is_saved_before_a_second_reader_is_named(vault: Vault, tmp_path: Path, name: str) -> None:
    _, event = f1(vault, *ALL)
    made = paper_makers.make(vault, name, [event.ref], answers=REST)
    for form in made.output.forms:
        with pytest.raises(InputRefused, match="A second person must read this paper"):
            register.save(vault, register.paint(tmp_path / f"paper.{form}", made))
    assert list(tmp_path.glob("paper*")) == [] and register.list_papers(vault) == []
    today = clock.today(vault).isoformat()
    read = paper_makers.mark_read(vault, made, "  Ceiba  of the office ", today)
    (row,), _ = register.save(vault, register.paint(tmp_path / "paper.txt", read))
    assert (row.fields["reader"], row.fields["read_on"]) == ("Ceiba of the office", today)
    assert "Ceiba" not in (tmp_path / "paper.txt").read_text("utf-8"), "the reader is for us alone"
    assert paper_makers.mark_read(vault, made, "Ceiba").reader == ("Ceiba", today)


def test_each_public_paper_with_words_needs_a_second_reader_and_a_table_of_numbers_needs_none(
    vault: Vault, tmp_path: Path
) -> None:
    mission, _ = records.add(vault, "mission", {"title": "To the river", "summary_open": "Families were evicted."})
    made = paper_makers.make(vault, "mission-report", [mission.ref], "public", answers=REST)
    with pytest.raises(InputRefused, match="A second person must read this paper"):
        register.save(vault, register.paint(tmp_path / "report.txt", made))
    for name, about, audience in (("mission-report", [mission.ref], "network"), ("gender-table", [], "public")):
        made = paper_makers.make(vault, name, about, audience, answers=REST)
        register.save(vault, register.paint(tmp_path / f"{name}.txt", made))


@pytest.mark.parametrize(("name", "said"), [
    ("press-release", {"state": "withdrawn"}), ("denunciation-letter", {"state": "given", "form": "alias"}),
    ("denunciation-letter", {"purpose": ["UN_TO_GOV"], "state": "refused"}),
], ids=str)  # fmt: skip
def test_a_paper_is_not_saved_if_a_consent_changed_while_the_second_reader_read(
    vault: Vault, tmp_path: Path, name: str, said: dict[str, str]
) -> None:
    _, event = f1(vault, *ALL, form="named")
    audience = "public" if name == "press-release" else "un"
    made = paper_makers.make(vault, name, [event.ref], audience, answers=REST)
    (man,) = (records.record_of(vault, who.id.hex()) for who in made.people)
    today = clock.today(vault).isoformat()
    records.add(vault, "consent_record", {"actor": man.ref, "purpose": list(ALL), "given_on": today} | said)
    with pytest.raises(InputRefused, match="The consent of a person changed after this paper was made"):
        register.save(vault, register.paint(tmp_path / "p.txt", paper_makers.mark_read(vault, made, "Ceiba")))
    assert list(tmp_path.glob("p.txt")) == [] and register.list_papers(vault) == []


@pytest.mark.parametrize(("name", "day"), [
    ("", ""), (" \n", ""), ("-- 12", ""), ("Ceiba", "soon"), ("Ceiba", "2026-02"), ("Ceiba", "2999-01-01"),
    ("Ceiba", "2001-01-01"), ("ana ", ""),
])  # fmt: skip
def test_a_mark_needs_a_name_and_a_day_that_is_past(vault: Vault, name: str, day: str) -> None:
    identity.set_card(vault, "Ana", None)
    _, event = f1(vault, *ALL)
    made = paper_makers.make(vault, "press-release", [event.ref], answers=REST)
    with pytest.raises(InputRefused, match="Write the name or alias of the second reader"):
        paper_makers.mark_read(vault, made, name, day)


def test_the_command_line_refuses_shows_the_paper_and_takes_the_mark(tmp_path: Path) -> None:
    ana = Person(tmp_path, "ana").creates()
    given = {"title": "Raid", "date_start": "2026-11", "place": {"province": "North"}}
    event = ana.does("add", "event", given=given)["id"]
    make = ["output", "make", "press-release", str(tmp_path / "press.txt"), event]
    code, refused = ana.tries(*make)
    assert code == 5 and refused["error"]["message"] == "A second person must read this paper before you save it."
    assert not (tmp_path / "press.txt").exists()
    assert "About: North; November 2026" in ana.does("output", "texts", "press-release", event)["paper"]
    today = date.today().isoformat()
    made = ana.does(*make, "--second-reader", "Ceiba", "--read-on", today)
    fields = ana.does("paper", "show", made["reference"])["fields"]
    assert (fields["reader"], fields["read_on"]) == ("Ceiba", today)
