"""What was done, promised and noted is split by the sex of those it was for, wherever somebody is linked (C09)."""

from collections.abc import Mapping, Sequence

import pytest

from app.actions.kernel import records
from app.actions.papers import paper_makers
from app.domain.sheet import Heading, Sheet, SheetTable
from app.store.vault.open_vault import Vault

HEAD = "By sex of the people concerned"
FEMALE, MALE = "02", "01"


def split(vault: Vault, name: str, refs: Sequence[str], profile: str) -> Mapping[str, Sequence[str]]:
    """Return the rows of the split of a paper; nothing where it has none."""
    sheet = paper_makers.make(vault, name, refs, profile).content
    assert isinstance(sheet, Sheet)
    at = [n for n, block in enumerate(sheet.blocks) if isinstance(block, Heading) and block.text == HEAD]
    if not at:
        return {}
    table = sheet.blocks[at[0] + 1]
    assert isinstance(table, SheetTable)
    return {row[0]: row[1:] for row in (table.header, *table.rows)}


def person(vault: Vault, sex: str, stats: str = "") -> str:
    ref = records.add(vault, "actor", {"alias": f"Person {sex}", "sex": sex or None})[0].ref
    agreed = {"actor": ref, "purpose": ["SHARE_NETWORK", "AUTHORITIES"], "state": "given"}
    records.add(vault, "consent_record", agreed)
    if stats:
        records.add(vault, "consent_record", {"actor": ref, "purpose": ["USE_STATS"], "state": stats})
    return ref


def attacked(vault: Vault, sex: str, times: int, stats: str = "") -> None:
    for _ in range(times):
        act = {"violation_text": "threat", "victim": person(vault, sex, stats)}
        event = records.add(vault, "event", {"title": "Threat", "act": act})[0].ref
        records.add(vault, "intervention", {"about": [event], "kind": ["embassy"], "date": "2026-04-02"})


def test_the_log_of_interventions(vault: Vault) -> None:
    attacked(vault, FEMALE, 6)
    attacked(vault, MALE, 2)
    records.add(vault, "event", {"title": "A gate", "intervention": [{"kind": ["embassy"], "date": "2026-04-03"}]})
    embassy = vault.words["intervention"].label("embassy", "en")
    ours = split(vault, "intervention-log", (), "internal")
    assert ours["Action"] == ("female", "male", "not recorded", "in all")
    assert ours[embassy] == ("6", "2", "1", "9") == ours["in all"]
    theirs = split(vault, "intervention-log", (), "network")
    assert theirs[embassy] == ("6", "fewer than 5", "fewer than 5", "–") and theirs["in all"] == ("6", "–", "–", "–")
    attacked(vault, FEMALE, 3, "refused")
    assert split(vault, "intervention-log", (), "internal")[embassy][0] == "9"
    assert split(vault, "intervention-log", (), "network")[embassy][0] == "6"


def test_security_incidents(vault: Vault) -> None:
    her, him = person(vault, FEMALE), person(vault, MALE)
    for who, times in (([her], 5), ([her, him], 1), ([him], 1)):
        for _ in range(times):
            records.add(vault, "security_incident", {"date": "2026-04-12", "what": "A call", "about": who,
                                                     "threat_kind": "smear"})  # fmt: skip
    smear = vault.words["threat_kind"].label("smear", "en")
    assert split(vault, "security-incidents", (), "internal")[smear] == ("6", "2", "7")
    assert split(vault, "security-incidents", (), "network")[smear] == ("6", "fewer than 5", "–")


@pytest.mark.parametrize("profile", ["internal", "network"])
def test_the_follow_up_of_a_case(vault: Vault, profile: str) -> None:
    case = records.add(vault, "case", {"title": "River", "focal": [person(vault, FEMALE)]})[0].ref
    for n in range(6):
        records.add(vault, "undertaking", {"of": [case], "text": f"Raise it {n}", "kind": "promise"})
    him = person(vault, MALE)
    records.add(vault, "intervention", {"about": [case], "kind": ["un"], "victim": [him], "date": "2026-04-02"})
    found = split(vault, "follow-up", [case], profile)
    promised, done = found["Recommendations, promises and demands"], found["Actions taken"]
    assert promised == ("6", "0", "6")
    assert done == (("0", "1", "1") if profile == "internal" else ("0", "fewer than 5", "–"))


def test_where_nobody_is_linked_there_is_no_table(vault: Vault) -> None:
    records.add(vault, "security_incident", {"date": "2026-04-12", "what": "A call"})
    assert split(vault, "security-incidents", (), "internal") == {}
