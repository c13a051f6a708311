"""Computed lines of pages: the steps of a promise or demand, the losses of a case, and the incidents of a context."""

from collections.abc import Mapping
from decimal import Decimal

from attrs import evolve

from app.actions.casework import companies, demands, losses, tracking
from app.actions.field import network_coverage
from app.actions.kernel import clock, records
from app.actions.kernel.record_context import Inside
from app.actions.submissions import forms
from app.domain.casework import publicity
from app.domain.casework.stages import MissingItem
from app.domain.kind import Kind
from app.domain.matching import ROOM
from app.domain.moment import last_day
from app.domain.record import Record
from app.domain.totals import AmountRange, find_charge, format_amount
from app.domain.views import GONE
from app.errors import InputRefused, NotFound
from app.gui.cases import detention_query, library_query
from app.gui.cases.detention_query import NO_LINES, PageLines
from app.gui.records.parts_query import late_words, say_field, second_line
from app.gui.style.dates import moment_words, title_words
from app.gui.style.text import Text, label
from app.gui.widgets.page_values import RowView
from app.phrase import Phrase
from app.store.vault.open_vault import Vault


def read_lines(vault: Vault, tr: Text, record: Record, kind: Kind) -> PageLines:
    """Return the computed lines of the page of a record."""
    if kind.state_from:
        steps = _read_steps(vault, tr, record, kind)
        if kind.name == "programme":
            told = _read_scorecard(vault, tr, record)
            return evolve(steps, says=(*steps.says, *told.says), rows=(*steps.rows, *told.rows))
        return steps if "history" in record.fields else evolve(steps, without=("old-lines",))
    lines = _read_lines(vault, tr, record, kind)
    if not demands.fits(record):
        return evolve(lines, without=(*lines.without, "demands"))
    file = kind.name == "case"  # a file of a State is no case for a body
    return evolve(lines, without=(*lines.without, "submit")) if file else lines


def _read_lines(vault: Vault, tr: Text, record: Record, kind: Kind) -> PageLines:
    readers = {"detention": lambda: detention_query.read_lines(vault, tr, record.id.hex()),
               "document": lambda: library_query.read_items(vault, tr, record),
               "case": lambda: _read_case(vault, tr, record),
               "context": lambda: _read_incidents(vault, tr, record),
               "organisation": lambda: _read_company(vault, tr, record),
               "intervention": lambda: _read_publication(vault, tr, record),
               "submission": lambda: _read_form(vault, tr, record.id.hex())}  # fmt: skip
    return readers[kind.name]() if kind.name in readers else NO_LINES


def _read_form(vault: Vault, tr: Text, key: str) -> PageLines:
    """Return the open points of a form, or the reason why it cannot be read here."""
    from app.gui.cases.submission_query import say_clocks, say_state  # the papers are loaded for a form only

    try:
        found = forms.check(vault, key)
        return PageLines(say_state(tr, found), ((tr("Time limits"), say_clocks(tr, found)),))
    except (InputRefused, NotFound) as refused:
        return PageLines(((tr.phrase(Phrase.of(refused.message)), "amber"),), without=("questions",))


def _read_case(vault: Vault, tr: Text, record: Record) -> PageLines:
    lost, told = _read_losses(vault, tr, record), _read_scorecard(vault, tr, record)
    return evolve(told, says=(*told.says, *lost.says))


def _read_scorecard(vault: Vault, tr: Text, record: Record) -> PageLines:
    """Return the states of the demands to a State, or of the measures of a plan, by theme. It has no mark."""
    found = demands.read_scorecard(vault, record.id.hex())
    if not found.found:
        return NO_LINES

    def say(states: Mapping[str, int]) -> str:
        scheme = "undertaking_status"
        return tr.listed(f"{label(vault, tr, scheme, code)}: {tr.number(n)}" for code, n in states.items())

    n_late = tr("Late: {n}", n=tr.number(len(found.late))) if found.late else ""
    changed = tr("Changed in a year: {n}", n=tr.number(len(found.changes))) if found.changes else ""
    n = tr.number(len(found.found))
    count = tr("Measures: {n}", n=n) if record.kind == "programme" else tr("Demands: {n}", n=n)

    def say_asked(n: int) -> str:
        return tr("Asked, no answer: {n}", n=tr.number(n)) if n else ""

    un = 0 if record.kind == "programme" else demands.count_to_un(Inside(vault), record)
    to_un = tr("To the UN: {n}", n=tr.number(un)) if un else ""
    no_rank = "" if record.kind == "programme" else tr("A count, no mark and no rank.")
    said = tr.line(count, say(found.states), say_asked(found.asked), n_late, changed, to_un, no_rank)
    says = ((said, "amber" if found.late else "box"),)
    rows = tuple(RowView("list", label(vault, tr, "theme", one.theme) if one.theme else tr("No theme"),
                         tr.line(say(one.states), say_asked(one.asked),
                                 tr("Late: {n}", n=tr.number(one.late)) if one.late else ""))
                 for one in found.themes)  # fmt: skip
    late = [RowView("clock", one.title, late_words(tr, days), key=one.id.hex()) for one, days in found.late]
    if record.kind == "programme":
        return PageLines(says, ((tr("Late measures"), tuple(late)), (tr("Measures by theme"), rows)))
    return PageLines(says, ((tr("Demands by theme"), rows), (tr("Latest of all"), tuple(late[:1]))))


def _read_losses(vault: Vault, tr: Text, record: Record) -> PageLines:
    """Return the totals of a case for each currency."""
    found = losses.read(vault, record.id.hex()).totals
    if not found.lines:
        return NO_LINES

    def say(sums: Mapping[str, AmountRange]) -> str:
        return tr.listed(tr.isolated(f"{sums[code]} {code}") for code in sorted(sums)) or tr("none")

    count = tr("{n} loss|{n} losses", n=found.lines)
    said = tr.line(count, tr("Value: {sums}", sums=say(found.value)), tr("Paid: {sums}", sums=say(found.paid)),
                   tr("Not paid yet: {sums}", sums=say(found.gap)))  # fmt: skip
    return PageLines(((said, "box"),))


def _read_publication(vault: Vault, tr: Text, record: Record) -> PageLines:
    """Return what the log of a publication lacks, the consents of its day, and who says no now."""
    if not publicity.is_published(record.fields):
        return NO_LINES
    around, day = Inside(vault), last_day(record.fields.get("date"))
    lacks = [tr("the day")] if not day else []
    lacks += [tr("the text")] if not (record.fields.get("description") or around.linked(record, "text")) else []
    says = [(tr("Missing: {what}", what=tr.listed(lacks)), "amber")] if lacks else []
    then = around.consents(record, day) if day else []
    told = tr.listed(tr("{name}: {answer}", name=one.title, answer=tr.phrase(said.why)) for one, said in then)
    agreed = all(said.is_yes for _, said in then)
    says += [(tr("Consent on that day: {people}", people=told), "box" if agreed else "amber")] if told else []
    now = around.consents(record, clock.today(vault).toordinal())
    if (refused := [one.title for one, said in now if said.column == "no"]) and record.fields.get("notice") not in GONE:
        says.insert(0, (tr("Take it down, or ask for it. No longer a yes: {people}", people=tr.listed(refused)), "red"))
    return PageLines(tuple(says))


def _read_incidents(vault: Vault, tr: Text, record: Record) -> PageLines:
    """Return the number of incidents of a context and of its parts, each once."""
    n = sum(one.kind == "event" for one in losses.list_below(Inside(vault), record))
    said = tr("{n} incident, with those of its parts|{n} incidents, with those of its parts", n=n)
    return PageLines(((said, "box"),))


def _read_company(vault: Vault, tr: Text, record: Record) -> PageLines:
    """Return the owners, parts, projects, effects and requests of a company today; nothing for another body."""
    found = companies.read_tree(vault, record.id.hex())
    heads = {companies.OWNER: tr("Owners today"), companies.PART: tr("Parts today"),
             companies.RUNS: tr("Projects that it runs"), companies.PAYS: tr("Projects that it pays")}  # fmt: skip
    trees = [(said, [one.record for one in found.rows if one.relation == code]) for code, said in heads.items()]
    lists = [*trees, (tr("Effects on rights"), found.effects), (tr("Requests and promises"), found.asks),
             (tr("Talks"), found.talks)]  # fmt: skip
    rows = tuple((said, tuple(_line(vault, tr, one) for one in some)) for said, some in lists if some)
    late = tr("{n} request or promise is late|{n} requests or promises are late", n=len(found.late))
    return PageLines(((late, "amber"),) if found.late else (), rows) if rows else NO_LINES


def _line(vault: Vault, tr: Text, one: Record) -> RowView:
    return RowView(
        vault.kinds[one.kind].icon, title_words(vault, tr, one), second_line(vault, tr, one), key=one.id.hex()
    )


def _read_steps(vault: Vault, tr: Text, record: Record, kind: Kind) -> PageLines:
    """Return the state today, the missing items of the next stage, and the steps in the order of time."""
    found = tracking.read(vault, record.id.hex())
    state = label(vault, tr, kind.fields["status"].scheme, found.state)
    late = late_words(tr, found.late) if found.late else ""
    said = tr.line(tr("State today: {state}", state=state), late)
    rows = tuple(_step(vault, tr, one) for one in found.steps)
    asked = demands.find_asked(Inside(vault), record, clock.today(vault)) if kind.name == demands.KIND else ""
    said = tr.line(said, tr("Asked on {date}, no answer", date=moment_words(tr, asked)) if asked else "")
    says: tuple[tuple[str, str], ...] = (
        ((said, "amber" if late else "box"),) if rows or late or asked or kind.stages else ()
    )
    missing = tuple(_missing(vault, tr, kind, item) for item in found.missing)
    after = label(vault, tr, kind.fields["status"].scheme, found.next) if found.next else ""
    heads = [(tr("Missing for the next stage: {stage}", stage=after), missing)] if missing else []
    heads += _list_hosts(vault, tr, record) if any(item.name == "host" for item in found.missing) else []
    says += _say_rest(vault, tr, record) if record.kind == "grant" else ()
    if after and not missing:
        says += ((tr("Nothing is missing for the next stage: {stage}", stage=after), "box"),)
    return PageLines(says, (*heads, (tr("Steps so far"), rows)))


def _missing(vault: Vault, tr: Text, kind: Kind, item: MissingItem) -> RowView:
    """Return the row of a missing item, with the word of its button; that of a line is only told: the line is below."""
    if item.id:
        return RowView("info", tr.phrase(item.says))
    role = kind.role(item.name)
    made = item.name if role is None else role.to[0] if role.many else ""
    word = tr("New: {kind}", kind=tr(vault.kinds[made].label)) if made in vault.kinds else tr("Fill in…")
    return RowView("info", tr.phrase(item.says), far=word, key=f"add-missing/{item.name}")


def _list_hosts(vault: Vault, tr: Text, relocation: Record) -> list[tuple[str, tuple[RowView, ...]]]:
    """Return the open places to stay, those with room for everybody first."""
    rows = []
    for match in network_coverage.find_hosts(vault, relocation):
        offer = records.record_of(vault, match.offer.id.hex())
        said = tr("Not room for everybody") if ROOM in match.missing else tr("Room for everybody")
        rows.append(RowView("place", offer.title, said, key=offer.id.hex()))
    return [(tr("Hosts"), tuple(rows))] if rows else []


def _say_rest(vault: Vault, tr: Text, grant: Record) -> tuple[tuple[str, str], ...]:
    """Return what a grant has paid, and its rest."""
    currency = str(grant.fields.get("currency", ""))
    lines = [one.fields for one in Inside(vault).parts(grant, "budget_line") if "paid" in one.fields]
    charges = [find_charge(one, currency) for one in lines]
    spent = sum((one for one in charges if one is not None), Decimal())
    rest = Decimal(str(grant.fields.get("paid", 0))) - spent
    said = tr.line(tr("Spent: {sum}", sum=tr.isolated(f"{format_amount(spent)} {currency}".strip())),
                   tr("Rest: {sum}", sum=tr.isolated(f"{format_amount(rest)} {currency}".strip())))  # fmt: skip
    open_ = charges.count(None)
    more = tr("{n} cost without its amount in this currency|{n} costs without their amount in this currency", n=open_)
    return ((tr.line(said, more) if open_ else said, "amber" if rest < 0 or open_ else "box"),)


def _step(vault: Vault, tr: Text, one: Record) -> RowView:
    kind, fields = vault.kinds[one.kind], one.fields
    day = moment_words(tr, str(fields.get("date", "")), long=True)
    said = str(fields.get("text") or fields.get("text_open") or "")
    state = say_field(vault, tr, one, "state") or tr("No new state")
    return RowView(kind.icon, state, tr.line(day, " ".join(said.split())), key=one.id.hex())


def say_lines(tr: Text, lines: tuple[tuple[str, str], ...]) -> list[RowView]:
    """Return the steps that the old lines become."""
    return [RowView("forward", said, moment_words(tr, day, long=True)) for day, said in lines]
