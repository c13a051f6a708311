"""F15: the clocks and gates of the mechanisms on dated cases, each with its figure, and refused files."""

import json
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from functools import cache
from typing import Any

import pytest

from app.domain.casework.treaties import Bound
from app.domain.legal_limits import find_due
from app.domain.submissions.catalogue import TESTS, Mechanism, read_mechanism
from app.domain.submissions.clocks import FormClock, compute_clocks
from app.domain.submissions.preflight import NONE, NOT_KNOWN, Answer, FormFacts, Preflight, check_form
from app.domain.submissions.treaty_gate import TreatyFact
from app.start import resources

NINE = {"sr-hrd", "wgad", "wgeid", "ced-ua", "iachr-pm", "iachr-petition", "achpr", "echr", "echr-r39"}
TODAY = date(2026, 11, 28)


@cache
def raw(name: str) -> Any:
    return json.loads((resources() / "mechanisms" / f"{name}.json").read_text("utf-8"))


def mechanism(name: str) -> Mechanism:
    return read_mechanism(raw(name))


def clocks(name: str, moments: Mapping[str, str], today: date = TODAY, committee: str = "") -> dict[str, FormClock]:
    now = datetime(today.year, today.month, today.day, 12, tzinfo=UTC).timestamp()
    return {one.clock.id: one for one in compute_clocks(mechanism(name), moments, now, committee)}


def check(name: str, answers: Mapping[str, str | Answer], **more: Any) -> Preflight:
    told = {id_: one if isinstance(one, Answer) else Answer(one) for id_, one in answers.items()}
    known = {"today": TODAY, "language": "en", "consents": {"UN": True, "REGIONAL": True}}
    return check_form(mechanism(name), FormFacts(answers=told, **{**known, **more}))


def named(states: Any) -> list[str]:
    return [one.gate.id for one in states]


def due(name: str, moments: Mapping[str, str], committee: str = "") -> tuple[tuple[str, str], ...]:
    return tuple((id_, one.due) for id_, one in clocks(name, moments, committee=committee).items())


def urgent(day: str, on: str) -> bool:
    return "urgent" not in named(check("wgeid", {"2": day}, today=date.fromisoformat(on)).looks)


CED = {"2": "2019-12-20", "since": "2020-05-01"}
CASES: Mapping[str, tuple[Callable[[], object], object]] = {
    "1 wgeid: the last urgent day": (lambda: due("wgeid", {"2": "2026-09-14"}), (("urgent", "2026-12-13"),)),
    "1 wgeid: still urgent": (lambda: urgent("2026-09-14", "2026-12-13"), True),
    "1 wgeid: standard": (lambda: urgent("2026-09-14", "2026-12-14"), False),
    "2 wgeid: a month": (lambda: [(one.due, one.unsure) for one in clocks("wgeid", {"2": "2026-09"}).values()],
                         [("2026-11-30", True)]),
    "3 sr-hrd": (lambda: due("sr-hrd", {"sent_on": "2026-11-03"}), (("reply", "2027-01-02"),)),
    "4 wgad": (lambda: due("wgad", {"sent_on": "2026-10-15"}),
               (("reply", "2026-12-14"), ("reply-extended", "2027-01-13"))),
    "5 echr: served": (lambda: due("echr", {"decided": "2026-07-20", "served": "2026-07-31"}),
                       (("application", "2026-11-30"),)),
    "5 echr: only served": (lambda: due("echr", {"served": "2026-07-31"}), (("application", "2026-11-30"),)),
    "6 echr: old rule": (lambda: due("echr", {"decided": "2022-01-31"}), (("application-old", "2022-07-31"),)),
    "6 echr: new rule": (lambda: due("echr", {"decided": "2022-02-01"}), (("application", "2022-06-01"),)),
    "7 echr-r39: Monday": (lambda: due("echr-r39", {"removal": "2026-12-07T06:00"}), (("send", "2026-12-04T16:00"),)),
    "7 echr-r39: Wednesday": (lambda: due("echr-r39", {"removal": "2026-12-09T23:00"}),
                              (("send", "2026-12-08T16:00"),)),
    "7 echr-r39: Sunday": (lambda: due("echr-r39", {"removal": "2026-12-06"}), (("send", "2026-12-04T16:00"),)),
    "8 iachr-petition": (lambda: due("iachr-petition", {"8": "2026-08-31"}), (("petition", "2027-02-28"),)),
    "9 ced-ua: before the Convention": (
        lambda: [(one.gate.id, one.other) for one in check("ced-ua", CED).stops if one.gate.id == "party"],
        [("party", "wgeid")]),
    "9 ced-ua: after it": (lambda: "party" in named(check("ced-ua", {**CED, "2": "2020-05-01"}).stops), False),
    "9 ced-ua: reply": (lambda: due("ced-ua", {"sent_on": "2026-11-20"}), (("reply", "2026-12-04"),)),
    "10 national: the clock goes back": (lambda: find_due("2026-10-24T22:00", 48, "hours", "Europe/Paris"),
                                         "2026-10-26T21:00"),
    "achpr: no date": (lambda: [(one.due, one.days) for id_, one in clocks("achpr", {"exhausted": "2025-10-12"}).items()
                                if id_ == "since"], [("", 412)]),
    "achpr: reason": (lambda: dict(due("achpr", {"exhausted": "2025-10-12"}))["reason"], "2026-04-12"),
    "CRC": (lambda: due("treaty-model", {"exhausted": "2024-02-29"}, "CRC"), (("crc", "2025-02-28"),)),
    "HRC": (lambda: due("treaty-model", {"exhausted": "2022-02-28"}, "HRC"), (("hrc", "2027-02-28"),)),
    "CAT: no clock": (lambda: due("treaty-model", {"exhausted": "2022-02-28"}, "CAT"), ()),
    "a day of others: 9999": (lambda: due("sr-hrd", {"sent_on": "9999-12-31"}), ()),
    "a day of others: 0001": (lambda: due("echr-r39", {"removal": "0001-01-01"}), ()),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_each_dated_case_has_its_figure(case: str) -> None:
    compute, expected = CASES[case]
    assert compute() == expected


def test_the_nine_mechanisms_have_a_source_a_day_and_the_mark_that_no_lawyer_saw_them() -> None:
    names = {file.stem for file in (resources() / "mechanisms").glob("*.json")}
    assert names == NINE | {"treaty-model", "relocation-request", "grant-application"}
    for name in names:
        found = mechanism(name)
        said = "not checked against the form of a fund" if found.about else "not reviewed by a lawyer"
        assert found.id == name and found.source and found.mark == said
        assert found.is_checked(date(2027, 5, 31)) and not found.is_checked(date(2027, 6, 1))
        assert {*found.label} == {"en", "fr", "es", "ar"}
        assert all({*clock.label} == {"en", "fr", "es", "ar"} for clock in found.clocks)
        assert all(gate.other in {"", *names} for gate in found.gates)


def test_wgeid_with_two_of_six_open_names_the_two() -> None:
    given = {"1": "Heron", "2": "2026-09-14", "4": "army", "6": "the committee"}
    found = check("wgeid", given)
    assert found.say_missing("en").startswith("Missing 2 of 6: 3 Place of the arrest")
    assert found.say_missing("en").endswith("5 Search steps of the family or others, or the reason for none")
    known = check("wgeid", {**given, "3": Answer(state=NOT_KNOWN), "5": Answer("fear of the army", NONE)})
    assert not known.missing and not known.say_missing("en")


@pytest.mark.parametrize(
    ("answers", "told", "stop", "look"),
    [
        ({"2": "2026-09-14"}, None, False, True),
        ({"2": "2026-09-14", "since": Answer(state=NOT_KNOWN)}, None, False, True),
        ({"2": "2026-09-14", "since": Answer("never ratified", NONE)}, None, True, False),
        ({"2": "2026-09-14", "since": "2020-05-01"}, None, False, False),
        ({"2": "2019-12-20", "since": "2020-05-01"}, None, True, False),
        ({"2": "2020-05", "since": "2020-05-10"}, None, False, True),
        ({"since": "2020-05-01"}, None, False, True),
        ({"2": "2026-09-14"}, Bound.NOT_KNOWN, False, True),
        ({"2": "2026-09-14", "since": "2020-05-01"}, Bound.NOT_KNOWN, False, False),
        ({"2": "2026-09-14"}, Bound.YES, False, False),
        ({"2": "2019-12-20", "since": "2020-05-01"}, Bound.YES, False, True),
        ({"2": "2026-09-14"}, Bound.NO, True, False),
        ({"2": "2026-09-14", "since": "2020-05-01"}, Bound.NO, True, False),
    ],
)
def test_a_treaty_that_is_not_known_asks_the_person_and_never_passes(
    answers: Mapping[str, Any], told: Bound | None, stop: bool, look: bool
) -> None:
    found = check("ced-ua", answers, treaties={("CED", ""): TreatyFact("CED", "AQ", told)} if told else {})
    assert ("party" in named(found.stops), "party" in named(found.looks)) == (stop, look)
    assert all("CED" in one.sentence or "not known" in one.sentence for one in found.looks if one.gate.id == "party")


def test_gates_of_consent_pending_cases_languages_committees_names_and_pages() -> None:
    assert "consent" in named(check("wgad", {}, consents={"UN": False}).stops)
    assert "consent" in named(check("wgad", {}, consents={}).stops) and "consent" not in named(check("wgad", {}).stops)
    assert "pending" in named(check("ced-ua", {"other": "Human Rights Committee"}).stops)
    assert "pending" not in named([*check("ced-ua", {"other": Answer(state=NONE)}).stops])
    assert "pending" in named(check("ced-ua", {"other": Answer(state=NOT_KNOWN)}).looks)
    assert "language" in named(check("wgad", {}, language="ar").stops)
    assert "committee" in named(check("treaty-model", {"committee": "the Commission"}).stops)
    assert "committee" not in named(check("treaty-model", {"committee": "CAT"}).stops)
    wrong = check("echr-r39", {}, file_names=("Déclaration č.pdf", "Déclaration.pdf")).stops
    assert [one.sentence for one in wrong if one.gate.id == "names"] == [
        "Rename these files with Latin letters: Déclaration č.pdf."]  # fmt: skip
    assert "pages" in named(check("wgad", {}, pages=21).looks) and "pages" not in named(
        check("wgad", {}, pages=20).looks
    )
    assert "pages" in named(check("wgad", {}).looks), "pages that nobody counted do not pass"


def test_every_test_of_a_gate_is_used_by_the_catalogue() -> None:
    used = {gate.test for name in (*NINE, "treaty-model") for gate in mechanism(name).gates}
    assert used == {*TESTS}


WRONG: Mapping[str, Callable[[dict[str, Any]], object]] = {
    "not an object": lambda data: [],
    "no questions": lambda data: {**data, "questions": []},
    "one id twice": lambda data: {**data, "questions": data["questions"] * 2},
    "code as a test": lambda data: {**data, "gates": [{"id": "x", "test": ["__import__('os')"], "kind": "stop"}]},
    "a test without its values": lambda data: {**data, "gates": [{"id": "x", "test": ["age_of", "2"], "kind": "stop"}]},
    "a gate of no question": lambda data: {**data, "gates": [{"id": "x", "test": ["field_set", "99"], "kind": "stop"}]},
    "a clock of no question": lambda data: {**data, "clocks": [{**raw("wgeid")["clocks"][0], "from": ["99"]}]},
    "a long clock": lambda data: {**data, "clocks": [{**raw("wgeid")["clocks"][0], "length": 10**9}]},
    "a zone outside": lambda data: {**data, "clocks": [{**raw("wgeid")["clocks"][0], "zone": "../../etc/passwd"}]},
    "a path as id": lambda data: {**data, "id": "../wgad"},
    "a turn of the text": lambda data: {**data, "body": "A\u202eB"},
    "a text of a megabyte": lambda data: {**data, "source": "x" * 1_000_000},
    "too many rows": lambda data: {**data, "languages": ["en"] * 1000},
    "no day": lambda data: {**data, "check_by": "soon"},
    "no source": lambda data: {**data, "source": ""},
    "a number as a flag": lambda data: {**data, "questions": [{**data["questions"][0], "required": 7}]},
    "months after each year": lambda data: {
        **data,
        "gates": [{"id": "x", "test": ["age_of", "2", "9" * 30], "kind": "stop"}],
    },
    "a size in words": lambda data: {**data, "limits": {"mb": "large"}},
    "a size below zero": lambda data: {**data, "limits": {"mb": -5}},
    "days in words": lambda data: {**data, "limits": {"answer_days": "soon"}},
    "no English": lambda data: {**data, "label": {"fr": "Groupe"}},
}


@pytest.mark.parametrize("name", WRONG)
def test_a_hostile_file_is_refused_with_one_sentence(name: str) -> None:
    with pytest.raises(ValueError, match=r"^The mechanism has a wrong part: [^\n]{1,60}\.$"):
        read_mechanism(WRONG[name](dict(raw("wgeid"))))
