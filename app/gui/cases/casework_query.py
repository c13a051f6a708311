"""Computed lines of pages: the steps of a promise or demand, the losses of a case, and the incidents of a context."""

from collections.abc import Mapping

from attrs import evolve

from app.actions.casework import companies, losses, tracking
from app.actions.kernel import clock
from app.actions.kernel.record_context import Inside
from app.actions.submissions import forms
from app.domain.casework import publicity
from app.domain.kind import Kind
from app.domain.moment import last_day
from app.domain.record import Record
from app.domain.totals import AmountRange
from app.domain.views import GONE
from app.errors import InputRefused, NotFound
from app.gui.cases import detention_query, library_query
from app.gui.cases.detention_query import NO_LINES, DetentionLines
from app.gui.records.parts_query import late_words, second_line, value_words
from app.gui.style.dates import moment_words, title_words
from app.gui.style.text import Text, label
from app.gui.widgets.page_values import RowView
from app.phrase import Phrase
from app.store.vault.open_vault import Vault


def read_lines(vault: Vault, tr: Text, record: Record, kind: Kind) -> DetentionLines:
    """Return the computed lines of the page of a record."""
    if kind.state_from:
        steps = _read_steps(vault, tr, record, kind)
        return steps if "history" in record.fields else evolve(steps, without=("old-lines",))
    readers = {"detention": lambda: detention_query.read_lines(vault, tr, record.id.hex()),
               "document": lambda: library_query.read_items(vault, tr, record),
               "case": lambda: _read_losses(vault, tr, record),
               "context": lambda: _read_incidents(vault, tr, record),
               "organisation": lambda: _read_company(vault, tr, record),
               "intervention": lambda: _read_publication(vault, tr, record),
               "submission": lambda: _read_form(vault, tr, record.id.hex())}  # fmt: skip
    return readers[kind.name]() if kind.name in readers else NO_LINES


def _read_form(vault: Vault, tr: Text, key: str) -> DetentionLines:
    """Return the open points of a form, or the reason why it cannot be read here."""
    from app.gui.cases.submission_query import say_state  # the papers are loaded for a form only

    try:
        return DetentionLines(say_state(tr, forms.check(vault, key)))
    except (InputRefused, NotFound) as refused:
        return DetentionLines(((tr.phrase(Phrase.of(refused.message)), "amber"),), without=("questions",))


def _read_losses(vault: Vault, tr: Text, record: Record) -> DetentionLines:
    """Return the totals of a case for each currency."""
    found = losses.read(vault, record.id.hex()).totals
    if not found.lines:
        return NO_LINES

    def say(sums: Mapping[str, AmountRange]) -> str:
        return tr.listed(tr.isolated(f"{sums[code]} {code}") for code in sorted(sums)) or tr("none")

    count = tr("{n} loss|{n} losses", n=found.lines)
    said = tr.line(count, tr("Value: {sums}", sums=say(found.value)), tr("Paid: {sums}", sums=say(found.paid)),
                   tr("Not paid yet: {sums}", sums=say(found.gap)))  # fmt: skip
    return DetentionLines(((said, "box"),))


def _read_publication(vault: Vault, tr: Text, record: Record) -> DetentionLines:
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
    return DetentionLines(tuple(says))


def _read_incidents(vault: Vault, tr: Text, record: Record) -> DetentionLines:
    """Return the number of incidents of a context and of its parts, each once."""
    n = sum(one.kind == "event" for one in losses.list_below(Inside(vault), record))
    said = tr("{n} incident, with those of its parts|{n} incidents, with those of its parts", n=n)
    return DetentionLines(((said, "box"),))


def _read_company(vault: Vault, tr: Text, record: Record) -> DetentionLines:
    """Return the owners, parts, projects, effects and requests of a company today; nothing for another body."""
    found = companies.read_tree(vault, record.id.hex())
    heads = {companies.OWNER: tr("Owners today"), companies.PART: tr("Parts today"),
             companies.RUNS: tr("Projects that it runs"), companies.PAYS: tr("Projects that it pays")}  # fmt: skip
    trees = [(said, [one.record for one in found.rows if one.relation == code]) for code, said in heads.items()]
    lists = [*trees, (tr("Effects on rights"), found.effects), (tr("Requests and promises"), found.asks),
             (tr("Talks"), found.talks)]  # fmt: skip
    rows = tuple((said, tuple(_line(vault, tr, one) for one in some)) for said, some in lists if some)
    late = tr("{n} request or promise is late|{n} requests or promises are late", n=len(found.late))
    return DetentionLines(((late, "amber"),) if found.late else (), rows) if rows else NO_LINES


def _line(vault: Vault, tr: Text, one: Record) -> RowView:
    return RowView(
        vault.kinds[one.kind].icon, title_words(vault, tr, one), second_line(vault, tr, one), key=one.id.hex()
    )


def _read_steps(vault: Vault, tr: Text, record: Record, kind: Kind) -> DetentionLines:
    """Return the state today, the missing items of the next stage, and the steps in the order of time."""
    found = tracking.read(vault, record.id.hex())
    state = label(vault, tr, kind.fields["status"].scheme, found.state)
    late = late_words(tr, found.late) if found.late else ""
    said = tr.line(tr("State today: {state}", state=state), late)
    rows = tuple(_step(vault, tr, one) for one in found.steps)
    says: tuple[tuple[str, str], ...] = ((said, "amber" if late else "box"),) if rows or late or kind.stages else ()
    missing = tuple(RowView("info", tr.phrase(item.says)) for item in found.missing)
    after = label(vault, tr, kind.fields["status"].scheme, found.next) if found.next else ""
    heads = ((tr("Missing for the next stage: {stage}", stage=after), missing),) if missing else ()
    if after and not missing:
        says += ((tr("Nothing is missing for the next stage: {stage}", stage=after), "box"),)
    return DetentionLines(says, (*heads, (tr("Steps so far"), rows)))


def _step(vault: Vault, tr: Text, one: Record) -> RowView:
    kind, fields = vault.kinds[one.kind], one.fields
    day = moment_words(tr, str(fields.get("date", "")), long=True)
    state = value_words(vault, tr, kind, "state", fields["state"]) if "state" in fields else ""
    said = str(fields.get("text") or fields.get("text_open") or "")
    return RowView(kind.icon, state or tr("No new state"), tr.line(day, " ".join(said.split())), key=one.id.hex())


def say_lines(tr: Text, lines: tuple[tuple[str, str], ...]) -> list[RowView]:
    """Return the steps that the old lines become."""
    return [RowView("forward", said, moment_words(tr, day, long=True)) for day, said in lines]
