"""Papers of demands to a State: the scorecard, and the brief for an official or a member of parliament.

Demands, promises and treaties are no people: their numbers are exact. Numbers of acts follow the rule for few people.
"""

from collections.abc import Sequence
from datetime import timedelta

from attrs import evolve, frozen

from app.actions.casework import demands
from app.actions.casework.demands import YEAR, Scorecard, count_states, list_counted
from app.actions.kernel.records import find, record_of
from app.actions.kernel.view_rows import as_of_day, count_late_days, sort_late
from app.actions.outgoing.outgoing_data import OutgoingData
from app.actions.outgoing.output import Output
from app.actions.paper_parts import passages
from app.actions.paper_parts.demands import TO_YOU
from app.actions.papers.advocacy.asked import (
    ASKED,
    REPLY,
    answer_day,
    ask,
    explain_plan,
    say_asked,
    tell_matter,
    tells_states,
)  # fmt: skip
from app.actions.papers.declared import CountAxis, CountPaper, FilePaper, say, table
from app.domain.act_counts import ActCount
from app.domain.casework import tracker, treaties
from app.domain.disclosure import is_small
from app.domain.record import Record
from app.domain.sheet import Block, Heading, Sheet, SheetFacts, SheetProse, filled_table
from app.domain.views import DUE, STATE, Column
from app.phrase import Phrase
from app.store.records.search import Query
from app.store.vault.open_vault import Vault

_NO_RANK = Phrase("These are counts of demands. They are not a mark, a rank or an index of a State.")
_DECLARATION = Phrase(
    "The Declaration on human rights defenders, United Nations General Assembly resolution 53/144 of 1998, names the "
    "duties of States. No lawyer has checked this reference yet."
)
_RAISE = Phrase("We ask you to raise these demands with the authorities of this State: {country}.")
_STATES = Phrase("The states of the demands are not in this paper: not every answer to us is public.")
_FIRST, _OTHERS = Phrase("We ask you for these first"), Phrase("The other open demands")
_FEW = Phrase("There are too few recorded acts to print numbers. This does not mean that there are none.")


# The scorecard.


def read_card(leaving: OutgoingData, root: Record) -> Scorecard:
    """Return the states of the demands or measures that leave, as of the day of the paper."""
    return count_states(leaving, list_counted(leaving, root), leaving.today, leaving.today - timedelta(YEAR))


def count_by_theme(leaving: OutgoingData, root: Record) -> Sequence[Block]:
    """Return the number of demands or measures in each state by theme, the late ones, and the oldest late one."""
    card = read_card(leaving, root)
    if not card.found:
        return []

    def label(state: str) -> str:
        return leaving.words["undertaking_status"].label(state, leaving.language)

    told = tells_states(leaving)
    states, late = (list(card.states), [Phrase("Overdue")]) if told else ([], [])
    asks = [Phrase("Asked, no answer")] if told and card.asked else []
    head = (Phrase("Theme"), *map(label, states), *asks, *late, Phrase("in all"))
    rows = [[leaving.words["theme"].label(one.theme, leaving.language) if one.theme else Phrase("No theme"),
             *(str(one.states.get(state, 0)) for state in states), *([str(one.asked)] if asks else []),
             *([str(one.late)] if told else []),
             str(sum(one.states.values()))]
            for one in card.themes if len(card.themes) > 1 or one.theme]  # fmt: skip
    total = [Phrase("in all"), *(str(card.states[state]) for state in states), *([str(card.asked)] if asks else []),
             *([str(len(card.late))] if told else []), str(len(card.found))]  # fmt: skip
    title = Phrase("Status by theme") if told and rows else Phrase("Number by theme") if rows else Phrase("Numbers")
    counts = [(label(state), str(card.states[state])) for state in states]
    whole = (Phrase("in all"), _say_number(len(card.found), len(card.late) if told else 0))
    facts: list[Block] = [Heading(title), SheetFacts((*counts, whole))]
    blocks: list[Block] = filled_table(title, head, [*rows, total]) if rows else facts
    return blocks if told else [*blocks, SheetProse(_STATES)]


def _say_number(n: int, late: int) -> str:
    return Phrase("{n} (of these overdue: {late})", n=n, late=late) if late else str(n)


def _changes(leaving: OutgoingData, root: Record) -> Sequence[Block]:
    """Return the demands that are late, the oldest first, and the changes of a year."""
    card, words = read_card(leaving, root), leaving.words["undertaking_status"]
    if not tells_states(leaving):
        return []
    late = table(leaving, Phrase("Overdue, the oldest first"), [one for one, _ in card.late], ASKED)
    since = leaving.when((leaving.today - timedelta(YEAR)).isoformat())
    rows = [[say(leaving, one, ASKED[0]), words.label(before, leaving.language), words.label(now, leaving.language)]
            for one, before, now in card.changes]  # fmt: skip
    head = (Phrase("Demand"), Phrase("Status on that day"), Phrase("Status now"))
    return [*late, *filled_table(Phrase("Changes since {day}", day=since), head, rows)]


def _all(leaving: OutgoingData, root: Record) -> Sequence[Block]:
    """Return the demands with words for the reader, by theme."""
    found = read_card(leaving, root).found
    if not any(say(leaving, one, ASKED[0]) for one in found):
        return []
    columns = ASKED if tells_states(leaving) else (*ASKED[:-1], Column("made_on", Phrase("Asked on")))
    return [*_by_theme(leaving, found, columns), *explain_plan(found)]


def _by_theme(leaving: OutgoingData, found: Sequence[Record], columns: Sequence[Column]) -> list[Block]:
    """Return demands in a table for each of their first themes."""
    themes: dict[str, list[Record]] = {}
    for one in found:
        listed = one.fields.get("theme")
        themes.setdefault(str(listed[0]) if isinstance(listed, list) and listed else "", []).append(one)
    blocks: list[Block] = []
    for code, some in themes.items():
        said = leaving.words["theme"].label(code, leaving.language) if code else ""
        title = Phrase("Theme: {theme}", theme=said) if said else Phrase("Demands")
        blocks += table(leaving, title, some, columns, words=say_asked)
    return blocks


def _head(leaving: OutgoingData, root: Record) -> Sequence[Block]:
    return [SheetProse(_NO_RANK), *tell_matter(leaving, root)]


# The brief.


def _list_open(leaving: OutgoingData, root: Record) -> list[Record]:
    """Return the open demands to the State of a country file; another case asks no State for them."""
    to_state = root.fields.get("kind") == "country"
    found = [as_of_day(leaving, one, leaving.today) for one in (list_counted(leaving, root) if to_state else ())]
    return [one for one in found if one.fields.get("status") not in tracker.ENDS]


def _ask(leaving: OutgoingData, root: Record) -> Sequence[Block]:
    """Return the request to the reader, and the open demands by theme."""
    country = leaving.said(root, "country") or leaving.title(root)
    asked = REPLY["authority"] if leaving.profile.name == "authority" else Phrase(_RAISE, country=country)
    if not (found := _list_open(leaving, root)):
        return []
    first = sort_late(leaving, [one for one in found if "due" in one.fields or _is_begun(one)], leaving.today)
    late = sum(count_late_days(leaving, one, leaving.today) > 0 for one in found)
    facts = (*leaving.facts(root, "country"), (Phrase("Demands not fulfilled"), _say_number(len(found), late)))
    rows = table(leaving, _FIRST, first, ASKED, words=say_asked)
    return [Heading(TO_YOU), SheetProse(asked), SheetFacts(facts), *rows]


def _rest(leaving: OutgoingData, root: Record) -> Sequence[Block]:
    """Return the open demands without a due date and without a promise, by theme."""
    found = [one for one in _list_open(leaving, root) if "due" not in one.fields and not _is_begun(one)]
    blocks = _by_theme(leaving, found, ASKED)
    return [*([Heading(_OTHERS), *blocks] if blocks else []), *explain_plan(_list_open(leaving, root))]


def _is_begun(one: Record) -> bool:
    return one.fields.get("status") in (tracker.PROMISED, tracker.PARTLY)


def _numbers(leaving: OutgoingData, root: Record) -> Sequence[Block]:
    """Return the recorded acts in this State by kind and year; no number that reveals few people."""
    country, tallies = root.fields.get("country"), leaving.tallies

    def is_here(deed: ActCount) -> bool:
        near = (*deed.parts.get("event", ()), *deed.parts.get("place", ()))
        return any(one.fields.get("country") == country for one in near)

    found = [deed for deed in tallies.deeds() if deed.first("act") and is_here(deed)] if country else []
    if not country or not (found or tallies.closed):
        return []
    head = Heading(Phrase("Reasons: acts against defenders that we recorded in this State"))
    if tallies.closed and (not found or is_small((len(found), len(found)))):
        return [head, SheetProse(_FEW)]
    counted = CountPaper(
        "", "act", Phrase("Acts"), CountAxis(Phrase("Act"), "act.violation", "violation"),
        CountAxis(Phrase("Year"), "event.date_start"),
    )  # fmt: skip
    return [head, *counted.list_tables(tallies, found, ()), SheetProse(tallies.rule)]


def _law(leaving: OutgoingData, root: Record) -> Sequence[Block]:
    acts = treaties.list_current(leaving.of_kind("treaty_status"), leaving.today.toordinal())
    names = ("instrument", "status", "reservation", "source", "seen_on")
    fields = leaving.kinds["treaty_status"].fields
    head = [Phrase(fields["instrument"].label), Phrase(fields["status"].label), Phrase(fields["reservation"].label),
            Phrase(fields["source"].label), Phrase("Not checked since"), Phrase("Year")]  # fmt: skip
    rows = [[*(leaving.said(one, name) for name in names), str(one.fields.get("date", ""))[:4]] for one in acts]
    told = filled_table(Phrase("Treaties of this State"), head, rows)
    return [Heading(Phrase("Law")), SheetProse(_DECLARATION), *told]


def _promises(leaving: OutgoingData, root: Record) -> Sequence[Block]:
    found = [as_of_day(leaving, one, leaving.today) for one in leaving.of_kind("undertaking")
             if one.fields.get("kind") == "promise"]  # fmt: skip
    columns = (Column("text text_open", Phrase("Promise")), Column("by addressee", Phrase("Made by")),
               Column("made_on"), Column(DUE, Phrase("Due date")), Column(STATE, Phrase("Status")))  # fmt: skip
    return table(leaving, Phrase("Promises already made"), found, columns)


def _arguments(leaving: OutgoingData, root: Record) -> Sequence[Block]:
    """Return the arguments about the themes of the open demands."""
    themes = {theme for one in _list_open(leaving, root) for theme in _list(one, "theme")}
    found = [one for one in list_told(leaving) if themes & {*_list(one, "theme")}]
    return table(leaving, Phrase("Answers to usual objections"), found, ARGUED)


def list_told(leaving: OutgoingData) -> list[Record]:
    """Return the arguments; for others, only those with a source."""
    found = [one for one in leaving.of_kind("library_item") if one.fields.get("kind") == "argument"]
    return [one for one in found if leaving.profile.own or not lacks_source(leaving, one)]


def lacks_source(leaving: OutgoingData, one: Record) -> bool:
    """Return True for an argument whose only source is the paper with its text."""
    papers = leaving.number(one, "document") - len(leaving.linked(one, "document"))
    return papers <= 0 and not leaving.number(one, "evidence_item")


ARGUED = (Column("claim"), Column("text", Phrase("Answer")), Column("authority"),
          Column("source"))  # fmt: skip
"""The columns of an argument."""


def _list(one: Record, name: str) -> Sequence[str]:
    listed = one.fields.get(name)
    return [str(value) for value in listed] if isinstance(listed, list) else []


def _close(leaving: OutgoingData, root: Record) -> Sequence[Block]:
    if leaving.profile.own:
        return []
    head = leaving.letterhead
    ways = Phrase(" · ".join(filter(None, (head.telephone, head.mail)))) if head else ""
    row = (Phrase("Telephone and e-mail"), ways) if ways else (Phrase("Address for the answer"), passages.LINE)
    return [Heading(Phrase("Contact")), passages.ask_for_answer(leaving, answer_day(leaving)), SheetFacts((row,))]


def _list_around(vault: Vault, handles: Sequence[str]) -> list[str]:
    """Return the treaties and promises of the State of a case, and the arguments with their sources."""
    states = {str(one.fields["country"]) for one in (record_of(vault, handle) for handle in handles)
              if "country" in one.fields}  # fmt: skip
    found = [one for state in states for one in (
        *find(vault, Query("treaty_status", where=(("country", state),), limit=None)),
        *find(vault, Query(demands.KIND, where=(("country", state), ("kind", "promise")), limit=None)))]  # fmt: skip
    return [one.id.hex() for one in (*found, *list_arguments(vault))]


def list_arguments(vault: Vault) -> list[Record]:
    """Return every argument, and after them their sources."""
    from app.actions.kernel.record_context import Inside

    found = find(vault, Query("library_item", where=(("kind", "argument"),), limit=None))
    return [*found, *(source for one in found for source in Inside(vault).linked(one, "source"))]


@frozen
class DemandPaper(FilePaper):
    """The scorecard; for a reader without states, it is a list."""

    def __call__(self, leaving: OutgoingData) -> Sheet:
        """Return the paper of the first record."""
        made = super().__call__(leaving)
        return made if tells_states(leaving) else evolve(made, title=Phrase("List of demands"))


_BODIES = ("internal", "network", "authority", "embassy", "un", "regional")
OUTPUTS = (
    Output("scorecard", Phrase("Scorecard of demands"),
           Phrase("The demands to a State by theme and state, the late ones and the changes of a year."),
           DemandPaper(Phrase("Scorecard of demands"), (_head, count_by_theme, _changes, _all, ask), answer_day,
                     (_head, count_by_theme, _changes, ask),
                     empty=Phrase("This case has no demand for this reader.")), ("case",),
           profiles=(*_BODIES, "public")),
    Output("lobbying-brief", Phrase("Brief on demands to a State"),
           Phrase("The demands, the reasons with numbers, the law, the promises, the arguments and the contact."),
           FilePaper(Phrase("Brief on demands to a State"),
                     (_ask, _numbers, _promises, _law, _arguments, _close, _rest), answer_day,
                     (_numbers, _promises, _law, _arguments, _close),
                     Phrase("This is no country file with open demands for this reader.")),
           ("case",), profiles=_BODIES, also=_list_around),
)  # fmt: skip
"""The papers of this module."""
