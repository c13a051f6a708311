"""Companies and rights (C37, C39, C40): the tree on a day, effects, the letter, the file, trainings by sex."""

from datetime import date

import pytest

from app.actions.casework import companies
from app.actions.kernel import records, view_rows
from app.actions.papers import paper_makers
from app.domain.views import VIEWS
from app.errors import InputRefused
from app.exchange import sheets
from app.store.vault.open_vault import Vault
from tests.actions.test_displacement import add, verb
from tests.actions.test_displacement import vault as vault


def begin(vault: Vault) -> dict[str, str]:
    """Write a water company with two owners, one after the other, a part, a dam with two effects, and a request."""
    water, bank, fund = (add(vault, "organisation", name=name, type="company") for name in ("Water", "Bank", "Fund"))
    guards = add(vault, "organisation", name="Site guards", type="guards", business_role=["security"], parent=water)
    add(vault, "context", title="First", kind="ownership", run_by=[water], financed_by=[bank], date_end="2025-07-01")
    add(vault, "context", title="Now", kind="ownership", run_by=[water], financed_by=[fund], date_start="2025-07-01")
    add(vault, "context", title="Circle", kind="ownership", run_by=[fund], financed_by=[water])
    dam = add(vault, "context", title="Dam of Orvane", kind="project", run_by=[water], financed_by=[fund],
              eviction_phase="before")  # fmt: skip
    ask = add(vault, "undertaking", text="Bring water", text_open="Bring water to the wells.", kind="ask", by=water,
              due="2026-11-01", made_on="2026-09-01")  # fmt: skip
    study = add(vault, "document", title="Study of the wells", about=[dam])
    wells = add(vault, "effect", of=dam, right="water", state="actual", people_min=180, people_max=220, scale=4,
                obligation=["protect"], text="Told by Wren.", text_open="Three wells are dry.", source=[study],
                ask=[ask], readings=["2026-05-02 level 0 m"])  # fmt: skip
    heron = add(vault, "actor", alias="Heron")
    fields = add(vault, "effect", of=dam, right="food", state="possible", who=heron, text_open="Heron loses fields.")
    return {"water": water, "bank": bank, "fund": fund, "guards": guards, "dam": dam, "ask": ask, "wells": wells,
            "fields": fields, "heron": heron}  # fmt: skip


def tree(told: dict[str, object]) -> list[tuple[str, str]]:
    return [(row["relation"], row["ref"]) for row in told["tree"]]  # type: ignore[attr-defined]


def test_the_tree_is_that_of_the_day_and_each_body_is_in_it_once(vault: Vault) -> None:
    at = begin(vault)
    before = tree(verb(vault, "company", "tree", at["water"], "--on", "2025-06-30"))
    assert ("owner", at["bank"]) in before and ("owner", at["fund"]) not in before
    told = verb(vault, "company", "tree", at["water"], "--on", "2025-07-01")
    rows = tree(told)
    assert ("owner", at["fund"]) in rows and ("owner", at["bank"]) not in rows
    assert ("part", at["guards"]) in rows and ("runs", at["dam"]) in rows
    assert len(rows) == len(set(rows))  # the fund and the company own each other
    assert ("pays", at["dam"]) in tree(verb(vault, "company", "tree", at["fund"]))


def test_effects_requests_and_late_promises_of_a_company(vault: Vault) -> None:
    at = begin(vault)
    found = companies.read_tree(vault, at["water"], date(2026, 11, 28))
    assert {one.ref for one in found.effects} == {at["wells"], at["fields"]}
    assert [one.ref for one in found.late] == [at["ask"]]
    with pytest.raises(InputRefused, match="is no organisation"):
        companies.read_tree(vault, at["heron"])


def test_the_letter_has_effects_sources_requests_and_no_person_without_a_yes(vault: Vault) -> None:
    at = begin(vault)
    made = paper_makers.make(vault, "company-letter", [at["water"]], "company")
    text = " ".join(sheets.as_text(made.framed).split())
    for said in ("Water", "Dam of Orvane", "Three wells are dry.", "180–220", "Study of the wells",
                 "Bring water to the wells.", "1. Water", "Please answer by"):  # fmt: skip
        assert said in text, said
    for hidden in ("Heron", "Wren", "loses fields", at["wells"], at["ask"]):
        assert hidden not in text, hidden
    with pytest.raises(InputRefused, match="needs an effect"):
        paper_makers.make(vault, "company-letter", [at["bank"]], "company")


def test_a_letter_has_only_the_requests_to_its_reader_and_no_answer_of_others(vault: Vault) -> None:
    """The effect brings the request to the ministry with it, and the state of each request has its steps."""
    at = begin(vault)
    ministry = add(vault, "organisation", name="Ministry of Works", type="state")
    theirs = add(vault, "undertaking", text_open="Take the permit back.", text="Permit", kind="demand", by=ministry)
    add(vault, "step", of=theirs, date="2026-10-02", text_open="They refuse to talk.")
    add(vault, "step", of=at["ask"], date="2026-10-03", text_open="The company measures the wells.")
    records.edit(vault, at["wells"], {"ask": [at["ask"], theirs], "duty": [at["water"], ministry]})

    def letter(whom: str, audience: str) -> str:
        return " ".join(sheets.as_text(paper_makers.make(vault, "company-letter", [whom], audience).framed).split())

    text = letter(at["water"], "company")
    assert "Bring water to the wells." in text and "measures the wells" in text
    assert not [said for said in ("Take the permit", "refuse to talk", "Asked of") if said in text]
    other = letter(ministry, "authority")
    assert "Take the permit back." in other and "refuse to talk" in other
    assert not [said for said in ("Bring water", "measures the wells", "Asked of") if said in other]
    add(vault, "effect", of=at["dam"], right="food", state="actual", text_open="Fields are wet.", ask=[at["ask"]])
    with pytest.raises(InputRefused, match="a request that may leave"):
        letter(at["fund"], "company")


def test_a_yes_to_authorities_opens_nothing_to_a_company(vault: Vault) -> None:
    at = begin(vault)

    def letter(whom: str, audience: str) -> str:
        return sheets.as_text(paper_makers.make(vault, "company-letter", [at[whom]], audience).framed)

    yes = {"actor": at["heron"], "state": "given", "form": "alias", "given_on": "2026-03-03"}
    add(vault, "consent_record", purpose=["AUTHORITIES", "UN", "COURT"], **yes)
    assert "loses fields" not in letter("water", "company")
    with pytest.raises(InputRefused, match="not that of the addressee"):
        letter("water", "authority")
    add(vault, "consent_record", purpose=["COMPANY"], **yes)
    assert "loses fields" in letter("water", "company")


def test_the_file_of_violations_says_who_lacks_what_and_who_must_act(vault: Vault) -> None:
    at = begin(vault)
    text = " ".join(sheets.as_text(paper_makers.make(vault, "esc-violation-file", [at["dam"]], "un").framed).split())
    for said in ("before the eviction", "Obligation: protect", "adequate standard of living (UDHR 25)", "180–220",
                 "2 May 2026 level 0 m", "Bring water to the wells.", "Study of the wells"):  # fmt: skip
        assert said in text, said
    assert "Heron" not in text and "Wren" not in text
    records.edit(vault, at["wells"], {"since": "2026-06-01", "readings": ["dry 2026", "2026-05-02 level 0 m"]})
    made = paper_makers.make(vault, "esc-violation-file", [at["dam"]], "un")
    assert any("earlier than" in one for one in made.warnings), "a measurement without its day is no fault"
    own = sheets.as_text(paper_makers.make(vault, "esc-violation-file", [at["dam"]], "internal").framed)
    assert "Heron" in own and "Wren" in own


def test_the_profile_of_a_community_has_its_own_name_rights_and_losses(vault: Vault) -> None:
    place = add(vault, "actor", alias="Upper Orvane", kind="community", own_name="Orvané-há", tenure="customary",
                area_kind="rural", size_min=180, size_max=220)  # fmt: skip
    home = add(vault, "actor", alias="Household 1", kind="family", community=place)
    event = add(vault, "event", title="Flood", date_start="2026-03-01")
    add(vault, "loss", of=event, harm="material", item="crop", text="maize", household=place, value_min=10,
        currency="USD")  # fmt: skip
    add(vault, "effect", of=event, right="housing", state="actual", who=place, text_open="Houses are wet.")
    text = sheets.as_text(paper_makers.make(vault, "community-profile", [place], "internal").framed)
    for said in ("Orvané-há", "customary", "rural", "housing", "maize", "Households and people with a record: 1"):
        assert said in text, said
    with pytest.raises(InputRefused):
        paper_makers.make(vault, "community-profile", [place], "un")
    assert home not in text


def test_three_trainings_have_61_people_and_34_of_them_are_women(vault: Vault) -> None:
    for n, (women, men, others) in enumerate(((24, 7, 1), (6, 8, 1), (4, 9, 1))):
        add(vault, "programme", title=f"Evening {n}", kind="awareness", women=women, men=men, others=others)
    add(vault, "programme", title="Plan", kind="plan", women=5)
    found = view_rows.find(vault, VIEWS["trainings"])
    counts = [[int(str(one.fields[name])) for name in ("women", "men", "others")] for one in found]
    assert (len(found), sum(map(sum, counts)), sum(row[0] for row in counts)) == (3, 61, 34)
    text = sheets.as_text(paper_makers.make(vault, "trainings", [], "internal").framed)
    assert "Women, in all: 34" in text and "Men, in all: 24" in text and "Other people, in all: 3" in text


def test_lists_of_effects_guards_and_labour(vault: Vault) -> None:
    at = begin(vault)
    event = add(vault, "event", title="Mill", date_start="2026-05-05")
    forced = add(vault, "act", event=event, violation="LAB3")
    add(vault, "act", event=event, violation="INT1")
    by = add(vault, "involvement", act=forced, perpetrator=at["guards"], type=["0204"])
    add(vault, "involvement", act=forced, type=["010103"])
    lists = {name: [one.ref for one in view_rows.find(vault, VIEWS[name])]
             for name in ("effects", "lacks", "guards", "labour", "companies", "company-asks")}  # fmt: skip
    assert set(lists["effects"]) == {at["wells"], at["fields"]}
    assert lists["lacks"] == [at["wells"]] and lists["guards"] == [by] and lists["labour"] == [forced]
    assert lists["companies"] == [at["guards"]] and lists["company-asks"] == [at["ask"]]
    assert records.record_of(vault, by).kind == "involvement"


def test_the_note_about_quoted_words_stands_before_the_end_of_a_letter(vault: Vault) -> None:
    at = begin(vault)
    text = sheets.as_text(paper_makers.make(vault, "company-letter", [at["water"]], "company", "es").framed)
    assert text.index("se citan tal como") < text.index("Atentamente,") < text.index("Línea de control")
