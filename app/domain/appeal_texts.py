"""Write one appeal as a letter, an e-mail, a message of two parts, or a phone script.

All four are made from the same `AppealContent`, which has only permitted data. `say` translates the fixed text into the
language of the recipient; text that a person wrote keeps its language. A message has at most 306 septets or, in another
alphabet, 134 letters (`app.domain.gsm`), its number included. The least important parts are left out first.
"""

import re
from collections.abc import Callable

from attrs import frozen

from app.domain import gsm
from app.domain.appeal_consent import SOMEBODY
from app.domain.date_text import moment_phrase, moment_text
from app.domain.direction import direct_lines
from app.domain.sheet import Block, Heading, Items, Sheet, SheetFacts, SheetProse
from app.phrase import Phrase

Say = Callable[[str], str]
NEW, UPDATE, CLOSING = "new", "update", "closing"
_TITLES = {
    NEW: Phrase("Urgent appeal"), UPDATE: Phrase("Further information on an urgent appeal"),
    CLOSING: Phrase("Closing notice of an urgent appeal"),
}  # fmt: skip
_MARK = Phrase("REHEARSAL: this is an exercise, nothing has happened")
_SHORT = Phrase("EXERCISE, NOT REAL")
WHOM = Phrase("Who must act")
_PROTECTED = Phrase("name protected")
_CARE = Phrase("What to be careful of")
"""The head of cautions, which are written as “Do not …” too."""


@frozen
class AppealContent:
    """The data for the texts of an appeal; empty fields are left out.

    `who` names people as they agreed, or says that the person is a defender. `asks` are labels in the recipient's
    language. `answers` are the outcomes so far, for an update and a closing notice. `asked` is the number of
    recipients. A text for one recipient is addressed `to` the name that they agreed to, and states its channel (`by`).
    `dated` is its day. `telephone` and `mail` of the issuer are for answers. `withheld` counts unnamed people.
    """

    number: str
    kind: str = NEW
    when: str = ""
    area: str = ""
    who: str = ""
    what: str = ""
    risk: str = ""
    background: str = ""
    work: str = ""
    asks: tuple[str, ...] = ()
    dont: str = ""
    valid_until: str = ""
    follows: str = ""
    result: str = ""
    answers: tuple[str, ...] = ()
    issuer: str = ""
    rehearsal: bool = False
    asked: int = 0
    to: str = ""
    by: str = ""
    dated: str = ""
    telephone: str = ""
    mail: str = ""
    country: str = ""
    withheld: int = 0

    @property
    def place(self) -> str:
        """Return the area with its country."""
        if self.area and self.country and self.country not in self.area:
            return Phrase("{area}, {country}", area=self.area, country=self.country)
        return self.area

    @property
    def reach(self) -> str:
        """Return where to send an answer; empty if the appeal goes without a letterhead."""
        return " · ".join(filter(None, (self.telephone, self.mail)))

    @property
    def opening(self) -> str:
        """Return the event or, if it must not be told, only that a defender was attacked or is in danger."""
        return self.what or Phrase("Somebody who works for human rights was attacked or is in danger.")


def answer(n: int, said: str, reach: str = "") -> Phrase:
    """Return the number of people who gave an answer, by their reach and never by name."""
    if not reach:
        return Phrase("{n} of those asked: {answer}", n=n, answer=said)
    return Phrase("{n} of those asked (can reach: {reach}): {answer}", n=n, reach=reach, answer=said)


def title(told: AppealContent) -> Phrase:
    """Return the heading of an appeal."""
    return Phrase("{what} {number}", what=_TITLES.get(told.kind, _TITLES[NEW]), number=told.number)


def letter(told: AppealContent, mark: str = "") -> Sheet:
    """Return the letter, one or two pages."""
    facts = (
        (Phrase("Person concerned"), told.who), (Phrase("When"), moment_phrase(told.when)),
        (Phrase("Place"), told.place), (Phrase("Adds to"), told.follows),
        (Phrase("Valid until"), moment_phrase(told.valid_until)),
    )  # fmt: skip
    blocks: list[Block] = [SheetProse(_MARK, True)] if told.rehearsal else []
    blocks += [SheetFacts(head)] if (head := _head(told)) else []
    blocks += [SheetProse(_salutation(told)), SheetFacts(tuple(row for row in facts if row[1]))]
    blocks += [SheetProse(say_withheld(told.withheld))] if told.withheld else []
    blocks += [SheetProse(told.opening)] if told.kind != CLOSING or told.what else []
    blocks += _section(Phrase("Result"), told.result)
    blocks += [Heading(Phrase("Answers so far")), Items(told.answers)] if told.answers else []
    blocks += _section(Phrase("Danger now"), told.risk)
    if told.asks and told.kind != CLOSING:
        blocks += [
            Heading(Phrase("We ask you to press for this now")),
            SheetFacts(((WHOM, say_authorities(told.country)),)),
        ]
        blocks += [Items(told.asks, True)]
    blocks += _section(Phrase("Background"), told.background)
    blocks += _section(Phrase("Human rights work"), told.work)
    blocks += _section(_CARE, told.dont)
    blocks += [SheetProse(_ending(told))]
    blocks += [SheetProse(told.issuer)] if told.issuer else []
    blocks += [SheetProse(_MARK, True)] if told.rehearsal else []
    second = Phrase("EXERCISE, NOT REAL") if told.rehearsal else ""
    return Sheet(title(told), second, tuple(blocks), mark, "letter", answer_by=_answer_by(told))


def _answer_by(told: AppealContent) -> str:
    """Return the last day for an answer: that until which the appeal holds; empty for a closing notice."""
    return "" if told.kind == CLOSING else told.valid_until


def say_authorities(country: str) -> str:
    """Return the words for unnamed authorities, with their country."""
    if country:
        return Phrase("the responsible authorities ({country})", country=country)
    return Phrase("the responsible authorities")


def say_withheld(n: int) -> str:
    """Return why people have no name in a paper."""
    if n > 1:
        return Phrase("The names are withheld to protect the people.")
    return Phrase("The name is withheld to protect the person.")


def _may_name(told: AppealContent) -> Phrase:
    if told.who and told.who != SOMEBODY and not told.withheld:
        return Phrase("you may say it.")
    return Phrase("say that you may not give it.")


def _head(told: AppealContent) -> tuple[tuple[str, str], ...]:
    """Return the recipient, the channel and the number of other recipients, never their names."""
    many = Phrase("{n} who can press for it", n=told.asked)
    if not told.to and not told.by:
        return ((Phrase("To"), many),) if told.asked else ()
    others = Phrase("{n} more who can press for it", n=told.asked - 1)
    rows = (
        (Phrase("To"), told.to), (Phrase("By way of"), told.by),
        (Phrase("Copies go to"), others if told.asked > 1 else ""),
    )  # fmt: skip
    return tuple(row for row in rows if row[1])


def _salutation(told: AppealContent) -> Phrase:
    if told.to:
        return Phrase("Dear {name},", name=told.to)
    return Phrase("To everyone who can press for this,")


def _section(label: str, text: str) -> list[Block]:
    return [Heading(label), SheetProse(text)] if text else []


def _line(label: str, text: str, say: Say) -> str:
    """Return a label with its text; French has a space before the colon."""
    return say(Phrase("{label}: {text}", label=say(label), text=say(text)))


def email(told: AppealContent, say: Say) -> str:
    """Return an e-mail as text: its subject on the first line, then its body."""
    head = [say(_SHORT)] if told.rehearsal else []
    subject = ": ".join([*head, say(title(told))])
    lines = [say(Phrase("Subject: {subject}", subject=Phrase(subject))), ""]
    lines += [say(_MARK), ""] if told.rehearsal else []
    own = ((Phrase("From"), told.issuer), (Phrase("Date"), moment_phrase(told.dated)),
           (Phrase("Reference"), told.number))  # fmt: skip
    lines += [_line(label, text, say) for label, text in (*own, *_head(told)) if text]
    lines += ["", say(_salutation(told)), ""]
    lines += [said, ""] if (said := _where(told, say)) else []
    lines += [say(told.opening), ""] if told.kind != CLOSING or told.what else []
    for label, text in ((Phrase("Result"), told.result), (Phrase("Danger now"), told.risk)):
        lines += [_line(label, text, say), ""] if text else []
    if told.answers:
        lines += [_line(Phrase("Answers so far"), "", say).rstrip(), *(f"- {say(one)}" for one in told.answers), ""]
    if told.asks and told.kind != CLOSING:
        whom = _line(WHOM, say_authorities(told.country), say)
        lines += [_line(Phrase("We ask you to press for this now"), "", say).rstrip(), whom,
                  *(f"- {ask}" for ask in told.asks), ""]  # fmt: skip
    lines += [_line(_CARE, told.dont, say), ""] if told.dont else []
    ends = moment_phrase(told.valid_until)
    rows = ((Phrase("Valid until"), ends), (Phrase("Answer by"), ends if _answer_by(told) else ""),
            (Phrase("Answer to"), told.reach))  # fmt: skip
    last = [_line(label, text, say) for label, text in rows if text]
    genuine = Phrase("Is this genuine? Ask us about {number}, by a way that you knew before, not by the numbers here.",
                     number=told.number)  # fmt: skip
    lines += [*last, *([""] if last else []), say(_ending(told)), say(genuine), *([told.issuer] if told.issuer else [])]
    return "\n".join(lines) + "\n"


def _where(told: AppealContent, say: Say) -> str:
    """Return one line: who, where and when, and why there is no name."""
    said = say(", ").join(filter(None, (told.who and say(told.who), say(told.place), say(moment_phrase(told.when)))))
    why = say(say_withheld(told.withheld)) if told.withheld else ""
    return " ".join(filter(None, (said and f"{said[:1].upper()}{said[1:]}.", why)))


def _ending(told: AppealContent) -> Phrase:
    if told.kind == CLOSING:
        return Phrase("No further action is asked for. Thank you for what you did.")
    return Phrase("Please tell us immediately what you did and which answer you got.")


def message(told: AppealContent, say: Say) -> str:
    """Return the message of two parts: its number and its sender first, the number for answers last.

    It has whole sentences only. `_drops` has the order of the parts that a message without room leaves out. Then each
    part with enough room returns, the most important one first. The answers so far come last.
    """
    full, drops = _parts(told, say), _drops(told, say)
    left = next((n for n in range(len(drops) + 1) if _fits(_join(full, drops[:n], say))), None)
    if left is None:
        return gsm.cut(gsm.simplify_text(f"{full['head']}: {full['what']}"), gsm.limit(full["head"]))
    kept = list(range(left))
    for n in reversed(range(left)):
        fewer = [drops[one] for one in kept if one != n]
        if _fits(_join(full, fewer, say)):
            kept.remove(n)
    return _with_answers(_join(full, [drops[n] for n in kept], say), told, say)


def _parts(told: AppealContent, say: Say) -> dict[str, str]:
    """Return each part of a message in full; a closing notice has its result, without danger and requests."""
    closing, hour = told.kind == CLOSING, _days(told.when, say)[0]
    what = (told.result if closing else "") or told.what or say(_TITLES[CLOSING] if closing else told.opening)
    risk = "" if closing else _sentences(told.risk)[0]
    who = told.who and say(told.who)
    who += f" ({say(_PROTECTED)})" if told.withheld else ""
    ours = say(Phrase("Answer: {number}", number=told.telephone or told.mail)) if told.reach else ""
    return {
        "head": f"{say(_SHORT)}. {told.number}" if told.rehearsal else told.number, "issuer": str(told.issuer),
        "who": who, "place": say(told.place), "when": hour, "what": what,
        "risk": _line(Phrase("Danger now"), risk.rstrip("."), say) if risk else "",
        "asks": "" if closing else _press(told.asks[:3], say),
        "ends": _until(_days(told.valid_until, say)[1], say), "ours": ours,
    }  # fmt: skip


def _drops(told: AppealContent, say: Say) -> list[dict[str, str]]:
    """Return the shorter parts in the order in which a message without room takes them; the danger is late."""
    (_, day, near), soon = _days(told.when, say), _until(_days(told.valid_until, say)[2], say)
    closing, what = told.kind == CLOSING, _parts(told, say)["what"]
    said, whole = _sentences(what), gsm.is_gsm(gsm.simplify_text(what))
    short = [gsm.cut(gsm.simplify_text(said[0]), room if whole else room // 2) for room in _SHORT_SENTENCES]
    asks = [] if closing else [_press(told.asks[:n], say) for n in (2, 1)]
    return [
        {"when": day}, {"when": near, "ends": soon}, *({"asks": one} for one in asks), {"place": told.area},
        *({"what": " ".join(said[:n])} for n in reversed(range(1, len(said)))),
        *([{"who": say(_PROTECTED)}] if told.withheld else []), {"risk": ""},
        *([{"who": ""}] if told.withheld or told.who == SOMEBODY else []), {"issuer": ""},
        *({"what": one} for one in short),
        {"who": ""}, {"what": ""}, {"place": ""}, {"when": ""}, {"asks": ""}, {"ends": ""},
    ]  # fmt: skip


def _press(asks: tuple[str, ...], say: Say) -> str:
    return say(Phrase("Press the authorities for: {asks}", asks=say("; ").join(asks))) if asks else ""


def _sentences(text: str) -> list[str]:
    """Return the sentences of a text; an abbreviation of one or two letters ends none."""
    return re.split(r"(?<=\w\w\w[.!?؟])\s+", text.strip())


def _join(full: dict[str, str], drops: list[dict[str, str]], say: Say) -> str:
    """Return a message of the parts, with these replaced by shorter ones."""
    part = {name: text for one in (full, *drops) for name, text in one.items()}
    facts = say(", ").join(filter(None, (part["who"], part["place"], part["when"])))
    head = f"{' '.join(filter(None, (part['head'], part['issuer'])))}:"
    told = (f"{facts}." if facts else "", _ended(part["what"]) if part["what"] else "")
    last = (f"{part[name]}." for name in ("risk", "asks", "ends", "ours") if part[name])
    return gsm.simplify_text(" ".join(filter(None, (head, *told, *last))))


def _days(moment: str, say: Say) -> tuple[str, str, str]:
    """Return a moment in words for a message: with the hour, the day, and the day without its year.

    Arabic months keep the second of their two names.
    """
    hour, day = (re.sub(r"[^\d/]+/", " ", moment_text(say, text)) for text in (moment, moment.partition("T")[0]))
    return hour, day, re.sub(r"(?: de)? \d{4}$", "", day)


def _until(day: str, say: Say) -> str:
    return say(Phrase("Until {day}", day=day)) if day else ""


def _with_answers(made: str, told: AppealContent, say: Say) -> str:
    said = say(Phrase("Answers so far: {answers}", answers=say("; ").join(map(say, told.answers))))
    longer = gsm.simplify_text(f"{made} {_ended(said)}")
    return longer if told.answers and _fits(longer) else made


_SHORT_SENTENCES = (60, 40)
"""Units of a sentence that has no room as a whole, half of it in another alphabet."""


def _fits(text: str) -> bool:
    return gsm.fits(direct_lines(text, rtl=True))  # in a language from left to right it has fewer marks


def _ended(prose: str) -> str:
    return prose if prose[-1:] in ".!?…؟" else f"{prose}."


def script(told: AppealContent, say: Say) -> str:
    """Return the phone script: short numbered sentences, with a step to record the answer."""
    steps: list[str] = [say(_MARK)] if told.rehearsal else []
    steps += [say(Phrase("Say who you are, and that it is urgent. Ask whether they can talk."))]
    steps += [say(Phrase("Give the number: {number}.", number=told.number))]
    steps += [said] if (said := _where(told, say)) else []
    steps += [say(told.opening)] if told.kind != CLOSING or told.what else []
    steps += [told.result] if told.result else []
    steps += [say(Phrase("The danger now: {risk}", risk=told.risk))] if told.risk else []
    if told.answers:
        steps += [say(Phrase("Answers so far: {answers}", answers=say("; ").join(map(say, told.answers))))]
    if told.asks and told.kind != CLOSING:
        steps += [
            say(Phrase("Ask for this: {asks}.", asks=say("; ").join(told.asks))),
            _line(WHOM, say_authorities(told.country), say),
        ]
        steps += [say(Phrase("Ask: whom will you call, and when? May we call you again within the hour?"))]
    steps += [_line(_CARE, told.dont, say)] if told.dont else []
    steps += [say(Phrase("If they ask for the name: {answer}", answer=_may_name(told)))]
    if told.reach:
        steps += [say(Phrase("Give our number for the answer: {number}.", number=told.reach))]
    if _answer_by(told):
        steps += [say(Phrase("Ask for an answer by {day}.", day=moment_phrase(told.valid_until)))]
    steps += [say(Phrase("Write down the time, the name of who spoke, and their words."))]
    head = say(Phrase("Telephone script, {title}", title=title(told)))
    if told.issuer:
        head = f"{head}\n{_line(Phrase('From'), told.issuer, say)}"
    return "\n".join([head, "", *(f"{i}. {step}" for i, step in enumerate(steps, 1))]) + "\n"
