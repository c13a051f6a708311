"""Instant action with invented people: the form, the confirm, the page of an appeal, and one that came."""

from datetime import date

from attrs import evolve
from PySide6.QtWidgets import QWidget

from app import start
from app.actions.field import appeals
from app.domain.appeal_consent import SOMEBODY
from app.domain.appeal_texts import AppealContent
from app.gui.appeals.appeal_view import CallView
from app.gui.appeals.appeals_values import AskedRow, AskShown, CallPage, FormShown, RecipientChoice, Texts
from app.gui.appeals.ask_view import AskDialog
from app.gui.appeals.form_view import InstantView
from app.gui.incidents import entry_query as entries
from app.gui.incidents.incidents_query import Candidates
from app.gui.style.theme import Look
from app.gui.widgets.buttons import Button
from app.gui.widgets.fields import Option
from tests.gui.invented_words import said
from tests.gui.stage import Over, Screen, settle

ARABIC = {
    "Two men in a grey pickup took her from the pump house. Her telephone is off.":
        "أخذها رجلان في شاحنة رمادية من بيت المضخة. هاتفها مغلق.",
    "Torture in the first night.": "التعذيب في الليلة الأولى.", "The line is dead.": "الخط مقطوع.",
}  # fmt: skip
WHAT, RISK, DEAD = ARABIC


def words(look: Look, text: str) -> str:
    return ARABIC.get(text, said(look, text)) if look.tr.language == "ar" else text


def labels(look: Look, scheme: str, *codes: str) -> str:
    vocabulary = start.vocabularies()[scheme]
    return look.tr.listed(vocabulary.label(code, look.tr.language) for code in codes)


def texts(look: Look, rehearsal: bool = False) -> Texts:
    made: dict[tuple[str, str, str], str] = {}
    for language in appeals.LANGUAGES:
        asks = tuple(start.vocabularies()["ask"].label(code, language) for code in ("whereabouts", "release"))
        told = AppealContent("UA-7K2QM", "new", "2026-04-12T07:20", words(look, "Ansal district"), SOMEBODY,
                    words(look, WHAT), words(look, RISK), asks=asks, valid_until="2026-04-26", issuer="Lantern",
                    rehearsal=rehearsal, asked=2)  # fmt: skip
        post = start.vocabularies()["channel_kind"].label("post", language)
        made |= {
            (channel, language, key): appeals.format_content(one, channel, language)
            for channel in appeals.CHANNELS
            for key, one in (("", told), ("2", evolve(told, to=words(look, "Sister Lumen"), by=post)))
        }
    return Texts(made, (("2", words(look, "Sister Lumen"), "ar" if look.tr.rtl else "en", "phone"),))


def form(look: Look, full: bool = True) -> InstantView:
    tr = look.tr
    people = [("id:1", words(look, "Marula")), ("id:2", words(look, "Heron"))]
    asked = tuple(
        (f"id:{i}", tr.line(words(look, name), place and tr("acts in {place}", place=words(look, place)),
                            labels(look, "addressee_reach", reach), labels(look, "speed", speed)))
        for i, (name, place, speed, reach) in enumerate(
            (("Sister Lumen", "Ansal district", "minutes", "church"), ("Second Secretary", "", "minutes", "embassy"),
             ("Ombuds Office", "", "same_day", "justice")), 11)
    )  # fmt: skip
    values = {"when": "2026-04-12T07:20"}
    if full:
        values |= {"who": "id:1", "what": words(look, WHAT), "where": "id:3", "danger": words(look, RISK),
                   "asks": "whereabouts\nrelease", "consent": "anon", "to": "id:11\nid:12", "event": "9"}  # fmt: skip
    known = dict([*people, *asked, ("id:3", words(look, "Tres Ceibas")), ("9", words(look, "Arrest, Tres Ceibas"))])
    known |= {code: labels(look, "ask", code) for code in ("whereabouts", "release")}
    slots = entries.Slots(tr, start.vocabularies(), Candidates(tuple(people), ()), date(2026, 4, 12))

    def asks(typed: str) -> list[Option]:
        return [(code, labels(look, "ask", code)) for code in start.vocabularies()["ask"].codes]

    shown = FormShown(values, known, RecipientChoice(asked, asked[:2]), known["9"] if full else "")
    return InstantView(look, shown, {**slots.options(), "asks": asks}, slots.said, lambda _: False)


def asking(look: Look, rehearsal: bool = False) -> AskShown:
    tr = look.tr
    rows = (
        AskedRow("1", words(look, "Second Secretary"), tr("sealed report, before everything else")),
        AskedRow("2", words(look, "Sister Lumen"),
                 tr.line(tr("by you, not sealed"), labels(look, "channel_kind", "phone"), "0911"), by_hand=True),
    )  # fmt: skip
    tier = tr("People who act {speed}", speed=labels(look, "speed", "minutes"))
    warning = tr(
        "The appeal contains no names. The names password protects real names, so Amparo cannot "
        "search for them: read the text once."
    )
    title = words(look, "Ansal district")
    language = "ar" if tr.rtl else "en"
    return AskShown("1", title, tier, rows, texts(look, rehearsal), language, warning, rehearsal)


def call(look: Look) -> CallPage:
    tr = look.tr
    return CallPage(
        "1", words(look, "Ansal district"), tr.line("UA-7K2QM", words(look, "Lantern")),
        tr("{n} minute left|{n} minutes left", n=22), False,
        ((tr("Requests"), labels(look, "ask", "whereabouts", "release"), ""),),
        ((tr("What happened"), words(look, WHAT)), (tr("Danger now"), words(look, RISK))),
    )  # fmt: skip


def screens(look: Look, full: bool, over: Over) -> dict[str, Screen]:
    """Return each of them by the name of its picture."""

    def back() -> Button:
        return Button(look, look.tr("Back"), "quiet", "back")

    def confirm(rehearsal: bool) -> QWidget:
        window = over(form(look, False), "today")
        dialog = AskDialog(look, window, asking(look, rehearsal))
        dialog.open(dialog.first)
        settle()
        return window

    return {
        "42c-instant-rehearsal": lambda: confirm(True),
        "42e-instant-call": lambda: over(CallView(look, call(look), back()), "today"),
    }
