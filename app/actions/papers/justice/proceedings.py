"""Papers of legal proceedings: a sheet with the three sides of one matter, and the next dates for a calendar."""

from collections.abc import Sequence

from app.actions.detention.legal_steps import list_days
from app.actions.kernel import records
from app.actions.kernel.records import record_of
from app.actions.outgoing.outgoing_data import OutgoingData, join_phrases
from app.actions.outgoing.output import Output
from app.actions.paper_parts import custody, deeds, demands, passages
from app.domain import legal_steps as rules
from app.domain.legal_steps import AGAINST_DOERS, SIDES, Step, read_step
from app.domain.record import Record
from app.domain.sheet import Block, Heading, Items, Sheet, SheetFacts, SheetProse, filled_table
from app.exchange.icalendar import CalendarItem, write_calendar
from app.phrase import Phrase
from app.store.records import links
from app.store.records.search import Query
from app.store.vault.open_vault import Vault

_TITLES = {
    SIDES[0]: Phrase("Steps against the person"), SIDES[1]: Phrase("Steps for the person"),
    AGAINST_DOERS: Phrase("Steps against those responsible"),
}  # fmt: skip
_COLUMNS = ("date", "kind", "body", "court_kind", "reference", "stage", "result", "ineffective_reason", "next_on")


def list_incidents(vault: Vault, handles: Sequence[str]) -> list[str]:
    """Return the incidents of chosen acts: the sheet of an act tells them."""
    acts = (record_of(vault, handle) for handle in handles)
    return [id_.hex() for act in acts if act.kind == "act" for id_ in links.list_targets(vault.con, act.id, "event")]


def make_sheet(leaving: OutgoingData) -> Sheet:
    """Return the sheet: people, facts, the state against those responsible, each side, and the requests.

    Raises InputRefused if the people did not agree to this audience.
    """
    root = leaving.roots[0]
    leaving.need_consent(root)
    events = passages.list_events(leaving)
    steps = sorted(leaving.of_kind("proceeding"), key=lambda one: str(one.fields.get("date", "")))
    sides = {side: [one for one in steps if one.fields.get("side") == side] for side in SIDES}
    held = [one for one in leaving.of_kind("detention") if one != root]
    blocks: list[Block] = [
        *passages.list_people(leaving, [root, *(one for one in events if one != root), *held]),
        *passages.facts(leaving, events), *_tell_detention(leaving, root), *_warn(leaving, steps),
        *_state(leaving, sides[AGAINST_DOERS]),
        *(block for side in reversed(SIDES) for block in _list_side(leaving, side, sides[side])),
    ]  # fmt: skip
    until = _ask(leaving, blocks, sides[AGAINST_DOERS])
    about, mark = _say_about(leaving, root, events), passages.choose_mark(leaving, blocks)
    return Sheet(Phrase("Sheet of legal proceedings"), about, tuple(blocks), mark, "sheet", answer_by=until)


def _say_about(leaving: OutgoingData, root: Record, events: Sequence[Record]) -> str:
    """Return the subject: one incident, or the record with the number of incidents, their first and last day."""
    if len(events) < 2:
        return passages.say_subject(leaving, events) or leaving.named(root)
    acts = [act for one in events for act in leaving.parts(one, "act")]
    said = dict.fromkeys(passages.first_said(leaving, act, "violation", "violation_text") for act in acts)
    bare = leaving.title(root) == leaving.kinds[root.kind].label
    what = join_phrases([*filter(None, said)]) if bare else leaving.titles([root])
    first, last = (leaving.when(str(one.fields["date_start"])[:10]) for one in (events[0], events[-1]))
    return Phrase("About: {what}. Incidents in this paper: {n}, from {first} to {last}", what=what, n=len(events),
                  first=first, last=last)  # fmt: skip


def _tell_detention(leaving: OutgoingData, root: Record) -> list[Block]:
    if root.kind != "detention":
        return []
    return [*custody.arrest(leaving, root), *custody.list_stays(leaving, root)]


def _warn(leaving: OutgoingData, steps: Sequence[Record]) -> list[Block]:
    """Return a caution for each step for the person or against those responsible with a date before its acts."""
    found: list[Block] = []
    for one in (row for row in steps if row.fields.get("side") in SIDES[1:]):
        if rules.is_early(_read(one), list_days(leaving, leaving.linked(one, "about"))):
            said = Phrase(
                "This step is dated before the acts: {step}, {date}. Check both dates.",
                step=leaving.said(one, "kind") or leaving.said(one, "stage"),
                date=leaving.said(one, "date"),
            )
            found.append(SheetProse(said, True))
            leaving.warnings += (said,)
    return found


def _state(leaving: OutgoingData, found: Sequence[Record]) -> list[Block]:
    """Return the furthest stage against those responsible, the body, the last and the next date, and a standstill."""
    if not found:
        return [Heading(_TITLES[AGAINST_DOERS]), SheetProse(Phrase("This paper has no such step."), True)]
    steps, today = list(map(_read, found)), leaving.today.toordinal()
    last, idle = rules.find_last(steps, today), rules.count_idle_days(steps, today)
    one = next(row for row in found if row.id == (last.id if last is not None else found[-1].id))
    nexts = sorted(day for row in found if (day := str(row.fields.get("next_on", ""))) >= leaving.today.isoformat())
    stage = leaving.words["proceeding_stage"].label(rules.find_furthest(steps), leaving.language)
    rows = (
        (Phrase("Furthest stage against those responsible"), stage), (Phrase("Body"), leaving.said(one, "body")),
        (Phrase("File number"), leaving.said(one, "reference")), (Phrase("Last step"), leaving.said(one, "date")),
        (Phrase("Next date"), leaving.when(nexts[0]) if nexts else Phrase("not known")),
    )  # fmt: skip
    still = SheetProse(Phrase("No new step for {n} days.", n=idle), True)
    told = SheetFacts(tuple(row for row in rows if row[1]))
    return [Heading(Phrase("State of the proceedings")), *([still] if idle >= leaving.patience else []), told]


def _read(record: Record) -> Step:
    return read_step(record.id, record.fields)


def _list_side(leaving: OutgoingData, side: str, found: Sequence[Record]) -> list[Block]:
    rows = [(_whose(leaving, one), *(leaving.said(one, name) for name in _COLUMNS)) for one in found]
    labels = [Phrase(leaving.kinds["proceeding"].fields[name].label) for name in _COLUMNS]
    header = [Phrase("Person concerned"), *labels]
    notes = [leaving.said(one, "text_open") for one in found]
    return [*filled_table(_TITLES[side], header, rows), *map(SheetProse, filter(None, notes))]


def _whose(leaving: OutgoingData, step: Record) -> str:
    """Return the people of a step in a paper about several, if it is about less than the whole paper."""
    wholes = [one for one in leaving.linked(step, "about") if one != leaving.roots[0]]
    return demands.name_again(leaving, leaving.list_people(wholes)[0]) if leaving.several else ""


def _ask(leaving: OutgoingData, blocks: list[Block], found: Sequence[Record]) -> str:
    """Add the requests to readers outside, and return the day of the answer."""
    if leaving.profile.own:
        return ""
    asked = demands.list_requests(leaving, deeds.find_request(leaving))
    if not asked:
        second = Phrase("Ask it why there was no new step.") if found else Phrase("Ask it to open an inquiry.")
        asked = [Heading(Phrase("Our requests to you")),
                 Items((Phrase("Ask the authority for the state of the proceedings and for the next date."), second,
                        Phrase("Tell us the answer.")), 1)]  # fmt: skip
    blocks += [*asked, *passages.wishes(leaving, deeds.list_own(leaving))]
    until = passages.answer_day(leaving, deeds.find_request(leaving))
    blocks.append(passages.ask_for_answer(leaving, until))
    return until


def list_dated(vault: Vault) -> list[str]:
    """Return the steps with a next date that did not end."""
    found = records.find(vault, Query("proceeding", limit=None))
    return [one.ref for one in found if "next_on" in one.fields and one.fields.get("stage") not in rules.ENDED]


def make_calendar(leaving: OutgoingData) -> str:
    """Return the next dates as a calendar; their titles are only the short codes of the steps."""
    dated = [(one, str(one.fields["next_on"])) for one in leaving.roots if "next_on" in one.fields]
    return write_calendar([CalendarItem(one.id.hex(), one.ref, day) for one, day in dated], leaving.now)


OUTPUTS = (
    Output("proceedings-sheet", Phrase("Sheet of legal proceedings"),
           Phrase("The steps against the person, for the person and against those responsible, with the next date."),
           make_sheet, ("event", "case", "act", "detention"), also=list_incidents,
           profiles=("internal", "network", "un", "regional", "embassy")),
    Output("legal-calendar", Phrase("Legal dates for a calendar"),
           Phrase("The next dates of legal steps, with short codes only."), make_calendar, forms=("ics",),
           profiles=("internal",), roots=list_dated),
)  # fmt: skip
