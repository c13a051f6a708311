"""Names in several scripts and spellings (F20): 200 invented names by somebody who had not read the rules."""

import json
import sys
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.casework.name_match import NameIndex, compare, compare_words, read_name

ROWS = json.loads((Path(__file__).parents[1] / "vectors" / "names_f20.json").read_text("utf-8"))["names"]
FILE = [row for row in ROWS if row["in_file"]]
SCRIPTS = ("arabic", "cyrillic", "latin")
LEAST = {"arabic": 0.90, "cyrillic": 0.93, "latin": 0.77}
"""The measured recall. The first run, before five faults of the rules were mended, had 0.82, 0.89 and 0.77."""


def test_f20_prints_recall_precision_and_each_miss_by_script(capsys: pytest.CaptureFixture[str]) -> None:
    index = NameIndex((row["name"], n) for n, row in enumerate(FILE))
    found, missed, wrong, said = Counter[str](), Counter[str](), Counter[str](), list[str]()
    asked = [(row["script"], spelling, n) for n, row in enumerate(FILE) for spelling in row["spellings"]]
    asked += [(row["script"], row["name"], -1) for row in ROWS if not row["in_file"]]
    for script, name, own in asked:
        hits = index.find(name)
        found[script] += own in hits
        wrong[script] += len(hits.keys() - {own})
        if own >= 0 and own not in hits:
            missed[script] += 1
            said.append(f"  missed ({script}): {name} = {FILE[own]['name']}")
    lines = [f"{script}: recall {found[script] / (found[script] + missed[script]):.3f}, precision "
             f"{found[script] / (found[script] + wrong[script]):.3f}" for script in SCRIPTS]  # fmt: skip
    with capsys.disabled():
        print("\nF20", *lines, *said, sep="\n")
    for script in SCRIPTS:
        assert found[script] / (found[script] + missed[script]) >= LEAST[script]
        assert found[script] / (found[script] + wrong[script]) >= 0.9


@pytest.mark.parametrize(("one", "other"), [
    ("محمود حسن", "Mahmoud Hassan"), ("عبد الرحمن سعيد", "Abdurrahman Saeed"), ("خالد العمري", "Khaled Alamri"),
    ("نور الدين قاسم", "Noureddine Kassem"), ("معمر القذافي", "Moammar Qadhafi"), ("وليد جنبلاط", "Oualid Joumblatt"),
    ("جمال عبد الناصر", "Gamal Abdel Nasser"), ("يوسف بن علي", "Youssef Benali"), ("أبو بكر حسن", "Abubakar Hassan"),
    ("Юрий Хабаров", "Iouri Habarov"), ("Михаил Щербаков", "Michail Schtscherbakow"),
    ("Дмитрий Цветков", "Dmitrij Cvetkov"),
    ("Григорий Гончар", "Hryhoriy Honchar"), ("Ярослав Ющенко", "Iaroslav Iouchtchenko"),
    ("Юлия Орлова", "Julia Orlova"),
    ("José González", "Gonzales Jose"), ("Şükrü Çelik", "Sukru Celik"), ("Ximena Jiménez", "Jimena Gimenez"),
    ("María de la Cruz", "Maria Delacruz"), ("Nikola Đorđević", "Nikola Djordjevic"),
])  # fmt: skip
def test_one_name_in_two_spellings_is_possible(one: str, other: str) -> None:
    found = NameIndex([(one, 1)]).find(other)
    assert 1 in found and not found[1].one_word


@pytest.mark.parametrize(("one", "other"), [
    ("محمود حسن", "Muhammad Hussein"), ("أحمد علي", "Hamid Ali"), ("محمد علي", "Mahmoud Ali"),
    ("حسن سالم", "حسين سالم"), ("Ivan Petrov", "Ivan Petrenko"), ("Ivan Petrov", "Oleg Petrov"),
    ("Jose Garcia", "Juan Garcia"), ("Khaled Nasser", "Khalil Nasser"), ("Dmitry Orlov", "Dmitry Ozerov"),
])  # fmt: skip
def test_one_shared_name_alone_is_nothing(one: str, other: str) -> None:
    assert compare(read_name(one), read_name(other)) is None


def test_one_word_is_only_possible_by_one_word() -> None:
    found = compare(read_name("Orlov"), read_name("Дмитрий Орлов"))
    assert found is not None and found.one_word


def test_no_name_has_no_answer() -> None:
    index = NameIndex([("", 1), ("…", 2), ("Orlov", 3)])
    assert not index.find("") and not index.find("- '") and not index.find("李")


@given(st.text(max_size=30), st.text(max_size=30))
def test_any_text_can_be_compared_both_ways(one: str, other: str) -> None:
    first, second = read_name(one), read_name(other)
    assert (compare(first, second) is None) is (compare(second, first) is None)


def test_two_words_are_compared_once_however_many_names_have_them() -> None:
    firsts, lasts = ("Ahmad", "Ahmed", "Hamad", "Mahmud"), ("Hasan", "Husein", "Hosni")
    known = [f"{first} {last}" for first in firsts for last in lasts]
    index, calls = NameIndex((name, n) for n, name in enumerate(known * 50)), list[object]()

    def count(frame: object, event: str, _: object) -> None:
        if event == "call" and getattr(frame, "f_code", None) is compare_words.__code__:
            calls.append(frame)

    sys.setprofile(count)
    try:
        found = index.find("Ahmad Hasan")
    finally:
        sys.setprofile(None)
    assert len(found) >= 50 and len(calls) <= 2 * 7, "two words of the question, seven in the file"


def test_a_hostile_name_is_read_no_further_than_the_longest_question() -> None:
    assert read_name("chgt " * 20_000) == read_name(("chgt " * 40)[:200])
    assert len(read_name("chg" * 20_000).whole.spellings[0]) <= 200
