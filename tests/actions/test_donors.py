"""F24: numbers for donors: totals by hand, no id, no name, and no number or sum that tells of few people."""

import random
import re
from collections.abc import Mapping, Sequence
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.actions.kernel import records
from app.actions.papers import paper_makers
from app.domain.casework.aid import AidLine, count_people, cross_sums, join_small
from app.domain.disclosure import HIDDEN, SMALLEST
from app.domain.record import Record
from app.domain.totals import Total
from app.exchange import sheets
from app.store.vault.open_vault import Vault
from tests.actions.test_displacement import add
from tests.actions.test_displacement import vault as vault

AMOUNT = Total("amount", "", "currency")


def text_of(vault: Vault, name: str, handles: Sequence[str] = (), audience: str = "donor") -> str:
    """Return the text of a paper, without the frame around its numbers."""
    made = paper_makers.make(vault, name, handles, audience)
    return sheets.as_text(made.framed).replace("\N{NO-BREAK SPACE}", "")


def fill(vault: Vault) -> tuple[list[str], list[str]]:
    """Write twelve people with help in two currencies, two grants and nine receipts; one person said no to numbers."""
    sexes = ["02"] * 6 + ["01"] * 6
    people = [add(vault, "actor", alias=f"Alias{n}", sex=sex) for n, sex in enumerate(sexes)]
    fund = add(vault, "organisation", name="Harbour Fund")
    grants = [add(vault, "grant", title=f"Secret grant {n}", donor=fund, currency="USD", granted=3000, paid=3000 - n,
                  reference=f"HF-{n}") for n in range(2)]  # fmt: skip
    for n, who in enumerate(people):
        plan = add(vault, "support_plan", **{"title": f"Secret plan {n}", "for": [who]})
        add(vault, "budget_line", of=plan, kind="medical", text="Secret", state="given", amount=100 + n, currency="USD",
            paid=100 + n, grant=grants[n % 2],
            receipt=[add(vault, "document", title=f"Bill {n}")] if n < 9 else [])  # fmt: skip
        add(vault, "budget_line", of=plan, kind="legal" if n < 3 else "school", text="Secret", state="asked",
            amount=1000 * (n + 1), currency="XAF")  # fmt: skip
    return people, grants


def test_f24_the_brief_has_the_sums_by_hand_and_hides_the_small_ones(vault: Vault) -> None:
    people, _ = fill(vault)
    text = text_of(vault, "donor-brief")
    assert "1266" in text, "100 to 111: the sum of the help that was given"
    assert "72000" in text and "78000" not in text and "6000" not in text, "three people need a lawyer"
    assert HIDDEN in text and "fewer than 5" in text
    assert not re.search(r"Alias\d|Secret|Harbour Fund|Bill", text)
    assert not any(ref in text for ref in people)
    own = text_of(vault, "donor-brief", audience="internal")
    assert all(n in own for n in ("6000", "72000", "78000", "1266"))
    table = text_of(vault, "needs-table")
    assert "1266" in table and "78000" not in table


def test_who_said_no_to_numbers_is_in_none(vault: Vault) -> None:
    people, _ = fill(vault)
    add(vault, "consent_record", actor=people[11], purpose=["USE_STATS"], state="refused", given_on="2026-11-02")
    text = text_of(vault, "donor-brief")
    assert "1266" not in text and "1155" in text
    assert "1266" in text_of(vault, "donor-brief", audience="internal")


def test_a_grant_report_adds_up_and_tells_the_donor_no_small_sum(vault: Vault) -> None:
    _, grants = fill(vault)
    text = text_of(vault, "grant-report", [grants[0]])
    assert "630" in text and "2370" in text and "Receipts: 5" in text, "100 + 102 + … + 110, and the rest of 3000"
    assert "Harbour Fund" in text and "HF-0" in text and not re.search(r"Alias|Secret|Bill", text)
    own = text_of(vault, "grant-report", [grants[0]], "internal")
    assert own.count("Need in words: Secret") == 6 and "Bill 8" in own
    office = add(vault, "budget_line", of=grants[0], kind="staff", state="given", paid=50, currency="USD", people=0)
    lone = add(vault, "budget_line", of=grants[0], kind="fees", state="given", paid=7, currency="USD")
    text = text_of(vault, "grant-report", [grants[0]])
    assert "Other kinds together" in text and "637" in text and "687" in text and "2313" in text
    assert not re.search(r"\b7\b", text) and "staff" in text
    records.remove(vault, lone)
    records.edit(vault, office, {"people": 2})
    text = text_of(vault, "grant-report", [grants[0]])
    assert "680" in text and not re.search(r"\b50\b", text)


def test_a_grant_for_few_people_tells_the_donor_no_sum_at_all(vault: Vault) -> None:
    grant = add(vault, "grant", title="Small", currency="USD", granted=1000, paid=1000)
    add(vault, "budget_line", of=grant, kind="fees", state="given", paid=321, currency="USD", people=4)
    text = text_of(vault, "grant-report", [grant])
    assert "321" not in text and "679" not in text and "1000" in text
    assert "321" in text_of(vault, "grant-report", [grant], "internal")


def test_people_without_a_record_can_be_those_of_another_line() -> None:
    loose = [AidLine({"people": 3}), AidLine({"people": 4}), AidLine({})]
    assert count_people(loose) == (4, None) and count_people(loose[:2]) == (4, 7)
    assert count_people([AidLine({"people": 0})]) == (0, 0)


def line(who: Sequence[int], kind: str, state: str, n: int) -> AidLine:
    people = {bytes([one]): Record(bytes([one]), "actor", "", {}) for one in who}
    return AidLine({"kind": kind, "state": state, "amount": 2**n}, people)


LINES = st.lists(
    st.tuples(st.lists(st.integers(0, 14), min_size=1, max_size=6, unique=True), st.sampled_from("abc"),
              st.sampled_from("xyz")), max_size=14,
).map(lambda rows: [line(*row, n) for n, row in enumerate(rows)])  # fmt: skip


def reveals(shown: Mapping[object, str], lines: Sequence[AidLine]) -> list[str]:
    """Return the shown sums, and differences of two of them, that are the sum of lines of few people."""
    sums = {int(said.replace("\N{NO-BREAK SPACE}", "")) for said in shown.values() if said not in ("", HIDDEN)}
    gaps = {max(pair) - min(pair) for pair in combinations(sums, 2) if max(pair) & min(pair) == min(pair)}
    found = []
    for said in sums | gaps:
        some = [one for n, one in enumerate(lines) if said >> n & 1]
        if some and count_people(some)[0] < SMALLEST:
            found.append(str(said))
    return found


@given(LINES)
def test_no_sum_and_no_difference_of_two_sums_tells_of_few_people(lines: list[AidLine]) -> None:
    told = cross_sums(lines, lambda one: str(one.fields["kind"]), lambda one: str(one.fields["state"]), AMOUNT, True)
    for axis, totals in ((0, told.rows), (1, told.columns)):
        for key, said in totals.items():
            cells = {at: cell for at, cell in told.cells.items() if at[axis] == key}
            assert not reveals({**cells, "total": said}, lines)
            hidden = [cell for cell in cells.values() if cell == HIDDEN]
            assert not (hidden and said != HIDDEN), "a total over a hidden sum"
    assert told.whole == HIDDEN or HIDDEN not in told.cells.values()


@given(LINES)
def test_kinds_of_few_people_are_together_or_nothing_is_told(lines: list[AidLine]) -> None:
    groups = join_small(lines, lambda one: str(one.fields["kind"]), True)
    few = [name for name, some in groups.items() if count_people(some)[0] < SMALLEST]
    assert not few or list(groups) == [""], "all of them are few"
    assert sorted(map(id, lines)) == sorted(id(one) for some in groups.values() for one in some)


@pytest.mark.parametrize("seed", range(3))
def test_the_papers_of_random_vaults_tell_no_sum_of_few_people(vault: Vault, seed: int) -> None:
    dice, sums = random.Random(seed), list[set[str]]()
    grant = add(vault, "grant", title="Canary", currency="USD", granted=9**9, paid=9**9)
    people = [add(vault, "actor", alias=f"Canary{n}", sex=dice.choice(["01", "02"])) for n in range(9)]
    for n in range(16):
        plan = add(
            vault, "support_plan", **{"title": "Canary", "for": (who := dice.sample(people, dice.randint(1, 6)))}
        )
        add(vault, "budget_line", of=plan, kind=dice.choice(["medical", "legal", "school"]), text="Canary", grant=grant,
            state=dice.choice(["given", "asked", "promised"]), amount=10000 + 2**n, paid=10000 + 2**n, currency="USD",
            remarks="Canary")  # fmt: skip
        sums.append(set(who))
    for name, handles in (("donor-brief", []), ("needs-table", []), ("grant-report", [grant])):
        text = text_of(vault, name, handles)
        assert "Canary" not in text and not any(ref in text for ref in (*people, grant))
        for said in map(int, re.findall(r"\b\d{5,9}\b", text)):
            for count in range(1, 17):  # as many lines as fit the sum
                bits = said - 10000 * count
                if 0 < bits < 2**16 and bits.bit_count() == count:
                    who = set().union(*(one for n, one in enumerate(sums) if bits >> n & 1))
                    assert len(who) >= SMALLEST, (name, said)
