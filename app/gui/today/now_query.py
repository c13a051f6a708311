"""The data of Now: one line that counts the things that need a person, then due, received and waiting ones."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from PySide6.QtCore import QDate

from app.actions.contacts import organisations
from app.actions.field import network_coverage
from app.actions.field.appeals import victims
from app.actions.field.network_coverage import Whole
from app.actions.kernel import drafts
from app.actions.kernel.clock import today
from app.actions.kernel.records import title
from app.actions.mail import inbox
from app.actions.records.coverage_gaps import Gap, Lacks
from app.actions.relays import quarantined_messages, relay_log_audit
from app.actions.today import due_tasks
from app.actions.today.due_tasks import Needs
from app.actions.vault import machine, real_names
from app.domain.record import Record, title_of
from app.gui.appeals import appeals_query
from app.gui.delivery import delivery_query
from app.gui.records.parts_query import due_row
from app.gui.style.dates import clock, clock_words, moment_words, relative_time
from app.gui.style.text import Text
from app.gui.warning import warning_query
from app.gui.widgets.page_values import NowPage, RowView, Section
from app.gui.withdrawals import withdrawing_query
from app.store.records import record_rows as store
from app.store.vault.open_vault import Vault

WARNING = "warning"
"""The page of warning levels."""
MOST_IN_DANGER = 100
"""Incidents in danger that are listed one by one: people are never combined in a number, an imported table is."""
MOST = 8
"""Rows of one section; the last one leads to the others."""


def page(vault: Vault, tr: Text) -> NowPage:
    """Return all data of Now."""
    needs = due_tasks.needs(vault)
    day = today(vault)
    date = tr.locale.toString(QDate(day.year, day.month, day.day), tr("dddd d MMMM"))
    count = needs.count
    said = tr("{n} thing needs you now.|{n} things need you now.", n=count) if count else tr("Nothing needs you now.")
    sections = (
        _danger(vault, tr, needs),
        _out(tr, needs), _instant(vault, tr, needs), _warned(tr, vault, needs), _due(vault, tr, needs),
        _lacking(vault, tr, needs), _fitting(vault, tr), _came(vault, tr, needs), _unfinished(vault, tr),
        _waiting(vault, tr), _relays(vault, tr), _organisations(vault, tr), _machine(vault, tr),
    )  # fmt: skip
    second = tr("{date}, {time}. {said}", date=date, time=clock(tr, vault.now()), said=said)
    return NowPage(tr("Today"), second, tuple(section for section in sections if section.rows))


def _danger(vault: Vault, tr: Text, needs: Needs) -> Section:
    """Return the people in danger now, by incident, then those in waiting reports."""
    rows = []
    for incident in needs.danger[:MOST_IN_DANGER]:
        people = tr.listed(person.title for person in victims(vault, incident))
        at = relative_time(tr, incident.updated, vault.now())
        rows.append(RowView("alert", incident.title, tr.line(tr("In danger now"), people), far=at, ink="red",
                         key=_to(incident.id)))  # fmt: skip
    for said in needs.told:
        came = said.came
        title = title_of(vault.kinds["event"], said.event.fields, lambda _: "", vault.words, tr.language)
        second = tr.line(tr("In danger now"), delivery_query.sender(tr, came), tr("Read the report"))
        at = relative_time(tr, came.arrived.at, vault.now())
        rows.append(RowView("alert", title, second, far=at, ink="red", key=f"received:{delivery_query.key_of(came)}"))
    more = len(needs.danger) - MOST_IN_DANGER
    if more > 0:
        rows.append(RowView("forward", tr("{n} more|{n} more", n=more), key="go:incidents"))
    return Section(tr("Danger"), tr.number(len(needs.danger) + len(needs.told)), tuple(rows))


def _warned(tr: Text, vault: Vault, needs: Needs) -> Section:
    """Return the areas with a raised level and no alert, and the running alerts; each leads to its step."""
    rows = []
    for area in needs.rising:
        word = warning_query.badge(vault, tr, area.level, covered=False)
        title = tr("{area}: the level is {level}", area=warning_query.area_name(tr, area.area), level=word[1])
        what = tr("No alert is running. Raise one, or look at what was seen.")
        rows.append(RowView("alert", title, what, ink=word[2], key=f"do:{WARNING}"))
    for alert in needs.alerts:
        sent = tr("Sent through its tree") if "report" in alert.fields else tr("Not sent yet")
        rows.append(RowView("shield-alert", alert.title, sent, far=tr("running"), key=f"alert:{alert.id.hex()}"))
    return Section(tr("Early warning"), "", tuple(rows[:MOST]))


def _instant(vault: Vault, tr: Text, needs: Needs) -> Section:
    rows = appeals_query.list_waiting_rows(vault, tr, needs.calls)
    return Section(tr("Instant action"), tr.number(len(rows)), tuple(rows[:MOST]))


def _out(tr: Text, needs: Needs) -> Section:
    """Return the missed travel groups, several as one row, and a row if no one watches."""
    rows = []
    if needs.missed:
        title = tr("{n} party was not heard|{n} parties were not heard", n=needs.missed)
        what = tr("The board says what to do now, step by step.")
        rows.append(RowView("alert", title, what, far=tr("now"), ink="red", key="do:checkins"))
    if needs.unwatched:
        what = tr("Somebody is out. Take the watch, or ask somebody to.")
        rows.append(RowView("people", tr("Nobody is at the base"), what, ink="amb", key="do:checkins"))
    return Section(tr("Check-ins"), "", tuple(rows))


def _due(vault: Vault, tr: Text, needs: Needs) -> Section:
    rows = [due_row(vault, tr, due) for due in needs.due[:MOST]]
    if len(needs.due) > MOST:
        more = tr("{n} more|{n} more", n=len(needs.due) - MOST + 1)
        rows[MOST - 1 :] = [RowView("forward", more, tr("Promises and answers"), key="late:")]
    for contact in needs.changed:
        text = tr("The key changed. Compare the safety number.")
        far = tr("nothing is sent")
        rows.append(RowView("shield-alert", contact.record.title, text, far=far, ink="amb", key=_to(contact.record.id)))
    for one in needs.patterns:
        title = tr("{n} security incidents with: {shared}", n=tr.number(len(one.records)), shared=one.shared)
        text = tr("Within four weeks. Look whether it is chance.")
        rows.append(RowView("alert", title, text, far=tr("have a look"), ink="amb", key=_to(one.records[-1].id)))
    count = len(needs.due) + len(needs.changed) + len(needs.patterns)
    return Section(tr("Due today and tomorrow"), tr.number(count), tuple(rows))


def _lacking(vault: Vault, tr: Text, needs: Needs) -> Section:
    rows = gap_rows(vault, tr, needs.lacks)
    count = tr.number(len(rows))
    if len(rows) > MOST:
        more = tr("{n} more|{n} more", n=len(rows) - MOST + 1)
        rows[MOST - 1 :] = [RowView("forward", more, tr("All of them under Field"), key="go:field")]
    return Section(tr("Somebody is needed"), count, tuple(rows))


def _fitting(vault: Vault, tr: Text) -> Section:
    """Return the number of open offers that match open requests; urgent ones are named."""
    found = network_coverage.find_matches(Whole(vault), today(vault).toordinal())
    if not found:
        return Section("", "", ())
    urgent = sum(match.urgent for match in found)
    title = tr("{n} offer meets a request|{n} offers meet requests", n=len(found))
    far = tr("{n} urgent|{n} urgent", n=urgent) if urgent else ""
    line = RowView("people", title, tr("Bring them together, or say who refused"), far=far, ink="amb", key="do:matches")
    return Section(tr("Support"), tr.number(len(found)), (line,))


def _to(id_: bytes) -> str:
    return f"record:{id_.hex()}"


def _came(vault: Vault, tr: Text, needs: Needs) -> Section:
    rows = withdrawing_query.list_waiting_rows(vault, tr)
    withdrawn = len(rows)
    if needs.differing:
        text = tr("{n} field waits for your decision|{n} fields wait for your decision", n=needs.differing)
        rows.append(RowView("files", tr("Where you and others differ"), text, key="differences:"))
    called = {call.arrived.report for call in needs.calls if call.arrived is not None}
    called |= {said.came.arrived.report for said in needs.told}
    for came in inbox.list_reports(vault, "delivered", MOST):
        if came.arrived.report in called:
            continue
        at = relative_time(tr, came.arrived.at, vault.now())
        name, signed = delivery_query.sender(tr, came), delivery_query.signer_badge(tr, came)
        rows.append(RowView("inbox", name, signed[1], far=at, key=f"received:{delivery_query.key_of(came)}"))
    if needs.came > MOST:
        more = tr("{n} more|{n} more", n=needs.came - MOST)
        rows.append(RowView("forward", more, tr("All of them under Sending"), key="received:"))
    return Section(tr("Came in"), tr.number(needs.came - len(called) + needs.differing + withdrawn), tuple(rows))


def _unfinished(vault: Vault, tr: Text) -> Section:
    rows = []
    for name in drafts.names(vault):
        form, at = drafts.load(vault, name) or ({}, 0)
        if name.startswith(real_names.DRAFT):  # its content is behind the names password
            rows += _behind(vault, tr, name, relative_time(tr, at, vault.now()))
            continue
        edited = name.removeprefix(drafts.EDIT.format(key=""))
        record = None if name == drafts.ENTRY or edited in vault.kinds else store.find(vault.con, edited)
        said = next((str(value).split("\n")[0][:200] for value in form.values() if isinstance(value, str)), "")
        far = relative_time(tr, at, vault.now())
        if record is not None and not record.removed:
            rows.append(RowView("edit", tr("Edit {title}", title=record.title), said, far=far, key=_to(record.id)))
        elif name == drafts.TABLE:
            file = Path(str(form.get("path"))).name
            rows.append(RowView("in", tr("Import {name}", name=file), far=far, key=f"draft:{name}"))
        elif edited in vault.kinds:
            title = tr("New: {kind}", kind=tr(vault.kinds[edited].label))
            rows.append(RowView("edit", title, said, far=far, key=f"draft:{edited}"))
        elif name == drafts.APPEAL and any(form.values()):
            said = str(form.get("what", "")).split("\n")[0][:200]
            rows.append(RowView("bolt", tr("Instant action, not asked for yet"), said, far=far, key="do:instant"))
        elif name == drafts.ENTRY and any(form.values()):
            said = str(form.get("words", "")).split("\n")[0][:200] or said
            rows.append(RowView("edit", tr("New incident, not saved yet"), said, far=far, key="draft:"))
    return Section(tr("Not finished"), tr.number(len(rows)), tuple(rows[:MOST]))


def _behind(vault: Vault, tr: Text, name: str, far: str) -> list[RowView]:
    person = store.find(vault.con, real_names.draft_person(name))
    if person is None or person.removed:
        return []
    title = tr("Real name of {alias}", alias=person.title)
    return [RowView("vault", title, tr("Behind the second lock"), far=far, key=_to(person.id))]


def _machine(vault: Vault, tr: Text) -> Section:
    count = machine.count_unreviewed_findings(vault)
    said = tr("{n} thing is worth a look|{n} things are worth a look", n=count)
    rows = (RowView("shield-ask", said, tr("What it means, and one step for each"), key="do:machine"),) if count else ()
    return Section(tr("This machine"), "", rows)


def _relays(vault: Vault, tr: Text) -> Section:
    """Return rows for relays that signed impossible data, and for quarantined data, until a person has seen them."""
    urls = tuple(dict.fromkeys(proof.url for proof in relay_log_audit.list_proofs(vault) if not proof.seen))
    title = tr("A relay lost something, or told two stories")
    rows = [RowView("shield-alert", title, url, far=tr("have a look"), ink="amb", key="do:relays") for url in urls[:1]]
    urls, title = (
        tuple(damage.url for damage in quarantined_messages.list_unseen_damage(vault)),
        tr("Something that came was kept aside"),
    )
    rows += [RowView("alert", title, url, far=tr("have a look"), ink="amb", key="do:relays") for url in urls[:1]]
    return Section(tr("Relays"), "", tuple(rows))


def _organisations(vault: Vault, tr: Text) -> Section:
    """Return organisations with conflicting signed directories, until a person has seen it, and offered ones."""
    waits, two = organisations.news(vault)
    far, says = tr("have a look"), tr("Its directory was signed twice under one number")
    rows = [RowView("shield-alert", name, says, far=far, ink="amb", key="do:organisations") for name in two]
    said = tr("Its directory came: compare its root")
    rows += [RowView("building", name, said, far=far, key="do:organisations") for name in waits]
    return Section(tr("Organisations"), "", tuple(rows[:1]))


def _waiting(vault: Vault, tr: Text) -> Section:
    rows = []
    for key, ways in delivery_query.reports(vault).items():
        if not all(way.delivery.state in delivery_query.ENDED for way, _ in ways):
            row = delivery_query.row(vault, tr, key, ways)
            rows.append(RowView("send", row.title, row.second, far=row.states[0][1], key=f"waiting:{key}"))
    count = tr.number(len(rows))
    if len(rows) > MOST:
        more = tr("{n} more|{n} more", n=len(rows) - MOST)
        rows = [*rows[:MOST], RowView("forward", more, tr("All of them under Sending"), key="waiting:")]
    return Section(tr("Waiting to send"), count, tuple(rows))


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
    name = tr("Nobody stands by: {title}", title=title(vault, gap.record, tr.language))
    ink = "amb" if first else "red"
    return RowView(
        "clock", name, tr.line(*said), far=_day(vault, tr, first), ink=ink, key=f"roster:{gap.record.id.hex()}"
    )


def _day(vault: Vault, tr: Text, ahead: int) -> str:
    words = {0: tr("today"), 1: tr("tomorrow")}
    return words.get(ahead) or moment_words(tr, (today(vault) + timedelta(days=ahead)).isoformat())


def _seats(vault: Vault, tr: Text, body: Record, seats: Sequence[Record]) -> RowView:
    words = tr("{n} seat that nobody holds: {body}|{n} seats that nobody holds: {body}", n=len(seats),
               body=title(vault, body, tr.language))  # fmt: skip
    roles = tr.listed(str(seat.fields.get("role", seat.ref)) for seat in seats)
    return RowView("people", words, roles, ink="amb", key=f"record:{body.id.hex()}")


def _decision(vault: Vault, tr: Text, record: Record) -> RowView:
    due = moment_words(tr, str(record.fields["due"])) if "due" in record.fields else ""
    name = tr("Nobody has it to do: {title}", title=title(vault, record, tr.language))
    kind = vault.words["undertaking_kind"].label("decision", tr.language)
    second = tr.line(kind, due)
    return RowView("checks", name, second, ink="amb", key=f"record:{record.id.hex()}")
