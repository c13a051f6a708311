"""Pages that stand over a place or fill it by themselves, with something in them and, where it may be, with nothing."""

from datetime import date
from functools import partial

from PySide6.QtWidgets import QWidget

from app import start
from app.domain.kinds import KINDS
from app.domain.moment import parse_moment
from app.domain.record import Record
from app.errors import InputRefused
from app.gui.backups.checked_view import CheckedView
from app.gui.lock.countdown_view import Countdown
from app.gui.records.form_view import RecordForm
from app.gui.style.theme import Look
from app.gui.teams.directories_view import OrganisationsView, RootView
from app.gui.teams.members_view import MembersView
from app.gui.widgets.buttons import Button
from app.gui.withdrawals.withdrawing_view import WithdrawView
from app.phrase import Phrase
from tests.gui import (
    invented,
    invented_border,
    invented_destroying,
    invented_organisations,
    invented_pages,
    invented_people,
    invented_relays,
    invented_withdrawing,
)
from tests.gui.invented_words import said
from tests.gui.stage import Over, Screen, settle

EMPTY = ("03-now", "26-backup", "08d-by-sender", "12-differences", "14-find", "18-duplicates", "20-library")


def screens(look: Look, size: tuple[int, int], full: bool, over: Over) -> dict[str, Screen]:
    """Return each of them by the name of its picture."""
    pages: dict[str, tuple[str, Screen]] = {
        "10-edit": ("incidents", lambda: _edit(look)),
        "34-members": ("safety", lambda: MembersView(look, invented_people.members(look), _back(look))),
        "39-organisations": ("safety", lambda: OrganisationsView(look, invented_organisations.ours(look), _back(look))),
        "39b-offered": ("safety", lambda: OrganisationsView(look, invented_organisations.offered(look), _back(look))),
        "39d-root": (
            "safety",
            lambda: RootView(look, look.tr("Make a root"), "", look.tr("Make it"), _back(look), True, 2),
        ),
        "36b-withdrawn": ("today", lambda: WithdrawView(look, invented_withdrawing.everything(look), _back(look))),
        "25-machine": ("safety", lambda: invented_destroying.machine(look)),
        "29-checked": ("safety", lambda: CheckedView(look, invented_pages.checked(), _back(look))),
        "31b-border-waits": ("safety", lambda: invented_border.view(look, invented_border.waits(look))),
        "31c-border-proven": ("safety", lambda: invented_border.view(look, invented_border.proven(look))),
        "31d-border-changed": ("safety", lambda: invented_border.view(look, invented_border.changed(look))),
    }
    return {
        **{name: partial(_over, over, page, place) for name, (place, page) in pages.items()},
        "28b-countdown": lambda: _countdown(look, size, over),
        "23b-relay-refused": lambda: _relay(look, over),
        "23c-tor": lambda: _tor(look, over),
        "23e-moving": lambda: _moving(look, over),
        "23d-networks": lambda: _networks(look, over),
        "23f-kept-aside": lambda: _aside(look, over),
    }


def _over(over: Over, page: Screen, place: str) -> QWidget:
    return over(page(), place)


def _back(look: Look, word: str = "") -> Button:
    return Button(look, word or look.tr("Back"), "quiet", "back")


def _countdown(look: Look, size: tuple[int, int], over: Over) -> QWidget:
    window = over(invented_pages.wiping(look), "safety")
    Countdown(look, window, 5, rehearsal=False).begin()
    settle()
    return window


def _relay(look: Look, over: Over) -> QWidget:
    """The relays after one was added without its address."""
    view = invented_relays.relays(look)
    window = over(view, "safety")
    view.field.set_error(look.tr("Type the address of a relay first."))
    settle()
    view.ensureWidgetVisible(view.field)
    settle()
    return window


def _tor(look: Look, over: Over) -> QWidget:
    """The card of Tor where it does not answer, and a place was typed that is none."""
    view = invented_relays.relays(look)
    window = over(view, "safety")
    template = "{at} is not where a Tor can be: say ADDRESS:PORT in numbers, or unix:/PATH"
    view.tor.field.set_error(look.tr.phrase(Phrase(template, at="tor.example.org:9050")))
    settle()
    view.ensureWidgetVisible(view.tor)
    settle()
    return window


def _moving(look: Look, over: Over) -> QWidget:
    """Where to move from a relay, to be typed."""
    view = invented_relays.relays(look)
    window = over(view, "safety")
    move = view.controls["move:https://relay.example.org:8440"]
    assert isinstance(move, Button)
    move.click()
    settle()
    return window


def _aside(look: Look, over: Over) -> QWidget:
    """What a relay signed, what was kept aside there, and the buttons that put it away."""
    view = invented_relays.relays(look)
    window = over(view, "safety")
    view.ensureWidgetVisible(view.controls[f"aside:{invented_relays.ONION}"], 0, look.sp(60))
    settle()
    return window


def _networks(look: Look, over: Over) -> QWidget:
    """What may go over this network, at its top."""
    view = invented_relays.relays(look)
    window = over(view, "safety")
    view.verticalScrollBar().setValue(view.widget().height())
    settle()
    view.ensureWidgetVisible(view.controls["rule"], 0, look.sp(110))
    settle()
    return window


def _edit(look: Look) -> QWidget:
    """The form of an incident whose day does not exist."""
    tr, title = look.tr, said(look, "Arrest, Tres Ceibas")
    words = (invented.ARABIC_ENTRY if tr.language == "ar" else invented.ENTRY)["words"]
    fields = {"title": title, "date_start": "2026-04-31", "description": words}
    record = Record(bytes(16), "event", "TC-0412", fields, title)
    kind = KINDS["event"]
    form = RecordForm(look, start.vocabularies(), kind, record, (), tr("Edit {title}", title=title),
                      today=date(2026, 4, 16))  # fmt: skip
    form.refused(InputRefused("", refused=[{"field": "date_start", "reason": _why("2026-04-31")}]))
    return form


def _why(date: str) -> object:
    """Return why a date is none."""
    try:
        parse_moment(date)
    except ValueError as error:
        return error.args[0]
    raise AssertionError(date)
