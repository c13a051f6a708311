"""The data of the Inbox: a row for each received report, those with a person in danger first."""

from collections.abc import Sequence
from contextlib import suppress
from typing import NamedTuple

from app.actions.mail import inbox
from app.actions.mail.inbox import ReceivedReport
from app.actions.mail.report_contents import ReportHead, head_of
from app.actions.today import due_tasks
from app.domain.search_normalisation import fold
from app.errors import NotFound
from app.gui.delivery.delivery_query import key_of, state_of
from app.gui.style.dates import relative_time
from app.gui.style.text import Text
from app.gui.widgets.page_values import RowList
from app.gui.widgets.rows import Row, State
from app.store.mail import inbox_list as listed
from app.store.records import other_refs, record_rows
from app.store.vault.open_vault import Vault

SCREENFUL, BLOCK = 24, 200
"""Received reports that are read first, and again each time that the last row is shown."""
SEARCHED = 500
"""The newest reports that a search reads."""
CHIPS = {"unread": listed.TO_READ, "accepted": ("accepted",), "refused": ("rejected",)}
"""The states of the reports of each group."""


class InboxQuery(NamedTuple):
    """The chosen group, the text of the search, and the reports that were decided while the list was open."""

    chip: str = "unread"
    text: str = ""
    kept: frozenset[str] = frozenset()


def listing(vault: Vault, tr: Text, asked: InboxQuery, limit: int = SCREENFUL, offset: int = 0) -> RowList:
    """Return the rows after the first `offset`, and the number of reports as text.

    Waiting reports with a person in danger are first, then the newest. A search returns all rows.
    """
    came = _search(vault, tr, asked) if asked.text.strip() else _ordered(vault, asked, limit, offset)
    rows = tuple(_row(vault, tr, one) for one in came)
    return RowList(rows, _count(vault, tr, asked, len(rows)))


def _count(vault: Vault, tr: Text, asked: InboxQuery, found: int) -> str:
    if asked.text.strip():
        return tr("{n} found|{n} found", n=found)
    count = listed.count(vault.con, CHIPS[asked.chip])
    if asked.chip == "unread":
        return tr("{n} to read|{n} to read", n=count)
    if asked.chip == "accepted":
        return tr("{n} accepted|{n} accepted", n=count)
    return tr("{n} refused|{n} refused", n=count)


def _ordered(vault: Vault, asked: InboxQuery, limit: int, offset: int) -> list[ReceivedReport]:
    states = CHIPS[asked.chip]
    if asked.chip != "unread":
        return inbox.list_reviewed_reports(vault, limit, offset, states)
    urgent = {key_of(said.came): said.came for said in due_tasks.reports(vault)}
    newest = inbox.list_reviewed_reports(vault, offset + limit + len(urgent), 0, states)
    found = {key_of(one): one for one in (*newest, *urgent.values())}
    for key in asked.kept - found.keys():  # decided while the list is open: the row stays where it was
        with suppress(NotFound):  # it was destroyed
            found[key] = inbox.find(vault, key)
            if head_of(vault, found[key], "en").danger:
                urgent[key] = found[key]

    def order(one: ReceivedReport) -> tuple[bool, int, bytes, bytes]:
        return key_of(one) in urgent, one.arrived.at, one.arrived.sender, one.arrived.report

    return sorted(found.values(), key=order, reverse=True)[offset : offset + limit]


def _search(vault: Vault, tr: Text, asked: InboxQuery) -> list[ReceivedReport]:
    """Return the newest reports with every word in sender, story or references; a whole reference finds its report."""
    ref = asked.text.strip().upper()
    ours = record_rows.find(vault.con, ref)
    ids = {*other_refs.list_records(vault.con, ref), *([ours.id] if ours is not None else [])}
    wanted = fold(asked.text).split()

    def fits(one: ReceivedReport) -> bool:
        head = head_of(vault, one, tr.language)
        said = f"{fold(one.sender_name)} {head.words}"
        return not ids.isdisjoint(head.ids) or all(word in said for word in wanted)

    return [one for one in inbox.list_reviewed_reports(vault, SEARCHED, 0, CHIPS[asked.chip]) if fits(one)]


def _row(vault: Vault, tr: Text, came: ReceivedReport) -> Row:
    head = head_of(vault, came, tr.language)
    name = tr("Anonymous sender") if came.arrived.anonymous else came.sender_name
    files = ("files", tr.number(head.files)) if head.files else None
    at = relative_time(tr, came.arrived.at, vault.now())
    return Row(key_of(came), name, at, head.title or tr("Not arrived yet"), tuple(_states(tr, came, head)), files)


def _states(tr: Text, came: ReceivedReport, head: ReportHead) -> Sequence[State]:
    open_ = came.arrived.state in CHIPS["unread"]
    found: list[State] = []
    if not open_:
        found.append(state_of(tr, came.arrived.state)[:2])
    elif head.danger:
        found.append(("alert", tr("Danger now")))
    if came.arrived.state == "incomplete":
        found.append(("clock", waits(tr, came, head.files)))
    found.append(trust(tr, came))
    if head.people:
        found.append(("person", tr("{n} person|{n} people", n=head.people)))
    return found


def waits(tr: Text, came: ReceivedReport, files: int) -> str:
    """Return how many files of an incomplete report are here, if their number is known."""
    if not files:
        return tr("{n} file has not arrived yet.|{n} files have not arrived yet.", n=came.missing).rstrip(".")
    here = tr.number(max(0, files - came.missing))
    return tr("{here} of {n} file arrived|{here} of {n} files arrived", here=here, n=files)


def waits_long(tr: Text, came: ReceivedReport) -> str:
    """Return the reason why an incomplete report cannot be accepted yet."""
    if came.arrived.state != "incomplete":
        return ""
    if not came.files:
        missing = tr("{n} file has not arrived yet.|{n} files have not arrived yet.", n=came.missing)
        return missing + " " + tr("Amparo asks for the missing files each time it connects.")
    here = tr.number(max(0, len(came.files) - came.missing))
    return tr("{here} of {n} file here. Amparo asks for the rest.|{here} of {n} files here. Amparo asks for the rest.",
              here=here, n=len(came.files))  # fmt: skip


def doubt(tr: Text, came: ReceivedReport) -> str:
    """Return the warning about the sender of a report, if there is one."""
    if came.doubtful:
        return tr("Not trusted: the key of the sender was ended. Someone else might have written this report.")
    if came.arrived.anonymous:
        return tr("Anonymous: you cannot know who wrote it")
    if came.state_of_sender == "verified":
        return ""
    return tr("The owner of the sender's card wrote this report. Compare the number to know who that is.")


def trust(tr: Text, came: ReceivedReport) -> State:
    """Return the trust in the sender of a report, in one word."""
    if came.arrived.anonymous:
        return "shield-off", tr("Anonymous")
    if came.doubtful:
        return "shield-alert", tr("Not trusted")
    if came.state_of_sender == "verified":
        return "shield-check", tr("Verified")
    return ("shield-off", tr("Unknown")) if came.state_of_sender == "unknown" else ("shield-ask", tr("Not verified"))
