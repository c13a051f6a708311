"""Legal steps on three sides, stalled ones, and the impunity table (papers.md 7.4 and 10, line 24)."""

import random
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.actions.detention import legal_steps
from app.actions.kernel import records, view_rows
from app.actions.outgoing.tallies import Tallies
from app.actions.papers import paper_makers
from app.actions.papers.declared import CountAxis
from app.actions.papers.justice import impunity
from app.actions.papers.justice.impunity import Attack
from app.actions.today import due_tasks
from app.cli.main import parser
from app.cli.output import CommandResult, as_text
from app.domain.act_counts import ActCount
from app.domain.disclosure import SMALLEST, disclose_falling
from app.domain.kinds import KINDS
from app.domain.legal_steps import AGAINST_DOERS, STAGES, Step, count_idle_days, find_furthest, find_last
from app.domain.record import Record
from app.domain.redact import PROFILES
from app.domain.sheet import Sheet, SheetFacts, SheetTable
from app.domain.verification import VerificationStatus
from app.domain.views import VIEWS
from app.errors import InputRefused
from app.store.vault.open_vault import Vault
from tests.actions.test_new_papers import text
from tests.vaults import Clock, vault_at

TODAY = date(2026, 11, 28)


@pytest.fixture
def vault(tmp_path: Path):  # type: ignore[no-untyped-def]
    with vault_at(tmp_path / "vault", Clock(datetime(2026, 11, 28, 12, tzinfo=UTC).timestamp())) as vault:
        yield vault


def add(vault: Vault, kind: str, /, **fields: object) -> str:
    return records.add(vault, kind, fields)[0].ref


def attack(vault: Vault, day: str = "2026-01-10", **more: object) -> tuple[str, str]:
    """Write an incident with one act; return both."""
    act = {"violation": "THR1", "involvement": [{"type": ["010104"]}], **more}
    event = records.add(vault, "event", {"title": "Threat", "date_start": day, "act": [act]})[0]
    part = next(one for _, one in records.show(vault, event.ref).parts if one.kind == "act")
    return event.ref, part.ref


def step(vault: Vault, about: str, stage: str, day: str, side: str = AGAINST_DOERS, **more: object) -> str:
    return add(vault, "proceeding", about=[about], side=side, stage=stage, date=day, **more)


def verb(vault: Vault, *words: str) -> dict[str, object]:
    options = parser(words).parse_args(words)
    answer = options.run(vault, options)
    assert isinstance(answer, CommandResult)
    return answer.document


def shift(day: str, days: int) -> str:
    return (date.fromisoformat(day) + timedelta(days)).isoformat()


def fill(vault: Vault) -> None:
    """Write line 24: 12 attacks, 7 complaints, 4 inquiries, 2 charges, 1 judgment, 3 stalled; 2 officials removed."""
    reached = [5, 3, 2, 2, 1, 1, 1, *[0] * 5]
    for n, stages in enumerate(reached):
        day = f"20{25 + n % 2}-0{1 + n % 5}-10"
        place = {"name": f"Village {n}", "province": "Quiché" if n < 8 else "", "country": "GT"}
        status = {"status": "R2"} if n < 2 else {}
        event, act = attack(vault, day, place=place, involvement=[{"type": ["010104"], **status}])
        for at, stage in enumerate(STAGES[:stages]):  # three of them have no step since spring
            when = shift(day, 10 + n + 30 * at) if n in (4, 5, 6) else shift("2026-06-20", 20 * at + n)
            step(vault, act if at % 2 else event, stage, when)
            step(vault, act, stage, when, text="Told twice", result=str(at))
        step(vault, act, "charge", "2026-11-01", "against_person")


def test_the_impunity_table_has_every_figure_of_the_fixture(vault: Vault) -> None:
    fill(vault)
    told = verb(vault, "impunity", "--by", "year")
    assert told["attacks"] == 12 and told["stalled"] == 3 and told["removed_from_post"] == 2
    assert told["reached"] == {"complaint": 7, "inquiry": 4, "charge": 2, "trial": 1, "judgment": 1, "sentence": 0,
                               "served": 0}  # fmt: skip
    rows = told["by"]
    assert isinstance(rows, list) and [(row["value"], row["attacks"]) for row in rows] == [("2025", 6), ("2026", 6)]
    assert [row["reached"]["complaint"] for row in rows] == [4, 3]
    assert verb(vault, "impunity", "--year", "2025")["attacks"] == 6
    areas = verb(vault, "impunity", "--by", "admin1")["by"]
    assert isinstance(areas, list) and [(row["label"], row["attacks"]) for row in areas] == [
        ("Quiché", 8), ("not recorded", 4),
    ]  # fmt: skip
    assert set(told["median_days"]) == {"complaint"}  # type: ignore[call-overload]


def tables(vault: Vault, audience: str) -> tuple[list[tuple[str, ...]], dict[str, str], list[SheetTable]]:
    sheet = paper_makers.make(vault, "impunity-table", [], audience).content
    assert isinstance(sheet, Sheet)
    found = [block for block in sheet.blocks if isinstance(block, SheetTable)]
    facts = next(dict(block.rows) for block in sheet.blocks if isinstance(block, SheetFacts))
    return [row[:2] for row in found[0].rows], facts, found


def test_the_paper_has_the_same_figures_for_us_and_hides_small_ones_for_others(vault: Vault, tmp_path: Path) -> None:
    fill(vault)
    rows, facts, found = tables(vault, "internal")
    assert [n for _, n in rows] == ["12", "7", "4", "2", "1", "1", "0", "0"]
    assert facts == {"Stalled": "3", "People removed from their post": "2"} and len(found) == 5
    rows, facts, found = tables(vault, "un")
    small = f"fewer than {SMALLEST}"
    assert [n for _, n in rows] == ["12", "7", *[small] * 4, "0", "0"]
    assert set(facts.values()) == {small} or facts["Stalled"] == "–"
    shown = {cell for table in found[1:] for row in table.rows[:-1] for cell in row[1:]}
    assert not shown & {"1", "2", "3", "4"} and found[1].rows[0][:2] == ("2025", "6")
    made = paper_makers.make(vault, "impunity-table", [], "un")
    (tmp_path / "table.xlsx").write_bytes(made.data("xlsx"))
    assert all(made.data(form) for form in ("pdf", "docx", "txt"))
    for language in ("fr", "es", "ar"):
        assert made.data("xlsx") != paper_makers.make(vault, "impunity-table", [], "un", language).data("xlsx")


def test_an_attack_with_many_steps_counts_once(vault: Vault) -> None:
    """For random numbers of steps about the act, the incident and the case, in any order of entry."""
    dice, most = random.Random(24), dict.fromkeys(range(5), -1)
    for n in most:
        event, act = attack(vault)
        case = add(vault, "case", title=f"Case {n}")
        records.edit(vault, event, {"case": [case]})
        for _ in range(dice.randint(0, 9)):
            stage = dice.randrange(len(STAGES))
            most[n] = max(most[n], stage)
            step(vault, dice.choice((event, act, case)), STAGES[stage], f"2026-0{dice.randint(1, 9)}-11")
    attacks = impunity.list_attacks(Tallies(vault, PROFILES["internal"]))
    assert impunity.count_stages(attacks) == [5, *(sum(one >= at for one in most.values()) for at in range(7))]


FALLING = st.lists(st.lists(st.integers(0, 30), min_size=4, max_size=4).map(lambda row: sorted(row, reverse=True)),
                   min_size=1, max_size=4)  # fmt: skip


@given(FALLING)
def test_no_small_number_can_be_computed_along_a_row(rows: Sequence[Sequence[int]]) -> None:
    for row in disclose_falling(rows, closed=True):
        shown = [int(cell) for cell in row if cell.isdecimal()]
        numbers = {*shown, *(a - b for a in shown for b in shown if a > b)}
        assert not numbers & {*range(1, SMALLEST)}
    assert disclose_falling(rows, closed=False) == [list(map(str, row)) for row in rows]


@given(st.lists(st.sampled_from([*range(1, 4), *range(5, 9)]), min_size=1, max_size=6))
def test_rows_with_few_attacks_are_one_row_for_others(sizes: Sequence[int]) -> None:
    axis = CountAxis("x", "area.name", cut=None)
    names = [str(at) for at, size in enumerate(sizes) for _ in range(size)]
    attacks = [_fake(n, name) for n, name in enumerate(names)]
    groups = impunity.group_attacks(attacks, axis, closed=True)
    assert sum(map(len, groups.values())) == len(attacks)
    assert all(len(found) >= SMALLEST for found in groups.values()) or len(attacks) < SMALLEST
    assert len(impunity.group_attacks(attacks, axis)) == len(sizes)


def _fake(n: int, area: str) -> Attack:
    act = Record(n.to_bytes(2), "act", "", {})
    parts = {"act": (act,), "event": (), "area": (Record(b"", "", "", {"name": area}),)}
    return Attack(ActCount(parts, VerificationStatus("unverified", "")), "", {}, False, frozenset())


def test_a_step_is_stalled_after_half_a_year_and_a_later_one_wakes_it(vault: Vault) -> None:
    event, act = attack(vault)
    first = step(vault, event, "complaint", "2026-02-01")
    step(vault, event, "charge", "2026-02-01", "against_person")

    def stalled(on: date | None = None) -> list[str]:
        return [one.ref for one in view_rows.find(vault, VIEWS["stalled"], on)]

    assert stalled() == [first] and due_tasks.needs(vault).stalled == 1
    assert stalled(date(2026, 7, 30)) == [] and stalled(date(2026, 7, 31)) == [first]
    later = step(vault, act, "inquiry", "2026-10-01")
    assert stalled() == [] and due_tasks.needs(vault).stalled == 0, "the inquiry into the act continues the complaint"
    assert verb(vault, "proceedings", "--stalled-after", "30")["stalled_after"] == 30
    assert stalled() == [later]
    records.edit(vault, later, {"stage": "dropped"})
    assert stalled() == []
    with pytest.raises(InputRefused, match="0 days"):
        verb(vault, "proceedings", "--stalled-after", "0")


def test_a_complaint_without_an_answer_has_not_ended() -> None:
    steps = [Step(b"1", AGAINST_DOERS, "complaint", "no_answer", "2026-01-01")]
    assert count_idle_days(steps, TODAY.toordinal()) == 331 and find_furthest(steps) == "complaint"
    ended = [*steps, Step(b"2", AGAINST_DOERS, "", "acquitted", "2026-03")]
    assert count_idle_days(ended, TODAY.toordinal()) == 0 and find_furthest(ended) == "judgment"
    assert find_last(ended, date(2026, 2, 1).toordinal()) == steps[0]
    assert find_furthest([]) == "" and count_idle_days([], 1) == 0


def test_the_verb_has_the_three_sides_of_an_act(vault: Vault) -> None:
    event, act = attack(vault)
    case = add(vault, "case", title="River")
    records.edit(vault, event, {"case": [case]})
    step(vault, case, "inquiry", "2026-02-01", body="Court of Lurenka", next_on="2026-12-05")
    step(vault, act, "complaint", "2026-03-01", "for_person", ineffective_reason="Delay")
    step(vault, act, "charge", "2026-01-20", "against_person")
    for one in (act, event, case):
        told = verb(vault, "proceedings", one)
        assert told["stage"] == "inquiry" and told["stalled"] is True and told["days_without_step"] == 300
        sides = told["sides"]
        assert isinstance(sides, dict) and [len(rows) for rows in sides.values()] == [1, 1, 1]
        assert sides[AGAINST_DOERS][0]["next_on"] == "2026-12-05"
    assert legal_steps.read_proceedings(vault, case, date(2026, 1, 1)).stage == ""


@pytest.fixture
def marula(vault: Vault) -> str:
    return add(vault, "actor", alias="Marula", kind="person", defender_field=["land"])


def test_the_sheet_has_the_three_sides_of_an_act_and_what_is_asked(vault: Vault, marula: str) -> None:
    add(vault, "consent_record", actor=marula, purpose=["UN"], state="given", given_on="2026-11-01")
    place = {"name": "Tres Ceibas", "province": "Quiché", "country": "GT"}
    event, act = attack(vault, "2026-01-10", victim=marula, place=place)
    records.edit(vault, event, {"place": [place]})
    step(vault, act, "inquiry", "2026-02-01", body="Court of Lurenka", reference="114/V", next_on="2026-12-05")
    step(vault, event, "complaint", "2026-03-01", "for_person", kind="amparo", ineffective_reason="No judge came")
    step(vault, act, "charge", "2026-01-20", "against_person", kind="charge")
    for one in (act, event):
        said = text(vault, "proceedings-sheet", one, profile="un")
        for told in ("Marula", "death threat", "10 January 2026", "No new step for 300 days.", "under inquiry",
                     "Court of", "114/V", "5 December 2026", "No judge came", "Steps against the person",
                     "Ask the authority for the state of the proceedings and for the next date.",
                     "Ask it why there was no new step.", "Please answer by"):  # fmt: skip
            assert told in said, told
    for language in ("fr", "es", "ar"):
        assert len(text(vault, "proceedings-sheet", act, profile="un", language=language)) > 500
    with pytest.raises(InputRefused, match="Marula"):
        text(vault, "proceedings-sheet", act, profile="embassy")
    assert "Please answer" not in text(vault, "proceedings-sheet", act)


def test_a_hostile_statement_leaves_with_the_yes_of_those_it_names_and_its_speaker_after_a_legal_check(
    vault: Vault, marula: str
) -> None:
    given = {"date": "2026-01-15", "speaker": "Governor Cruz", "office": "Governor of Ansal", "medium": "radio",
             "words": "Marula is an enemy", "text_open": "Called a defender an enemy.", "names": [marula]}  # fmt: skip
    one = add(vault, "statement", **given)
    assert [row.ref for row in view_rows.find(vault, VIEWS["statements"])] == [one]
    assert {"Governor Cruz", "Marula is an enemy"} <= {*_said(vault, "internal")}
    assert not {"Governor Cruz", "Governor of Ansal", "Marula is an enemy", "Marula"} & {*_said(vault, "un")}
    add(vault, "consent_record", actor=marula, purpose=["UN"], state="given", given_on="2026-11-01")
    assert {"Called a defender an enemy.", "Marula"} <= {*_said(vault, "un")}
    assert not {"Governor Cruz", "Governor of Ansal"} & {*_said(vault, "un")}
    records.edit(vault, one, {"legal_check": "cleared"})
    assert {"Governor Cruz", "Governor of Ansal", "Marula"} <= {*_said(vault, "un")}
    assert not {"Marula", "Marula is an enemy"} & {*_said(vault, "embassy"), *_said(vault, "public")}


def _said(vault: Vault, audience: str) -> list[str]:
    """Return the cells of the statement log for an audience."""
    try:
        sheet = paper_makers.make(vault, "statements", [], audience).content
    except InputRefused:
        return []
    assert isinstance(sheet, Sheet)
    return [str(cell) for one in sheet.blocks if isinstance(one, SheetTable) for row in one.rows for cell in row]


def test_the_next_dates_are_on_today_and_in_a_calendar_with_short_codes_only(vault: Vault) -> None:
    event, _ = attack(vault)
    due = step(vault, event, "inquiry", "2026-11-01", body="Court of Lurenka", next_on="2026-11-28")
    step(vault, event, "dropped", "2026-11-02", body="Other court", next_on="2026-12-20")
    assert [(one.record.ref, one.field, one.days) for one in due_tasks.needs(vault).due] == [(due, "next_on", 0)]
    said = paper_makers.make(vault, "legal-calendar", []).data("ics").decode()
    assert "20261128" in said and due in said and "20261220" not in said and "Lurenka" not in said


def test_an_act_without_a_person_is_not_about_the_person_of_another_act(vault: Vault, marula: str) -> None:
    event, _ = attack(vault, "2026-01-10", victim=marula, violation="INT2")
    add(vault, "act", event=event, violation="LIFA", count_min=6, count_max=9)
    add(vault, "act", event=event, violation="INT1")
    place = {"name": "Tres Ceibas", "province": "Quiché", "country": "GT"}
    records.edit(vault, event, {"place": [place]})
    said = text(vault, "proceedings-sheet", event)
    for told in ("torture / ill-treatment (against: Marula)",
                 "killed, indiscriminate attack (against: others, without a name: 6–9)",
                 "beaten / assaulted (against: others, not named here)"):  # fmt: skip
        assert told in said, told
    assert "(against:" not in text(vault, "proceedings-sheet", attack(vault, victim=marula, place=place)[0])


def test_the_sheet_of_a_case_names_it_with_the_number_and_days_of_its_incidents(vault: Vault, marula: str) -> None:
    place = {"name": "Tres Ceibas", "province": "Quiché", "country": "GT"}
    case = add(vault, "case", title="River")
    for day in ("2026-01-10", "2026-03-02T06:00", "2026-02-05"):
        event, _ = attack(vault, day, victim=marula)
        records.edit(vault, event, {"case": [case], "place": [place]})
    known = "Incidents in this paper: 3, from 10 January 2026 to 2 March 2026"
    assert f"About: River. {known}" in text(vault, "proceedings-sheet", case)
    add(vault, "consent_record", actor=marula, purpose=["UN"], state="given", given_on="2026-11-01")
    assert f"About: River. {known}" in text(vault, "proceedings-sheet", case, profile="un")
    records.edit(vault, case, {"focal": [marula, add(vault, "actor", alias="Kestrel", kind="person")]})
    assert f"About: death threat, person. {known}" in text(vault, "proceedings-sheet", case, profile="un")


def test_the_sheet_of_a_detention_has_the_arrest_and_the_places(vault: Vault, marula: str) -> None:
    kestrel, case = add(vault, "actor", alias="Kestrel", kind="person"), add(vault, "case", title="River")
    held = add(vault, "detention", person=marula, date_start="2026-03-02", reasons="A list of names", case=[case])
    add(vault, "stay", of=[held], date_start="2026-03-02", place_kind="barracks")
    step(vault, held, "complaint", "2026-03-04", "for_person", kind="habeas_corpus")
    said = text(vault, "proceedings-sheet", held)
    for told in ("The arrest", "2 March 2026", "A list of names", "barracks", "habeas corpus"):
        assert told in said, told
    event, _ = attack(vault, "2026-01-10", victim=kestrel)
    place = {"name": "Tres Ceibas", "province": "Quiché", "country": "GT"}
    records.edit(vault, event, {"case": [case], "place": [place]})
    whole = text(vault, "proceedings-sheet", case)
    assert "Person concerned: Kestrel" in whole and "Steps for the person" in whole
    assert "Person concerned: Marula Date: 4 March 2026" in whole, "of two people, the step says whose it is"


EARLY = "This step is dated before the acts: complaint, 9 January 2026. Check both dates."


@pytest.mark.parametrize(
    ("day", "side", "early"),
    [
        ("2026-01-09", AGAINST_DOERS, True),
        ("2026-01-09", "for_person", True),
        ("2026-01-09", "against_person", False),
        ("2026-01-10", AGAINST_DOERS, False),
        ("2026-01", AGAINST_DOERS, False),
    ],
)
def test_a_step_before_its_acts_is_warned_of(vault: Vault, marula: str, day: str, side: str, early: bool) -> None:
    case = add(vault, "case", title="River")
    event, act = attack(vault, "2026-01-10", victim=marula)
    later, _ = attack(vault, "2026-05-10", victim=marula)
    for one in (event, later):
        records.edit(vault, one, {"case": [case], "place": [{"province": "Quiché", "country": "GT"}]})
    for about in (act, event, case):
        made = add(vault, "proceeding", about=[about], side=side, kind="complaint", date=day)
        sheet = paper_makers.make(vault, "proceedings-sheet", [about])
        said = " ".join(sheet.data("txt").decode().split())
        assert (EARLY in said, EARLY in sheet.warnings) == (early, early), about
        records.remove(vault, made)


def test_a_stalled_step_has_its_side_and_days_on_screen_and_no_days_without_its_date(vault: Vault, marula: str) -> None:
    event, _ = attack(vault, "2026-01-10", victim=marula)
    one = step(vault, event, "inquiry", "2026-02-01", body="Court of Lurenka")
    words = ("view", "stalled")
    options = parser(words).parse_args(words)
    assert f"{one}  " in (said := as_text(options.run(vault, options)))
    assert said.endswith("(group: against those responsible, days: 300)")
    union = add(vault, "organisation", name="Union")
    case = add(vault, "case", title="Quay", focal=[union])
    step(vault, case, "inquiry", "2026-02-01", body="Court of Velmora")
    for audience, told in (("internal", "300"), ("un", "")):
        cells = [cell for block in paper_makers.make(vault, "stalled", [], audience).content.blocks
                 if isinstance(block, SheetTable) for row in block.rows for cell in row]  # fmt: skip
        assert ("300" in cells) is bool(told) and not any(str(cell).startswith("73") for cell in cells), audience


def test_a_list_without_rows_says_so_and_a_paper_names_what_it_needs(vault: Vault) -> None:
    assert verb(vault, "treaties")["note"] == "No treaty is recorded yet."
    assert verb(vault, "view", "treaties")["note"] == "No treaty is recorded yet."
    assert verb(vault, "treaties", "--state", "MX")["note"] == "No row fits this choice."
    attack(vault)
    with pytest.raises(InputRefused, match="no record is named"):
        paper_makers.make(vault, "pattern-sheet", [])
    assert KINDS["treaty_status"].counted == "{n} treaty of a State|{n} treaties of States"
