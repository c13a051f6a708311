"""Papers of numbers from declarations: one unit by two properties, with the rule, the coverage and small numbers."""

from collections.abc import Sequence

from attrs import field, frozen

from app.actions.outgoing.output import OfNumbers, Output
from app.actions.outgoing.tallies import Scheme, Tallies
from app.domain import act_counts, disclosure
from app.domain.act_counts import RULES, ActCount
from app.domain.disclosure import cross_items
from app.domain.frame import audience_mark
from app.domain.sheet import Heading, Sheet, SheetFacts, SheetProse, SheetTable
from app.domain.verification import ACCEPTED
from app.phrase import Phrase

YEAR = 4
"""Letters of a year at the beginning of a date."""


@frozen
class Axis:
    """One property of a table: its label, its path in an act, and its code list; without one, it is the year."""

    label: str
    path: str
    scheme: Scheme = field(factory=dict)

    def of(self, deed: ActCount) -> tuple[str, ...]:
        """Return the values of an act, or the unknown one."""
        known = [str(value) for value in act_counts.values(deed, self.path) if value is not None]
        return tuple(known if self.scheme else [value[:YEAR] for value in known]) or ("",)

    def order(self, tallies: Tallies, codes: Sequence[str]) -> list[tuple[str, str]]:
        """Return the values with their labels, the unknown one last."""
        if self.scheme:
            return [(code, tallies.label(self.scheme, code)) for code in tallies.order(self.scheme, codes)]
        return [(code, code or Phrase("not recorded")) for code in sorted(codes, key=lambda code: (not code, code))]


@frozen
class CountPaper:
    """A table of numbers: `unit` is as in `act_counts`, `counted` is its name on paper, and `rule` one of RULES.

    Only acts with these values at the paths of `where` count.
    """

    title: str
    unit: str
    counted: str
    rows: Axis
    columns: Axis
    where: tuple[tuple[str, str], ...] = ()
    rule: str = "act"

    def __call__(self, tallies: Tallies) -> Sheet:
        """Return the table of a vault, as its reader can see it."""
        deeds = [deed for deed in tallies.deeds() if deed.first("act") and all(
            value in map(str, act_counts.values(deed, path)) for path, value in self.where)]  # fmt: skip
        crossed = cross_items([(deed, self.rows.of(deed), self.columns.of(deed)) for deed in deeds],
                              lambda some: act_counts.number(self.unit, some, self.rule))  # fmt: skip
        told = disclosure.disclose_table(crossed, tallies.closed)
        down, across = (axis.order(tallies, list(codes)) for axis, codes in (
            (self.rows, crossed.rows), (self.columns, crossed.columns)))  # fmt: skip
        header = (self.rows.label, *(label for _, label in across), Phrase("in all"))
        rows = [(label, *(told.cells[row, column] for column, _ in across), told.rows[row]) for row, label in down]
        last = (Phrase("in all"), *(told.columns[column] for column, _ in across), told.whole)
        facts = ((Phrase("Unit"), self.counted), _cover(tallies, deeds, told.whole))
        blocks = (SheetFacts(facts), SheetTable(header, (*rows, last)), Heading(Phrase("Counting method")),
                  SheetProse(RULES[self.rule]), SheetProse(tallies.rule))  # fmt: skip
        none = (SheetProse(Phrase("There are no acts to count.")), SheetProse(tallies.rule))
        mark = audience_mark(tallies.profile.name, tallies.profile.label)
        return Sheet(self.title, "", blocks if deeds else none, mark, "table")


def _cover(tallies: Tallies, deeds: Sequence[ActCount], whole: str) -> tuple[str, str]:
    """Return the coverage: the number of acts that are not verified. One that would reveal another number is hidden."""
    open_ = sum(deed.verdict.code not in ACCEPTED for deed in deeds)
    verified = len(deeds) - open_
    hidden = tallies.closed and (whole == disclosure.HIDDEN or disclosure.is_small((verified, verified)))
    return Phrase("Not verified, but counted"), disclosure.HIDDEN if hidden else tallies.told(open_)


_STATISTICS = CountPaper(
    Phrase("Acts by kind and year"), "act", Phrase("Acts"), Axis(Phrase("Act"), "act.violation", "violation"),
    Axis(Phrase("Year"), "event.date_start"),
)  # fmt: skip
OUTPUTS = (
    Output("statistics-sheet", _STATISTICS.title, Phrase("Number of acts by kind of violation and by year."),
           OfNumbers(_STATISTICS), profiles=("internal", "network", "public")),
)  # fmt: skip
