"""Casualties and children from records: the verb, the two tables, the paper of acts, and a disappearance."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.actions.detention import disappearance
from app.actions.kernel import records
from app.actions.papers import paper_makers
from app.actions.papers.justice import casualties
from app.actions.records import record_counts
from app.cli.main import parser
from app.domain.acts.casualties import BESIDES, GROUP, INCLUDES, UNSURE, Casualty, count, place_named
from app.domain.acts.people_groups import GROUPS
from app.domain.sheet import Sheet, SheetTable
from app.errors import InputRefused
from app.store.vault.open_vault import Vault
from tests.vaults import Clock, vault_at


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    with vault_at(tmp_path / "v", Clock()) as made:
        yield made


def add(vault: Vault, name: str, /, **given: object) -> str:
    return records.add(vault, name, given)[0].id.hex()


def people(vault: Vault, event: str, violation: str, names: str, **fields: object) -> None:
    for name in names.split():
        who = add(vault, "actor", alias=name, kind="person", **fields)
        add(vault, "act", event=event, victim=who, violation=violation)


@pytest.fixture
def f18(vault: Vault) -> Vault:
    """The fixture F18 of casework.md 7.3."""
    one, two = (add(vault, "event", title=title, date_start="2026-03-10") for title in ("Bridge", "Ford"))
    people(vault, one, "LIF1", "Heron Wren", sex="02", age_group="30-49")
    people(vault, one, "INT1", "Marula Kestrel Potter")
    people(vault, two, "LIF2", "Lumen")
    rows = [["women", "4-5"], ["men", "4-6"], ["children", "2-3"]]
    add(vault, "act", event=one, violation="LIFA", count_min=10, count_max=14, named="includes", by_group=rows)
    add(vault, "act", event=one, violation="INT1", count_min=25, count_max=40, named="unsure")
    add(vault, "act", event=two, violation="LIF2", count_min=3, count_max=3, named="besides")
    return vault


def test_f18_from_the_vault_has_every_figure_of_the_page(f18: Vault) -> None:
    found = casualties.count_casualties(f18, ["age"])
    assert sorted(one.both for (name, _), one in found.incidents.items() if name == "killed") == [(4, 4), (10, 14)]
    assert found.whole["killed"].both == (14, 18) and found.whole["injured"].both == (25, 43)
    assert found.whole["killed"].named == 3 and found.groups["killed", "child"].both == (2, 3)
    with pytest.raises(InputRefused):
        casualties.count_casualties(f18, ["colour"])


NAMED = st.tuples(st.sampled_from(["01", "02", "98", ""]), st.sampled_from(["", "child", "possible", "adult"]))
NUMBER = st.tuples(st.sampled_from([*GROUPS]), st.integers(0, 9), st.integers(0, 5) | st.none(),
                   st.sampled_from([INCLUDES, BESIDES, UNSURE, GROUP]))  # fmt: skip


@given(st.lists(NAMED, max_size=5), st.lists(NUMBER, max_size=5))
def test_each_column_fits_the_number_of_all(named: list[Any], numbers: list[Any]) -> None:
    who = [Casualty((b"1", "killed"), sex, age, "", bytes([n])) for n, (sex, age) in enumerate(named, 1)]
    more = [Casualty((b"1", "killed"), *GROUPS[code], "", b"", (low, None if up is None else low + up), rule)
            for code, low, up, rule in numbers]  # fmt: skip
    people = [*who, *place_named(who, more)]
    columns: dict[str, list[Casualty]] = {}
    for one in people:
        columns.setdefault(casualties._group(one), []).append(one)
    whole, each = count(people), [count(some) for some in columns.values()]
    assert sum(one.others[0] for one in each) <= whole.others[0] and sum(one.both[0] for one in each) <= whole.both[0]
    assert sum(one.named for one in each) == whole.named
    for one in each:
        assert whole.others[1] is None or (one.others[1] is not None and one.others[1] <= whole.others[1])
        assert one.others[1] is None or one.others[0] <= one.others[1]


def test_a_number_without_sex_can_include_the_named_person_of_another_column(vault: Vault) -> None:
    event = add(vault, "event", title="Market", date_start="2026-03-10")
    people(vault, event, "INT1", "Potter", sex="01", age_group="30-49")
    add(vault, "act", event=event, violation="INT1", count_min=15, count_max=22, named="unsure")
    header, *found = rows(vault, "casualty-table")
    at = [str(one) for one in header].index("not known")
    assert [(row[at], row[-1]) for row in found] == [("0", "1"), ("14–22", "14–22"), ("14–22", "15–23")]


def rows(vault: Vault, name: str, audience: str = "internal") -> list[tuple[str, ...]]:
    made = paper_makers.make(vault, name, [], audience).content
    assert isinstance(made, Sheet)
    table = next(block for block in made.blocks if isinstance(block, SheetTable))
    return [table.header, *table.rows]


def test_the_table_has_named_and_not_named_people_and_both(f18: Vault) -> None:
    header, *found = rows(f18, "casualty-table")
    assert header[-1] == "in all" and [row[:2] for row in found[:3]] == [
        ("Killed", "With a name"), ("Killed", "Without a name"), ("Killed", "Both")]  # fmt: skip
    assert [row[-1] for row in found] == ["3", "11–15", "14–18", "3", "22–40", "25–43"]
    text = paper_makers.make(f18, "casualty-table", []).data("txt").decode()
    assert "16–20" not in text and "10–14" in text and "By incident" in text


def test_each_copy_has_its_reader_the_countries_and_the_months_and_no_word_of_a_record(f18: Vault) -> None:
    late = add(f18, "event", title="Camp", date_start="2026-04-01", date_end="2026-05-02", place={"country": "GT"})
    add(f18, "act", event=late, violation="LIF2", count_min=1)
    add(f18, "event", title="Quiet", date_start="2020-01-01", country="MX", act={"violation": "THR1"})

    def said(audience: str, *readers: str, language: str = "en") -> str:
        made = paper_makers.make(f18, "casualty-table", [], audience, language, readers=readers)
        return " ".join(made.data("txt").decode().split())

    assert "Country: Guatemala Period: March 2026 – May 2026" in said("internal")
    assert "IN-" in said("internal") and not {"To:", "Bridge,"} & {*said("internal").split()}
    assert "Country: – Period: March 2026, –" in said("un") and "Bridge" not in said("un"), "one person"
    for violation in ("LIF2", "INT1"):  # of which five are enough for the State and the month
        add(f18, "act", event=late, violation=violation, count_min=1 if violation == "LIF2" else 5)
    assert "Country: Guatemala Period: March 2026 – May 2026" in said("un")
    assert "To: ______________ (office or mandate), United Nations" in said("un")
    assert "To: Office of the High Commissioner" in said("un", "Office of the High Commissioner")
    assert "To: Network" in said("network") and "To:" not in said("public")
    assert "mars 2026 – mai 2026" in said("un", language="fr")


def test_other_readers_get_no_small_number_and_nothing_to_compute_one_from(f18: Vault) -> None:
    for audience in ("network", "un", "public"):
        text = paper_makers.make(f18, "casualty-table", [], audience).data("txt").decode()
        assert "With a name" not in text and "IN-" not in text and "fewer than 5" in text
        assert "3 with a name" not in text and "14–18" not in text, "three named people are a small number"
        assert re.search("in all: –", text)


def test_named_people_are_told_apart_only_if_no_number_is_small(vault: Vault) -> None:
    event = add(vault, "event", title="Bridge", date_start="2026-03-10")
    people(vault, event, "LIF1", "Ibis Tern Crane Swift Rook", sex="02", age_group="30-49")
    add(vault, "act", event=event, violation="LIFA", count_min=6, count_max=6, named="besides",
        by_group=[["women", "6"]])  # fmt: skip
    text = paper_makers.make(vault, "casualty-table", [], "un").data("txt").decode()
    assert "5 with a name, 6 without" in text and "11" in text
    people(vault, event, "INT1", "Dove Lark Kite", sex="02", age_group="30-49")
    add(vault, "act", event=event, violation="INT1", named="besides", by_group=[["women", "6"]])
    text = paper_makers.make(vault, "casualty-table", [], "un").data("txt").decode()
    assert "3 with" not in text and "5 with a name, 6 without" in text, "nine less six would be three"


def test_sexual_violence_against_a_child_is_closed_like_any_other(vault: Vault) -> None:
    event = add(vault, "event", title="Camp", date_start="2026-03-10")
    who = add(vault, "actor", alias="Heron", kind="person")
    add(vault, "consent_record", actor=who, purpose=["UN_TO_GOV", "UN_PUBLIC"], state="given", how="spoken",
        given_on="2026-03-12", given_to="Wren", identity_form="alias")  # fmt: skip
    add(vault, "act", event=event, victim=who, violation="INT1", grave=["sexual_violence"], means=["other"])
    made = paper_makers.make(vault, "act-sheet", [event], "un")
    assert "sexual violence" not in made.data("txt").decode()
    assert "sexual" in {part for _, part in made.to_confirm}


def test_children_are_certain_by_their_age_and_possible_by_the_year_alone(vault: Vault) -> None:
    event = add(vault, "event", title="School", date_start="2026-03-10")
    for name, born in (("Ibis", 2015), ("Tern", 2008), ("Crane", 1990)):
        who = add(vault, "actor", alias=name, kind="person", sex="02", birth_year=born)
        act = add(vault, "act", event=event, victim=who, violation="LIFA", grave=["kill_maim"])
        add(vault, "involvement", act=act, type=["010103"])
    add(vault, "act", event=event, violation="LIFA", grave=["kill_maim"], by_group=[["boys", "2-4"], ["men", "5"]])
    header, *found = rows(vault, "children-table")
    assert [row[1] for row in found] == ["not recorded", "armed forces"]
    said = dict(zip(map(str, header), found[1], strict=True))
    assert said["female, certainly under 18"] == said["female, possibly under 18"] == "1" and said["in all"] == "2"
    assert dict(zip(map(str, header), found[0], strict=True))["male, certainly under 18"] == "2–4"
    assert all("fewer than 5" in row or "0" in row for row in rows(vault, "children-table", "public")[1:])


def test_the_paper_of_acts_has_the_body_map_in_each_format(vault: Vault) -> None:
    event = add(vault, "event", title="Barracks", date_start="2026-03-10")
    who = add(vault, "actor", alias="Heron", kind="person")
    add(vault, "act", event=event, victim=who, violation="INT2", consistency="highly", examiner="Dr Ibis",
        body_map=[["left_forearm", "bruise round, 3 cm"], ["nape", "cut"]])  # fmt: skip
    made = paper_makers.make(vault, "act-sheet", [event])
    text, page = (made.data(form).decode() for form in ("txt", "html"))
    for part in ("left forearm", "round, 3 cm", "nape", "highly consistent", "Only a clinician"):
        assert part in text and part in page
    assert page.count("<circle") == 2 and "<svg" in page and "<svg" not in text
    assert made.data("pdf").startswith(b"%PDF") and made.data("docx") and made.data("xlsx")
    with pytest.raises(InputRefused):
        paper_makers.make(vault, "act-sheet", [event], "un")


def test_the_details_of_health_leave_only_with_a_second_confirmation_and_a_doctor_never(vault: Vault) -> None:
    event = add(vault, "event", title="Barracks", date_start="2026-03-10")
    who = add(vault, "actor", alias="Heron", kind="person")
    add(vault, "consent_record", actor=who, purpose=["UN_TO_GOV", "UN_PUBLIC"], state="given", how="spoken",
        given_on="2026-03-12", given_to="Wren", identity_form="alias")  # fmt: skip
    act = add(vault, "act", event=event, victim=who, violation="INT2", body_map=[["nape", "cut"]], examiner="Dr Ibis",
              fate="alive", last_seen_by="Wren")  # fmt: skip
    closed = paper_makers.make(vault, "act-sheet", [event], "un")
    assert (bytes.fromhex(act), "health") in closed.to_confirm
    assert "nape" not in closed.data("txt").decode() and "found alive" not in closed.data("txt").decode()
    sure = paper_makers.make(vault, "act-sheet", [event], "un", confirmed=closed.to_confirm).data("txt").decode()
    assert "nape" in sure and "found alive" in sure and "Ibis" not in sure and "Wren" not in sure


def test_a_denied_detention_becomes_a_disappearance_once_and_only_on_request(vault: Vault) -> None:
    who = add(vault, "actor", alias="Heron", kind="person")
    held = add(vault, "detention", person=who, date_start="2026-09-14", whereabouts="01010101")
    with pytest.raises(InputRefused, match="denied or secret"):
        disappearance.record(vault, held)
    records.edit(vault, held, {"whereabouts": "02"})
    assert not record_counts.deeds(vault), "nothing is automatic"
    act, _ = disappearance.record(vault, held)
    (deed,) = record_counts.deeds(vault)
    assert deed.core.id == act.id and deed.core.fields["violation"] == "LIB3"
    assert deed.core.fields["date_start"] == "2026-09-14" and deed.parts["victim"][0].id.hex() == who
    with pytest.raises(InputRefused):
        disappearance.record(vault, held)
    disappearance.take_back(vault, held)
    again, _ = disappearance.record(vault, held, deed.parts["event"][0].ref)
    assert again.id != act.id and len(record_counts.deeds(vault)) == 1


def answer(vault: Vault, *words: str) -> Mapping[str, Any]:
    options = parser(words).parse_args(words)
    return options.run(vault, options).document


def test_the_verbs_count_and_record(f18: Vault) -> None:
    said = answer(f18, "casualties", "--by", "sex,age")
    assert said["outcomes"][0] == {"outcome": "killed", "named": 3, "not_named": {"n": 11, "at_most": 15},
                                   "both": {"n": 14, "at_most": 18}}  # fmt: skip
    keys = {tuple(row["key"]): row["both"] for row in said["groups"]}
    assert keys["killed", "", "child"] == {"n": 2, "at_most": 3} and not said["same_people"] + said["named_twice"]
    who = add(f18, "actor", alias="Crane", kind="person")
    held = add(f18, "detention", person=who, date_start="2026-09-14", acknowledged=False)
    assert answer(f18, "detention", "disappearance", held)["kind"] == "act"
    assert answer(f18, "casualties")["outcomes"][2]["both"] == {"n": 1}
    assert {row["of"] for row in said["incidents"]} == {"Bridge", "Ford"}
