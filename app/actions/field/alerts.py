"""Raise alerts from a warning level, end them, and send them through their contact tree.

The tree holds the contacts who can act in the area and can be reached. The others who could act are listed as gaps.
"""

from collections.abc import Mapping, Sequence

from attrs import frozen

from app.actions.contacts import contact_cards
from app.actions.contacts.contact_cards import Contact
from app.actions.field import warning
from app.actions.field.warning import AreaLevel
from app.actions.kernel import clock, records
from app.actions.kernel.change_set import Changed
from app.actions.mail import sharing
from app.actions.records.areas import read_tree
from app.domain import channel_order
from app.domain import warning as rules
from app.domain.areas import AreaTree
from app.domain.coverage import words
from app.domain.fields import Value
from app.domain.leaks.leak_values import LeakAnswers
from app.domain.record import Record
from app.errors import InputRefused
from app.phrase import Phrase
from app.store.mail import outbox
from app.store.records import record_rows as store
from app.store.records.search import Query
from app.store.vault.open_vault import Vault

PROFILE = "network"
"""The audience of an alert that is sent."""
_SPEEDS = ("minutes", "same_day", "days", "routine")


@frozen
class AlertContact:
    """A contact who can act in the area: the place word that matches, and the ways to reach the contact.

    `sealed` is True if the contact gets the encrypted report. `channel` is the first channel that works for urgent
    matters, or None. `answer` is the result of the last test: waiting, answered, reached, failed, or empty.
    """

    contact: Record
    where: str
    sealed: bool
    channel: Record | None
    answer: str = ""

    @property
    def reached(self) -> bool:
        """Return True if the contact can be reached in any way."""
        return self.sealed or self.channel is not None


@frozen
class Tree:
    """The contact tree of an alert: members who can be reached, fastest first, and the gaps."""

    alert: Record
    members: tuple[AlertContact, ...]
    gaps: tuple[AlertContact, ...]


def list_open_alerts(vault: Vault) -> list[Record]:
    """Return the alerts that are not over, without tests, newest first."""
    return [
        one for one in records.find(vault, Query("alert", limit=None))
        if "ended" not in one.fields and not one.fields.get("test")
    ]  # fmt: skip


def covers(alert: Record, area: AreaLevel, areas: AreaTree) -> bool:
    """Return True if a running alert covers an area at its level or above."""
    named = words(alert.fields.get("area"))
    here = not named or any(areas.covers(one, area.area) for one in named)
    return here and rules.height(str(alert.fields.get("level", ""))) >= rules.height(area.level)


def list_areas_without_alert(vault: Vault) -> list[AreaLevel]:
    """Return the areas with a raised level and no running alert for that level."""
    raised = list(warning.raised_areas(warning.levels(vault, recent=True)))
    there = list_open_alerts(vault) if raised else []
    areas = read_tree(vault) if there else None  # it reads every place
    return [one for one in raised if areas is None or not any(covers(alert, one, areas) for alert in there)]


def draft(vault: Vault, area: str, language: str = "en") -> dict[str, object]:
    """Return the initial fields of an alert for an area: its level, rules and observations.

    The groups in danger and the actions are those of the last alert there. Raises InputRefused if the level has not
    risen.
    """
    areas = read_tree(vault)
    level = next((one for one in warning.levels(vault) if areas.key(one.area) == areas.key(area)), None)
    if level is None or level.level == rules.CALM:
        raise InputRefused(
            Phrase("The level of {area} has not risen.", area=area),
            "Amparo raised no alert. Write the alert yourself: amparo add alert",
        )
    met = [one for one in level.standings if one.level != rules.CALM]
    label = vault.words["threat_level"].label(level.level, language)
    here = (one.fields for one in records.find(vault, Query("alert", limit=None))
            if any(areas.key(named) == areas.key(area) for named in words(one.fields.get("area"))))  # fmt: skip
    before = next(here, {})
    why = [one.indicator.title for one in met]
    why += [str(one.newest.fields["text"]) for one in met if one.newest is not None and "text" in one.newest.fields]
    return {
        "title": f"{label[:1].upper()}{label[1:]}: {level.area}" if level.area else f"{label[:1].upper()}{label[1:]}",
        "level": level.level, "area": [level.area] if level.area else [], "raised": clock.local_minute(vault),
        "reason": "\n".join(dict.fromkeys(why)), "indicator": [one.indicator.id.hex() for one in met],
        **{name: before[name] for name in ("groups", "actions") if name in before},
    }  # fmt: skip


def raise_(vault: Vault, area: str, given: Mapping[str, object] | None = None, language: str = "en"
           ) -> tuple[Record, Changed]:  # fmt: skip
    """Raise an alert for an area from its level; `given` replaces prefilled fields.

    Raises InputRefused if the level has not risen.
    """
    return records.add(vault, "alert", draft(vault, area, language) | dict(given or {}))


def end(vault: Vault, handle: str, reason: str = "") -> Changed:
    """End an alert now; add `reason` to its reason. Raises InputRefused if the alert is over."""
    alert = _alert(vault, handle)
    if "ended" in alert.fields:
        raise InputRefused("This alert has already ended.", "Nothing was changed.")
    why = "\n".join(filter(None, (str(alert.fields.get("reason", "")), reason)))
    return records.edit(vault, handle, {"ended": clock.local_minute(vault)} | ({"reason": why} if reason else {}))[1]


def go_on(vault: Vault, handle: str) -> Changed:
    """Undo the end of an alert."""
    return records.edit(vault, handle, {"ended": None})[1]


def _alert(vault: Vault, handle: str) -> Record:
    alert = records.record_of(vault, handle)
    if alert.kind != "alert":
        raise InputRefused(Phrase("{ref} is no alert.", ref=alert.ref), "See: amparo list alert")
    return alert


def tree(vault: Vault, handle: str) -> Tree:
    """Return the contact tree of an alert."""
    alert = _alert(vault, handle)
    areas = read_tree(vault)
    around = areas.list_around(words(alert.fields.get("area")))
    named = {target.id for role, target in records.show(vault, handle).links if role == "addressee"}
    cards = {one.record.id: one for one in contact_cards.list_contacts(vault)}
    test = _last_test(vault, alert)
    found = []
    for contact in records.find(vault, Query("contact", limit=None)):
        word = next((said for said in _reach(contact) if areas.reaches(said, around)), "")
        if word or contact.id in named:
            found.append(_member(vault, contact, word, cards.get(contact.id), test))
    found.sort(key=lambda one: (_speed(one.contact), not one.sealed, one.contact.title))
    return Tree(alert, tuple(one for one in found if one.reached), tuple(one for one in found if not one.reached))


def _speed(contact: Record) -> int:
    said = str(contact.fields.get("speed", ""))
    return _SPEEDS.index(said) if said in _SPEEDS else len(_SPEEDS)


def _reach(contact: Record) -> list[str]:
    """Return the area words of a contact, by default its region and its country."""
    said = words(contact.fields.get("reach_where"))
    return said or [str(contact.fields[name]) for name in ("region", "country") if name in contact.fields]


def _member(vault: Vault, contact: Record, where: str, card: Contact | None, test: Record | None) -> AlertContact:
    parts = records.show(vault, contact.id.hex()).parts
    channels = [part for role, part in parts if role == "contact" and part.kind == "channel"]
    sealed = card is not None and card.may_receive
    channel = first_channel(channels)
    return AlertContact(contact, where, sealed, channel, _answer(vault, contact, channel, sealed, test))


def first_channel(channels: Sequence[Record]) -> Record | None:
    """Return the first channel that works for urgent matters: it did not fail, and has no other purpose."""
    works = [
        one for one in channels if channel_order.works(one.fields) and channel_order.for_urgent(one.fields) is not None
    ]
    return min(
        works,
        key=lambda one: (not channel_order.for_urgent(one.fields), channel_order.order(one.fields), one.ref),
        default=None,
    )


def _last_test(vault: Vault, alert: Record) -> Record | None:
    """Return the newest test message through the tree of an alert."""
    tests = [
        one for one in records.find(vault, Query("alert", limit=None)) if one.fields.get("tries") == alert.id.hex()
    ]
    return max(tests, key=lambda one: one.created, default=None)


def _answer(vault: Vault, contact: Record, channel: Record | None, sealed: bool, test: Record | None) -> str:
    if test is None:
        return ""
    if sealed and (report := str(test.fields.get("report", ""))):
        states = [one.state for one in outbox.list_deliveries_to(vault.con, contact.id) if one.report.hex() == report]
        if states:
            return "answered" if "accepted" in states else "waiting"
    tried = str(channel.fields.get("last_test", "")) if channel is not None else ""
    if tried and tried >= str(test.fields.get("raised", "")):
        return "failed" if channel and not channel_order.works(channel.fields) else "reached"
    return "waiting"


def send(vault: Vault, handle: str, answers: LeakAnswers = LeakAnswers()) -> tuple[Sequence[AlertContact], Changed]:
    """Send an alert once, encrypted and as urgent, to the members of its tree who have a contact card.

    Return the members to inform manually. Raises InputRefused if the alert is over or was sent, or no member has a
    card, or LeaksFound without `answers` to the leak check.
    """
    alert = _alert(vault, handle)
    if "ended" in alert.fields or "report" in alert.fields:
        raise InputRefused(
            "This alert has already ended." if "ended" in alert.fields else "This alert was sent already.",
            "Nothing is in the outbox. Raise a new alert for new facts.",
        )
    return _sent(vault, alert, tree(vault, handle).members, answers)


def test(vault: Vault, handle: str) -> tuple[Record, Sequence[AlertContact], Changed]:
    """Send a test message through the tree of an alert, encrypted to members with a contact card.

    Return the test and the members to test manually. Raises InputRefused if the tree is empty.
    """
    alert = _alert(vault, handle)
    found = tree(vault, handle)
    if not found.members:
        raise InputRefused(
            "No person in the contact tree has a working channel.",
            "Amparo sent nothing. Enter contacts who can act there, with a channel.",
        )
    given: dict[str, object] = {
        "title": _tested(alert),
        "level": rules.CALM,
        "raised": clock.local_minute(vault),
        "test": True,
    }
    given["tries"] = alert.id.hex()  # text and not a link, so that the alert itself is never sent with the test
    with vault.transaction():
        made, changed = records.add(vault, "alert", given)
        if any(one.sealed for one in found.members):
            by_hand, sent = _sent(vault, made, found.members)
        else:
            by_hand, sent = found.members, Changed()
    return made, by_hand, changed | sent


def _tested(alert: Record) -> str:
    """Return the title of a test, which reveals nothing about the alert."""
    return f"Test {alert.ref}"


def _sent(
    vault: Vault, alert: Record, members: Sequence[AlertContact], answers: LeakAnswers = LeakAnswers()
) -> tuple[Sequence[AlertContact], Changed]:
    """Queue an alert as urgent for members with a card and store its report id; return the other members."""
    sealed = [one.contact.id.hex() for one in members if one.sealed]
    with vault.transaction():
        shared, changed = sharing.share(vault, [alert.id.hex()], sealed, PROFILE, urgent=True, answers=answers)
        _, kept = records.edit(vault, alert.id.hex(), {"report": shared.report.hex()})
    return [one for one in members if not one.sealed], changed | kept


def store_channel_test(vault: Vault, contact: str, reached: bool) -> tuple[Record, Changed]:
    """Store the result of a manual test in the tested channel; a failed channel is not tried first again.

    Raises InputRefused for a contact without a channel that works.
    """
    record = records.record_of(vault, contact)
    parts = records.show(vault, contact).parts
    channel = first_channel([part for role, part in parts if role == "contact" and part.kind == "channel"])
    if channel is None:
        raise InputRefused(
            Phrase("{title} has no channel that works.", title=record.title),
            "Amparo saved nothing. Add a channel first.",
        )
    given = {"last_test": clock.local_minute(vault), "test_result": "works" if reached else channel_order.FAILS}
    return records.edit(vault, channel.id.hex(), given)


def untry(vault: Vault, channel: bytes, before: Mapping[str, Value]) -> Changed:
    """Restore the test fields of a channel to their values before the test."""
    given = {name: before.get(name) for name in ("last_test", "test_result")}
    return records.edit(vault, channel.hex(), given)[1] if store.load(vault.con, channel) else Changed()
