"""The verbs count, casualties and displaced: records by their fields, and people killed, injured or displaced."""

import argparse
from typing import Any

from app.actions.kernel import records
from app.actions.records import record_counts
from app.cli.command import verb
from app.cli.output import CommandResult, make_answer, row
from app.cli.records import add_where, conditions
from app.domain.act_counts import RULES, UNITS
from app.domain.acts.casualties import CasualtyCount
from app.domain.acts.displacement import count_displaced, group_same
from app.store.vault.open_vault import Vault


def add_verbs(verbs: Any, common: argparse.ArgumentParser) -> None:
    """Add the verbs of counting."""
    parser = verb(verbs, common, "count", _count, "count records")
    parser.add_argument("kind", help="kind, victim or perpetrator")
    parser.add_argument("--by", metavar="FIELD", nargs="+", action="extend", default=[], help="group by these fields")
    add_where(parser, "count only records with these field values")
    parser.add_argument("--rule", choices=tuple(RULES), help="unit of the count: each act, or each method of an act")
    parser.add_argument("--verified", action="store_true", help="count only verified records and list the exclusions")
    casualties = verb(verbs, common, "casualties", _casualties, "count people killed, injured and missing")
    verb(verbs, common, "displaced", _displaced, "count displaced people and households, from where to where")
    casualties.add_argument("--by", metavar="FIELDS", default="", help="sex, age or status, separated by commas")


def _count(vault: Vault, options: argparse.Namespace) -> CommandResult:
    where = conditions(options.where)
    named = [name for name, _ in where]
    if options.rule or options.verified or not _of_its_own(vault, options.kind, options.by, named):
        return _counted(vault, options, where)
    total, groups = records.count(vault, options.kind, options.by, where)
    return make_answer(total=total, unit=options.kind, groups=[{"key": key, "n": n} for key, n in groups])


def _of_its_own(vault: Vault, name: str, by: list[str], where: list[str]) -> bool:
    """Return True if the records themselves have all counted fields, so that no other record is read."""
    kind = vault.kinds.get(name)
    if kind is not None and name not in UNITS and any("." in path for path in (*by, *where)):
        return False
    if name not in UNITS or kind is None or "verification" in (*by, *where):
        return name not in UNITS
    return {*by} <= kind.fields.keys() and {*where} <= {"id", "ref", *kind.fields, *(role.name for role in kind.roles)}


def _counted(vault: Vault, options: argparse.Namespace, where: tuple[tuple[str, str], ...]) -> CommandResult:
    found = record_counts.count(
        vault, options.kind, options.by, where, rule=options.rule or "act", verified=options.verified
    )
    groups = [{"key": [found.names.get(str(part), part) for part in key], **_n(number)} for key, number in found.groups]
    document: dict[str, object] = {"total": found.total[0], "unit": found.unit, "groups": groups, "rule": found.rule}
    if found.total[0] != found.total[1]:
        document["at_most"] = found.total[1]
    if options.verified:
        document["left_out"] = [{**row(act), "reason": why} for act, why in found.left_out]
    return make_answer(**document)


def _n(number: tuple[int, int | None]) -> dict[str, object]:
    """Return a number, and its upper limit if that differs; a null limit is not known."""
    return {"n": number[0]} if number[0] == number[1] else {"n": number[0], "at_most": number[1]}


def _casualties(vault: Vault, options: argparse.Namespace) -> CommandResult:
    from app.actions.papers.justice import casualties  # not for another verb

    found = casualties.count_casualties(vault, [name.strip() for name in options.by.split(",") if name.strip()])
    return make_answer(
        outcomes=[{"outcome": name, **_people(one)} for name, one in found.whole.items()],
        groups=[{"key": list(key), **_people(one)} for key, one in found.groups.items()],
        incidents=[
            {"outcome": name, "incident": ref, "of": found.titles[ref], **_people(one)}
            for (name, ref), one in found.incidents.items()
        ],
        same_people=[list(refs) for refs in found.same],
        named_twice=[{"outcome": name, "person": ref, "of": found.titles[ref]} for name, ref in found.twice],
    )


def _displaced(vault: Vault, options: argparse.Namespace) -> CommandResult:
    from app.actions.papers.justice import displacement  # not for another verb

    found = displacement.read_displaced(vault)
    return make_answer(
        **{unit: _n(count_displaced((one for one, _ in found), unit)) for unit in displacement.UNITS},
        incidents=[row(record) | {"from": one.origin, "to": list(filter(None, one.goals)), "people": _n(one.people),
                                  "households": _n(one.households)} for one, record in found],
        same_people=[[refs[one.id] for one in group] for refs in ({one.id: record.ref for one, record in found},)
                     for group in group_same(one for one, _ in found) if len(group) > 1],
    )  # fmt: skip


def _people(one: CasualtyCount) -> dict[str, object]:
    return {"named": one.named, "not_named": _n(one.others), "both": _n(one.both)}
