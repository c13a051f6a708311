"""The data of Today: one line that counts the things that need a person, the danger, and the lists in their order."""

from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta
from pathlib import Path

from PySide6.QtCore import QDate

from app.actions.contacts import organisations
from app.actions.field import network_coverage
from app.actions.field.appeal_recipients import AppealRecipient
from app.actions.field.network_coverage import Whole
from app.actions.kernel import drafts
from app.actions.kernel.clock import today
from app.actions.mail import inbox
from app.actions.mail.inbox import ReceivedReport
from app.actions.records.coverage_gaps import Gap, Lacks
from app.actions.relays import quarantined_messages, relay_log_audit
from app.actions.release import consent_rules
from app.actions.today import due_tasks
from app.actions.today.due_tasks import DangerReport, Needs
from app.actions.vault import real_names
from app.domain import patterns
from app.domain.kind import Kind
from app.domain.record import Record, title_of
from app.domain.views import REMINDERS
from app.gui.appeals import appeals_query
from app.gui.cases.detention_query import pressing_row
from app.gui.delivery import delivery_query, inbox_query
from app.gui.records.parts_query import due_row, slot_words, value_words
from app.gui.style.dates import clock, clock_words, moment_words, relative_time, title_words
from app.gui.style.text import Text, kind_words
from app.gui.today import today_cards, today_danger
from app.gui.warning import warning_query
from app.gui.widgets.page_values import NowPage, RowView, Section
from app.gui.withdrawals import withdrawing_query
from app.store.mail import inbox_list
from app.store.records import record_rows as store
from app.store.vault.open_vault import Vault

WARNING = "warning"
"""The page of warning levels."""
READ = 100
"""The most reports that are read for their rows."""
MOST, WHOLE = 8, 300
"""Rows of one section, whose last one shows all rows, and of a section that a person asked for as a whole."""


def page(vault: Vault, tr: Text, needs: Needs | None = None, whole: Collection[str] = ()) -> NowPage:
    """Return all data of Today; `needs` are the tasks that the badge counts, `whole` the sections with all rows."""
    needs = due_tasks.needs(vault) if needs is None else needs
    day = today(vault)
    date = tr.locale.toString(QDate(day.year, day.month, day.day), tr("dddd d MMMM"))
    sections = (
        _limits(vault, tr, needs, "limits" in whole), _came(vault, tr, needs),
        _unreachable(vault, tr, needs, "appeals" in whole),
        _late(vault, tr, needs, "late" in whole), _due(vault, tr, needs, "due" in whole),
        _unfinished(vault, tr, "drafts" in whole),
    )  # fmt: skip
    shown = tuple(section for section in sections if section.rows)
    if not needs.count:
        shown += tuple(section for section in [today_cards.next_times(vault, tr, needs)] if section.rows)
    second = tr("{date}, {time}. {said}", date=date, time=clock(tr, vault.now()), said=count_sentence(tr, needs))
    rows, cards = today_danger.rows(vault, tr, needs), today_cards.cards(vault, tr, needs)
    return NowPage(tr("Today"), second, shown, rows, cards, needs.count)


def count_sentence(tr: Text, needs: Needs) -> str:
    """Return the number of the badge as one sentence, the danger first."""
    more = needs.count - needs.red
    if not needs.red:
        return (
            tr("{n} thing needs you today.|{n} things need you today.", n=more)
            if more
            else tr("Nothing needs you now.")
        )
    red = tr("{n} in danger now|{n} in danger now", n=needs.red)
    if not more:
        return f"{red}."
    other = tr("{n} more thing needs you today|{n} more things need you today", n=more)
    return tr("{red}. {other}.", red=red, other=other)


def cut(
    tr: Text, title: str, rows: Sequence[RowView], needs: int, name: str, whole: bool, act: str = "", total: int = 0
) -> Section:
    """Return a section with at most eight rows of `total`, by default of `rows`; the last one shows every row here.

    A `whole` section has all rows.
    """
    shown, total = list(rows), total or len(rows)
    if whole and total > WHOLE:
        shown[WHOLE:] = [RowView("info", tr("Only the first {most} are shown here.", most=WHOLE))]
    elif not whole and total > MOST:
        shown[MOST - 1 :] = [RowView("forward", tr("Show all {n}", n=total), key=f"whole:{name}")]
    return Section(title, tr.number(total), tuple(shown), act, needs)


def _warned(tr: Text, vault: Vault, needs: Needs) -> list[RowView]:
    """Return the areas with a raised level and no alert, and the running alerts; each leads to its step."""
    rows = []
    for area in needs.rising:
        word = warning_query.badge(vault, tr, area.level, covered=False)
        title = tr("{area}: the level is {level}", area=warning_query.area_name(tr, area.area), level=word[1])
        what = tr("There is no alert yet. Raise an alert, or read the observations.")
        rows.append(RowView("alert", title, what, ink=word[2], key=f"do:{WARNING}"))
    for alert in needs.alerts:
        sent = tr("Sent to its contact tree") if "report" in alert.fields else tr("Not sent yet")
        title, key = title_words(vault, tr, alert), f"alert:{alert.id.hex()}"
        rows.append(RowView("shield-alert", title, sent, far=tr("active"), key=key))
    return rows


def _unreachable(vault: Vault, tr: Text, needs: Needs, whole: bool) -> Section:
    """Return the people who cannot get an instant action, with the act that helps; each row leads to their page."""
    titles, found = dict[bytes, list[str]](), dict[bytes, AppealRecipient]()
    for made in needs.unreachable:
        for one in made.people:
            titles.setdefault(one.contact.id, []).append(made.made.title)
            found[one.contact.id] = one
    rows = [
        RowView("bolt", tr("{name} cannot receive: {titles}", name=one.contact.title, titles=tr.listed(titles[id_])),
                appeals_query.mending(tr, one), key=_to(id_))
        for id_, one in found.items()
    ]  # fmt: skip
    title, needed = tr("Appeals that some people cannot receive"), needs.counts["appeals"]
    return cut(tr, title, rows, needed, "appeals", whole, tr("Correct it…"))


def _limits(vault: Vault, tr: Text, needs: Needs, whole: bool) -> Section:
    """Return the time limits of detentions that are over or end within 72 hours, the first section of all."""
    rows, needed = [pressing_row(vault, tr, one) for one in needs.limits[: WHOLE if whole else MOST]], needs.counts
    title = tr("Time limits of detentions")
    return cut(tr, title, rows, needed["limits"], "limits", whole, total=len(needs.limits))


def _late(vault: Vault, tr: Text, needs: Needs, whole: bool) -> Section:
    """Return the dates that are over, the oldest first."""
    late, most = needs.counts["late"], WHOLE if whole else MOST
    rows = [due_row(vault, tr, due) for due in needs.due[: min(late, most)]]
    return cut(tr, tr("Late"), rows, late, "late", whole, total=late)


def _due(vault: Vault, tr: Text, needs: Needs, whole: bool) -> Section:
    """Return the due tasks: decisions, answers, warnings, changed keys, patterns, news, dates, gaps, and support.

    Rows that are not shown are counted, not read.
    """
    most, rows = WHOLE if whole else MOST, withdrawing_query.list_waiting_rows(vault, tr)
    if needs.notices:
        text = tr("{n} notice of a withdrawal to send|{n} notices of a withdrawal to send", n=needs.notices)
        why = tr("Recipients do not know of the withdrawal yet.")
        rows.append(RowView("send", text, why, ink="amb", key="withdrawn:"))
    if needs.differing:
        text = tr("Decide on {n} field|Decide on {n} fields", n=needs.differing)
        rows.append(RowView("files", tr("Differences between you and others"), text, key="differences:"))
    if needs.stalled:
        text = tr("{n} stalled legal step|{n} stalled legal steps", n=needs.stalled)
        rows.append(RowView("judgment", text, tr("No new step for a long time"), key="view:stalled"))
    for n, days in zip(needs.expiring, REMINDERS, strict=True):
        if n:
            text = tr("{n} paper or check ends soon|{n} papers or checks end soon", n=n)
            near = days == REMINDERS[0]
            when = tr("Within {n} days, or late", n=days) if near else tr("Within {n} days", n=days)
            rows.append(RowView("clock", text, when, ink="amb" if near else "ink2", key="view:expiring"))
    rows += [*appeals_query.list_waiting_rows(vault, tr, needs.calls), *_warned(tr, vault, needs)]
    for contact in needs.changed:
        text = tr("New key: compare the numbers again.")
        far = tr("Amparo sends nothing")
        rows.append(RowView("shield-alert", contact.record.title, text, far=far, ink="amb", key=_to(contact.record.id)))
    for one in needs.patterns:
        title = tr(
            "{n} security incidents with: {shared}",
            n=tr.number(len(one.records)),
            shared=tr.phrase(one.say(tr.language)),
        )
        text = tr("Within {n} days. Check if there is a reason.", n=patterns.DAYS)
        rows.append(RowView("alert", title, text, far=tr("open to review"), ink="amb", key=_to(one.records[-1].id)))
    rows += [*_relays(vault, tr), *_organisations(vault, tr)]
    fits, lacks = [*_fitting(vault, tr), *_unasked(vault, tr)], needs.lacks
    dated = needs.due[needs.counts["late"] :]
    total = len(rows) + len(dated) + lacks.count + len(fits)
    rows += [due_row(vault, tr, due) for due in dated[: max(0, most - len(rows))]]
    if len(rows) < most:
        rows += gap_rows(vault, tr, lacks)
    rows += fits
    return cut(tr, tr("Due today and tomorrow"), rows, needs.counts["due"], "due", whole, total=total)


def _unasked(vault: Vault, tr: Text) -> list[RowView]:
    """Return the number of people with an answer about authorities and none about the UN or embassies."""
    found = consent_rules.list_unasked(vault)
    if not found:
        return []
    title = tr("{n} person to ask again|{n} people to ask again", n=len(found))
    what = tr("They agreed to national authorities. Ask about the UN and embassies.")
    return [RowView("person", title, what, far=found[0].title, ink="amb", key=_to(found[0].id))]


def _fitting(vault: Vault, tr: Text) -> list[RowView]:
    """Return the number of open offers that match open requests; urgent ones are named."""
    found = network_coverage.find_matches(Whole(vault), today(vault).toordinal())
    if not found:
        return []
    urgent = sum(match.urgent for match in found)
    title = tr("{n} offer matches a request|{n} offers match requests", n=len(found))
    far = tr("{n} urgent|{n} urgent", n=urgent) if urgent else ""
    what = tr("Match them, or record who refused")
    return [RowView("people", title, what, far=far, ink="amb", key="do:matches")]


def _to(id_: bytes) -> str:
    return f"record:{id_.hex()}"


def _came(vault: Vault, tr: Text, needs: Needs) -> Section:
    """Return the reports of the Inbox to read: instant actions to answer, then danger, then the oldest."""
    danger = {said.came.arrived.report: said for said in needs.told}
    calls = {call.arrived.report: call for call in needs.calls if call.arrived is not None}
    came = inbox.list_reviewed_reports(vault, READ, 0, inbox_list.TO_READ)
    came.sort(key=lambda one: (one.arrived.report not in calls, one.arrived.report not in danger, one.arrived.at))
    rows = [
        appeals_query.call_row(vault, tr, calls[one.arrived.report])
        if one.arrived.report in calls
        else _report(vault, tr, one, danger.get(one.arrived.report))
        for one in came[:MOST]
    ]
    said = tr("{n} to read|{n} to read", n=needs.came)
    if needs.came > MOST:
        rows[MOST - 1 :] = [RowView("forward", tr("Inbox: {count}", count=said), key="received:")]
    return Section(tr("Came in"), said, tuple(rows), tr("Read report"), needs.counts["came"])


def _report(vault: Vault, tr: Text, one: ReceivedReport, said: DangerReport | None) -> RowView:
    """Return the row of a report; `said` is its statement about a person in danger."""
    title, badge = delivery_query.sender(tr, one), None
    signed = delivery_query.signer_badge(tr, one)
    if said is not None:
        about = title_of(vault.kinds["event"], said.event.fields, lambda _: "", vault.words, tr.language)
        title, badge = tr("{name}: {value}", name=title, value=about), ("alert", tr("Danger now"), "red")
    at, missing = relative_time(tr, one.arrived.at, vault.now()), inbox_query.waits(tr, one, 0) if one.missing else ""
    second = tr.line(
        at, signed[1], tr("The report says: someone is in danger now") if said is not None else "", missing
    )
    return RowView("inbox", title, second, badge, key=f"received:{delivery_query.key_of(one)}")


def _unfinished(vault: Vault, tr: Text, whole: bool) -> Section:
    rows = []
    for name in drafts.names(vault):
        form, at = drafts.load(vault, name) or ({}, 0)
        if name.startswith(real_names.DRAFT):  # its content is behind the names password
            rows += _behind(vault, tr, name, relative_time(tr, at, vault.now()))
            continue
        form_name = drafts.form_of(name)
        copied = drafts.find_copied(name)
        edited = copied or form_name.removeprefix(drafts.EDIT.format(key=""))
        record = None if form_name == drafts.ENTRY or edited in vault.kinds else store.find(vault.con, edited)
        kind = record.kind if record is not None else edited
        said = _draft_words(vault, tr, vault.kinds.get(kind, vault.kinds["event"]), form)
        far = relative_time(tr, at, vault.now())
        if record is not None and not record.removed and copied:
            title = tr("Copy of {title}, not saved yet", title=title_words(vault, tr, record))
            rows.append(RowView("files", title, far=far, key=f"studio:{copied}"))
        elif record is not None and not record.removed:
            title = tr("Edit {title}", title=title_words(vault, tr, record))
            rows.append(RowView("edit", title, said, far=far, key=_to(record.id)))
        elif name == drafts.TABLE:
            file = Path(str(form.get("path"))).name
            rows.append(RowView("in", tr("Import {name}", name=file), far=far, key=f"draft:{name}"))
        elif edited in vault.kinds:
            title = _numbered(tr, tr("New {kind}", kind=kind_words(tr, vault.kinds[edited])), name)
            rows.append(RowView("edit", title, said, far=far, key=f"draft:{name}"))
        elif name == drafts.APPEAL and any(form.values()):
            said = str(form.get("what", "")).split("\n")[0][:200]
            rows.append(
                RowView("bolt", tr("Instant action. You have not asked anyone yet"), said, far=far, key="do:instant")
            )
        elif form_name == drafts.ENTRY and any(form.values()):
            title = _numbered(tr, tr("New incident, not saved yet"), name)
            rows.append(RowView("edit", title, said, far=far, key=f"draft:{name}"))
    return cut(tr, tr("Unfinished"), rows, 0, "drafts", whole)


def _numbered(tr: Text, title: str, name: str) -> str:
    """Return the title of a draft with the number of an older draft, so that no two rows are the same."""
    number = name.partition("#")[2]
    return tr("{title} ({number})", title=title, number=int(number)) if number else title


def _draft_words(vault: Vault, tr: Text, kind: Kind, form: Mapping[str, object]) -> str:
    """Return the beginning of a draft in words: the story, the sentence of an incident, or the first value."""
    texts = {key: text.split("\n")[0][:200] for key, text in form.items() if isinstance(text, str) and text}
    if kind.name == "event" and not texts.keys() & kind.fields.keys():
        told = [texts[slot] for slot in ("when", "where", "who", "did", "whom") if slot in texts]
        slots = tr.listed(slot_words(vault, tr, value) for value in told)
        return texts.get("words") or slots or texts.get("help", "")
    name, text = next(iter(texts.items()), ("", ""))
    return value_words(vault, tr, kind, name, text) if name in kind.fields else slot_words(vault, tr, text)


def _behind(vault: Vault, tr: Text, name: str, far: str) -> list[RowView]:
    person = store.find(vault.con, real_names.draft_person(name))
    if person is None or person.removed:
        return []
    title = tr("Real name of {alias}", alias=person.title)
    return [RowView("vault", title, tr("Needs the names password"), far=far, key=_to(person.id))]


def _relays(vault: Vault, tr: Text) -> list[RowView]:
    """Return rows for relays that signed impossible data, and for quarantined data, until a person has seen them."""
    urls = tuple(dict.fromkeys(proof.url for proof in relay_log_audit.list_proofs(vault) if not proof.seen))
    title = tr("A relay lost data, or signed two different lists")
    rows = [
        RowView("shield-alert", title, url, far=tr("open to review"), ink="amb", key="go:relays") for url in urls[:1]
    ]
    urls, title = (
        tuple(damage.url for damage in quarantined_messages.list_unseen_damage(vault)),
        tr("Not read: damaged"),
    )
    rows += [RowView("alert", title, url, far=tr("open to review"), ink="amb", key="go:relays") for url in urls[:1]]
    return rows


def _organisations(vault: Vault, tr: Text) -> list[RowView]:
    """Return organisations with conflicting signed directories, until a person has seen it, and offered ones."""
    waits, two = organisations.news(vault)
    far, says = tr("open to review"), tr("Two different directories with one number")
    rows = [RowView("shield-alert", name, says, far=far, ink="amb", key="do:organisations") for name in two]
    said = tr("New directory: compare its root key")
    rows += [RowView("building", name, said, far=far, key="do:organisations") for name in waits]
    return rows[:1]


def gap_rows(vault: Vault, tr: Text, found: Lacks) -> list[RowView]:
    """Return a row for each accompaniment with a gap, each body with vacant seats, and each decision."""
    return [
        *(_gap(vault, tr, gap) for gap in found.gaps),
        *(_seats(vault, tr, body, seats) for body, seats in found.vacant),
        *(_decision(vault, tr, record) for record in found.ownerless),
    ]


def _gap(vault: Vault, tr: Text, gap: Gap) -> RowView:
    first = gap.open[0][0]
    said = []
    for day in dict.fromkeys(day for day, _, _ in gap.open):
        times = [
            tr("{first} to {last}", first=clock_words(tr, start), last=clock_words(tr, end))
            for at, start, end in gap.open
            if at == day
        ]
        said.append(tr("{name}: {value}", name=_day(vault, tr, day), value=tr.listed(times)))
    name = tr("No one is on duty: {title}", title=title_words(vault, tr, gap.record))
    ink = "amb" if first else "red"
    return RowView(
        "clock", name, tr.line(*said), far=_day(vault, tr, first), ink=ink, key=f"roster:{gap.record.id.hex()}"
    )


def _day(vault: Vault, tr: Text, ahead: int) -> str:
    words = {0: tr("today"), 1: tr("tomorrow")}
    return words.get(ahead) or moment_words(tr, (today(vault) + timedelta(days=ahead)).isoformat())


def _seats(vault: Vault, tr: Text, body: Record, seats: Sequence[Record]) -> RowView:
    words = tr("Seats without a holder: {body}", body=title_words(vault, tr, body))
    roles = tr.listed(str(seat.fields.get("role", seat.ref)) for seat in seats)
    return RowView("people", words, roles, ink="amb", key=f"record:{body.id.hex()}")


def _decision(vault: Vault, tr: Text, record: Record) -> RowView:
    due = moment_words(tr, str(record.fields["due"])) if "due" in record.fields else ""
    name = tr("No person responsible: {title}", title=title_words(vault, tr, record))
    kind = vault.words["undertaking_kind"].label("decision", tr.language)
    second = tr.line(kind, due)
    return RowView("checks", name, second, ink="amb", key=f"record:{record.id.hex()}")
