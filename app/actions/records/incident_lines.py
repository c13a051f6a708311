"""Read and write the lines of an incident: who did what to whom.

In a line, each person who did something did each act to each person harmed. The vault has one act for each act and
person harmed, and in each act one involvement for each person who did it. An act keeps the number of its line. Acts
without a number are a line if their people are equal, on both sides; such lines come first.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import product
from typing import NamedTuple

from app.actions.kernel import records
from app.actions.kernel.change_set import Changed
from app.domain.record import Record
from app.store.vault.open_vault import Vault

SLOTS = ("who", "did", "whom")
"""The keys of the first line in a draft. Line 2 has the keys `who 2`, `did 2` and `whom 2`."""

LAST = 1_000_000
"""The highest number of a line: a contact chose the numbers of a received incident."""


class IncidentLine(NamedTuple):
    """The values of one line: those who did it, the acts, and those who were harmed."""

    who: tuple[str, ...] = ()
    did: tuple[str, ...] = ()
    whom: tuple[str, ...] = ()

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """Return each act with each person harmed."""
        return list(product(self.did or ("",), self.whom or ("",)))


class StoredAct(NamedTuple):
    """An act of the vault: its value, the person harmed, and the involvement of each who did it."""

    record: Record
    did: str
    whom: str
    who: Mapping[str, Record]

    @property
    def number(self) -> int:
        """Return the number of its line, or 0. A number above `LAST` has no successor and counts as none."""
        number = self.record.fields.get("line", 0)
        return number if isinstance(number, int) and number <= LAST else 0


class StoredLine(NamedTuple):
    """A line and its acts."""

    line: IncidentLine
    acts: tuple[StoredAct, ...]


def list_lines(draft: Mapping[str, str]) -> list[IncidentLine]:
    """Return the lines of a draft, without empty values and empty lines."""
    numbers = sorted({int(key.partition(" ")[2] or 1) for key in draft if key.partition(" ")[0] in SLOTS})
    lines = [IncidentLine(*(values(draft.get(key_of(slot, number), "")) for slot in SLOTS)) for number in numbers]
    return [line for line in lines if any(line)]


def as_draft(lines: Iterable[Sequence[Sequence[str]]]) -> dict[str, str]:
    """Return lines as values of a draft; an empty value stays in its place."""
    rows = {
        key_of(slot, n): "\n".join(got)
        for n, line in enumerate(lines, 1)
        for slot, got in zip(SLOTS, line, strict=True)
    }
    return {key: text for key, text in rows.items() if text}


def key_of(slot: str, number: int) -> str:
    """Return the key of a slot in a line; lines count from 1."""
    return slot if number == 1 else f"{slot} {number}"


def values(text: str) -> tuple[str, ...]:
    """Return the values of one key of a draft, each once."""
    return tuple(dict.fromkeys(filter(None, text.split("\n"))))


def read(vault: Vault, event: bytes) -> list[StoredLine]:
    """Return the lines of an incident in their order."""
    seen: Counter[object] = Counter()
    groups: dict[object, dict[str, list[StoredAct]]] = {}
    for _, part in records.show(vault, event.hex()).parts:
        if part.kind == "act":
            act = _stored(vault, part)
            alike = (act.number, frozenset(act.who), bool(act.did), bool(act.whom))
            seen[alike, act.did, act.whom] += 1
            groups.setdefault((alike, seen[alike, act.did, act.whom]), {}).setdefault(act.did, []).append(act)
    lines: dict[object, list[StoredAct]] = {}
    for group, acts in groups.items():
        for same in acts.values():
            lines.setdefault((group, frozenset(act.whom for act in same)), []).extend(same)
    found = [StoredLine(_line(acts), tuple(acts)) for acts in lines.values()]
    return sorted(found, key=lambda stored: stored.acts[0].number)


def _line(acts: Sequence[StoredAct]) -> IncidentLine:
    did, whom = (
        tuple(dict.fromkeys(filter(None, said))) for said in zip(*((act.did, act.whom) for act in acts), strict=True)
    )
    return IncidentLine(tuple(acts[0].who), did, whom)


def _stored(vault: Vault, record: Record) -> StoredAct:
    shown = records.show(vault, record.id.hex())
    code, text = record.fields.get("violation"), str(record.fields.get("violation_text", ""))
    who: dict[str, Record] = {}
    for _, part in shown.parts:
        if part.kind == "involvement" and (value := _doer(vault, part)):
            who.setdefault(value, part)
    return StoredAct(record, f"code:{code}" if code else text, _linked(shown.links, "victim"), who)


def _doer(vault: Vault, part: Record) -> str:
    """Return who did it by an involvement: a person or group, the first of its kinds of perpetrator, or nothing."""
    kinds = part.fields.get("type")
    first = f"type:{kinds[0]}" if isinstance(kinds, list) and kinds else ""
    return _linked(records.show(vault, part.id.hex()).links, "perpetrator") or first


def _linked(links: Iterable[tuple[str, Record]], role: str) -> str:
    return next((f"id:{target.id.hex()}" for name, target in links if name == role), "")


def write(vault: Vault, event: bytes, lines: Sequence[IncidentLine], of_each: Mapping[str, object]) -> Changed:
    """Store the lines of an incident, in which people and groups are ids. Only acts whose line differs change.

    A corrected act stays the same act. An act that no line has is archived. A new act gets the fields `of_each` too.
    """
    stored, changed, last = read(vault, event), Changed(), 0
    matched = _matched(lines, stored)
    made: list[list[str]] = []
    for line, old in zip(lines, matched, strict=True):
        number = old.acts[0].number if old else last + 1
        last, acts = max(last, number), old.acts if old else ()
        found = _fitting(line.pairs, acts)
        made.append([])
        for pair in line.pairs:
            if (act := found.get(pair)) is not None:
                changed |= _correct(vault, act, pair, line.who)
                made[-1].append(act.record.id.hex())
            else:
                record, more = _add(vault, event, pair, line.who, {**of_each, "line": number})
                changed |= more
                made[-1].append(record.id.hex())
        changed |= _archive(vault, (act.record for act in acts if act not in found.values()))
    gone = [old for old in stored if old not in matched and any(old.line)]
    changed |= _archive(vault, (act.record for old in gone for act in old.acts))
    if [_same(one.line) for one in read(vault, event) if any(one.line)] != [_same(line) for line in lines]:
        for number, keys in enumerate(made, 1):
            for key in keys:
                changed |= records.edit(vault, key, {"line": number})[1]
    return changed


def put_back(vault: Vault, event: bytes, stored: Sequence[StoredLine]) -> Changed:
    """Give the acts of an incident the values that `read` returned before a save; archive the acts of the save."""
    before = {act.record.id: act for one in stored for act in one.acts}
    now = {act.record.id: act for one in read(vault, event) for act in one.acts}
    changed = _archive(vault, (act.record for id_, act in now.items() if id_ not in before))
    for id_, act in before.items():
        changed |= _correct(vault, now[id_], (act.did, act.whom), tuple(act.who))
        changed |= records.edit(vault, id_.hex(), {"line": act.number or None})[1]
    return changed


def _same(line: IncidentLine) -> tuple[frozenset[str], ...]:
    """Return what two lines with the same meaning share: the order inside a line says nothing."""
    return tuple(map(frozenset, line))


def _matched(lines: Sequence[IncidentLine], stored: Sequence[StoredLine]) -> list[StoredLine | None]:
    """Return for each line the stored line that it was: an equal one, else the one with most values in common."""
    equal: dict[tuple[frozenset[str], ...], list[int]] = {}
    for k, old in reversed([*enumerate(stored)]):
        equal.setdefault(_same(old.line), []).append(k)
    found = {n: places.pop() for n, line in enumerate(lines) if (places := equal.get(_same(line)))}
    taken = set(found.values())
    left = [(k, old, _same(old.line)) for k, old in enumerate(stored) if k not in taken]
    alike = [
        (2 * sum(map(len, map(frozenset.intersection, same, was))) or (not any(old.line)), -abs(n - k), n, k)
        for n, line in enumerate(lines) if n not in found for same in [_same(line)] for k, old, was in left
    ]  # fmt: skip
    for score, _, n, k in sorted(alike, reverse=True):
        if score and n not in found and k not in found.values():
            found[n] = k
    return [stored[found[n]] if n in found else None for n in range(len(lines))]


def _fitting(pairs: Sequence[tuple[str, str]], acts: Iterable[StoredAct]) -> dict[tuple[str, str], StoredAct]:
    """Return the stored act of each pair: an equal one, else one with the same act or the same person harmed."""
    left, found = list(acts), dict[tuple[str, str], StoredAct]()
    for exact in (True, False):
        for did, whom in pairs:
            fits = [
                act for act in left
                if ((act.did, act.whom) == (did, whom) if exact else act.did in (did, "") or act.whom in (whom, ""))
            ]  # fmt: skip
            if fits and (did, whom) not in found:
                found[did, whom] = fits[0]
                left.remove(fits[0])
    return found


def _add(
    vault: Vault, event: bytes, pair: tuple[str, str], who: Sequence[str], of_each: Mapping[str, object]
) -> tuple[Record, Changed]:
    given = {**of_each, **_done(pair[0]), "event": event.hex(), "victim": pair[1][3:]}
    given["involvement"] = [_by(value) for value in who]
    return records.add(vault, "act", {name: value for name, value in given.items() if value})


def _correct(vault: Vault, act: StoredAct, pair: tuple[str, str], who: Sequence[str]) -> Changed:
    did, whom = pair
    given = {} if did == act.did else _done(did)
    given |= {} if whom == act.whom else {"victim": whom[3:] or None}
    changed = records.edit(vault, act.record.id.hex(), given)[1] if given else Changed()
    gone = [part for value, part in act.who.items() if value not in who]
    new = [value for value in who if value not in act.who]
    for part, value in zip(gone, new, strict=False):
        changed |= records.edit(vault, part.id.hex(), {"perpetrator": None, "type": None, **_by(value)})[1]
    for value in new[len(gone) :]:
        changed |= records.add(vault, "involvement", {"act": act.record.id.hex(), **_by(value)})[1]
    return changed | _archive(vault, gone[len(new) :])


def _archive(vault: Vault, found: Iterable[Record]) -> Changed:
    changed = Changed()
    for record in found:
        changed |= records.remove(vault, record.id.hex())[1]
    return changed


def _done(did: str) -> dict[str, object]:
    """Return the fields of an act: its code, with the words from before, or its words without a code."""
    if did.startswith("code:"):
        return {"violation": did[5:]}
    return {"violation": None, "violation_text": did or None}


def _by(value: str) -> dict[str, object]:
    return {"type": [value[5:]]} if value.startswith("type:") else {"perpetrator": value[3:]}
