"""An example of every kind of the field, made from its declaration: a value in each field, and what it needs."""

from app.domain.fields import Field, Level, Type
from app.domain.kind import SEAL, Kind
from app.domain.kinds import KINDS
from tests.domain.strategies import WORDS

FIRST = 20
"""The number of the first kind of the field."""


def _value(field: Field) -> object:
    if field.type in (Type.CODE, Type.CODES):
        code = WORDS[field.scheme].codes[0]
        return [code] if field.type is Type.CODES else code
    if field.type in (Type.WHOLE, Type.DECIMAL):
        number = int(field.low or 1)
        return float(number) if field.type is Type.DECIMAL else number
    if field.shape == "duty":
        return ["1-5 18:00-06:00"]
    if field.shape:
        return [["left_forearm", "bruise"]] if field.shape == "body" else [["unknown", "1"]]
    return {
        Type.TEXT: f"{field.label} by the river", Type.PROSE: f"{field.label}.\nTwo lines of it.", Type.FLAG: True,
        Type.DATE: "2026-04-12T08:00", Type.TAGS: ["Ansal", "Velmora"], Type.HASH: "0" * 64,
        Type.ROWS: [["0" * 64, "EV-7K2M4"]],
    }[field.type]  # fmt: skip


def example(kind: Kind) -> dict[str, object]:
    """Return what a record of a kind may be added with: not code words, which leave in no table, nor a signature.

    Nobody types the stage of a case.
    """
    given = {field.name: _value(field) for field in kind.own if field.level is not Level.V and field.name != SEAL
             and not (kind.stages and field.scheme == "stage")}  # fmt: skip
    return given | {role.name: _needed(role.to[0]) for role in kind.roles if role.required}


def _needed(name: str) -> dict[str, object]:
    kind = KINDS[name]
    fields = {field.name: _value(field) for field in kind.own if field.required}
    roles = {role.name: _needed(role.to[0]) for role in kind.roles if role.required}
    return {"kind": name, **(fields or {kind.own[0].name: _value(kind.own[0])}), **roles}


EXAMPLES = {kind.name: example(kind) for kind in KINDS.values()
            if kind.number >= FIRST and not (kind.sealed or kind.registered)}  # fmt: skip
