"""Questions about patterns (F16 in small): found in a vault, answered, silent until a new act, and linked."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from app.actions.casework import pattern_search
from app.actions.casework.pattern_search import KIND
from app.actions.kernel import records
from app.actions.kernel.record_context import Inside
from app.actions.mail import sharing
from app.actions.papers import paper_makers
from app.cli.main import parser
from app.cli.output import as_text
from app.domain.casework.pattern_rules import RULES
from app.domain.redact import PROFILES
from app.domain.sheet import SheetTimeLine
from app.errors import InputRefused, NotFound, Stopped
from app.store.records.search import Query
from app.store.vault.open_vault import Vault
from tests.vaults import Clock, vault_at

PLANTED = (("2026-01-20", "THR7"), ("2026-01-30", "EXP4"), ("2026-02-08", "THR1"), ("2026-02-19", "THR1"),
           ("2026-03-01", "THR1"), ("2026-03-12", "INT1"))  # fmt: skip


def add(vault: Vault, kind: str, /, **fields: object) -> str:
    return records.add(vault, kind, fields)[0].ref


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    with vault_at(tmp_path / "vault", Clock(datetime(2026, 3, 31, 12, tzinfo=UTC).timestamp())) as vault:
        yield vault


def happen(vault: Vault, day: str, code: str, who: str, doer: str, **more: object) -> str:
    """Write an incident with one act and its perpetrator."""
    event = add(vault, "event", title=f"{code} {day}", date_start=day, **more)
    involvement = [{"perpetrator": doer, **({"description": "pickup LT-482-AK"} if code == "INT1" else {})}]
    add(vault, "act", event=event, violation=code, victim=who, involvement=involvement)
    return event


def plant(vault: Vault) -> tuple[str, str]:
    """Write the six acts, and others over five years; return the person and the unit."""
    marula, patrol = add(vault, "actor", alias="Marula"), add(vault, "organisation", name="Third Patrol")
    other, guard = add(vault, "actor", alias="Heron"), add(vault, "organisation", name="River Guard")
    for n in range(12):
        happen(vault, (date(2021, 4, 1) + timedelta(150 * n)).isoformat(), "THR8", other, guard)
    for day, code in PLANTED:
        happen(vault, day, code, marula, patrol)
    return marula, patrol


def verb(vault: Vault, *words: str) -> dict[str, object]:
    options = parser(words).parse_args(words)
    return dict(options.run(vault, options).document)


def test_the_planted_acts_are_one_question_in_words(vault: Vault) -> None:
    marula, patrol = plant(vault)
    add(
        vault, "act", event=add(vault, "event", title="Some day", date_start="2026-02"), violation="THR8", victim=marula
    )
    told = verb(vault, "patterns")
    (one,) = told["questions"]  # type: ignore[misc]
    assert [why["said"] for why in one["reasons"]][0::2] == [
        "Incidents by Third Patrol within 52 days: 6. Usual number in such a window: 0.2.",
        "Incidents against Marula, from light to serious, within 52 days: 6.",
    ]  # fmt: skip
    assert (told["acts"], told["without_day"], told["note"]) == (18, 1, "A question, not a finding.")
    heron = add(vault, "actor", alias="Wren")
    assert [len(verb(vault, "patterns", "--of", ref)["questions"]) for ref in (marula, patrol, heron)] == [1, 1, 0]  # type: ignore[arg-type]
    assert [len(verb(vault, "patterns", "--rule", rule)["questions"]) for rule in ("r1", "r9", "r2")] == [1, 1, 0]  # type: ignore[arg-type]


@pytest.mark.parametrize("word", pattern_search.ANSWERS)
def test_an_answer_silences_the_question_until_a_new_act(vault: Vault, word: str) -> None:
    marula, patrol = plant(vault)
    (one,) = pattern_search.find(vault).questions
    ref = verb(vault, "pattern", "answer", one.id, word, "--words", "Same patrol car.")["ref"]
    kept = records.record_of(vault, str(ref))
    assert {name: kept.fields[name] for name in ("rule", "state", "seen", "expected", "first", "last")} == {
        "rule": "r1", "state": pattern_search.ANSWERS[word], "seen": 6, "expected": 0.2, "first": "2026-01-20",
        "last": "2026-03-12"}  # fmt: skip
    assert len(Inside(vault).linked(kept, "event")) == len(Inside(vault).linked(kept, "act")) == 6
    assert not pattern_search.find(vault).questions
    happen(vault, "2026-03-20", "THR1", marula, patrol)
    (again,) = pattern_search.find(vault).questions
    assert len(again.acts) == 7
    with pytest.raises(NotFound, match="no open question"):
        verb(vault, "pattern", "answer", one.id, word)


def test_incidents_that_belong_together_are_linked_once(vault: Vault) -> None:
    plant(vault)
    (one,) = pattern_search.find(vault).questions
    answer, _ = pattern_search.answer(vault, one, "related")
    for _ in range(2):
        verb(vault, "pattern", "link", answer.ref)
        assert verb(vault, "list", "event_link")["total"] == 5
    with pytest.raises(InputRefused, match="no answer about a pattern"):
        verb(vault, "pattern", "link", verb(vault, "list", "event")["records"][0]["ref"])  # type: ignore[index]


def test_stop_ends_after_the_current_rule_and_names_the_others(vault: Vault) -> None:
    plant(vault)
    steps = list[tuple[int, int]]()

    def told(done: int, total: int) -> None:
        steps.append((done, total))
        if done == 3:
            raise Stopped("Stopped.")

    found = pattern_search.find(vault, told=told)
    assert found.not_run == RULES[2:]
    assert steps == [(1, 11), (2, 11), (3, 11)]
    assert [why.rule for one in found.questions for why in one.reasons] == ["r1"]


def test_a_plate_and_a_context_are_read_from_the_vault(vault: Vault) -> None:
    marula, patrol = plant(vault)
    happen(vault, "2023-05-05", "INT1", marula, patrol)
    (one,) = pattern_search.find(vault, rules=("r7",)).questions
    assert pattern_search.say(vault, one.reasons[0]) == "Incidents with the same mark lt482ak: 2."
    dam = add(vault, "context", title="Dam of Orvane", kind="project")
    for day in ("2026-03-02", "2026-03-03", "2026-03-05", "2026-03-09", "2026-03-11"):
        happen(vault, day, "MOV5", marula, patrol, in_context=[dam])
    (one,) = pattern_search.find(vault, rules=("r10",)).questions
    assert pattern_search.say(vault, one.reasons[0]).startswith("Incidents in the context of Dam of Orvane")


@pytest.mark.parametrize(("language", "head"), [
    ("en", "a question, not a finding"), ("fr", "une question, pas un constat"),
    ("es", "una pregunta, no una conclusión"), ("ar", "سؤال وليست نتيجة"),
])  # fmt: skip
def test_the_sheet_is_a_question_with_acts_steps_and_open_points(vault: Vault, language: str, head: str) -> None:
    plant(vault)
    (one,) = pattern_search.find(vault).questions
    answer, _ = pattern_search.answer(vault, one, "unsure", "Ask the market.")
    made = paper_makers.make(vault, "pattern-sheet", [answer.ref], "internal", language)
    text = " ".join(made.data("txt").decode().split())
    assert head in text
    for words in ("Marula", "Third Patrol", "Ask the market."):
        assert words in text
    assert text.count("Third Patrol") == 7, "once for each act, once in common"
    if language == "en":
        for words in ("2: threatened", "4: hurt, arrested or abducted", "Open points", "20 January 2026"):
            assert words in text
        assert "Heron" not in text


def test_only_the_notes_for_other_eyes_of_an_answer_leave(vault: Vault) -> None:
    plant(vault)
    (one,) = pattern_search.find(vault).questions
    answer, _ = pattern_search.answer(vault, one, "related", "Ask Heron.")
    records.edit(vault, answer.ref, {"text_open": "Six acts in two months."})
    for name, profile in PROFILES.items():
        left = sharing.preview(vault, [answer.ref], name).selection
        if not profile.own:
            assert {field for row in left.records if row.kind == KIND for field in row.fields} <= {"text_open"}, name
            assert not [link for link in left.links if link.source == answer.id], name
    inside = sharing.preview(vault, [answer.ref], "internal").selection.links
    assert len([link for link in inside if link.source == answer.id]) == 12


def test_a_statement_that_names_a_person_is_a_reason(vault: Vault) -> None:
    marula, _ = plant(vault)
    add(vault, "statement", date="2026-01-15", speaker="A governor", words="Liar.", names=[marula])
    (one,) = pattern_search.find(vault).questions
    assert [why.rule for why in one.reasons] == ["r1", "r6", "r8", "r9"]
    assert pattern_search.say(vault, one.reasons[2]) == "Incidents against Marula after a hostile statement: 6."


def test_the_line_of_a_person_has_acts_and_statements_by_day_with_steps(vault: Vault) -> None:
    marula, _ = plant(vault)
    add(vault, "statement", date="2026-02-10", speaker="A governor", words="Liar.", names=[marula])
    add(
        vault, "act", event=add(vault, "event", title="Some day", date_start="2025-12"), violation="THR8", victim=marula
    )
    add(vault, "intervention", kind="0104", date="2026-02-11", victim=[marula])
    words = ("patterns", "--of", marula)
    options = parser(words).parse_args(words)
    assert "(day: 2026-03-12, step: 4)" in as_text(options.run(vault, options))
    line = verb(vault, "patterns", "--of", marula)["line"]
    assert [(row["day"], row["step"]) for row in line] == [  # type: ignore[attr-defined]
        ("2025-12", 1), ("2026-01-20", 1), ("2026-01-30", 1), ("2026-02-08", 2), ("2026-02-10", 0), ("2026-02-19", 2),
        ("2026-03-01", 2), ("2026-03-12", 4)]  # fmt: skip


def sheet(vault: Vault, ref: str, language: str = "en") -> str:
    made = paper_makers.make(vault, "pattern-sheet", [ref], "internal", language)
    return " ".join(made.data("txt").decode().split())


def test_the_sheet_has_each_statement_with_its_speaker_and_words_between_the_acts_before_and_after(
    vault: Vault,
) -> None:
    marula, _ = plant(vault)
    for day, speaker in (("2026-02-10", "A governor"), ("2026-03-20", "A later one"), ("2025-10-01", "An older one")):
        add(vault, "statement", date=day, speaker=speaker, office="the province", medium="radio", words="Liars, all.",
            names=[marula])  # fmt: skip
    (one,) = pattern_search.find(vault, rules=("r1",)).questions
    answer, _ = pattern_search.answer(vault, one, "unsure")
    said = sheet(vault, answer.ref)
    order = [
        "Day: 20 January 2026",
        "Day: 8 February 2026",
        "Day: 10 February 2026 Act: 4. hostile statement",
        "Day: 19 February 2026",
        "Date: 10 February 2026 Speaker: A governor",
    ]
    at = [said.find(part) for part in order]
    assert -1 not in at and at == sorted(at), at
    assert "Liars, all." in said and "The order of the days shows no cause." in said
    assert "A later one" not in said and "An older one" not in said


def test_an_answer_is_no_question_any_more_and_incidents_and_acts_are_two_numbers(vault: Vault) -> None:
    marula, _ = plant(vault)
    (one,) = pattern_search.find(vault, rules=("r1",)).questions
    answer, _ = pattern_search.answer(vault, one, "related")
    add(vault, "act", event=one.acts[0].event.hex(), violation="THR8", victim=marula)
    said = sheet(vault, answer.ref)
    assert "Pattern: the answer of a person" in said and "they belong together. It is the view of this person" in said
    assert "is a question" not in said and "does not show that the acts belong" not in said
    assert "Incidents, each counted once: 6 Acts in these incidents: 6" in said
    records.edit(vault, answer.ref, {"state": "unsure", "act": None})
    again = sheet(vault, answer.ref)
    assert "This sheet is a question" in again and "Acts in these incidents: 7" in again, "acts of the incidents"


@pytest.mark.parametrize(("rule", "expected", "usual"), [
    ("r1", 0.2, "0.2"), ("r1", 0.0, "below 0.1"), ("r1", None, ""), ("r9", 0.0, ""), ("r8", None, ""),
])  # fmt: skip
def test_the_usual_number_is_never_zero_and_only_of_a_counted_rule(
    vault: Vault, rule: str, expected: float | None, usual: str
) -> None:
    given = {"expected": expected} if expected is not None else {}
    said = sheet(vault, add(vault, "pattern", rule=rule, state="unsure", seen=4, **given))
    assert (f"Usual number of incidents in such a time: {usual}" in said) is bool(usual)
    assert "0.0" not in said and ("Usual" in said) is bool(usual)


def test_the_line_of_time_has_a_mark_for_each_row_and_a_text_beneath(vault: Vault) -> None:
    marula, _ = plant(vault)
    (one,) = pattern_search.find(vault).questions
    add(vault, "statement", date="2026-02-10", speaker="A governor", words="Liar.", names=[marula])
    answer, _ = pattern_search.answer(vault, one, "unsure")
    made = {language: paper_makers.make(vault, "pattern-sheet", [answer.ref], "internal", language)
            for language in ("en", "ar")}  # fmt: skip
    (drawn,), (turned,) = ([block for block in one.framed.body if isinstance(block, SheetTimeLine)]
                           for one in made.values())  # fmt: skip
    assert [step for _, step in drawn.marks] == [1, 1, 2, 0, 2, 2, 4]
    assert [at for at, _ in drawn.marks][::3] == [0, 0.412, 1] and [1 - at for at, _ in turned.marks][::3] == [
        0, pytest.approx(0.412), 1]  # fmt: skip
    html = made["en"].data("html").decode()
    assert html.count("<circle") == 7 and 'aria-hidden="true"' in html and "Line of time" in html
    assert "Line of time" in made["en"].data("txt").decode() and made["ar"].data("pdf")
    single = add(vault, "pattern", rule="r6", state="unsure", act=[one.acts[0].id.hex()])
    alone = paper_makers.make(vault, "pattern-sheet", [single], "internal").framed.body
    assert [block for block in alone if isinstance(block, SheetTimeLine)] == [], "statements come up to the last act"


def test_a_sheet_of_incidents_without_chosen_acts_has_the_acts_of_the_incidents(vault: Vault) -> None:
    plant(vault)
    events = [records.find(vault, Query("event", limit=None))[at].ref for at in (0, 1)]
    one = add(vault, "pattern", rule="r6", state="unsure", looked_on="2026-03-12", event=events)
    said = paper_makers.make(vault, "pattern-sheet", [one]).data("txt").decode()
    assert "Acts by day" in said and said.count("Who was harmed: ") == 2
