"""A recovery share goes to one verified contact and stays there, apart from all that is listed, found or sent."""

import pytest

import crypto
from app.actions.contacts import trustees
from app.actions.contacts.trustees import ShareWords
from app.actions.kernel import records
from app.actions.mail import delivery_history, inbox, rules, sharing
from app.actions.vault import recovery
from app.domain.fields import Level
from app.domain.kinds import KINDS
from app.domain.record import Record
from app.domain.redact import PROFILES, select
from app.domain.release.consents import ReleasePaper
from app.errors import AppError, InputRefused
from app.store.records.search import Query
from app.store.vault.header import UnlockSecret
from app.store.vault.open_vault import Vault
from crypto import Copied, ReportBody
from tests.actions.pairs import Pair, go
from tests.vaults import PASSPHRASE


def handed(pair: Pair) -> tuple[recovery.NewShareSet, str]:
    """Let Ana put a set into use and seal its second share to Ben; return it and the report's id."""
    drawn = recovery.draw(2, 3, ("Ben", "Ben", "Carla"))
    recovery.install(pair.ana, UnlockSecret(PASSPHRASE), drawn)
    report, _ = trustees.hand_over(pair.ana, pair.ben_here.ref, ShareWords(2, 2, 3, drawn.shares[1]))
    return drawn, report.hex()


def test_it_arrives_is_kept_and_opens_the_vault_together_with_another(pair: Pair) -> None:
    drawn, report = handed(pair)
    pair.sync()
    assert trustees.list_kept_shares(pair.ben) == []  # nothing before a person accepts it
    done, _ = inbox.accept(pair.ben, report)
    (kept,) = trustees.list_kept_shares(pair.ben)
    assert (kept.number, kept.needed, kept.of, kept.made) == (2, 2, 3, "2027-01-15")
    assert kept.contact == pair.ana_there.id and done.refused == []
    assert recovery.drill(pair.ana, [" ".join(drawn.shares[0]), kept.words]).drilled == pair.ana.now()
    inbox.accept(pair.ben, report)
    assert len(trustees.list_kept_shares(pair.ben)) == 1
    trustees.remove(pair.ben, kept.id.hex())
    assert trustees.list_kept_shares(pair.ben) == []
    trustees.bring_back(pair.ben, kept.id.hex())
    assert trustees.read_share(pair.ben, kept.id.hex()) == kept


def test_its_words_are_here_no_longer_once_it_is_delivered(pair: Pair) -> None:
    drawn, _ = handed(pair)
    other, _ = records.add(pair.ana, "event", {"title": "March"})
    pair.share(other.ref)
    word = max(drawn.shares[1], key=len).encode()
    bodies = lambda: [way.delivery.body for way in delivery_history.list_journeys(pair.ana)]  # noqa: E731
    go(pair.ana, pair.box)
    assert any(word in body for body in bodies())  # not before: it may have to be sealed again
    pair.sync(2)
    assert {way.delivery.state for way in delivery_history.list_journeys(pair.ana)} == {"delivered"}
    assert not any(word in body for body in bodies()) and any(b"March" in body for body in bodies())
    assert word not in b"".join(bytes(row[0]) for row in pair.ana.con.execute("SELECT body FROM delivery"))


@pytest.mark.parametrize("state", ["new", "introduced", "changed"])
def test_it_goes_to_a_verified_contact_alone(pair: Pair, state: str) -> None:
    pair.ana.con.execute("UPDATE card SET state = ?", (state,))
    with pytest.raises(InputRefused, match="Ben is not verified, so you cannot send a share to them"):
        handed(pair)
    assert delivery_history.list_journeys(pair.ana) == []


def words_everywhere(vault: Vault) -> str:
    """Return the text of every table that holds records, their history or their words."""
    tables = ("record", "change", "proposal", "draft", "link")
    return "\n".join(str(vault.con.execute(f"SELECT * FROM {table}").fetchall()) for table in tables)


def test_it_is_in_no_record_list_search_or_count_on_either_side(pair: Pair) -> None:
    drawn, report = handed(pair)
    pair.sync()
    before = records.count_matches(pair.ben, Query())
    inbox.accept(pair.ben, report)
    word = max(drawn.shares[1], key=len)
    for vault in (pair.ana, pair.ben):
        assert word not in words_everywhere(vault)
        assert records.find(vault, Query(text=word)) == records.find(vault, Query(text="Recovery share")) == []
        with pytest.raises(InputRefused):
            records.find(vault, Query("recovery_share"))
    assert records.count_matches(pair.ben, Query()) == before
    assert word in str(trustees.list_kept_shares(pair.ben)[0].words)  # the search above would have found it


def test_it_leaves_with_no_other_report(pair: Pair) -> None:
    _, report = handed(pair)
    pair.sync()
    inbox.accept(pair.ben, report)
    (kept,) = trustees.list_kept_shares(pair.ben)
    with pytest.raises(AppError):
        sharing.preview(pair.ben, [kept.id.hex()], "internal")
    with pytest.raises(InputRefused, match="no level"):
        sharing.preview(pair.ben, [pair.ana_there.ref], trustees.PROFILE.name)
    row = Record(kept.id, trustees.KIND, "", {"words": kept.words, "number": 2})
    for profile in PROFILES.values():
        selection = select(KINDS, [row], [], [], ReleasePaper(profile, 1))
        assert selection.records == () and [held.record for held in selection.held_back] == [kept.id]
    made, _ = records.add(pair.ben, "event", {"title": "March"})
    sharing.share(pair.ben, [made.ref], [pair.ana_there.ref], "internal")
    (way,) = delivery_history.list_journeys(pair.ben)
    assert kept.words.split()[0].encode() not in way.delivery.body


def test_no_rule_takes_it_in_and_none_can_be_made_for_it(pair: Pair) -> None:
    for profile in PROFILES:
        rules.add(pair.ben, pair.ana_there.ref, profile)
    with pytest.raises(AppError):
        rules.add(pair.ben, pair.ana_there.ref, trustees.PROFILE.name)
    handed(pair)
    pair.sync()
    assert trustees.list_kept_shares(pair.ben) == [] and inbox.count_undecided(pair.ben) == 1


@pytest.mark.parametrize(
    "fields",
    [
        {"words": "olive river stone", "number": 1, "needed": 2, "of": 3, "made": "2026-03-01"},
        {"number": 1, "needed": 2, "of": 3, "made": "2026-03-01"},
        {"words": "olive", "number": 99, "needed": 2, "of": 3, "made": "2026-03-01"},
    ],
)
def test_what_is_no_share_is_refused_by_name(pair: Pair, fields: dict[str, object]) -> None:
    done = pair.accept(ReportBody(profile="trustee", records=(Copied(b"r" * 16, trustees.KIND, fields),)))
    assert trustees.list_kept_shares(pair.ana) == [] and done.added == []
    assert (b"r" * 16, "", "is not a complete share") in done.refused


def test_what_a_sender_says_of_a_share_does_not_count_against_its_words(pair: Pair) -> None:
    _, shares = crypto.make_shares(3, 5)
    fields = {"words": " ".join(shares[3].words), "number": 1, "needed": 2, "of": 2, "made": "2026-03-01"}
    pair.accept(ReportBody(profile="network", records=(Copied(b"r" * 16, trustees.KIND, fields),)))
    (kept,) = trustees.list_kept_shares(pair.ana)
    assert (kept.number, kept.needed, kept.of) == (4, 3, 4)


def test_its_kind_is_declared_at_the_highest_level_and_behind_every_door() -> None:
    kind = KINDS[trustees.KIND]
    assert kind.sealed and kind.alone and {f.level for f in kind.own} == {Level.V}
    assert all(profile.ceiling < Level.V for profile in PROFILES.values())
    assert trustees.PROFILE.name not in PROFILES


def test_two_contacts_hold_two_shares_of_one_set(pair: Pair) -> None:
    drawn, report = handed(pair)
    other, _ = trustees.hand_over(pair.ana, pair.ben_here.ref, ShareWords(3, 2, 3, drawn.shares[2]))
    pair.sync()
    for id_ in (report, other.hex()):
        inbox.accept(pair.ben, id_)
    assert sorted(kept.number for kept in trustees.list_kept_shares(pair.ben)) == [2, 3]
