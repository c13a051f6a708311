"""Name the facet of each field and role: the row of `facets.tsv` with the details for each audience.

The declaration of a field names it, or its kind. Without both, level and type decide. Fields of level R without a facet
are internal, and those of level V never leave.
"""

from app.domain.fields import Field, Level, Type
from app.domain.kind import Kind, Role
from app.domain.release.audiences import AUDIENCES

SEALED, NAME, ROLE, OPEN = "sealed", "name", "role", "open"
"""Facets without a row: never, the alias, the words for a role, and the words for other eyes.

The form of the person decides about alias and role, and the row of prose about words for other eyes.
"""
FEW = frozenset({"sex", "age_group", "defender_field"})
"""The codes about a person that the public can read."""
PROSE = (Type.PROSE, Type.TEXT, Type.TAGS, Type.ROWS)
"""The types of free text, which can mention anybody."""
KNOWN = frozenset({*AUDIENCES["internal"].facets, SEALED, NAME, ROLE, OPEN})
"""Every facet."""
_BY_LEVEL = {Level.P: "code_public", Level.I: "code_inside", Level.C: "fact"}
_EYES = ("wish", "care")


def is_open(name: str) -> bool:
    """Return True for a field with words that a person wrote for other eyes."""
    return name.endswith("_open") or name in _EYES


def facet_of(kind: Kind, name: str) -> str:
    """Return the facet of a field; a field unknown to this version is internal."""
    field, level = kind.fields.get(name), kind.field_level(name)
    if field is None:
        return "internal"
    if level is Level.V or kind.sealed:
        return SEALED
    if field.facet:
        return field.facet
    if level is Level.R:
        return kind.facet if kind.facet and field in kind.own else "internal"
    return OPEN if is_open(name) else _by_type(field, level)


def _by_type(field: Field, level: Level) -> str:
    if field.type is Type.DATE:
        return "time"
    if field.type is Type.PROSE or (field.type in PROSE and level is not Level.P):
        return "prose"
    return _BY_LEVEL[level]


def role_facet(role: Role) -> str:
    """Return the facet of a link in a role."""
    if role.facet:
        return role.facet
    level = role.level or Level.P
    return "source" if level is Level.R else _BY_LEVEL[level]


def is_text(kind: Kind, name: str) -> bool:
    """Return True for a field of free text."""
    field = kind.fields.get(name)
    return field is not None and field.type in PROSE


def is_date(kind: Kind, name: str) -> bool:
    """Return True for a field with a date."""
    field = kind.fields.get(name)
    return field is not None and field.type is Type.DATE
