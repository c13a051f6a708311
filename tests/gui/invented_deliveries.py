"""Deliveries as they are shown: reports on their way, with what each relay said."""

# ruff: noqa: E501 - one line is one row of a page

from app.gui.style.dates import moment_words
from app.gui.style.theme import Look
from app.gui.widgets.page_values import DeliveryPage, Hand, RowView, Station
from tests.gui.invented_words import said


def delivery(look: Look) -> DeliveryPage:
    tr = look.tr
    before, today = tr("yesterday {time}", time=tr.digits("19:02")), tr("today {time}", time=tr.digits("07:40"))
    heron = said(look, "Heron")
    desk, north, union = said(look, "Tres Ceibas desk"), "https://north.example", "https://union.example"
    kept = tr("kept until {at}", at=moment_words(tr, "2026-05-12"))
    for_desk, for_heron = (tr("for {name}", name=name) for name in (desk, heron))
    no_answer = tr("the relay does not answer")
    tried = tr.line(tr("tried {n} time|tried {n} times", n=3), tr("last {at}", at=today))
    has = tr("has it since {at}", at=before)
    letter = tr("Letter on {n} of {of} relays, complete on a USB stick", n=2, of=3)
    reads = tr.line(tr("{state}: {why}", state=letter, why=no_answer), tr("since {at}", at=before), kept)
    confirmed = tr("Signed confirmation kept, {at}", at=today)
    signed = tr.line(before, tr("signed receipt: kept until {at}", at=moment_words(tr, "2026-05-12")))
    return DeliveryPage(
        "2", said(look, "Arrest, Tres Ceibas"), tr.line(tr("Network"), tr("{n} recipient|{n} recipients", n=2)),
        (Station("check", tr("Written"), tr("Safe on this computer since {at}", at=before), 1.0),
         Station("relays", tr("{n} of {of} relays", n=2, of=3), tr("{state}: {why}", state=tr("Files still here"), why=no_answer), 2 / 3),
         Station("stick", tr("{n} stick|{n} sticks", n=1), tr.line(tr("Written and read back"), today), 1.0),
         Station("mail-check", tr("{n} of {of} delivered", n=1, of=2), tr("{names}: not confirmed yet", names=heron), 0.5)),
        (RowView("unverified", heron, reads, ("relays", tr("On its way"), "edge")),
         RowView("corroborated", desk, confirmed, ("mail-check", tr("Delivered"), "acc"), ink="acc")),
        (RowView("corroborated", north, tr.line(for_heron, tr("the letter, without its files"), has, kept), ink="acc"),
         RowView("clock", "https://coast.example", tr.line(for_heron, tr("the letter; its files are still here"), tr("since {at}", at=before), no_answer, tried)),
         RowView("clock", union, tr.line(for_heron, no_answer, tried)),
         RowView("stick", tr("Stick {name}", name="5b0c41d2"), tr.line(for_heron, tr("written and read back"), tr("since {at}", at=today)), ink="acc"),
         RowView("corroborated", north, tr.line(for_desk, tr("put there by a courier"), has, kept), ink="acc")),
        (Hand("check", tr("Put in the outbox for {name}", name=desk), before),
         Hand("lock", tr("Sealed for {name}", name=desk), before),
         Hand("relays", tr("Stored by {relay}", relay=north), signed, facts="Relay: north"),
         Hand("mail-check", tr("Fetched and opened by {name}", name=desk), tr.line(today, tr("signed confirmation")), True),
         Hand("relays", tr("{n} file stored by {relay}|{n} files stored by {relay}", n=2, relay=north), signed),
         Hand("check", tr("Put in the outbox for {name}", name=heron), before),
         Hand("clock", tr("{n} file still here|{n} files still here", n=1), tr("the letter left {at}", at=before)),
         Hand("stick", tr("Written to a stick and read back"), today)),
        stoppable=True,
    )  # fmt: skip
