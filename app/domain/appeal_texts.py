"""Write one appeal as a letter, an e-mail, or a phone script; `app.domain.appeal_messages` writes its short messages.

All four are made from the same `AppealContent`, which has only permitted data. `say` translates the fixed text into the
language of the recipient; text that a person wrote keeps its language.
"""

from collections.abc import Callable, Sequence
from datetime import date, timedelta

from attrs import frozen

from app.domain.appeal_consent import SOMEBODY
from app.domain.date_text import local_phrase, moment_phrase
from app.domain.sheet import Block, Heading, Items, Sheet, SheetFacts, SheetProse
from app.phrase import Phrase

Say = Callable[[str], str]
SOON, LATER = 3, 14
"""Days for an answer: if somebody is in danger, and otherwise."""
NEW, UPDATE, CLOSING = "new", "update", "closing"
TITLES = {
    NEW: Phrase("Urgent appeal"), UPDATE: Phrase("Further information on the urgent appeal"),
    CLOSING: Phrase("Closing notice of the urgent appeal"),
}  # fmt: skip
_MARK = Phrase("REHEARSAL: this is an exercise, nothing has happened")
SHORT = Phrase("EXERCISE, NOT REAL")
WHOM = Phrase("Who must act")
ASK_GOVERNMENT = Phrase("Ask the Government of {country} for: {asks}")
ASK_OTHERS = Phrase("Ask the authorities of the country for: {asks}")
CAREFUL = Phrase("What to be careful of")
"""The head of cautions, which are written as “Do not …” too."""
MAY_NAME = Phrase("You may say the name to the Government.")
USE_OURS = Phrase(
    "Call no private number in this case. To reach us, or them through us, use only our own number or address."
)
"""The sentence after a caution without its number, which could be read as one about every number."""
_RISK, _RESULT, EARLIER = Phrase("Danger now"), Phrase("Result"), Phrase("What the appeal said")
_NEWS = Phrase("What is new")
OVER_PROSE = (_RISK, _RESULT, EARLIER, _NEWS, CAREFUL)
"""Labels before the words of people: a sentence begins after them."""
_BASIS = Phrase("Confirmation")


@frozen
class AppealContent:
    """The data for the texts of an appeal; empty fields are left out.

    `who` names people as they agreed, or says that the person is a defender. `asks` are labels in the recipient's
    language, for a message, and `demands` are the same as sentences. `answers` are the outcomes so far, for an update
    and a closing notice. `asked` is the number of recipients. A text for one recipient is addressed `to` the name
    that they agreed to, and states its channel (`by`). `dated` is its day. `telephone` and `mail` of the issuer are
    for answers. `withheld` counts unnamed people. `basis` is the confirmation of the incident in words. `before` are
    the words of the first appeal, for an update. `mark` is how to handle the text.
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
    basis: str = ""
    before: str = ""
    mark: str = ""
    part: str = ""
    """The part of the day, with a place for the day; empty if the day has none."""
    demands: tuple[str, ...] = ()
    unreachable: bool = False
    """A caution is about a number, which is withheld."""
    rounded: bool = False
    """The exact place is withheld."""
    naming: str = ""
    """A sentence on the name before the authorities, for people with a name."""

    @property
    def wanted(self) -> tuple[str, ...]:
        """Return the demands as sentences, else as labels; none for a closing notice."""
        return () if self.kind == CLOSING else self.demands or self.asks

    @property
    def care(self) -> str:
        """Return the cautions, with our own ways if one is about a number that is withheld."""
        if self.unreachable:
            return Phrase("{why} {how}", why=self.dont, how=USE_OURS) if self.dont else USE_OURS
        return self.dont

    def ask(self, government: Phrase, others: Phrase, asks: str) -> Phrase:
        """Return a sentence that asks the Government of the country, if one is known, or others for this."""
        return Phrase(government, country=self.country, asks=asks) if self.country else Phrase(others, asks=asks)

    @property
    def name_note(self) -> str:
        """Return why there is no name, or if the readers may say it; empty without people."""
        return say_withheld(self.withheld, self.rounded) if self.withheld else self.naming

    @property
    def place(self) -> str:
        """Return the area with its country."""
        if self.area and self.country and self.country not in self.area:
            return Phrase("{area}, {country}", area=self.area, country=self.country)
        return self.area or self.country

    @property
    def moment(self) -> str:
        """Return the day of the event in words, with the part of the day."""
        return Phrase(self.part, day=moment_phrase(self.when)) if self.part and self.when else local_phrase(self.when)

    @property
    def answer_by(self) -> str:
        """Return the day for an answer: three days from now, or the last day of the appeal; empty without a request."""
        if self.kind == CLOSING or not self.dated:
            return ""
        soon = (date.fromisoformat(self.dated) + timedelta(SOON)).isoformat()
        return min(soon, self.valid_until) if self.dated <= self.valid_until else soon

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
    return Phrase("{what} {number}", what=TITLES.get(told.kind, TITLES[NEW]), number=told.number)


def letter(told: AppealContent, mark: str = "") -> Sheet:
    """Return the letter, one or two pages."""
    facts = (
        (Phrase("Person concerned"), told.who), (Phrase("When"), told.moment),
        (Phrase("Place"), told.place), (_BASIS, told.basis), (_say_follows(told), told.follows),
        (Phrase("Valid until"), moment_phrase(told.valid_until)),
    )  # fmt: skip
    blocks: list[Block] = [SheetProse(_MARK, True)] if told.rehearsal else []
    blocks += [SheetFacts(head)] if (head := _head(told)) else []
    blocks += [SheetProse(_salutation(told)), SheetFacts(tuple(row for row in facts if row[1]))]
    blocks += [SheetProse(told.name_note)] if told.name_note else []
    blocks += [Heading(_NEWS)] if told.kind == UPDATE else []
    blocks += [SheetProse(told.opening)] if told.kind != CLOSING or told.what else []
    blocks += _section(EARLIER, told.before)
    blocks += _section(_RESULT, told.result)
    blocks += [Heading(Phrase("Answers so far")), Items(told.answers)] if told.answers else []
    blocks += _section(_RISK, told.risk)
    if told.wanted:
        blocks += [
            Heading(Phrase("We ask you to press for this now")),
            SheetFacts(((WHOM, say_authorities(told.country)),)),
        ]
        blocks += [Items(told.wanted, 1)]
    blocks += _section(Phrase("Background"), told.background)
    blocks += _section(Phrase("Human rights work"), told.work)
    blocks += _section(CAREFUL, told.care)
    blocks += [SheetProse(_ending(told))]
    blocks += [SheetProse(told.issuer)] if told.issuer else []
    blocks += [SheetProse(_MARK, True)] if told.rehearsal else []
    second = Phrase("EXERCISE, NOT REAL") if told.rehearsal else ""
    return Sheet(title(told), second, tuple(blocks), mark, "letter", answer_by=told.answer_by)


def _say_follows(told: AppealContent) -> Phrase:
    return Phrase("Refers to") if told.kind == CLOSING else Phrase("Adds to")


def say_authorities(country: str, bodies: Sequence[str] = ()) -> str:
    """Return who must act: the Government of a country, and these bodies of it."""
    told = (*([Phrase("the Government of {country}", country=country)] if country else []), *bodies)
    return Phrase("{all}", all=told) if told else Phrase("the authorities of the country")


def say_withheld(n: int, place: bool = False) -> str:
    """Return why people have no name in a paper, and the `place` of the events is less exact."""
    if place and n > 1:
        return Phrase("The names and the exact places are withheld to protect the people.")
    if place:
        return Phrase("The name and the exact place are withheld to protect the person.")
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
    if told.kind == CLOSING:
        return Phrase("To everyone who acted on this appeal,")
    return Phrase("To everyone who can press for this,")


def _section(label: str, text: str) -> list[Block]:
    return [Heading(label), SheetProse(text)] if text else []


def _line(label: str, text: str, say: Say) -> str:
    """Return a label with its text; French has a space before the colon."""
    return say(Phrase("{label}: {text}", label=say(label), text=say(text)))


def email(told: AppealContent, say: Say) -> str:
    """Return an e-mail as text: its subject on the first line, then its body."""
    head = [say(SHORT)] if told.rehearsal else []
    subject = ": ".join([*head, say(title(told))])
    lines = [say(Phrase("Subject: {subject}", subject=Phrase(subject))), ""]
    lines += [say(_MARK), ""] if told.rehearsal else []
    own = ((Phrase("From"), told.issuer), (Phrase("Date"), moment_phrase(told.dated)),
           (Phrase("Reference"), told.number))  # fmt: skip
    lines += [_line(label, text, say) for label, text in (*own, *_head(told)) if text]
    lines += ["", say(_salutation(told)), ""]
    lines += [said, ""] if (said := _where(told, say)) else []
    opening = _line(_NEWS, told.opening, say) if told.kind == UPDATE else say(told.opening)
    lines += [opening, ""] if told.kind != CLOSING or told.what else []
    for label, text in ((EARLIER, told.before), (_BASIS, told.basis), (_RESULT, told.result), (_RISK, told.risk)):
        lines += [_line(label, text, say), ""] if text else []
    if told.answers:
        lines += [_line(Phrase("Answers so far"), "", say).rstrip(), *(f"- {say(one)}" for one in told.answers), ""]
    if told.wanted:
        whom = _line(WHOM, say_authorities(told.country), say)
        lines += [_line(Phrase("We ask you to press for this now"), "", say).rstrip(), whom,
                  *(f"- {say(one)}" for one in told.wanted), ""]  # fmt: skip
    lines += [_line(CAREFUL, told.care, say), ""] if told.care else []
    ends = moment_phrase(told.valid_until)
    rows = ((Phrase("Valid until"), ends), (Phrase("Answer by"), moment_phrase(told.answer_by)),
            (Phrase("Answer to"), told.reach))  # fmt: skip
    last = [_line(label, text, say) for label, text in rows if text]
    genuine = Phrase("Is this genuine? Ask us about {number}, by a way that you knew before, not by the numbers here.",
                     number=told.number)  # fmt: skip
    lines += [*last, *([""] if last else []), say(_ending(told)), say(genuine), *([told.issuer] if told.issuer else [])]
    lines += ["", say(told.mark)] if told.mark else []
    return "\n".join(lines) + "\n"


def _where(told: AppealContent, say: Say) -> str:
    """Return one line: who, where and when, and why there is no name."""
    said = say(", ").join(filter(None, (told.who and say(told.who), say(told.place), say(told.moment))))
    why = say(told.name_note)
    return " ".join(filter(None, (said and f"{capital(said)}.", why)))


def _inside(sentence: str) -> str:
    """Return a sentence as a part of another one: a capital inside can be a name for the leak check."""
    return sentence[:1].lower() + sentence[1:].rstrip(".")


def capital(text: str) -> str:
    """Return a text that begins with a capital letter."""
    return text[:1].upper() + text[1:]


def _ending(told: AppealContent) -> Phrase:
    if told.kind == CLOSING:
        return Phrase("No further action is asked for. Thank you for what you did.")
    if not told.answer_by:
        return Phrase("Please tell us immediately what you did and what answer you received.")
    said = Phrase("Please act now, and tell us by {day} what you did and what answer you received.")
    return Phrase(said, day=moment_phrase(told.answer_by))


def script(told: AppealContent, say: Say) -> str:
    """Return the phone script: short numbered sentences, with a step to record the answer."""
    steps: list[str] = [say(_MARK)] if told.rehearsal else []
    steps += [say(Phrase("Say who you are, and that it is urgent. Ask whether they can talk."))]
    steps += [say(Phrase("Give the reference: {number}.", number=told.number))]
    steps += [said] if (said := _where(told, say)) else []
    steps += [say(told.opening)] if told.kind != CLOSING or told.what else []
    for label, text in ((EARLIER, told.before), (_BASIS, told.basis), (_RESULT, told.result), (_RISK, told.risk)):
        steps += [_line(label, text, say)] if text else []
    if told.answers:
        steps += [say(Phrase("Answers so far: {answers}", answers=say("; ").join(map(say, told.answers))))]
    if told.wanted:
        asks = say("; ").join(_inside(say(one)) for one in told.wanted)
        press = Phrase("Ask them to press the Government of {country} for this: {asks}.")
        steps += [say(told.ask(press, Phrase("Ask them to press the authorities for this: {asks}."), asks))]
        steps += [say(Phrase("Ask: whom will you call, and when? May we call you again within the hour?"))]
    steps += [_line(CAREFUL, told.care, say)] if told.care else []
    if told.mark:
        act = Phrase("Tell them: act on it and raise its demands, but do not publish it.")
        steps += [say(Phrase("Tell them: do not publish it.") if told.kind == CLOSING else act)]
    steps += [say(Phrase("If they ask for the name: {answer}", answer=_may_name(told)))]
    steps += [say(Phrase("If they want to check it: they ask us about {number}, by a way that they knew before.",
                         number=told.number))]  # fmt: skip
    if told.reach:
        steps += [say(Phrase("Give our number for the answer: {number}.", number=told.reach))]
    if told.answer_by:
        steps += [say(Phrase("Ask for an answer by {day}.", day=moment_phrase(told.answer_by)))]
    steps += [say(Phrase("Write down the time, the name of who spoke, and their words."))]
    head = say(Phrase("Telephone script, {title}", title=title(told)))
    if told.issuer:
        head = f"{head}\n{_line(Phrase('From'), told.issuer, say)}"
    return "\n".join([head, "", *(f"{i}. {step}" for i, step in enumerate(steps, 1))]) + "\n"
