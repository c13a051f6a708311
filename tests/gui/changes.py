"""Actions of each room on real vaults, each prepared by real actions, for the test of what they return."""

from collections.abc import Callable, Iterator, Sequence

from app.actions.contacts import contact_cards, introductions, trustees
from app.actions.contacts.trustees import ShareWords
from app.actions.field import alerts, appeal_requests, appeals, daily_log, missions, network_coverage, risks, warning
from app.actions.field import security_incidents as security
from app.actions.kernel import records
from app.actions.kernel.change_set import Changed
from app.actions.mail import inbox, received_withdrawals, rules, sent_withdrawals, sharing, teams
from app.actions.records import (
    destruction,
    differences,
    duplicates,
    event_chain,
    evidence,
    incidents,
    record_merges,
    searches,
)
from app.actions.records.searches import Search
from app.actions.vault import machine, recovery
from app.domain.record import Record
from app.store.records.search import Query
from app.store.vault.open_vault import Vault
from tests.actions.pairs import Pair, go
from tests.actions.test_differences import in_conflict
from tests.actions.test_warning import series
from tests.vaults import vault_at

Act = Callable[[], Changed]
Acts = Callable[[Pair], Iterator[Act]]


def ids(vault: Vault, kind: str) -> list[str]:
    """Return the ids of the records of a kind, in hex."""
    return [record.id.hex() for record in records.find(vault, Query(kind, limit=None))]


def _new(vault: Vault, name: str, **given: object) -> Record:
    return records.add(vault, name, given)[0]


def _cards(pair: Pair) -> Iterator[Act]:
    ana, (cy, dee) = pair.ana, (_card(pair, "cy"), _card(pair, "dee"))
    found: list[Record] = []

    def add(card: bytes) -> Act:
        def go_() -> Changed:
            contact, changed = contact_cards.add(ana, card)
            found.append(contact.record)
            return changed

        return go_

    yield add(cy)
    number = "".join(contact_cards.safety_number(ana, contact_cards.find_by_name(ana, found[0].ref)))
    yield lambda: contact_cards.doubt(ana, found[0].ref)
    yield lambda: contact_cards.verify(ana, found[0].ref, number)[1]
    yield lambda: rules.add(ana, found[0].ref, "internal")[1]
    yield lambda: rules.withdraw(ana, found[0].ref, "internal")
    yield add(dee)
    yield lambda: introductions.introduce(ana, found[0].ref, [pair.ben_here.ref])


def _card(pair: Pair, name: str) -> bytes:
    with vault_at(pair.ana.folder.parent / name, pair.clock) as vault:
        return contact_cards.set_my_card(vault, name).file


def _mail(pair: Pair) -> Iterator[Act]:
    ana, event = pair.ana, _new(pair.ana, "event", title="Sent", act=[{"age_at_act": 30}])
    yield lambda: sharing.share(ana, [event.ref], [pair.ben_here.ref], "internal")[1]
    report = sharing.share(ana, [event.ref], [pair.ben_here.ref], "internal")[0].report.hex()
    yield lambda: sharing.stop_sending(ana, report)[1]
    yield lambda: sharing.go_on(ana, report)
    go(ana, pair.box)
    yield lambda: sent_withdrawals.retract(ana, [event.ref], "danger", "hide")[1]
    yield lambda: sent_withdrawals.take_back(ana, sent_withdrawals.list_withdrawals(ana)[0].retraction.id.hex())[1]
    yield lambda: received_withdrawals.rule(ana, "danger", "hide", pair.ben_here.ref)


def _arrivals(pair: Pair) -> Iterator[Act]:
    ana, ben = pair.ana, pair.ben
    came = []
    for title in ("Taken", "Refused"):
        made = _new(ben, "event", title=title, act=[{"victim": {"alias": "Wren"}}])
        came.append((made, sharing.share(ben, [made.ref], [pair.ana_there.ref], "internal")[0].report.hex()))
    pair.sync(2)
    yield lambda: inbox.accept(ana, came[0][1])[1]
    yield lambda: inbox.refuse(ana, came[1][1], "Not ours")
    sent_withdrawals.retract(ben, [came[0][0].ref], "other", "mark")
    pair.sync(2)
    for one in received_withdrawals.list_received_withdrawals(ana, waiting=True):
        yield lambda one=one: received_withdrawals.decide(ana, one.retraction.id.hex(), "mark")[1]  # type: ignore[misc]


def _differences(pair: Pair) -> Iterator[Act]:
    ana, ref = pair.ana, in_conflict(pair, impact=("Ana's", "Ben's"))
    yield lambda: differences.decide(ana, ref, "impact", "Ben's")
    yield lambda: differences.reopen(ana, ref, "impact", "Ana's", [])


def _records(pair: Pair) -> Iterator[Act]:
    ana, (one, other, *_) = pair.ana, ids(pair.ana, "actor")
    event = _new(ana, "event", title="By the river")
    path = pair.ana.folder.parent / "photo.jpg"
    path.write_bytes(b"a truck")
    yield lambda: incidents.save(ana, {"what": "arrested", "whom": "Heron", "words": "By the river."}, "Unnamed")[1]
    yield lambda: evidence.add(ana, path, event.ref)[1]
    yield lambda: evidence.add(ana, path, event.ref)[1]
    item = evidence.of_record(ana, event.id)[0]
    yield lambda: evidence.note_checked(ana, item)
    yield lambda: evidence.note_export(ana, item, "for her family")
    yield lambda: event_chain.join(ana, event.ref, "22", ids(ana, "event")[-1])[1]
    yield lambda: duplicates.mark_distinct(ana, one, other)
    yield lambda: duplicates.offer_again(ana, one, other)
    joined: list[record_merges.MergeResult] = []

    def join() -> Changed:
        joined.append(record_merges.join(ana, one, other))
        return joined[0].changed

    yield join
    yield lambda: record_merges.unmerge_records(ana, joined[0])
    yield lambda: searches.save(ana, Search("river", ()))
    yield lambda: searches.forget(ana, Search("river", ()))
    yield lambda: destruction.destroy(ana, destruction.look(ana, event.ref))


def _shares(pair: Pair) -> Iterator[Act]:
    ana, drawn = pair.ana, recovery.draw(2, 3, ("Ben", "Ben", "Carla"))
    one, two = (ShareWords(2, 2, 3, drawn.shares[number]) for number in (1, 2))
    report, _ = trustees.hand_over(pair.ben, pair.ana_there.ref, one, True)
    pair.sync(2)
    yield lambda: inbox.accept(ana, report.hex())[1]
    key = trustees.list_kept_shares(ana)[0].id.hex()
    yield lambda: trustees.remove(ana, key)
    yield lambda: trustees.bring_back(ana, key)
    yield lambda: trustees.hand_over(ana, pair.ben_here.ref, two)[1]


def _warnings(pair: Pair) -> Iterator[Act]:
    ana, indicator = pair.ana, series(pair.ana, "Ansal")
    made = _new(ana, "contact", display_name="Dee", reach_where=["Ansal"], channel=[{"kind": "phone", "address": "+1"}])
    found: list[Record] = []

    def observe() -> Changed:
        record, changed = warning.observe(ana, "Two cars", indicator.ref, "Bridge")
        found.append(record)
        return changed

    def raise_() -> Changed:
        record, changed = alerts.raise_(ana, "Ansal")
        found.append(record)
        return changed

    yield observe
    yield lambda: warning.promote(ana, found[0].ref)[1]
    yield lambda: warning.demote(ana, found[0].ref)
    yield raise_
    yield lambda: alerts.test(ana, found[1].ref)[2]
    yield lambda: alerts.store_channel_test(ana, made.ref, reached=True)[1]
    yield lambda: network_coverage.channel_tried(ana, made.ref, "1", "fails")[1]
    yield lambda: alerts.end(ana, found[1].ref, "Quiet")
    yield lambda: alerts.go_on(ana, found[1].ref)


def _appeals(pair: Pair) -> Iterator[Act]:
    ana, ben = pair.ana, pair.ben
    records.edit(ana, pair.ben_here.ref, {"reach": ["minister"], "speed": "minutes"})
    event = next(key for key in ids(ana, "event") if records.record_of(ana, key).title == "Checkpoint")
    given = {"asks": ["release"], "danger": "Torture", "consent": "anon", "to": [pair.ben_here.ref], "what": "Taken"}
    given |= {"when": "2026-04-12"}
    found: list[Record] = []

    def begin() -> Changed:
        record, changed = appeals.begin(ana, {**appeals.prefill_appeal(ana, event), **given})
        found.append(record)
        return changed

    yield begin
    yield lambda: appeal_requests.ask(ana, found[0].ref)[1]
    yield lambda: appeal_requests.answer(ana, found[0].ref, pair.ben_here.ref, "reached")
    records.edit(ben, pair.ana_there.ref, {"reach": ["minister"], "speed": "minutes"})
    theirs = _new(ben, "event", title="Theirs", act=[{"violation_text": "arrested", "victim": {"alias": "Wren"}}])
    made, _ = appeals.begin(ben, {**appeals.prefill_appeal(ben, theirs.ref), **given, "to": [pair.ana_there.ref]})
    appeal_requests.ask(ben, made.ref)
    pair.sync(2)
    yield lambda: appeal_requests.reply(ana, appeal_requests.calls(ana)[0].key, "reached")[1]


def _field(pair: Pair) -> Iterator[Act]:
    ana = pair.ana
    mission = _new(ana, "mission", title="North road", leg=[{"from": {"name": "Base"}, "to": {"name": "Ford"}}])
    about = _new(
        ana, "risk_assessment", title="Ours", date="2026-04-12", about=[mission.ref], risk=[{"threat_kind": "arrest"}]
    )
    threat = _new(ana, "security_incident", what="Followed", date="2026-04-12", about=[mission.ref])
    sides = [_new(ana, "offer", side=side, kind=["transport"], by=pair.ben_here.ref) for side in ("offer", "request")]
    yield lambda: missions.approve(ana, mission.ref)[1]
    yield lambda: missions.note_time(ana, ids(ana, "leg")[0], "depart")[1]
    yield lambda: daily_log.write(ana, mission.ref, {"kind": "note", "situation": "Quiet"})[1]
    found: list[Record] = []

    def renew() -> Changed:
        record, changed = risks.renew(ana, about.ref)
        found.append(record)
        return changed

    yield renew
    yield lambda: risks.take_back(ana, found[0].ref)
    yield lambda: security.promote(ana, threat.ref)[1]
    yield lambda: security.take_back(ana, threat.ref)
    yield lambda: network_coverage.bring_together(ana, sides[0].ref, sides[1].ref)
    yield lambda: network_coverage.keep_apart(ana, sides[0].ref, sides[1].ref)
    yield lambda: machine.say_known(ana, "swap")
    yield lambda: teams.make(ana, [ids(ana, "case")[0]], "River", [pair.ben_here.ref])[1]


SAMPLES: Sequence[Acts] = (
    _cards, _mail, _arrivals, _differences, _records, _shares, _warnings, _appeals, _field,
)  # fmt: skip
