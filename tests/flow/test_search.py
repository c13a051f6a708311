"""Names that people write in several ways find each other, by the command a person types."""

from pathlib import Path

import pytest

from tests.flow.cast import Person

SAME = [
    ("أحمد", "احمد"),
    ("علی", "علي"),
    ("مُحَمَّد", "محمد"),
    ("Almería", "Almeria"),
    ("Łódź", "lodz"),
    ("محمد ٢٠٢٤", "2024"),
]


@pytest.fixture(scope="module")
def ana(tmp_path_factory: pytest.TempPathFactory) -> Person:
    person = Person(tmp_path_factory.mktemp("search"), "ana").creates()
    for number, (one, other) in enumerate(SAME):
        person.adds(title=f"{one} pair{number}a", place={"name": f"near {one}"})
        person.adds(title=f"{other} pair{number}b", act={"victim": {"alias": f"called {other}"}})
    return person


def _titles(person: Person, *words: str) -> set[str]:
    return {row["title"] for row in person.does("search", *words, "--kind", "event")["records"]}


@pytest.mark.parametrize("number", range(5))
def test_each_spelling_finds_both(ana: Person, number: int) -> None:
    one, other = SAME[number]
    for asked in SAME[number]:
        found = _titles(ana, asked)
        assert {f"{one} pair{number}a", f"{other} pair{number}b"} <= found, asked


def test_digits_of_every_script_and_the_beginning_of_the_last_word(ana: Person) -> None:
    assert _titles(ana, "2024") == {"محمد ٢٠٢٤ pair5a", "2024 pair5b"}
    assert _titles(ana, "alm") == {"Almería pair3a", "Almeria pair3b"}
    assert _titles(ana, "near احمد") == {"أحمد pair0a"}, "a place's name finds its incident"
    assert _titles(ana, "called محمد") == {"محمد pair2b"}, "a person's alias finds the incident"
    assert _titles(ana, "no such word") == set()


def test_total_and_pages_agree(ana: Person, tmp_path: Path) -> None:
    whole = ana.does("search", "pair3a", "--limit", "1")
    assert whole["total"] >= len(whole["records"]) == 1
    every = [ana.does("list", "event", "--limit", "5", "--offset", str(at))["records"] for at in (0, 5, 10)]
    refs = [row["ref"] for rows in every for row in rows]
    assert len(refs) == len(set(refs)) == ana.does("count", "event")["total"] == 2 * len(SAME)


def test_results_say_where_they_matched(ana: Person, tmp_path: Path) -> None:
    (found,) = ana.does("search", "near احمد", "--kind", "event")["records"]
    assert found["snippet"] == {"in": "place", "text": "near أحمد", "at": [0, 4]}
    note = tmp_path / "note.txt"
    note.write_text("ရွာသားသုံးဦးကို ခေါ်သွား", "utf-8")
    ana.does("evidence", "add", str(note), "--to", found["ref"])
    (by_file,) = ana.does("search", "သုံးဦး", "--kind", "event")["records"]
    assert by_file["id"] == found["id"]
    assert by_file["snippet"] == {"in": "file", "file": "note.txt", "text": note.read_text("utf-8"), "at": [6, 12]}
    assert "snippet" not in ana.does("list", "event")["records"][0]
