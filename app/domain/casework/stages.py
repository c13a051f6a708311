"""The stages of a case, and the items that each one needs before it begins. Pure.

A case moves forward only if no item of any stage up to the new one is missing. A step back, and an end in `LEFT`, need
only a reason. Kinds declare their stages (`Kind.stages`); `CaseFacts` has the records around a case.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from attrs import frozen

from app.domain.fields import Value
from app.domain.moment import first_day, last_day
from app.domain.totals import Total, add_up, find_charge, format_amount
from app.phrase import Phrase

LEFT = ("refused", "withdrawn")
"""The ends outside of the order of the stages: each stage can end in them."""
FRESH = 30
"""Days in which a risk assessment counts."""
PASSPORT = 183
"""Days after the arrival until which a passport and a visa must be valid."""
HAS, NOT_NEEDED = "have", "not_needed"
COVERED = ("promised", "given", "ended")
"""The states of a need that no longer needs money."""


@frozen
class CasePart:
    """A record around a case: its id, values and title, the ids that it links to, and the kinds of its own parts.

    `roles` has the roles of these links. `unasked` has the people who gave no yes to a referral to its provider: the
    name of each, and the name of the provider.
    """

    id: bytes
    fields: Mapping[str, Value]
    title: str = ""
    links: frozenset[bytes] = frozenset()
    parts: frozenset[str] = frozenset()
    roles: frozenset[str] = frozenset()
    unasked: Sequence[tuple[str, str]] = ()


@frozen
class CaseFacts:
    """A case on a day (an ordinal): its values, the linked records by role, its parts by kind, and its labels.

    `agreed` has the purposes to which all of its people agreed.
    """

    today: int
    fields: Mapping[str, Value]
    linked: Mapping[str, Sequence[CasePart]]
    parts: Mapping[str, Sequence[CasePart]]
    labels: Mapping[str, str]
    agreed: Collection[str] = ()

    def has(self, name: str) -> bool:
        """Return True if a field or a role has a value."""
        return bool(self.linked.get(name)) or self.fields.get(name) is not None


class MissingItem(NamedTuple):
    """An item that is missing: the field, role or kind to fill in, one sentence, and the id of its record if any."""

    name: str
    says: Phrase
    id: bytes = b""


Need = Callable[[CaseFacts], Iterator[MissingItem]]


class Stage(NamedTuple):
    """One stage: its code, and the items that it needs."""

    code: str
    needs: tuple[Need, ...] = ()


def find_position(stages: Sequence[Stage], state: str) -> int:
    """Return the position of a stage; an end outside of the order is as the first one."""
    return next((n for n, stage in enumerate(stages) if stage.code == state), 0)


def is_forward(stages: Sequence[Stage], before: str, state: str) -> bool:
    """Return True if a case moves to a later stage; out of an end, also to the first one."""
    return state not in LEFT and find_position(stages, state) > find_position(stages, before)


def list_missing(stages: Sequence[Stage], before: str, state: str, facts: CaseFacts) -> list[MissingItem]:
    """Return the missing items of each stage after `before`, up to `state`, each once."""
    if state in LEFT:
        return []
    between = stages[find_position(stages, before) + 1 : find_position(stages, state) + 1]
    return list(dict.fromkeys(item for stage in between for need in stage.needs for item in need(facts)))


def find_next(stages: Sequence[Stage], state: str) -> str:
    """Return the code of the next stage; empty after the last one and after an end."""
    after = stages[find_position(stages, state) + 1 :]
    return after[0].code if after and state not in LEFT else ""


# What a stage can need.


def need_fields(names: str) -> Need:
    """Return the need of some fields and roles."""

    def need(facts: CaseFacts) -> Iterator[MissingItem]:
        for name in names.split():
            if not facts.has(name):
                yield MissingItem(name, Phrase("Fill in “{field}”.", field=Phrase(facts.labels[name])))

    return need


def need_assessment(role: str) -> Need:
    """Return the need of a risk assessment of the last FRESH days in a role, about each person of the case."""

    def need(facts: CaseFacts) -> Iterator[MissingItem]:
        fresh = [one for one in facts.linked.get(role, ())
                 if 0 <= facts.today - (first_day(one.fields.get("date")) or 0) <= FRESH]  # fmt: skip
        for who in facts.linked.get("who", ()):
            if not any(who.id in one.links for one in fresh):
                said = Phrase("Link a risk assessment of the last {n} days about {person}.", n=FRESH, person=who.title)
                yield MissingItem(role, said)

    return need


def need_consent(purpose: str) -> Need:
    """Return the need of a yes of the people to a purpose."""

    def need(facts: CaseFacts) -> Iterator[MissingItem]:
        if purpose not in facts.agreed:
            yield MissingItem("consent_record", _YES[purpose])

    return need


_YES = {
    "REFERRAL": Phrase("Ask the person, and record a yes to a referral to services."),
    "STORE": Phrase("Ask the person, and record a yes to keep the records on this device."),
}


def need_parts(kind: str) -> Need:
    """Return the need of one participant of a kind, such as a local co-ordinator."""

    def need(facts: CaseFacts) -> Iterator[MissingItem]:
        if not any(one.fields.get("kind") == kind for one in facts.parts.get("participant", ())):
            yield MissingItem("participant", Phrase("Add a local co-ordinator as a participant."))

    return need


def need_checks(code: str, times: int, says: Phrase) -> Need:
    """Return the need of a check that was made some times, or is not needed."""

    def need(facts: CaseFacts) -> Iterator[MissingItem]:
        people = list_travellers(facts)
        mine = [one for one in _list_required(facts, code) if any(_is_for(one, who, people) for who in people)]
        states = [one.fields.get("state") for one in mine]
        if NOT_NEEDED not in states and states.count(HAS) < times:
            yield MissingItem("requirement", says)

    return need


def need_day_ahead(name: str) -> Need:
    """Return the need of a date that is not over."""

    def need(facts: CaseFacts) -> Iterator[MissingItem]:
        if (last_day(facts.fields.get(name)) or 0) < facts.today:
            yield MissingItem(name, Phrase("Write a day in the future in “{field}”.", field=Phrase(facts.labels[name])))

    return need


def need_measures(facts: CaseFacts) -> Iterator[MissingItem]:
    """Yield the need of a measure, and each one without a person responsible or without a due date."""
    if not facts.parts.get("undertaking"):
        yield MissingItem("undertaking", Phrase("Add a measure."))
    for one in facts.parts.get("undertaking", ()):
        if not (one.fields.get("owner") and one.fields.get("due")):
            says = Phrase("{measure}: write the person responsible and the due date.", measure=one.title)
            yield MissingItem("undertaking", says, one.id)


# The needs of people who travel.


class Traveller(NamedTuple):
    """Somebody who travels: the ids by which papers name them, their name, and True for a child."""

    ids: frozenset[bytes]
    name: str
    child: bool


FAMILY = ("partner", "child", "parent", "relative")
"""The participants who travel with the person."""
_UNDER_18 = ("0-11", "12-17")


def list_travellers(facts: CaseFacts) -> list[Traveller]:
    """Return the people who travel: those of the case, and their family."""
    found = [
        Traveller(frozenset({one.id}), one.title, bool(one.fields.get("child"))) for one in facts.linked.get("who", ())
    ]
    for one in facts.parts.get("participant", ()):
        if (kind := one.fields.get("kind")) in FAMILY:
            age = one.fields.get("age_group")
            found.append(Traveller(one.links | {one.id}, one.title, age in _UNDER_18 or (kind == "child" and not age)))
    return found


def need_travellers(facts: CaseFacts) -> Iterator[MissingItem]:
    """Yield the need to know who travels too."""
    if len(list_travellers(facts)) < 2 and facts.fields.get("alone") is not True:
        yield MissingItem("participant", Phrase("Add the people who travel too, or say that the person travels alone."))


def need_room(facts: CaseFacts) -> Iterator[MissingItem]:
    """Yield the need of a host with room for everybody."""
    hosts, n = facts.linked.get("host", ()), len(list_travellers(facts))
    room = sum(int(str(one.fields.get("capacity", 0))) for one in hosts)
    if not hosts:
        yield MissingItem("host", Phrase("Choose a host."))
    elif room < n:
        yield MissingItem("host", Phrase("The host has room for {room}, and {n} people travel.", room=room, n=n))


_PAPERS: Mapping[str, tuple[Phrase, Phrase]] = {
    "passport": (Phrase("{person}: add the passport, or that it is not needed."),
                 Phrase("{person}: the passport must be valid until {day}.")),
    "visa": (Phrase("{person}: add the visa, or that it is not needed."),
             Phrase("{person}: the visa must be valid until {day}.")),
    "guardian_consent": (Phrase("{person}: add the consent of the other parent, or that it is not needed."),
                         Phrase("{person}: the consent of the other parent must be valid until {day}.")),
}  # fmt: skip


def need_papers(facts: CaseFacts) -> Iterator[MissingItem]:
    """Yield the missing papers of each traveller, and those that end too early."""
    arrival = first_day(facts.fields.get("arrived_on")) or first_day(facts.fields.get("leave_by")) or facts.today
    until, people = arrival + PASSPORT, list_travellers(facts)
    for person in people:
        for code in ("passport", "visa", *(["guardian_consent"] if person.child else [])):
            asked, ends = _PAPERS[code]
            mine = [one for one in _list_required(facts, code) if _is_for(one, person, people)]
            held = [one for one in mine if one.fields.get("state") == HAS]
            if any(one.fields.get("state") == NOT_NEEDED for one in mine):
                continue
            if not held:
                yield MissingItem("requirement", Phrase(asked, person=person.name))
            elif all((last_day(one.fields.get("expires")) or until) < until for one in held):
                day = date.fromordinal(until).isoformat()
                yield MissingItem("requirement", Phrase(ends, person=person.name, day=day))


def _is_for(one: CasePart, person: Traveller, people: Sequence[Traveller]) -> bool:
    """Return True if a paper is that of a traveller; without a name, it is that of the person of the case."""
    return bool(one.links & person.ids) or (person is people[0] and "for" not in one.roles)


def need_cover(facts: CaseFacts) -> Iterator[MissingItem]:
    """Yield the sums that nobody promised, each currency apart, if there is no reason for it."""
    open_ = [one.fields for one in facts.parts.get("budget_line", ()) if one.fields.get("state") not in COVERED]
    if not facts.has("cover_why"):
        for currency, span in add_up(open_, Total("amount", "", "currency")).spans.items():
            said = Phrase("Nobody promised {sum} yet. Find it, or write the reason.", sum=f"{span} {currency}".strip())
            yield MissingItem("budget_line", said)


def need_guards(facts: CaseFacts) -> Iterator[MissingItem]:
    """Yield the need of a mission with a plan of check-ins for the way."""
    if not any("checkin_plan" in one.parts for one in facts.linked.get("travel", ())):
        yield MissingItem("travel", Phrase("Link a mission for the way, with a plan of check-ins."))


# The needs of lines of help and money.


def need_each_line(names: tuple[str, ...], says: Phrase) -> Need:
    """Return the need of one of these fields, roles or states in each line."""

    def need(facts: CaseFacts) -> Iterator[MissingItem]:
        if not (lines := facts.parts.get("budget_line", ())):
            yield MissingItem("budget_line", Phrase("Add a need."))
        for one in lines:
            known = {*(name for name, value in one.fields.items() if value), *one.roles, one.fields.get("state")}
            if known.isdisjoint(names):
                yield MissingItem("budget_line", Phrase(says, need=one.title), one.id)

    return need


def need_given(facts: CaseFacts) -> Iterator[MissingItem]:
    """Yield each line whose help arrived without its provider or its day."""
    for one in facts.parts.get("budget_line", ()):
        known = ("provider" in one.roles or one.fields.get("ours") is True) and one.fields.keys() & {"from", "paid_on"}
        if one.fields.get("state") in COVERED[1:] and not known:
            said = Phrase("“{need}”: write the provider and the day of the help.", need=one.title)
            yield MissingItem("budget_line", said, one.id)


def need_referrals(facts: CaseFacts) -> Iterator[MissingItem]:
    """Yield each yes to a referral that is missing, by the line, the person and the provider."""
    for one in facts.parts.get("budget_line", ()):
        for person, provider in one.unasked:
            said = Phrase("“{need}”: record a yes of {person} to a referral to services, for {provider}.",
                          need=one.title, person=person, provider=provider)  # fmt: skip
            yield MissingItem("consent_record", said)


def need_receipts(facts: CaseFacts) -> Iterator[MissingItem]:
    """Yield the receipts that are missing, and costs above the grant or without their amount in its currency."""
    currency, spent = str(facts.fields.get("currency", "")), Decimal()
    for one in facts.parts.get("budget_line", ()):
        if "paid" not in one.fields:
            continue
        if "receipt" not in one.roles:
            yield MissingItem("budget_line", Phrase("“{need}”: add the receipt.", need=one.title), one.id)
        if (charged := find_charge(one.fields, currency)) is None:
            said = Phrase("“{need}”: write the amount in {currency}, and the rate.", need=one.title, currency=currency)
            yield MissingItem("budget_line", said, one.id)
        spent += charged or 0
    paid = Decimal(str(facts.fields.get("paid", 0)))
    if spent > paid:
        said = Phrase("The costs are {spent}, and the grant has {paid} {currency}.",
                      spent=format_amount(spent), paid=format_amount(paid), currency=currency)  # fmt: skip
        yield MissingItem("paid", said)


def _list_required(facts: CaseFacts, code: str) -> Iterable[CasePart]:
    return [one for one in facts.parts.get("requirement", ()) if one.fields.get("kind") == code]
