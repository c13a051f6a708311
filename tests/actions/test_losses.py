"""Losses (F19): totals of three households for each currency, the claim, the census, and the rule for sums."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.actions.casework import losses
from app.actions.kernel import records
from app.actions.kernel.record_context import Inside
from app.actions.papers import paper_makers
from app.cli.main import parser
from app.errors import InputRefused
from app.exchange import sheets
from app.store.records.search import Query
from app.store.vault.open_vault import Vault
from tests.vaults import Clock, vault_at


def add(vault: Vault, kind: str, /, **fields: object) -> str:
    return records.add(vault, kind, fields)[0].ref


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    with vault_at(tmp_path / "vault", Clock(datetime(2026, 11, 28, 12, tzinfo=UTC).timestamp())) as vault:
        yield vault


def fill(vault: Vault, sizes: tuple[int, ...] = (5, 7, 4)) -> tuple[str, str]:
    """Write F19: a case with three households of one community; return the case and the community."""
    river = add(vault, "actor", alias="River bend", kind="group", size_min=16)
    homes = [add(vault, "actor", alias=f"House {n}", kind="group", size_min=size, size_max=size, community=river)
             for n, size in enumerate(sizes, 1)]  # fmt: skip
    case = add(vault, "case", title="Dam of Orvane")
    event = add(vault, "event", title="Flooded fields", date_start="2026-03-02", case=[case])

    def lose(home: int, of: str = event, **fields: object) -> str:
        return add(vault, "loss", **{"of": [of], "harm": "material", "household": homes[home], **fields})

    lose(0, item="crop", text="maize", value_min=350000, value_max=450000, currency="XAF", basis="market_price",
         qty_min=700, qty_max=900, unit="kg")  # fmt: skip
    lose(0, item="house", value_min=1200, currency="USD", basis="owner", form=["compensation"])
    lose(1, item="livestock", text="goats", value_min=150000, currency="XAF", basis="none", qty_min=3, unit="piece")
    paid = lose(1, of=case, item="house", value_min=900, value_max=1100, currency="USD", paid=300, offered=500)
    lose(2, item="papers", text="land titles")
    lose(1, item="house", value_min=900, value_max=1100, currency="USD", same_as=paid)
    return case, river


def verb(vault: Vault, *words: str) -> dict[str, object]:
    options = parser(words).parse_args(words)
    return dict(options.run(vault, options).document)


def test_the_losses_of_three_households_are_as_added_by_hand(vault: Vault) -> None:
    case, river = fill(vault)
    for handle in (case, river):
        found = losses.read(vault, handle).totals
        said = [{one: str(span).replace("\N{NO-BREAK SPACE}", "") for one, span in of.items()}
                for of in (found.value, found.offered, found.paid, found.gap)]  # fmt: skip
        assert said == [
            {"XAF": "500000–600000", "USD": "2100–2300"}, {"USD": "500"}, {"USD": "300"},
            {"XAF": "500000–600000", "USD": "1800–2000"},
        ]  # fmt: skip
        assert (found.households, found.people, found.lines, found.without, found.no_basis, found.same) == (
            3, (16, 16), 5, 1, 1, 1)  # fmt: skip
        assert {key: str(span) for key, span in found.quantity.items()} == {
            ("crop", "kg"): "700–900", ("livestock", "piece"): "3"}  # fmt: skip


def test_the_verb_adds_no_two_currencies_and_names_each_household(vault: Vault) -> None:
    case, _ = fill(vault)
    told = verb(vault, "losses", case, "--by", "household")
    groups = told["groups"]
    assert isinstance(groups, list) and [one["household"] for one in groups] == ["House 1", "House 2", "House 3"]
    assert [[row["currency"] for row in one["totals"]] for one in groups] == [["USD", "XAF"], ["USD", "XAF"], []]
    assert [one["people"] for one in groups] == [[5, 5], [7, 7], [4, 4]]
    text = json.dumps(told)
    sums = [f"{xaf + usd}" for xaf in (500000, 600000) for usd in (2100, 2300, 1800, 2000)]
    assert not [one for one in sums if one in text]
    items = verb(vault, "losses", case, "--by", "item")["groups"]
    assert isinstance(items, list) and {one["item"] for one in items} == {"crop", "house", "livestock", "papers"}


def test_a_line_that_was_overpaid_lowers_no_other_gap(vault: Vault) -> None:
    case = add(vault, "case", title="Two houses")
    for paid in (900, 0):
        add(vault, "loss", of=[case], harm="material", item="house", value_min=500, currency="USD", paid=paid)
    found = losses.read(vault, case).totals
    assert {one: str(span) for one, span in found.gap.items()} == {"USD": "500"}


AUDIENCE = ("internal", "court", "regional", "un", "authority")
CENSUS = ("internal", "network", "donor", "un", "regional", "authority", "court", "public")
PURPOSES = ["STORE", "COURT", "REGIONAL", "UN", "AUTHORITIES", "SHARE_NETWORK", "USE_STATS"]


def agree(vault: Vault, *people: str) -> None:
    for who in people:
        add(vault, "consent_record", actor=who, purpose=PURPOSES, state="given", form="alias", given_on="2026-03-03")


def paper(vault: Vault, name: str, handle: str, audience: str, language: str = "en") -> str:
    made = paper_makers.make(vault, name, [handle], audience, language)
    return sheets.as_text(made.framed).replace("\N{NO-BREAK SPACE}", " ")


def homes_of(vault: Vault, river: str) -> list[str]:
    return [one.ref for one in losses.list_below(Inside(vault), records.record_of(vault, river))]


@pytest.mark.parametrize("audience", AUDIENCE)
def test_a_claim_has_people_facts_lines_totals_requests_law_and_annexes(vault: Vault, audience: str) -> None:
    case, river = fill(vault)
    agree(vault, *homes_of(vault, river))
    add(vault, "undertaking", of=[case], kind="demand", text="Rebuild the two houses", form=["restitution"],
        addressee="Ministry of Works", due="2027-06-30", about=homes_of(vault, river))  # fmt: skip
    photo = add(vault, "document", title="Photo report of the fields")
    first = next(one for one in losses.read(vault, case).lines if one.fields.get("text") == "maize")
    records.edit(vault, first.ref, {"evidence": [photo]})
    said = paper(vault, "reparation-claim", case, audience)
    for words in (
        "Claim for reparation",
        "House 1",
        "Harm: material damage",
        "350 000–450 000 XAF",
        "900–1 100 USD",
        "market price",
        "500 000–600 000 XAF",
        "2 100–2 300 USD",
        "1 800–2 000 USD",
        "same as line 4",
        "restitution",
        "Rebuild the two houses",
        "Ministry of Works",
        "30 June 2027",
        "compensation",
        "1 200 USD",
        "60/147",
        "Photo report of the fields",
        "No currency is converted",
        "Name, date and signature",
    ):
        assert words in said, (words, said)
    assert ("Please confirm the receipt, and answer in writing by 12 December 2026." in said) == (
        audience != "internal"
    )


@pytest.mark.parametrize(("size", "told"), [({}, "Not known"), ({"size_min": 5, "size_max": 5}, "5")])
def test_a_family_without_a_number_is_not_one_person(vault: Vault, size: dict[str, int], told: str) -> None:
    home = add(vault, "actor", alias="Family of the ford", **size)
    agree(vault, home)
    event = add(vault, "event", title="Flood", date_start="2026-03-02", place={"country": "GT"})
    add(vault, "loss", of=[event], harm="material", household=home, item="house", form=["compensation"])
    assert f"People in these households: {told}\n" in paper(vault, "reparation-claim", event, "court")


def test_a_claim_asks_for_each_loss_once_and_names_the_state_and_the_lines_without_value_or_request(
    vault: Vault,
) -> None:
    case, river = fill(vault)
    agree(vault, *homes_of(vault, river))
    with pytest.raises(InputRefused, match="no State and no body"):
        paper(vault, "reparation-claim", case, "court")
    lines = losses.read(vault, case).lines
    both = ["restitution", "compensation"]
    (event,) = records.find(vault, Query("event"))
    records.edit(vault, event.ref, {"place": [{"province": "Quiche", "country": "GT"}]})
    for at in (1, 3, 5):  # the house of 1,200, the one of 900 to 1,100, and the line that repeats it
        records.edit(vault, lines[at].ref, {"form": both if at == 1 else ["compensation"]})
    add(vault, "undertaking", of=[case], kind="demand", text="Build two houses", form=both, amount=7000,
        currency="USD", addressee="the ministry", about=homes_of(vault, river))  # fmt: skip
    said = " ".join(paper(vault, "reparation-claim", case, "court").split())
    for told in ("State concerned: Guatemala", "Claim against: the ministry", "not in the totals: 5",
                 "Asked for in these lines, each line once: 1 800–2 000 USD", "Value: no value yet",
                 "Lines under several forms, counted once: 2", "Lines without a request: 1, 3, 5",
                 "Their amounts are not added up"):  # fmt: skip
        assert told in said, told
    assert said.count("7 000 USD") == said.count("Build two houses") == said.count("Amount asked for: 1 200 USD") == 1
    assert "Not paid yet" not in said


def test_a_claim_has_no_household_without_a_yes_and_says_that_lines_are_missing(vault: Vault) -> None:
    case, river = fill(vault)
    with pytest.raises(InputRefused, match="any loss"):
        paper(vault, "reparation-claim", case, "court")
    assert "House 2" in paper(vault, "reparation-claim", case, "internal")
    agree(vault, homes_of(vault, river)[1])
    add(vault, "undertaking", of=[case], kind="demand", text="Pay", form=["compensation"], addressee="The ministry")
    said = paper(vault, "reparation-claim", case, "court")
    assert "House 2" not in said and "goats" not in said and "900" not in said
    assert "1 200 USD" in said and "Losses that are not in this paper" in said


RULE = "A dash also replaces each sum of fewer than 5 people or 3 households."


@pytest.mark.parametrize("audience", CENSUS)
def test_a_census_tells_no_sum_of_one_household_or_of_two(vault: Vault, audience: str) -> None:
    """F19: each kind of loss is of one household or of two, also if they have five people and more."""
    exact = audience == "internal"
    for handle in fill(vault):
        said = paper(vault, "community-loss-census", handle, audience)
        for sum_ in ("350 000–450 000 XAF", "150 000 XAF", "500 000–600 000 XAF", "2 100–2 300 USD", "300 USD",
                     "1 800–2 000 USD", "700–900 kilograms", "3 pieces"):  # fmt: skip
            assert (sum_ in said) is exact, sum_
        assert (RULE in said) is not exact and "Households: " in said


@pytest.mark.parametrize("audience", CENSUS)
def test_a_census_tells_a_sum_of_five_people_in_three_households_and_no_total_that_reveals_another(
    vault: Vault, audience: str
) -> None:
    case, river = fill(vault, (5, 3, 4))
    exact = audience == "internal"
    for home in homes_of(vault, river)[2:]:
        crop = {"item": "crop", "value_min": 10000, "currency": "XAF", "qty_min": 10, "unit": "kg"}
        add(vault, "loss", of=[case], harm="material", household=home, **crop)
    add(vault, "loss", of=[case], harm="material", household=home, item="house", value_min=500, currency="USD")
    for handle in (case, river):
        said = paper(vault, "community-loss-census", handle, audience)
        assert "House 1" not in said or exact
        assert "370 000–470 000 XAF" in said and "2 600–2 800 USD" in said and "720–920 kilograms" in said
        assert ("520 000–620 000 XAF" in said) is exact, "the total would reveal the goats"
        assert ("150 000 XAF" in said) is exact, "goats of three people"
        assert ("300 USD" in said) is exact, "paid to three people"
        assert ("2 300–2 500 USD" in said) is exact, "what is not paid would reveal the payment"
        assert ("3 pieces" in said) is exact and ("fewer than 5" in said) is not exact


def test_a_census_tells_no_sum_of_four_people_in_three_households(vault: Vault) -> None:
    case, river = fill(vault, (1, 1, 2))
    for home in homes_of(vault, river)[1:]:
        add(vault, "loss", of=[case], harm="material", household=home, item="tool", value_min=7000, currency="XAF")
    assert "21 000 XAF" in paper(vault, "community-loss-census", case, "internal")
    assert "21 000 XAF" not in paper(vault, "community-loss-census", case, "un")


def test_a_list_of_losses_has_a_total_for_each_currency(vault: Vault) -> None:
    fill(vault)
    said = paper_makers.make(vault, "losses", [], "internal")
    text = sheets.as_text(said.framed).replace("\N{NO-BREAK SPACE}", " ")
    assert "500 000–600 000 XAF" in text and "2 100–2 300 USD" in text
    assert text.count("Rows that are the same as another one") == 1, "two totals leave out the same line"
    assert "Value, in all: 500 000–600 000 XAF" in text and "at least, in all" not in text


def test_a_lower_limit_above_the_upper_one_is_refused_in_its_own_number(vault: Vault) -> None:
    case = add(vault, "case", title="Dam")
    given = {"of": [case], "harm": "material", "value_min": 500000.5, "value_max": 400000, "currency": "XAF"}
    with pytest.raises(InputRefused, match="Write 400000 or less, as in value_max"):
        records.add(vault, "loss", given)
    assert not losses.read(vault, case).lines


def test_a_claim_that_lacks_a_part_or_asks_for_a_loss_twice_is_refused_with_the_data_to_add(vault: Vault) -> None:
    who = add(vault, "actor", alias="House 9", kind="group")
    agree(vault, who)
    case = add(vault, "case", title="Flood", focal=[who])
    line = {"of": [case], "harm": "material", "household": who, "item": "house", "text": "Clay house", "value_min": 500,
            "currency": "USD"}  # fmt: skip

    def why() -> str:
        with pytest.raises(InputRefused) as refused:
            paper(vault, "reparation-claim", case, "court")
        return f"{refused.value} {refused.value.hint}"

    assert "no loss" in (said := why()) and "Add a loss" in said
    first = add(vault, "loss", **line)
    assert "no request" in (said := why()) and "form of reparation" in said
    records.edit(vault, first, {"form": ["compensation"]})
    assert "no State and no body" in (said := why()) and "recipient" in said
    add(vault, "undertaking", of=[case], kind="demand", text="Build it again", form=["restitution"], about=[who],
        addressee="The ministry")  # fmt: skip
    said = paper(vault, "reparation-claim", case, "court")
    assert "Lines for the same loss" not in said, "the house is claimed in money, the request is to build it again"
    records.edit(vault, first, {"form": ["compensation", "restitution"]})
    said = paper(vault, "reparation-claim", case, "court")
    assert "Lines for the same loss: 1" in said and "are met with a request" in " ".join(said.split())
    assert "No lawyer" not in said
    made = paper_makers.make(vault, "reparation-claim", [case], "court")
    assert any("No lawyer has checked" in one for one in made.warnings), "a warning for the maker"
    second = add(vault, "loss", **line)
    assert "Lines 1 and 2 ask for one loss twice." in (said := why()) and "Same as" in said
    records.edit(vault, second, {"same_as": first})
    assert "same as line 1" in paper(vault, "reparation-claim", case, "court")
    assert "Clay house" in paper(vault, "reparation-claim", case, "internal")
