"""Keep the state of a record at that of its last step (`Kind.state_from`), in the transaction of the save.

A case with stages moves forward only without missing items, also by an edited or removed step.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import reduce

from app.actions.kernel import clock
from app.domain.casework import tracker
from app.domain.fields import Value
from app.domain.kind import Kind
from app.domain.record import Record
from app.errors import InputRefused
from app.phrase import Phrase
from app.store.records import links
from app.store.records import record_rows as store
from app.store.records.record_rows import Writer
from app.store.vault.open_vault import Vault

Refusal = Callable[[Kind, Mapping[str, str], str], InputRefused]
_LAST = 4_000_000
"""A day after every step."""
_BY_STEPS = Phrase("The state is that of the last step. Add a step.")


def follow_steps(
    vault: Vault, writer: Writer, ids: Collection[bytes], refusal: Refusal, named: bool = False,
    written: Collection[bytes] = (),
) -> None:  # fmt: skip
    """Set the state of each of these records with steps, and of each record that has one of these as a step.

    Raise `refusal` if a step lacks something, or if a state that a person `named` contradicts the last step. `written`
    are the records whose fields were all typed now.
    """
    for record in filter(None, (store.load(vault.con, id_) for id_ in ids)):
        kind = vault.kinds[record.kind]
        if kind.stages:
            _keep_stage(vault, writer, record, ids, refusal, named or record.id in written)
        elif kind.state_from:
            status = tracker.as_of(record.fields, _fields(vault, record), _LAST).get("status")
            if named and status != record.fields.get("status"):
                raise refusal(kind, {"status": _BY_STEPS}, "")
            _set(writer, record, status=status)
        elif (role := kind.role("of")) and role.required:
            for id_ in links.list_targets(vault.con, record.id, role.name):
                above = store.load(vault.con, id_)
                if above is not None and vault.kinds[above.kind].state_from == kind.name:
                    _follow(vault, writer, above, record, refusal)


def follow_accepted(
    vault: Vault, writer: Writer, came: Collection[bytes], joined: Collection[bytes],
    keeps_rules: Callable[[Record], bool],
) -> list[tuple[bytes, str, Value | None, Value | None, str]]:  # fmt: skip
    """Set the state of records that `came`, and of those with steps that came, by their steps.

    `joined` are the sources of new links, and both ends of removed ones: a record that lost its step falls back.
    A state that came without its step does not count. A step of a record that `keeps_rules` has no state if a form
    would refuse it. Returns the record, the field, its value before and after, and the reason of a refusal.
    """
    moved = list[tuple[bytes, str, Value | None, Value | None, str]]()
    new = {*came, *joined}
    near = dict.fromkeys(one for id_ in new for one in (id_, *store.wholes_of(vault.con, id_)))
    for above in [one for id_ in near if (one := store.load(vault.con, id_)) and vault.kinds[one.kind].state_from]:
        stages, steps = vault.kinds[above.kind].stages, [one for one in list_steps(vault, above) if one.id in new]
        before = above.fields.get("status")
        for step in reversed(steps) if stages else steps:  # of a case, the last step decides
            try:
                if keeps_rules(above):
                    _follow(vault, writer, _reload(vault, above), step, _say_why)
            except InputRefused as wrong:
                moved.append((step.id, "state", step.fields.get("state"), None, wrong.message))
                _set(writer, step, state=None)
        now, told = _reload(vault, above), _fields(vault, above)
        after = tracker.state_on(told, _LAST, stages[0].code) if stages else (
            tracker.as_of(now.fields, told, _LAST).get("status"))  # fmt: skip
        _set(writer, now, status=after)
        if before != after:
            typed = above.id in came and before is not None
            moved.append((above.id, "status", before, after, _BY_STEPS if typed else ""))
    return moved


def leave_step(vault: Vault, writer: Writer, id_: bytes) -> None:
    """Set the stage of a case that lost a part, perhaps a step, to that of its last step."""
    case = store.load(vault.con, id_)
    if case is not None and (known := vault.kinds[case.kind].stages):
        _set(writer, case, status=tracker.state_on(_fields(vault, case), _LAST, known[0].code))


def _reload(vault: Vault, record: Record) -> Record:
    return store.load(vault.con, record.id) or record


def _say_why(kind: Kind, refused: Mapping[str, str], path: str) -> InputRefused:
    return InputRefused(reduce(_add, map(Phrase.of, refused.values())))


def list_states(vault: Vault, kind: Kind) -> list[str]:
    """Return the codes that a step of a record of this kind can have, in their order."""
    if kind.stages:
        from app.domain.casework import stages  # not before the first case

        return [*(stage.code for stage in kind.stages), *stages.LEFT]
    return list(vault.words[kind.fields["status"].scheme].codes)


def list_choices(vault: Vault, kind: Kind, linked: Mapping[str, Sequence[str]]) -> dict[str, list[tuple[str, str]]]:
    """Return the states that the form of a new step offers, as code and label, by the record of the step."""
    above = [store.find(vault.con, one) for one in linked.get("of", ())]
    found = [vault.kinds[one.kind] for one in above if one is not None]
    if not found or found[0].state_from != kind.name:
        return {}
    return {"state": [(code, code) for code in list_states(vault, found[0])]}


def list_steps(vault: Vault, record: Record) -> list[Record]:
    """Return the steps of a record in the order of time."""
    kind = vault.kinds[vault.kinds[record.kind].state_from]
    found = (store.load(vault.con, one) for one in links.list_parts(vault.con, record.id, kind.number, "of"))
    return [one for one in found if one is not None and not one.removed]


def _fields(vault: Vault, record: Record) -> list[tracker.Fields]:
    return [one.fields for one in list_steps(vault, record)]


def _keep_stage(
    vault: Vault, writer: Writer, case: Record, ids: Collection[bytes], refusal: Refusal, typed: bool
) -> None:
    """Set the first stage of a new case. Nobody types a stage: a `typed` one is that of the steps before this save."""
    kind = vault.kinds[case.kind]
    before = [one.fields for one in list_steps(vault, case) if one.id not in ids]
    stage, said = tracker.state_on(before, _LAST, kind.stages[0].code), case.fields.get("status")
    if typed and said not in (None, stage):
        raise refusal(kind, {"status": _BY_STEPS}, "")
    if said is None:
        _set(writer, case, status=stage)


def _move(vault: Vault, writer: Writer, case: Record, step: Record, refusal: Refusal) -> None:
    """Set the stage of a case to that of its last step. Raise `refusal` if an item of a later stage is missing."""
    from app.actions.kernel import case_facts  # not before the first case
    from app.domain.casework import stages

    kind = vault.kinds[case.kind]
    told = [one for one in list_steps(vault, case) if "state" in one.fields]
    before = str(case.fields.get("status", kind.stages[0].code))
    after = str(told[-1].fields["state"]) if told else kind.stages[0].code
    needs: dict[str, str] = {}
    if stages.is_forward(kind.stages, before, after):
        missing = [item.says for item in case_facts.list_missing_items(vault, case, before, after)]
        needs = {"state": reduce(_add, missing)} if missing else {}
    elif after != before and told and told[-1].id == step.id and not (step.fields.keys() & {"text", "text_open"}):
        needs = {"text": Phrase("Write the reason for the step back.")}
    if needs:
        raise refusal(vault.kinds[step.kind], needs, "")
    _set(writer, case, status=after)


def _add(first: Phrase, then: Phrase) -> Phrase:
    return Phrase("{first} {then}", first=first, then=then)


def _follow(vault: Vault, writer: Writer, above: Record, step: Record, refusal: Refusal) -> None:
    """Check one step, and set the state of its record; the words of a step to `done` are the result, if it has none."""
    today, kind = clock.today(vault).toordinal(), vault.kinds[above.kind]
    if not step.removed and (wrong := tracker.list_wrong(step.fields, list_states(vault, kind), today)):
        raise refusal(vault.kinds[step.kind], wrong, "")
    if kind.stages:
        _move(vault, writer, above, step, refusal)
        return
    ids, fields = [one.id for one in list_steps(vault, above)], _fields(vault, above)
    earlier = fields[: ids.index(step.id)] if step.id in ids else []
    known = any("state" in one for one in earlier)
    before = tracker.state_on(earlier, _LAST) if known else str(above.fields.get("status", tracker.OPEN))
    if not step.removed:
        by, sources = (bool(links.list_targets(vault.con, *of)) for of in ((above.id, "by"), (step.id, "source")))
        if needs := tracker.list_needs(above.fields, by, before, step.fields, sources):
            raise refusal(vault.kinds[step.kind], needs, "")
    status, told = tracker.as_of(above.fields, fields, _LAST).get("status"), step.fields.get("text")
    result = above.fields.get("outcome")
    if status == step.fields.get("state") == tracker.DONE and not step.removed:
        _set(writer, step, text=told or result)
        result = result or told
    elif (result == told) if step.removed else tracker.is_back(before, str(status)):
        result = None  # the step that wrote it keeps its words
    _set(writer, above, status=status, outcome=result)


def _set(writer: Writer, record: Record, **values: object) -> None:
    kept = {name: str(value) for name, value in values.items() if value is not None}
    writer.edit(record, kept, values)
