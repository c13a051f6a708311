"""Rules of SDG 16.10.1: the class of each act against defenders, journalists and trade unionists.

The marks of each violation are in the list `violation`. Nothing is guessed: an unexplained death is a killing only
after a judgment, and a detention is arbitrary only if a person assessed it so.
"""

from collections.abc import Mapping, Sequence

from app.domain import act_counts
from app.domain.act_counts import ActCount
from app.domain.verification import ACCEPTED
from app.phrase import Phrase

CLASSES: Mapping[str, str] = {
    "KILL": Phrase("Killing"), "DISAP": Phrase("Enforced disappearance"), "TORT": Phrase("Torture"),
    "ARB": Phrase("Arbitrary detention"), "KIDN": Phrase("Kidnapping"), "OTH": Phrase("Other harmful acts"),
}  # fmt: skip
STATUSES: Mapping[str, str] = {
    "hrd": Phrase("Defenders"), "journalist": Phrase("Journalists"), "unionist": Phrase("Trade unionists"),
}  # fmt: skip
BANDS = ("0-11", "12-17", "18-29", "30-49", "50-64", "65+")
_OFFICIAL = "01"
"""The beginning of the codes of state agents."""


def find_classes(marks: Sequence[str], deed: ActCount) -> tuple[str, ...]:
    """Return the classes of an act by the marks of its violation.

    Empty if it has none, or if a condition of the class is not met.
    """
    found = list[str]()
    for mark in marks:
        if mark == "ARB?":
            found += ["ARB"] if act_counts.values(deed, "act.arbitrary_assessment")[0] else []
        elif mark == "KILL?":
            found += ["KILL"] if deed.verdict.code == "judgment" else []
        elif mark == "TORT/OTH":
            official = any(str(code).startswith(_OFFICIAL) for code in act_counts.values(deed, "involvement.type"))
            found.append("TORT" if official else "OTH")
        else:
            found.append(mark)
    return tuple(found)


def say_left_out(marks: Sequence[str], deed: ActCount) -> str:
    """Return the reason why an act does not count; empty if it counts."""
    act = deed.core.fields
    strength = act.get("link_strength")
    if not marks:
        return Phrase("This kind of act has no class.")
    if not STATUSES.keys() & set(map(str, act_counts.values(deed, "victim.occupational_status"))):
        return Phrase("The victim is not recorded as defender, journalist or trade unionist.")
    if deed.verdict.code not in ACCEPTED:
        return Phrase("It is not verified.")
    if strength == "none_known" or not (strength or act.get("defender_link")):
        return Phrase("No link to their work is recorded.")
    if not find_classes(marks, deed):
        detained = Phrase("The detention is not assessed as arbitrary.")
        return detained if "ARB?" in marks else Phrase("The cause of death is not established.")
    return ""


def find_age_band(deed: ActCount) -> Sequence[str]:
    """Return the age band of the victim at the act, else of the record."""
    age = deed.core.fields.get("age_at_act")
    if isinstance(age, int):
        return [next(band for band in reversed(BANDS) if age >= int(band.rstrip("+").partition("-")[0]))]
    return [str(value) for value in act_counts.values(deed, "victim.age_group") if value is not None]
