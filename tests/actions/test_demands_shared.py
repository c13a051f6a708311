"""Two vaults that add the demands of one State and share the case hold one record for each demand."""

from app.actions.casework import demands
from app.actions.kernel import records
from app.actions.mail import inbox
from app.store.records.search import Query
from app.store.vault.open_vault import Vault
from tests.actions.pairs import Pair, get
from tests.unchecked import KeepAll


def file_of(vault: Vault) -> str:
    case = records.add(vault, "case", {"title": "Country file", "kind": "country", "country": "QA"})[0]
    assert demands.add_demands(vault, case.ref)[0].added == 38
    return case.ref


def test_the_second_vault_has_each_demand_once(pair: Pair) -> None:
    case = file_of(pair.ana)
    file_of(pair.ben)
    every = Query("undertaking", limit=None)
    ours, theirs = ({one.id for one in records.find(vault, every)} for vault in (pair.ana, pair.ben))
    assert ours == theirs
    report = pair.share(case, profile="internal", answers=KeepAll())
    pair.sync(2)
    inbox.accept(pair.ben, report)
    found = records.find(pair.ben, every)
    assert {one.id for one in found} == ours and len(found) == 38
    assert not any(get(pair.ben, one.id).conflicts for one in found)
