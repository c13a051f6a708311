"""Write one appeal as short messages, each with at most 306 septets or, in another alphabet, 134 letters.

A message has its number first (`app.domain.gsm`). The least important parts are shortened first.
"""

import re

from app.domain import appeal_texts, gsm
from app.domain.appeal_consent import SOMEBODY
from app.domain.appeal_texts import CLOSING, EARLIER, SHORT, TITLES, AppealContent, Say, capital
from app.domain.date_text import moment_text
from app.domain.direction import direct_lines
from app.phrase import Phrase

_PROTECTED = Phrase("name protected")
_KEEP = Phrase("Do not publish")
ONLY_OURS = Phrase("Call no number but ours.")


def message(told: AppealContent, say: Say) -> str:
    """Return the short messages of an appeal, with an empty line between two: one or, if it has no room, several.

    The sender and the number come first, the ways to answer and to check it last. It has whole sentences only. `_drops`
    has the order of the parts that are shortened if even `MESSAGES` have no room. Then each part with enough room
    returns, the most important one first. The answers so far come last. A yes to the name makes no further message.
    """
    full, (first, last) = _parts(told, say), _drops(told, say)
    drops = [*first, *last]
    tries = [*((2, n) for n in range(len(first) + 1)), *((MESSAGES, n) for n in range(len(drops) + 1))]
    most, left = next((one for one in tries if _pack(full, drops[: one[1]], say, one[0])), (0, 0))
    if not most:
        return gsm.cut(gsm.simplify_text(f"{full['head']}: {full['ours']}"), gsm.limit(full["head"]))
    kept = list(range(left))
    for n in reversed(range(left)):
        if _pack(full, [drops[one] for one in kept if one != n], say, most):
            kept.remove(n)
    known = [drops[n] for n in kept]
    made = _pack(full, known, say, most)
    for name, text in (("naming", say(told.naming)), ("answers", _said_so_far(told, say))):
        room = len(made) if told.naming == appeal_texts.MAY_NAME and name == "naming" else most
        if longer := _pack({**full, name: text}, known, say, room):
            full, made = {**full, name: text}, longer
    return "\n\n".join(made)


MESSAGES = 4
"""Maximum messages of an appeal, each of two parts: 306 septets, or 134 letters of another alphabet.

There are more than two only if the sentences, the recipients and the ways to answer have no room in two.
"""


def _parts(told: AppealContent, say: Say) -> dict[str, str]:
    """Return each part of a message in full; a closing notice has its result, without danger and requests."""
    closing, hour = told.kind == CLOSING, _name_month(say(told.moment))
    what = (told.result if closing else "") or told.what or say(TITLES[CLOSING] if closing else told.opening)
    risk = "" if closing else _sentences(told.risk)[0]
    who = told.who and say(told.who)
    who += f" ({say(_PROTECTED)})" if told.withheld else ""
    dont = [*map(_ended, filter(None, told.dont.split("\n"))), *([say(ONLY_OURS)] if told.unreachable else [])]
    return {
        "head": f"{say(SHORT)}. {told.number}" if told.rehearsal else told.number, "issuer": str(told.issuer),
        "who": who, "place": say(told.place), "when": hour, "what": what,
        "basis": "" if closing else capital(say(told.basis)), "risk": risk,
        "asks": "" if closing else _press(told.asks[:3], told, say),
        "before": say(_line(told.before)) if told.before else "", "keep": say(_KEEP) if told.mark else "",
        "dont": " ".join(dont), "naming": "",
        "soon": _reply(_days(told.answer_by, say)[1], say, Phrase("Tell us by {day} at the latest")),
        "ends": "" if closing else _until(_days(told.valid_until, say)[0], say), "answers": "",
        "ours": say(Phrase("Answer: {number}", number=told.telephone or told.mail)) if told.reach else "",
        "check": say(Phrase("To check, ask us by a way that you knew before")),
    }  # fmt: skip


def _line(before: str) -> Phrase:
    return Phrase("{label}: {text}", label=EARLIER, text=before)


_WARNINGS = ("keep", "basis")
"""The parts before the event: a linked message can arrive alone, and has a name."""
_ORDER = ("before", "risk", "dont", "naming", "asks", "soon", "ends", "answers", "ours", "check")
"""The parts after the event, in their order."""


def _drops(told: AppealContent, say: Say) -> tuple[list[dict[str, str]], list[dict[str, str]]]:
    """Return the shorter parts in their order: those for two messages, and those if no number of messages has room.

    A caution is never cut.
    """
    (day, near), soon = _days(told.when, say), _until(_days(told.valid_until, say)[1], say)
    closing, what = told.kind == CLOSING, _parts(told, say)["what"]
    said, whole = _sentences(what), gsm.is_gsm(gsm.simplify_text(what))
    short = [gsm.cut(gsm.simplify_text(said[0]), room if whole else room // 2) for room in _ROOMS]
    asks = [] if closing else [_press(told.asks[:n], told, say) for n in (2, 1)]
    first = [
        {"soon": _reply(_days(told.answer_by, say)[1], say)}, {"when": day},
        *({"what": " ".join(said[:n])} for n in reversed(range(1, len(said)))), *({"asks": one} for one in asks[:1]),
        *([{"place": told.area or told.country}] if asks else []),
    ]  # fmt: skip
    return first, [
        {"when": near}, *([] if closing else [{"ends": soon}]), *([{"ends": ""}] if told.answer_by else []),
        {"before": ""},
        *({"asks": one} for one in asks[1:]), {"risk": ""}, *([{"who": say(_PROTECTED)}] if told.withheld else []),
        *([{"who": ""}] if told.withheld or told.who == SOMEBODY else []),
        *({"what": one} for one in short), *({"issuer": gsm.cut(str(told.issuer), room)} for room in _ROOMS),
        {"who": ""}, {"what": ""}, {"keep": ""}, {"dont": ""}, {"place": ""}, {"when": ""}, {"basis": ""},
        {"asks": ""}, {"ends": ""}, {"soon": ""}, {"issuer": ""},
    ]  # fmt: skip


def _press(asks: tuple[str, ...], told: AppealContent, say: Say) -> str:
    return say(told.ask(appeal_texts.ASK_GOVERNMENT, appeal_texts.ASK_OTHERS, say("; ").join(asks))) if asks else ""


def _sentences(text: str) -> list[str]:
    """Return the sentences of a text; an abbreviation of one or two letters ends none."""
    return re.split(r"(?<=\w\w\w[.!?؟])\s+", text.strip())


def _pack(full: dict[str, str], drops: list[dict[str, str]], say: Say, limit: int) -> list[str]:
    """Return as few messages as hold the parts, with these made shorter; an empty list if the room is too small."""
    part = {name: " ".join(text.split()) for one in (full, *drops) for name, text in one.items()}
    who, *where = part["who"], say(", ").join(filter(None, (part["place"], part["when"])))
    if gsm.is_gsm(gsm.simplify_text(part["keep"])):  # another alphabet has half of the room: two short sentences
        who, where = say(", ").join(filter(None, (who, *where))), []
    where = [say(Phrase("{label}: {text}", label=Phrase("Place"), text=one)) for one in where if part["place"]] or where
    facts = [f"{capital(one)}." for one in (who, *where) if one]
    said = [*(_ended(part[name]) for name in _WARNINGS if part[name]), *facts,
            *(_ended(one) for one in _sentences(part["what"]) if one),
            *(_ended(part[name]) for name in _ORDER if part[name])]  # fmt: skip
    head, issuer, *said = gsm.drop_accents([part["head"], part["issuer"], *said])
    heads = [" ".join(filter(None, (head, issuer))), *[head] * (limit - 1)]
    for most in range(1, limit + 1):
        made, rest = [], said
        for n, begin in enumerate(heads[:most], 1):
            text = gsm.simplify_text(f"{begin}:" if most == 1 else f"{n}/{most} {begin}{'.' if n > 1 else ':'}")
            while rest and _fits(longer := gsm.simplify_text(f"{text} {rest[0]}")):
                text, rest = longer, rest[1:]
            made.append(text)
        if not rest and all(map(_fits, made)):
            return made
    return []


def _days(moment: str, say: Say) -> tuple[str, str]:
    """Return the day of a moment in words for a message, and the day without its year."""
    day = _name_month(moment_text(say, moment.partition("T")[0])) if moment else ""
    return day, re.sub(r"(?: de)? \d{4}$", "", day)


def _name_month(day: str) -> str:
    """Return a day with the second of the two names of an Arabic month."""
    return re.sub(r"[^\d/]+/", " ", day)


def _reply(day: str, say: Say, words: Phrase = Phrase("Tell us by {day}")) -> str:
    return say(Phrase(words, day=day)) if day else ""


def _until(day: str, say: Say) -> str:
    return say(Phrase("Appeal valid until {day}", day=day)) if day else ""


def _said_so_far(told: AppealContent, say: Say) -> str:
    said = say("; ").join(map(say, told.answers))
    return say(Phrase("Answers so far: {answers}", answers=said)) if said else ""


_ROOMS = (120, 60, 40)
"""Units of a sentence that has no room as a whole, half of it in another alphabet."""


def _fits(text: str) -> bool:
    return gsm.fits(direct_lines(text, rtl=True))  # in a language from left to right it has fewer marks


def _ended(prose: str) -> str:
    return prose if prose[-1:] in ".!?…؟" else f"{prose}."
