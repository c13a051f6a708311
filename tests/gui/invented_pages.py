"""Invented people and events of the pages that stand over or beside the lists: Now, what differs, settings, finding."""

# ruff: noqa: E501 - one line is one row

from collections.abc import Mapping

from attrs import evolve
from PySide6.QtCore import QDate
from PySide6.QtWidgets import QWidget

from app import start
from app.actions.records.incident_assignments import Names
from app.actions.vault.integrity_check import Health
from app.domain.kinds import KINDS
from app.gui.backups.backup_query import BackupPage
from app.gui.delivery.heaps_query import Heaps
from app.gui.delivery.heaps_view import HeapsView
from app.gui.incidents.assign_view import AssignView
from app.gui.incidents.entry_view import EntryView
from app.gui.incidents.incident_view import IncidentView
from app.gui.lock.signals import Reason
from app.gui.settings.leaving_view import LeavingView, summary
from app.gui.shell.auto_lock import Wishes
from app.gui.style.dates import moment_words
from app.gui.style.theme import Look
from app.gui.teams.teams_values import MemberRow, TeamCard, TeamPage
from app.gui.vault.wiping_view import WipingPage, WipingView
from app.gui.widgets.buttons import Button
from app.gui.widgets.page_values import (
    Alike,
    AlikePage,
    DifferencesPage,
    Differing,
    DuplicateSide,
    Hand,
    NowPage,
    PiecePage,
    RowView,
    Saying,
    Section,
    SettingsPage,
    VersionView,
)
from app.gui.widgets.rows import Row
from app.phrase import Phrase
from tests.gui import invented
from tests.gui.invented_words import said


def wiping(look: Look) -> WipingView:
    """Return the page of the wipe, with keys and words set up."""
    back = Button(look, look.tr("Back"), "quiet", "back", look.tr("Esc"))
    return WipingView(look, WipingPage("Ctrl Shift F9", 5, 10, True), [], back)


def now(look: Look) -> NowPage:
    tr, n = look.tr, look.tr.number
    written = said(look, "Two men in a grey pickup followed Kestrel and Wren along the quay.")
    at = tr("today {time}", time=tr.digits("11:02"))
    needs = tr("{n} thing needs you now.|{n} things need you now.", n=11)
    worth = tr("{n} thing is worth a look|{n} things are worth a look", n=2)
    return NowPage(
        _today(look), tr("{time}. {said}", time=tr.digits("13:17"), said=needs),
        (Section(tr("Due today and tomorrow"), n(3), _due(look)), Section(tr("Somebody is needed"), n(3), _lacks(look)),
         Section(tr("Came in"), n(5), _came(look)),
         Section(tr("Not finished"), n(1), (RowView("edit", tr("New incident, not saved yet"), written, far=at, key="7"),)),
         Section(tr("Waiting to send"), n(2), _waiting(look)),
         Section(tr("Relays"), "", _relays(look)),
         Section(tr("This machine"), "", (RowView("shield-ask", worth, tr("What it means, and one step for each")),))),
    )  # fmt: skip


def _due(look: Look) -> tuple[RowView, ...]:
    tr, kind = look.tr, KINDS["consent_record"]
    ask, late = tr(kind.fields["review_on"].label), tr("{n} day late|{n} days late", n=2)
    due = [
        RowView("clock", tr("{field}: {title}", field=ask, title=tr.listed([said(look, who), said(look, what)])),
             tr.line(tr(kind.label), moment_words(tr, date)), far=far, ink=ink, key=key)
        for who, what, date, far, ink, key in (
            ("Sister Lumen", "UN, given", "2025-10-16", late, "red", "1"),
            ("Marula", "press, given", "2025-10-17", tr("tomorrow"), "ink2", "2"),
        )
    ]  # fmt: skip
    changed = tr("The key changed. Compare the safety number.")
    return (
        *due,
        RowView("shield-alert", said(look, "Lantern"), changed, far=tr("nothing is sent"), ink="amb", key="3"),
    )


def _lacks(look: Look) -> tuple[RowView, ...]:
    tr = look.tr
    times = tr("{first} to {last}", first=tr.digits("14:00"), last=tr.digits("18:00"))
    stands = tr("Nobody stands by: {title}", title=said(look, "Clinic by the river"))
    seats = tr("{n} seat that nobody holds: {body}|{n} seats that nobody holds: {body}", n=2,
               body=said(look, "Steering committee"))  # fmt: skip
    decided = tr("Nobody has it to do: {title}", title=said(look, "Find a lawyer for the north"))
    roles = tr.listed([said(look, "delegate of the north"), said(look, "deputy")])
    return (
        RowView(
            "clock", stands, tr("{name}: {value}", name=tr("today"), value=times), far=tr("today"), ink="red", key="12"
        ),
        RowView("people", seats, roles, ink="amb", key="13"),
        RowView("checks", decided, said(look, "decision of a meeting"), ink="amb", key="14"),
    )


def _came(look: Look) -> tuple[RowView, ...]:
    tr, heron, kestrel = look.tr, said(look, "Heron"), said(look, "Kestrel")
    fields = tr("{n} field waits for your decision|{n} fields wait for your decision", n=2)
    today, yesterday = tr("today {time}", time=tr.digits("07:40")), tr("yesterday {time}", time=tr.digits("19:03"))
    withdrawn = tr("{name} has withdrawn something", name=heron)
    why = tr.line(tr("Danger"), tr("Decide what becomes of it here"))
    return (
        RowView("alert", withdrawn, why, far=today, ink="amb", key="10"),
        RowView("files", tr("Where you and others differ"), fields, key="4"),
        RowView("inbox", tr("From {name}", name=heron), tr("Signed by {name}, verified", name=heron), far=today, key="5"),
        RowView("inbox", tr("From {name}", name=kestrel), tr("Signed by {name}, not verified", name=kestrel), far=yesterday, key="6"),
    )  # fmt: skip


def _relays(look: Look) -> tuple[RowView, ...]:
    tr, url = look.tr, "https://relay.example.org:8440"
    title, far = tr("A relay lost something, or told two stories"), tr("have a look")
    aside = tr("Something that came was kept aside")
    return (
        RowView("shield-alert", title, url, far=far, ink="amb", key="11"),
        RowView("alert", aside, url, far=far, ink="amb", key="15"),
    )


def _waiting(look: Look) -> tuple[RowView, ...]:
    tr, network = look.tr, said(look, "Northern Defence Network")
    return tuple(
        RowView("send", said(look, title), tr("To {names}", names=names), far=tr("{n} of {of} relays", n=has, of=3), key=key)
        for title, names, has, key in (
            ("Arrest, Tres Ceibas", tr.listed([said(look, "Heron"), network]), 2, "8"),
            ("Office raid, Velmora", network, 0, "9"),
        )
    )  # fmt: skip


def nothing_now(look: Look) -> NowPage:
    tr = look.tr
    return NowPage(_today(look), tr("{time}. {said}", time=tr.digits("13:17"), said=tr("Nothing needs you now.")), ())


def _today(look: Look) -> str:
    return look.tr.locale.toString(QDate(2026, 4, 16), look.tr("dddd d MMMM"))


def differences(look: Look) -> DifferencesPage:
    tr, you = look.tr, look.tr("You")
    event, act = KINDS["event"].fields, KINDS["act"].fields
    told = said(look, "Marula was opening the pump when a green truck stopped. She asked for a warrant.")
    heard = said(
        look, "Two neighbours saw a grey pickup at the pump at dawn; four men got out, one with a list of names."
    )
    title, heron, network = (said(look, name) for name in ("Arrest, Tres Ceibas", "Heron", "Northern Defence Network"))

    def date(text: str) -> str:
        return moment_words(tr, text, long=True)

    def at(text: str) -> str:
        return moment_words(tr, text)

    today, yesterday = tr("today {time}", time=tr.digits("13:17")), tr("yesterday {time}", time=tr.digits("18:55"))
    return DifferencesPage(
        title, tr("{n} field waits for your decision|{n} fields wait for your decision", n=3),
        (Differing("1", "description", title, tr(event["description"].label),
                   (VersionView(told, you, today, told), VersionView(heard, heron, yesterday, heard)), "both"),
         Differing("1", "date_start", title, tr(event["date_start"].label),
                   (VersionView(date("2026-04-12T06:00~"), you, at("2026-04-12"), "2026-04-12"),
                    VersionView(date("2026-04-12T05:40"), said(look, "Wren"), at("2026-04-14"), "2026-04-12", "p"),
                    VersionView(date("2026-04-13"), network, at("2026-04-15"), "2026-04-13", "q"))),
         Differing("2", "violation_text", said(look, "Beating"), tr(act["violation_text"].label),
                   (VersionView("", you, at("2026-04-13"), None),
                    VersionView(said(look, "beat her with rifle butts"), heron, at("2026-04-14"), "x", "r")))),
    )  # fmt: skip


def settings(look: Look) -> SettingsPage:
    leaves = summary(look.tr, Wishes(), frozenset(Reason) - {Reason.KEYFILE})
    return SettingsPage(said(look, "Field notes"), look.theme, look.tr.language, look.factor, 5, leaves)


def leaving(look: Look) -> LeavingView:
    """A computer that tells everything but of a key file, and keys of one's own that do something else."""
    tells = frozenset(Reason) - {Reason.KEYFILE}
    back = Button(look, look.tr("Back"), "quiet", "back", look.tr("Esc"))
    view = LeavingView(look, Wishes(frozenset({Reason.LID}), "Ctrl+Alt+H"), tells, True, back, lambda _: True)
    view._take("Ctrl+N")
    return view


def found(look: Look) -> tuple[Row, ...]:
    tr, plural = look.tr, {name: look.tr(kind.plural) for name, kind in KINDS.items()}
    incident, raid = (
        tr.line(ref, moment_words(tr, date), said(look, words))
        for ref, date, words in (
            ("EV-7K2MQ", "2026-04-12", "Marula was opening the pump when a green truck stopped."),
            ("EV-B4XNT", "2026-04-09", "Eleven men without badges searched the Union of Quay Workers."),
        )
    )
    return (
        Row("1", said(look, "Arrest, Tres Ceibas"), second=incident, far=("document", plural["event"])),
        Row("2", said(look, "Office raid, Velmora"), second=raid, far=("document", plural["event"])),
        Row("3", said(look, "Marula"), second="AC-QW8HD", far=("person", plural["actor"])),
        Row("4", said(look, "Statement of Marula"), second="EI-9PLK2", far=("clip", plural["evidence_item"])),
        Row("5", tr("Dark colours"), far=("theme", tr("Do"))),
    )


def piece() -> PiecePage:
    digest = "3f9a 07c4 e1d2 5b80 77c1 f0aa 4d2e 9913 5c60 be27 18f4 d3a9 02b7 c6e5 91aa 88b0"
    return PiecePage(
        "b", "Tyre tracks, river road", "Arrest, Tres Ceibas · EI-9PLK2 · Photo · 4.1 MB",
        ("shield-check", "Unchanged since it was taken in", "accentbox"), "Checked today 13:17; 10 times in all",
        (("Taken", "Sun 12 April 2026, about 10:05", "By the camera; clock 2 min fast"), ("Where it came from", "From Wren, in a report · 12 Apr 2026", ""),
         ("Name", "IMG_0412.jpg", ""), ("Hash", "3f9a 07c4 e1d2 … 88b0", "SHA-256 of the original")),
        (Hand("lock", "Sealed into this vault", "You · 12 Apr 2026 · hash fixed", True), Hand("shield-check", "Checked: unchanged", "You · 13 Apr 2026"),
         Hand("send", "Copy put in the outbox", "You · 14 Apr 2026 · network"), Hand("out", "Exported", "You · 14 Apr 2026")),
        True, True, digest,
    )  # fmt: skip


def alike(look: Look) -> AlikePage:
    tr, fields = look.tr, KINDS["actor"].fields

    def row(name: str, one: str, other: str = "", differs: bool = False) -> Saying:
        return Saying(tr(fields[name].label), said(look, one), said(look, other), differs)

    stands = [tr.listed(said(look, one) for one in names) for names in (
        ("Arrest, Tres Ceibas",), ("House burnt, Sierra Quime", "Smear in the press, national"))]  # fmt: skip
    rows = (
        row("sex", "woman"), row("age_group", "30 to 49"), row("region", "Ansal district", "Ansal district"),
        row("description", "Filed the water complaint; speaks for the pump committee.", "At the pump house that morning.", True),
        Saying(tr("Stands in"), stands[0], stands[1]),
    )  # fmt: skip
    kind = tr(KINDS["actor"].label)
    one = DuplicateSide("1", said(look, "Marula"), tr.line(kind, "PE-7K2MQ"))
    other = DuplicateSide("2", said(look, "Marula"), tr.line(kind, "PE-B4XNT"))
    pairs = tr("{n} pair may be the same|{n} pairs may be the same", n=1)
    return AlikePage(tr("Possible duplicates"), pairs, (Alike(one, other, rows),))


def heaps(look: Look) -> QWidget:
    """What waits at a desk on a Monday, by sender: three rows are taken together."""
    tr, names = look.tr, ("Heron", "Northern Defence Network", "Wren", "Heron", "Lantern of the Upper River Valley")
    levels = [tr(word) for word in ("Internal", "Internal", "Network", "Network", "Internal")]
    ruled = ("again", tr("Accepted as they come"))
    rows = [
        Row(str(at), said(look, name), second=tr.line(level, tr("{n} waits|{n} wait", n=(212, 96, 31, 1, 11)[at])),
            far=ruled if at in (1, 4) else None)
        for at, (name, level) in enumerate(zip(names, levels, strict=True))
    ]  # fmt: skip
    view = HeapsView(look, Heaps(tuple(rows), 351, 7), Button(look, tr("Back"), "quiet", "back"))
    view.pane.view.selectAll()
    return view


def assign(look: Look) -> QWidget:
    known = tuple(said(look, name) for name in ("Marula", "Northern Defence Network, night desk", "Wren"))
    names = Names(known[0], known)
    return AssignView(
        look, KINDS["event"].fields["assigned"], 12, names, Button(look, look.tr("Incidents"), "quiet", "back")
    )


def entry(look: Look, values: Mapping[str, str]) -> EntryView:
    keys = ("when", "where", "who", "did", "also", "whom", "role", "sex", "age", "source", "link", "gender")
    options = {key: lambda _: [] for key in keys}
    view = EntryView(look, options, lambda _, value: value, dict(values), look.tr("New incident"))
    if values:
        view.kept(look.tr.digits("13:17:04"))
    return view


def entry_with_more(look: Look) -> EntryView:
    """The entry with gender factors."""
    return entry(look, {**invented.entry(look), "gender": invented.gender(look)})


def chain(look: Look) -> IncidentView:
    """The page of an incident while another is linked to it."""
    whole = invented.incident(look)
    view = IncidentView(look, KINDS, evolve(whole, facts=(), prose="", pieces=(), runs=()))
    words = start.vocabularies()["chain"]
    view.chain.offer([(code, words.label(code, look.tr.language)) for code in words.codes], [])
    return view


def checked() -> Health:
    """Return what a check found on a disk that begins to fail."""
    file = Phrase("The file {name} ({ref}) of {whole}", name="dock-4.mp4", ref="EV-3KQ7X", whole="IN-7F2MC Dockside")
    return Health(
        False, 1283, 412, 988,
        (
            Phrase("Record {ref} cannot be read any more.", ref="IN-QX8R2"),
            Phrase("{file} is damaged and was put aside.", file=file),
            Phrase("A part may be lost: {part}.", part=Phrase("words inside evidence files")),
        ),
        (),
        (
            Phrase("The database was damaged. What can be read of it was copied into a new one."),
            Phrase("{ref} was made anew from its history.", ref="IN-M4T9K"),
            Phrase("{ref} was made anew from its history.", ref="AC-2WD3C"),
        ),
        2,
    )  # fmt: skip


def backup(look: Look, full: bool) -> BackupPage:
    """A backup on a stick that is older than asked; or none, and nothing that would open one."""
    tr = look.tr
    if not full:
        return BackupPage((), "", "", "", 7)
    made, whole = moment_words(tr, "2026-04-02"), tr("All that was written was read back and was whole.")
    facts = (
        (tr("Made"), made, f"{whole} {tr('Something was changed since.')}"),
        (tr("Folder"), "/media/marula/blue/backup", ""),
        (tr("Size"), tr.line(tr.size(2_148_200_000), tr("{n} file|{n} files", n=312)), ""),
    )
    due = tr("The backup is older than {n} day.|The backup is older than {n} days.", n=7)
    return BackupPage(facts, facts[1][1], due, tr("Its words open it, or enough recovery shares."), 7)


def team(look: Look) -> TeamPage:
    """A team that we made, of which one member is behind, one has not accepted, and one more might come in."""
    tr = look.tr
    behind = tr.line(
        tr("{n} change on its way|{n} changes on their way", n=12),
        tr("{n} file on its way|{n} files on their way", n=1),
    )
    members = (
        MemberRow("00", said(look, "Marula"), tr.line(tr("You"), tr("made the team")), "edit"),
        MemberRow("01", said(look, "Heron"), behind, "edit"),
        MemberRow("02", said(look, "Baobab"), tr.line(tr("Has not accepted yet"), tr("only reads")), "read"),
    )
    others = (MemberRow("03", said(look, "Acacia"), tr("Verified")),)
    title = said(look, "Eviction at the river")
    return TeamPage("aa", title, (TeamCard("bb", title, True, members, others),), others)


def no_team(look: Look) -> TeamPage:
    """An incident without a team, and the contacts of whom one can be made."""
    people = tuple(
        MemberRow(f"0{n}", said(look, name), look.tr("Verified")) for n, name in enumerate(("Heron", "Baobab"))
    )
    return TeamPage("aa", said(look, "Eviction at the river"), (), people)
