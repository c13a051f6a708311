"""The answers to the questions of a fund that a relocation or a support plan has: words that leave to a service."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from app.actions.outgoing.outgoing_data import OutgoingData
from app.domain.record import Record
from app.domain.totals import Total, add_up
from app.phrase import Phrase, join_lines

_MOVE = ("kind", "leave_by", "origin", "destination", "arrived_on", "until", "where", "urgency")


def _plans(leaving: OutgoingData, form: Record) -> list[Record]:
    return [one for one in leaving.linked(form, "about") if leaving.kinds[one.kind].stages]


def _say(leaving: OutgoingData, one: Record, names: Sequence[str]) -> list[Phrase]:
    """Return the fields of a record that leave, each with its label."""
    known = [name for name in names if name in leaving.kinds[one.kind].fields]
    return [Phrase("{label}: {text}", label=label, text=text) for label, text in leaving.facts(one, *known)]


def _move(leaving: OutgoingData, form: Record) -> str:
    return join_lines(said for one in _plans(leaving, form) for said in _say(leaving, one, _MOVE))


def _reason(leaving: OutgoingData, form: Record) -> str:
    return join_lines(said for one in _plans(leaving, form) if (said := leaving.said(one, "reason")))


def _rows(kind: str, *names: str) -> Callable[[OutgoingData, Record], str]:
    """Return the source of the records of a kind that belong to a plan, each in one line."""

    def read(leaving: OutgoingData, form: Record) -> str:
        found = [part for one in _plans(leaving, form) for part in leaving.parts(one, kind, "of")]
        return join_lines(join_lines(said, " · ") for part in found if (said := _say(leaving, part, names)))

    return read


def list_needs(leaving: OutgoingData, root: Record) -> list[Record]:
    """Return the needs; a service reads those that name it as the provider, or else those without a provider."""
    found = [one for one in leaving.parts(root, "budget_line") if one.fields]
    mine = [one for one in found if leaving.number(one, "organisation") or leaving.number(one, "contact")]
    return found if leaving.profile.own or not mine else mine


def _needs(leaving: OutgoingData, form: Record) -> str:
    """Return each need in one line, with its amount and currency."""
    found = [part for one in _plans(leaving, form) for part in list_needs(leaving, one)]
    return join_lines(join_lines([*_say(leaving, part, ("kind", "text", "state")), *_add([part.fields])], " · ")
                      for part in found)  # fmt: skip


def _add(lines: Iterable[Mapping[str, object]]) -> list[str]:
    sums = add_up(lines, Total("amount", "", "currency")).spans
    return [f"{span} {code}".strip() for code, span in sums.items()]


def _totals(leaving: OutgoingData, form: Record) -> str:
    """Return the sum of the needs in each currency."""
    lines = [part.fields for one in _plans(leaving, form) for part in list_needs(leaving, one)]
    return join_lines(_add(lines))


PLAN_SOURCES: Mapping[str, Callable[[OutgoingData, Record], str]] = {
    "help.move": _move, "help.reason": _reason, "help.totals": _totals,
    "help.family": _rows("participant", "kind", "age_group", "sex"),
    "help.papers": _rows("requirement", "kind", "state", "expires"),
    "help.needs": _needs,
}  # fmt: skip
"""The sources by their names in the data of mechanisms."""
