"""The tracker (F21): states on a day, what each state needs, old lines, and the demands to a State over a year."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from app.actions.casework import losses, tracking
from app.actions.kernel import records, view_rows
from app.actions.papers import paper_makers
from app.cli.main import parser
from app.domain.casework import tracker
from app.domain.views import VIEWS
from app.errors import InputRefused
from app.gui.cases import cases_query
from app.gui.style.text import Text
from app.store.vault.open_vault import Vault
from tests.vaults import Clock, vault_at


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    with vault_at(tmp_path / "vault", Clock(datetime(2026, 11, 28, 12, tzinfo=UTC).timestamp())) as vault:
        yield vault


def add(vault: Vault, kind: str, /, **fields: object) -> str:
    return records.add(vault, kind, fields)[0].ref


def demand(vault: Vault, text: str, status: str = "open", **fields: object) -> str:
    return add(vault, "undertaking", text=text, kind="demand", made_on="2026-01-01", status=status, **fields)


def state(vault: Vault, ref: str, day: str = "2026-11-28") -> str:
    return tracking.read(vault, ref, date.fromisoformat(day)).state


def test_the_state_of_a_day_is_that_of_the_last_step_and_of_two_on_one_day_the_later_entry_counts(vault: Vault) -> None:
    ministry = add(vault, "organisation", name="Ministry of Water")
    one = demand(vault, "Open the well", by=ministry, due="2026-06-01")
    tracking.advance(vault, one, "promised", "2026-03-02")
    tracking.advance(vault, one, "partly", "2026-05-04", "Two of four pumps")
    tracking.advance(vault, one, "open", "2026-05-04", "The pumps were taken away again")
    days = ("2026-01-01", "2026-03-01", "2026-03-02", "2026-05-03", "2026-05-04")
    assert [state(vault, one, day) for day in days] == ["open", "open", "promised", "promised", "open"]
    assert records.record_of(vault, one).fields["status"] == "open"
    tracking.advance(vault, one, "refused", "2026-04-01")  # entered later, but it happened earlier
    assert (state(vault, one, "2026-04-01"), state(vault, one)) == ("refused", "open")
    found = tracking.read(vault, one)
    assert [step.fields["state"] for step in found.steps] == ["promised", "refused", "partly", "open"]
    assert found.late == (date(2026, 11, 28) - date(2026, 6, 1)).days
    assert tracking.read(vault, one, date(2026, 4, 2)).late == 0


def test_each_state_needs_what_shows_it_and_a_refused_step_changes_nothing(vault: Vault) -> None:
    ministry = add(vault, "organisation", name="Ministry of Water")
    paper = add(vault, "document", title="Decree 7")
    one = demand(vault, "Repeal the decree")

    def refused(name: str, *given: str) -> None:
        with pytest.raises(InputRefused) as error:
            tracking.advance(vault, one, *given)
        assert [row["field"] for row in error.value.refused] == [name], error.value.refused
        assert not tracking.read(vault, one).steps and state(vault, one) == "open"

    refused("state", "promised")
    records.edit(vault, one, {"by": ministry})
    refused("state", "promised")
    refused("text", "done")
    refused("source", "done", "", "It is repealed.")
    refused("date", "partly", "2027-01-01")
    records.edit(vault, one, {"due": "2026-12-31"})
    tracking.advance(vault, one, "promised", "2026-03-02")
    tracking.advance(vault, one, "done", "2026-07-01", "The decree is repealed.", paper)
    assert records.record_of(vault, one).fields["outcome"] == "The decree is repealed."
    with pytest.raises(InputRefused, match="reason for the step back"):
        tracking.advance(vault, one, "promised", "2026-09-01")
    tracking.advance(vault, one, "open", "2026-09-01", "The decree is in force again.")
    found = records.record_of(vault, one).fields
    assert found["status"] == "open" and "outcome" not in found
    assert tracking.read(vault, one).steps[1].fields["text"] == "The decree is repealed."


def test_a_state_is_changed_by_a_step_alone_and_follows_a_removed_one(vault: Vault) -> None:
    one = demand(vault, "Open the archive")
    records.edit(vault, one, {"status": "partly"})  # before the first step, as in earlier versions
    last = tracking.advance(vault, one, "refused", "2026-05-01")[0]
    with pytest.raises(InputRefused, match="last step"):
        records.edit(vault, one, {"status": "open"})
    assert records.edit(vault, one, {"status": "refused", "text": "Open both"})[0].title == "Open both"
    tracking.advance(vault, one, "partly", "2026-06-01", "One room is open")
    records.edit(vault, last.ref, {"state": "lapsed"})
    assert (state(vault, one, "2026-05-02"), state(vault, one)) == ("lapsed", "partly")
    records.remove(vault, tracking.read(vault, one).steps[-1].ref)
    assert records.record_of(vault, one).fields["status"] == "lapsed"


def test_old_lines_become_steps_after_a_preview_and_old_records_stay_as_they_are(vault: Vault) -> None:
    text = "2026-03-01: promised in the meeting\nby two officials\n\n2026-04 letter, no answer\n"
    one = demand(vault, "Protect the well", history=text, status="promised")
    before = records.record_of(vault, one).fields
    found = tracking.read(vault, one)
    lines = [("2026-03-01", "promised in the meeting\nby two officials"), ("2026-04", "letter, no answer")]
    assert found.lines == lines
    assert records.record_of(vault, one).fields == before and found.state == "promised"
    page = cases_query.page(vault, Text("en"), found.record.id.hex())
    assert page.lines.without == () and ("Steps so far (in words)", text.strip()) in page.texts
    tracking.make_steps(vault, one)
    found = tracking.read(vault, one)
    assert [step.fields["date"] for step in found.steps] == ["2026-03-01", "2026-04"]
    assert (found.state, found.lines, "history" in found.record.fields) == ("promised", [], False)
    page = cases_query.page(vault, Text("en"), found.record.id.hex())
    assert page.lines.without == ("old-lines",) and len(page.lines.rows[0][1]) == 2
    with pytest.raises(InputRefused):
        tracking.make_steps(vault, one)
    assert tracker.read_lines("no day at all", "2026-01-01") == [("2026-01-01", "no day at all")]


def test_thirty_demands_and_nine_measures_are_as_counted_by_hand_on_three_days(vault: Vault) -> None:
    """F21: 4 promised, 3 partly, 2 done, 1 refused, and one that was done and is open again."""
    state_, paper = add(vault, "organisation", name="Government"), add(vault, "document", title="Official journal")
    case = add(vault, "case", title="Country file")
    refs = [demand(vault, f"Demand {n}", of=[case], by=state_, due="2026-12-31") for n in range(30)]
    for ref in refs[:4]:
        tracking.advance(vault, ref, "promised", "2026-02-01")
    for ref in refs[4:7]:
        tracking.advance(vault, ref, "partly", "2026-03-01", "A first part")
    for ref in (*refs[7:9], refs[10]):
        tracking.advance(vault, ref, "done", "2026-04-01", "The law is adopted.", paper)
    tracking.advance(vault, refs[9], "refused", "2026-05-01")
    tracking.advance(vault, refs[10], "open", "2026-06-01", "The law is repealed.")

    def count(day: str) -> Counter[object]:
        found = view_rows.find(vault, VIEWS["demands-state"], date.fromisoformat(day))
        return Counter(one.fields["status"] for one in found)

    assert count("2026-01-31") == {"open": 30}
    assert count("2026-04-15") == {"open": 20, "promised": 4, "partly": 3, "done": 3}
    assert count("2026-11-28") == {"open": 20, "promised": 4, "partly": 3, "done": 2, "refused": 1}
    again = tracking.read(vault, refs[10])
    assert again.state == "open" and again.steps[-1].fields["text"] == "The law is repealed."
    plan = add(vault, "security_plan", title="Plan")
    for n in range(9):
        due = "2026-11-01" if n < 3 else "2027-01-31"
        one = add(vault, "undertaking", text=f"Measure {n}", kind="measure", of=[plan], due=due, made_on="2026-01-01")
        if n == 2:
            tracking.advance(vault, one, "done", "2026-10-01", "Lamps are up.", paper)
    late = [one for one in view_rows.find(vault, VIEWS["plan-measures"]) if view_rows.count_late(vault, one)]
    assert (len(view_rows.find(vault, VIEWS["plan-measures"])), len(late)) == (9, 2)


def test_the_verb_shows_adds_and_makes_steps(vault: Vault) -> None:
    one = demand(vault, "Open the road", history="2026-02-03 asked in person")

    def stage(*words: str) -> dict[str, object]:
        options = parser(("stage", one, *words)).parse_args(("stage", one, *words))
        return dict(options.run(vault, options).document)

    assert stage("--lines", "--look")["lines"] == [{"date": "2026-02-03", "text": "asked in person"}]
    assert len(stage("--lines")["steps"]) == 1  # type: ignore[arg-type]
    assert stage("--to", "partly", "--on", "2026-05-01", "--words", "One lane")["state"] == "partly"
    assert stage("--on", "2026-04-30")["state"] == "open" and stage()["state"] == "partly"


def test_incidents_of_a_parent_context_count_once_on_its_page_by_verb_and_on_paper(vault: Vault) -> None:
    dam = add(vault, "context", title="Dam", kind="project", text_open="A dam.", sensitivity="P")
    road = add(vault, "context", title="Road to the dam", kind="project", parent=dam)
    for at, above in (("2026-03-02", [dam, road]), ("2026-03-09", [road]), ("2026-05-01", [dam])):
        add(vault, "event", title=f"Flood {at}", date_start=at, in_context=above)
    demand(vault, "Stop the work", about=[dam])
    page = cases_query.page(vault, Text("en"), records.record_of(vault, dam).id.hex())
    assert page.lines.says == (("3 incidents, with those of its parts", "box"),)
    said = paper_makers.make(vault, "context-sheet", [dam]).data("txt").decode()
    for words in ("Incidents: 2", "Incidents: 1", "Incidents: 3", "Road to the dam", "Stop the work"):
        assert words in said, (words, said)
    told = paper_makers.make(vault, "context-sheet", [dam], "un").data("txt").decode()
    assert "fewer than 5" in told and "Incidents: 3" not in told and "Incidents: 2" not in told
    rows = paper_makers.make(vault, "contexts", []).data("csv").decode()
    assert "3" in rows.split("Dam", 1)[1].split("\n", 1)[0]
    assert losses.read(vault, dam).lines == []


def test_an_attack_is_not_listed_after_an_answer_or_an_action(vault: Vault) -> None:
    """C04: 12 attacks, 7 with an action, 3 with a reason, 2 listed, one of them undecided."""
    answers: list[dict[str, object]] = [{"denounced": code} for code in ("not_wish", "not_safe", "network_only")]
    answers += [{"denounced": "undecided"}, {}]
    refs = [add(vault, "event", title=f"Attack {n}", date_start="2026-03-02", **(answers[n - 7] if n > 6 else {}))
            for n in range(12)]  # fmt: skip
    for ref in refs[:7]:
        add(vault, "intervention", about=[ref], kind=["un"])
    assert [one.ref for one in view_rows.find(vault, VIEWS["not-denounced"])] == refs[10:]
    hidden = records.record_of(vault, refs[11])._replace(fields={"denounced": True})
    assert VIEWS["not-denounced"].where[1].holds([hidden.fields["denounced"]]) is False, "withheld is no missing answer"
