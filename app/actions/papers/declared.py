"""Papers from declarations: lists (`app.domain.views`) with groups and totals, files of one record, and numbers.

A table of numbers has one unit by two properties, with the rule, the coverage and the suppression of small numbers.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import partial, reduce
from itertools import compress, product

from attrs import evolve, field, frozen

from app.actions.casework.demands import translate
from app.actions.kernel import view_rows
from app.actions.kernel.view_rows import count_late_days, sort_late
from app.actions.outgoing.outgoing_data import OutgoingData, join_phrases
from app.actions.outgoing.output import OfNumbers, Output
from app.actions.outgoing.tallies import Scheme, Tallies
from app.actions.paper_parts.computed import COMPUTED
from app.actions.paper_parts.demands import list_sentences, say_raised
from app.actions.paper_parts.passages import choose_mark, say_area
from app.domain import act_counts, disclosure
from app.domain.act_counts import RULES, ActCount
from app.domain.fields import Type
from app.domain.record import Record
from app.domain.sheet import Block, Heading, Sheet, SheetFacts, SheetProse, SheetTable, filled_table
from app.domain.totals import Total, add_up
from app.domain.verification import ACCEPTED
from app.domain.views import DUE, FOLLOWED, STATE, VIEWS, Column, View
from app.errors import InputRefused
from app.phrase import Phrase
from app.store.vault.open_vault import Vault

MOST = 2000
"""Rows of one table on a paper."""
NO_NAMES = Phrase("This list names neither the people nor those responsible, to protect the people.")
AS_OF = Phrase("The delays and states are those of this day. A record without steps has the state of now.")


def say_unnamed(leaving: OutgoingData, found: Iterable[Record]) -> list[Block]:
    """Return the words that a list of promises and requests names nobody, if no partner in it is a person."""
    who = (one for row in found for role in FOLLOWED[0].of(row.kind) for one in leaving.linked(row, role))
    return [] if any(one.kind == "actor" for one in who) else [SheetProse(NO_NAMES)]


def is_over(leaving: OutgoingData, one: Record) -> bool:
    """Return True if nothing is due any more."""
    return (due := leaving.kinds[one.kind].follow_up) is None or due.is_over(leaving.outline(one))


def say_state(leaving: OutgoingData, one: Record) -> str:
    """Return the state: the days that it is late, else its recorded state, else whether it has an answer."""
    if days := count_late_days(leaving, one, leaving.today):
        return Phrase("late by {n} days", n=days) if days > 1 else Phrase("late by one day")
    return leaving.said(one, "status") or (Phrase("answered") if is_over(leaving, one) else Phrase("pending"))


def say_money(one: Record, low: str, high: str = "") -> str:
    """Return the amount in two fields of a record with its currency, or nothing."""
    added = add_up([one.fields], Total(low, high, "currency"))
    return "".join(f"{span} {currency}".strip() for currency, span in added.spans.items())


def say(leaving: OutgoingData, one: Record, column: Column) -> str:
    """Return the words of a column: of the first path with any, as much as this audience can see."""
    due = leaving.kinds[one.kind].follow_up
    for path in column.of(one.kind):
        if path == STATE:
            said = say_state(leaving, one)
        elif path == "asks" and (raised := say_raised(leaving, one, order=False)):
            said = raised
        elif path in COMPUTED:
            said = COMPUTED[path](leaving, one)
        elif "." in path:
            role, _, name = path.partition(".")
            is_role = leaving.kinds[one.kind].role(role) is not None
            found = leaving.linked(one, role) if is_role else leaving.parts(one, role)
            said = leaving.join(leaving.said(near, name) for near in found)
        elif path in leaving.kinds[one.kind].parts and leaving.profile.own:
            said = leaving.join(leaving.title(part) for part in leaving.parts(one, path))
        elif "~" in path:
            said = say_money(one, *path.split("~"))
        elif path == "place" and not leaving.profile.own:
            said = say_area(leaving, one)
        else:
            name = due.field if path == DUE and due else path
            linked = leaving.linked(one, name)
            named = [other for other in linked if leaving.title(other) != leaving.kinds[other.kind].label]
            said = leaving.titles(named) or leaving.said(one, name)
        if said:
            return translate(said, leaving.language) if path in ("text", "text_open") else said
    return ""


def say_asked(leaving: OutgoingData, one: Record, column: Column) -> str:
    """Return the words of a column; requests are sentences for readers outside, who know no code."""
    paths = () if leaving.profile.own else column.of(one.kind)
    asked = [said for path in paths for said in list_sentences(leaving, one, path)]
    return reduce(lambda a, b: Phrase("{why} {how}", why=a, how=b), asked) if asked else say(leaving, one, column)


def is_news(leaving: OutgoingData, one: Record, columns: Sequence[Column]) -> bool:
    """Return True for a row with words: a state, a day and a partner alone are no news for other people."""
    kind = leaving.kinds[one.kind]

    def tells(column: Column) -> bool:
        paths = column.of(one.kind)
        fields = [kind.fields[path] for path in paths if path in kind.fields]
        return not any(map(kind.role, paths)) and any(one.type is not Type.DATE for one in fields)

    return leaving.profile.own or any(say(leaving, one, column) for column in columns if tells(column))


def table(
    leaving: OutgoingData, title: str, found: Sequence[Record], columns: Sequence[Column] = FOLLOWED, most: int = MOST,
    words: Callable[[OutgoingData, Record, Column], str] = say,
) -> list[Block]:  # fmt: skip
    """Return records in one table, under a title if it has one, and the number of rows without room."""
    header = [*(column.head(leaving.kinds[found[0].kind]) for column in columns if found), Phrase("Our number")]
    rows = [(*(words(leaving, one, column) for column in columns), leaving.code(one)) for one in found]
    blocks = filled_table(title, header, rows[:most])[not title :]
    more = SheetProse(Phrase("More rows than this paper has room for: {n}.", n=len(rows) - most))
    return [*blocks, *([more] if len(rows) > most else [])]


def list_followed(leaving: OutgoingData, title: str, found: Iterable[Record], most: int = MOST) -> list[Block]:
    """Return the promises and requests with news in one table, the latest first."""
    told = sort_late(leaving, [one for one in found if is_news(leaving, one, FOLLOWED)], leaving.today)
    return table(leaving, title, told, FOLLOWED, most)


def group(leaving: OutgoingData, found: Sequence[Record], column: Column) -> dict[str, list[Record]]:
    """Return records by the words of a column, in alphabetical order; those without a word are last."""
    groups: dict[str, list[Record]] = {}
    for one in found:
        groups.setdefault(say(leaving, one, column), []).append(one)
    return {said: groups[said] for said in sorted(groups, key=lambda said: (not said, said))}


def _totals(leaving: OutgoingData, view: View, found: Sequence[Record]) -> SheetFacts:
    """Return the numbers of a list: its rows, the late ones, and the totals of amounts for each currency."""
    rows = [(Phrase("Total"), str(len(found)))]
    if any(STATE in column.of(kind) for column in view.columns for kind in view.kinds):
        rows.insert(0, (Phrase("Overdue"), str(sum(count_late_days(leaving, one, leaving.today) > 0 for one in found))))
    for total in view.totals:
        kind = leaving.kinds[view.kinds[0]]
        heads = (column.head(kind) for column in view.columns if column.of(kind.name)[0].partition("~")[0] == total.low)
        label = next(heads, Phrase(kind.fields[total.low].label))
        added = add_up([{**one.fields, total.same: leaving.linked(one, total.same)} for one in found], total)
        rows += [(Phrase("{field}, in all", field=label), f"{span} {currency}".strip())
                 for currency, span in sorted(added.spans.items())]  # fmt: skip
        rows += [(Phrase("{field}, rows without it", field=label), str(added.without))] if added.without else []
        rows += [(Phrase("Rows that are the same as another one"), str(added.same))] if added.same else []
    return SheetFacts(tuple(dict.fromkeys(rows)))


@frozen
class ListPaper:
    """The paper of a list."""

    view: View

    def __call__(self, leaving: OutgoingData) -> Sheet:
        """Return the list with its rows that leave, as of the day of the paper."""
        view, own = self.view, leaving.profile.own
        found = [one for one in view_rows.rows(leaving, view, leaving.roots, leaving.today)
                 if is_news(leaving, one, view.columns)]  # fmt: skip
        blocks: list[Block] = [] if own else [SheetProse(view.help)]
        blocks += say_unnamed(leaving, found) if view.columns is FOLLOWED and not own else []
        # more can be in the vault: nobody outside reads that there is nothing
        none = view.empty if own else Phrase("This paper has no row for its reader.")
        blocks.append(_totals(leaving, view, found) if found else SheetProse(none))
        if found and leaving.today != date.fromtimestamp(leaving.now):
            blocks.append(SheetProse(AS_OF))
        groups = {"": found} if view.group is None else group(leaving, found, view.group)
        for said, some in groups.items():
            blocks += table(leaving, self._head(leaving, said), some, view.columns)
        second = Phrase("As of {day}", day=leaving.when(leaving.today.isoformat()))
        return Sheet(view.title or view.label, second, tuple(blocks), leaving.mark, "list")

    def _head(self, leaving: OutgoingData, said: str) -> str:
        """Return the heading of a group; a code begins with a capital letter, a name stays as it is written."""
        if (column := self.view.group) is None:
            return ""
        kind = leaving.kinds[self.view.kinds[0]]
        if said:
            named = kind.fields.get(column.of(kind.name)[0])
            return said[:1].upper() + said[1:] if named is not None and named.scheme else said
        if leaving.profile.own:
            return Phrase("{field}: not recorded", field=column.head(kind))
        return Phrase("{field}: not in this paper", field=column.head(kind))


def list_ids(view: View, vault: Vault) -> list[str]:
    """Return the ids of the records of a list in the vault."""
    return [one.id.hex() for one in view_rows.find(vault, evolve(view, latest=False))]


def _output(view: View) -> Output:
    made = Output(view.name, Phrase(view.title or view.label), view.help, ListPaper(view), profiles=view.audiences,
                  roots=partial(list_ids, view))  # fmt: skip
    return evolve(made, calls=(evolve(made, name=view.was),)) if view.was else made


_EMPTY = Phrase("This paper has nothing for its reader.")
Part = Callable[[OutgoingData, Record], Sequence[Block]]
"""A part of the file of a record; without data it is empty, so that no heading is empty."""


@frozen
class FieldFacts:
    """Fields and roles of the record as short facts; `PATH~PATH` is an amount with its currency."""

    names: str
    label: str = ""

    def __call__(self, leaving: OutgoingData, root: Record) -> Sequence[Block]:
        """Return the facts that leave."""
        kind, rows = leaving.kinds[root.kind], list[tuple[str, str]]()
        for name in self.names.split():
            said = say_money(root, *name.split("~")) if "~" in name else ""
            rows += [(Phrase(Column(name).head(kind)), said)] if said else leaving.facts(root, name)
        return [*([Heading(self.label)] if self.label and rows else []), *([SheetFacts(tuple(rows))] if rows else [])]


@frozen
class LinkedRows:
    """The records of a kind that link to the record in a `role` (empty: any), as a table; `columns` as in a list."""

    title: str
    kind: str
    columns: tuple[Column, ...]
    role: str = ""

    def __call__(self, leaving: OutgoingData, root: Record) -> Sequence[Block]:
        """Return the rows with more words than a state and its day, as of the day of the paper."""
        found = [view_rows.as_of_day(leaving, one, leaving.today) for one in leaving.parts(root, self.kind, self.role)]
        rows = [[say(leaving, one, column) for column in self.columns] for one in found]
        head = [column.head(leaving.kinds[self.kind]) for column in self.columns]
        telling = [not {STATE, DUE} & {*column.of(self.kind)} for column in self.columns]
        return filled_table(self.title, head, [row for row in rows if any(compress(row, telling))])


@frozen
class FilePaper:
    """The file of one record: its parts in order. It is refused without consent, and if it is empty."""

    title: str
    parts: tuple[Part, ...]
    answer: Callable[[OutgoingData], str] = lambda _: ""
    """Returns the day of the answer; empty if no answer is asked for."""
    frame: tuple[Part, ...] = ()
    """The parts that are not enough for a paper: if the others are empty, `empty` is the reason to refuse."""
    empty: Phrase = _EMPTY

    def __call__(self, leaving: OutgoingData) -> Sheet:
        """Return the paper of the first record."""
        root = leaving.roots[0]
        leaving.need_consent(root)
        said = [leaving.title(root), leaving.code(root)]  # without its title: “Case” tells nothing
        name = join_phrases([one for one in said if one not in ("", leaving.kinds[root.kind].label)])
        blocks = tuple(self.fill(leaving, root))
        return Sheet(self.title, name, blocks, choose_mark(leaving, blocks), "sheet", answer_by=self.answer(leaving))

    def fill(self, leaving: OutgoingData, *roots: Record) -> list[Block]:
        """Return the parts of these records. Raises InputRefused if only the frame has words."""
        told = [(part, part(leaving, root)) for root in roots for part in self.parts]
        if not any(blocks for part, blocks in told if part not in self.frame):
            raise InputRefused(self.empty, "Nothing was written. Add what is missing, or choose another level.")
        return [block for _, blocks in told for block in blocks]


YEAR = 4
"""Letters of a year at the beginning of a date."""


@frozen
class CountAxis:
    """One property of a table: its label, its path in an act, and its code list.

    Without a code list, it is the first `cut` letters of the value: the year. `read` replaces the path. A list of
    labels has all codes: other values do not count.
    """

    label: str
    path: str
    scheme: Scheme = field(factory=dict)
    cut: int | None = YEAR
    read: Callable[[ActCount], Sequence[str]] | None = None

    def of(self, deed: ActCount) -> tuple[str, ...]:
        """Return the values of an act, or the unknown one."""
        found = self.read(deed) if self.read else act_counts.values(deed, self.path)
        known = [str(value) for value in found if value is not None]
        if self.scheme and not isinstance(self.scheme, str):
            known = [value for value in known if value in self.scheme]
        return tuple(known if self.scheme else [value[: self.cut] for value in known]) or ("",)

    def order(self, tallies: Tallies, codes: Sequence[str]) -> list[tuple[str, str]]:
        """Return the values with their labels, the unknown one last."""
        if self.scheme:
            return [(code, tallies.label(self.scheme, code)) for code in tallies.order(self.scheme, codes)]
        return [(code, code or Phrase("not recorded")) for code in sorted(codes, key=lambda code: (not code, code))]


@frozen
class CountPaper:
    """A table of numbers: `unit` is as in `act_counts`, `counted` is its name on paper, and `rule` one of RULES.

    Only acts with these values at the paths of `where` count. `more` are the rows of further tables with the same
    columns. Each value of `apart` has its own part of the paper. `leave_out` returns the reason to leave out an act, or
    nothing. `method` has more sentences on the method.
    """

    title: str
    unit: str
    counted: str
    rows: CountAxis
    columns: CountAxis
    where: tuple[tuple[str, str], ...] = ()
    rule: str = "act"
    more: tuple[CountAxis, ...] = ()
    apart: tuple[CountAxis, ...] = ()
    leave_out: Callable[[ActCount], str] | None = None
    method: tuple[str, ...] = ()

    def __call__(self, tallies: Tallies) -> Sheet:
        """Return the table of a vault, as its reader can see it."""
        deeds = [deed for deed in tallies.deeds() if deed.first("act") and all(
            value in map(str, act_counts.values(deed, path)) for path, value in self.where)]  # fmt: skip
        reasons = [(self.leave_out(deed) if self.leave_out else "", deed) for deed in deeds]
        parts: dict[tuple[str, ...], list[ActCount]] = {}
        for why, deed in reasons:
            for key in product(*(axis.of(deed) for axis in self.apart)) if not why else ():
                parts.setdefault(key, []).append(deed)
        blocks: list[Block] = [SheetFacts(((Phrase("Unit"), self.counted),))] if self.leave_out else []
        for key in sorted(sorted(parts), key=lambda key: key[:1], reverse=True):
            blocks += self.list_tables(tallies, parts[key], key)
        blocks += self._list_left_out(tallies, reasons) if self.leave_out else []
        method = (RULES[self.rule], *self.method, tallies.rule)
        blocks += [Heading(Phrase("Counting method")), *map(SheetProse, method)]
        none = (SheetProse(Phrase("There are no acts to count.")), SheetProse(tallies.rule))
        return Sheet(self.title, "", tuple(blocks) if deeds else none, tallies.mark, "table")

    def list_tables(self, tallies: Tallies, deeds: Sequence[ActCount], key: Sequence[str]) -> list[Block]:
        """Return the tables of some acts, under the names of their part.

        A table after the first shows no number of a column with a small number in any table: together, two tables would
        reveal it.
        """
        names = [dict(axis.order(tallies, [code]))[code] for axis, code in zip(self.apart, key, strict=True)]
        every = [disclosure.cross_items([(deed, axis.of(deed), self.columns.of(deed)) for deed in deeds],
                                        lambda some: act_counts.number(self.unit, some, self.rule))
                 for axis in (self.rows, *self.more)]  # fmt: skip
        small = {column for one in every for _, column in disclosure.small_at(one)} if tallies.closed else set()
        blocks: list[Block] = [Heading(", ".join(names))] if names else []
        for axis, crossed in zip((self.rows, *self.more), every, strict=True):
            told = disclosure.disclose_table(crossed, tallies.closed, small)
            down, across = axis.order(tallies, list(crossed.rows)), self.columns.order(tallies, list(crossed.columns))
            shut = small if axis is not self.rows else ()
            header = (axis.label, *(label for _, label in across), Phrase("in all"))
            rows = [(label, *(disclosure.HIDDEN if column in shut else told.cells[row, column] for column, _ in across),
                     disclosure.HIDDEN if shut else told.rows[row]) for row, label in down]  # fmt: skip
            last = (Phrase("in all"), *(told.columns[column] for column, _ in across), told.whole)
            if not self.leave_out:
                blocks.append(SheetFacts(((Phrase("Unit"), self.counted), _cover(tallies, deeds, told.whole))))
            blocks.append(SheetTable(header, (*rows, last)))
        return blocks

    def _list_left_out(self, tallies: Tallies, reasons: Sequence[tuple[str, ActCount]]) -> list[Block]:
        """Return the acts that were left out, by reason, with their short codes for our own use."""
        left: dict[str, list[str]] = {}
        for why, deed in reasons:
            if why:
                left.setdefault(why, []).append(deed.core.ref)
        refs = () if tallies.closed else (Phrase("Number"),)
        rows = [(why, tallies.told(len(found)), *([", ".join(found)] if refs else [])) for why, found in left.items()]
        return filled_table(Phrase("Left out, by reason"), (Phrase("Reason"), Phrase("Acts"), *refs), rows)


def _cover(tallies: Tallies, deeds: Sequence[ActCount], whole: str) -> tuple[str, str]:
    """Return the coverage: the number of acts that are not verified. One that would reveal another number is hidden."""
    open_ = sum(deed.verdict.code not in ACCEPTED for deed in deeds)
    verified = len(deeds) - open_
    hidden = tallies.closed and (whole == disclosure.HIDDEN or disclosure.is_small((verified, verified)))
    return Phrase("Not verified, but counted"), disclosure.HIDDEN if hidden else tallies.told(open_)


_STATISTICS = CountPaper(
    Phrase("Acts by kind and year"), "act", Phrase("Acts"), CountAxis(Phrase("Act"), "act.violation", "violation"),
    CountAxis(Phrase("Year"), "event.date_start"),
)  # fmt: skip
OUTPUTS = (
    *map(_output, VIEWS.values()),
    Output("statistics-sheet", _STATISTICS.title, Phrase("Number of acts by kind of violation and by year."),
           OfNumbers(_STATISTICS), profiles=("internal", "network", "public")),
)  # fmt: skip
"""A paper for each list, and those of numbers."""
