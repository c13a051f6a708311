"""Papers of instant actions: the appeal as letter, e-mail, message and phone script, follow-ups, and the log."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from attrs import evolve

from app.actions.field import appeals
from app.actions.field.appeal_recipients import AppealRecipient
from app.actions.kernel import records
from app.actions.kernel.view_rows import is_attack
from app.actions.outgoing import letterheads
from app.actions.outgoing.addressees import NO_NAME, NO_NUMBER, Addressee, read_addressee, read_addressees
from app.actions.outgoing.outgoing_data import OutgoingData, join_phrases
from app.actions.outgoing.output import Output
from app.actions.paper_parts import demands, incident_words, passages
from app.actions.paper_parts.demands import ASKS
from app.actions.papers import gender
from app.actions.release import consent_rules
from app.actions.release.leak_check import LeakReport, check_texts, limits_of
from app.catalogue import Catalogue
from app.domain import appeal_texts
from app.domain.appeal_consent import SOMEBODY, Agreed, Mode, is_about_number
from app.domain.appeal_texts import AppealContent
from app.domain.frame import audience_mark
from app.domain.leaks.leak_values import LeakAnswers
from app.domain.record import Record
from app.domain.sheet import Sheet, SheetProse, SheetTable
from app.errors import InputRefused
from app.phrase import Phrase
from app.store.records.search import Query
from app.store.vault.open_vault import Vault

_CARRIED = {"letter": ("letter", "email"), "email": ("email",)}
"""The channels whose texts name the channel."""
_CODED = ("number", "kind", "happened", "asks", "valid_until", "rehearsal")
"""The fields of a rehearsal about people without a yes: codes and dates, no words."""
NO_ANSWER = Phrase("No letterhead with a telephone or mail: the receiver cannot answer or check it.")
NOT_SAID = Phrase("not decided: not denounced, and without a reason")


def build_content(leaving: OutgoingData, made: Record, language: str) -> AppealContent:
    """Return the content of the texts of an appeal in a language: only data that can leave the vault."""
    may = leaving.agreed.get(made.id, Agreed(Mode.NONE))
    year = int(str(made.fields.get("happened", "0000"))[:4] or 0)

    def limit(text: str) -> str:
        return may.hushed(text, consent_rules.choose_language(text, language), year)

    def prose(name: str, one: Record = made) -> str:
        said = limit(str(one.fields.get(name, "")))
        return leaving.wording.say(leaving.kinds[one.kind], one, name, said, limit)

    codes = list(map(str, appeals.list_of(made.fields.get("asks"))))
    asks = [leaving.words["ask"].label(code, language) for code in codes]
    people = _describe_people(leaving, made, may, language) if may.mode is Mode.ANON else ()
    who = ", ".join(may.names) or join_phrases(people)
    first, head = leaving.linked(made, "follows"), leaving.letterhead
    kind = str(made.fields.get("kind", appeal_texts.NEW))
    whole = first if kind == appeal_texts.UPDATE else ()
    asking = bool(asks) and kind != appeal_texts.CLOSING
    cautions = [(made, "dont"), *((one, "care") for one in leaving.careful.get(made.id, ()))]
    careful = dict.fromkeys(
        prose(name, one) for one, name in cautions if not is_about_number(str(one.fields.get(name, "")))
    )
    if not (head and (head.telephone or head.mail)):
        leaving.warnings += (NO_ANSWER,)
    area = "" if may.country and may.area == leaving.words["country"].label(may.country, "en") else may.area
    return AppealContent(
        str(made.fields.get("number", "")), kind,
        str(made.fields.get("happened", "")), may.hushed(area) if may.prose else area, who, prose("what"),
        prose("risk_now"), prose("background"), prose("work"), tuple(asks), "\n".join(filter(None, careful)),
        _find_last_day(leaving, made, *whole), next((str(row.fields.get("number", "")) for row in first), ""),
        prose("result"), _answers(leaving, made, language), Phrase(head.name(language)) if head else may.issuer,
        bool(made.fields.get("rehearsal")), leaving.number(made, "contact"), dated=leaving.today.isoformat(),
        telephone=Phrase(head.telephone) if head else "", mail=Phrase(head.mail) if head else "",
        country=may.country and leaving.words["country"].label(may.country, language), withheld=len(people),
        before="\n".join(prose("what", one) for one in whole), mark=audience_mark(appeals.PROFILE, asks=asking),
        part=leaving.part_of_day(made, "happened"),
        basis=incident_words.say_basis(leaving, made) if may.prose and leaving.verdict(made) else "",
        demands=tuple(ASKS[code] for code in codes if code in ASKS),
        only_ours=any(one.fields.get(name) for one, name in cautions),
        rounded=may.rounded, naming=_say_naming(leaving, made, may),
    )  # fmt: skip


def _say_naming(leaving: OutgoingData, made: Record, may: Agreed) -> str:
    """Return if the readers of an appeal with names may say them to the authorities, as long as the appeal holds."""
    found, _ = leaving.list_in_role(made, "victim")
    if may.mode is not Mode.NAMED or not found:
        return ""
    last = made.fields.get("valid_until", "")
    ends = [None if leaving.has_alias(one) else demands.name_until(leaving, one) for one in found]
    allowed = all(day == "" or (day and last and str(last) <= day) for day in ends)
    return appeal_texts.MAY_NAME if allowed else Phrase("Do not say the name.")


def _find_last_day(leaving: OutgoingData, *rows: Record) -> str:
    """Return the day until which an appeal holds; an update without one has that of its appeal, if it is to come."""
    own, *later = (str(one.fields.get("valid_until", "")) for one in rows)
    return own or next((day for day in later if day >= leaving.today.isoformat()), "")


def _describe_people(leaving: OutgoingData, made: Record, may: Agreed, language: str) -> tuple[str, ...]:
    """Return words for each person without a name, or one text for all if a record of them is withheld."""
    found, count = leaving.list_in_role(made, "victim")
    known = (leaving.describe_defender(one, language) for one in found)
    words = [said if isinstance(said, Phrase) else may.hushed(said) for said in known]
    return tuple(words) if words and len(words) == count else (SOMEBODY,)


def _answers(leaving: OutgoingData, made: Record, language: str) -> tuple[str, ...]:
    """Return each answer so far with its number, for an update and a closing notice."""
    if made.fields.get("kind", appeal_texts.NEW) == appeal_texts.NEW:
        return ()
    reach, said = leaving.words["addressee_reach"], leaving.words["reached"]
    return tuple(
        appeal_texts.answer(n, said.label(answer, language), whom and reach.label(whom, language))
        for (whom, answer), n in Counter(leaving.answered[made.id]).items()
    )


def text(
    vault: Vault, handle: str, channel: str, language: str = "en", to: AppealRecipient | None = None,
    letterhead: int = 0,
) -> str:  # fmt: skip
    """Return one of the four texts of an appeal in a language, as it leaves; `to` one of those asked, or everybody."""
    if channel not in appeals.CHANNELS:
        raise InputRefused(
            Phrase("There is no text for {channel}.", channel=channel),
            Phrase("Channels: {names}.", names=", ".join(appeals.CHANNELS)),
        )
    key = to.contact.id.hex() if to else ""
    return texts(vault, handle, [language], [to] if to else [], letterhead)[channel, language, key]


def texts(
    vault: Vault, handle: str, languages: Sequence[str], people: Sequence[AppealRecipient] = (), letterhead: int = 0
) -> dict[tuple[str, str, str], str]:
    """Return the four texts of an appeal, as they leave, by channel, language and contact: "" is that to everybody.

    `letterhead` is the number of the issuer, 0 for none.
    """
    made = appeals.read_appeal(vault, handle)
    leaving = OutgoingData(vault, [made.id.hex()], appeals.PROFILE)
    leaving.letterhead = letterheads.read_letterhead(vault, letterhead) if letterhead else None
    root = next((row for row in leaving.roots if row.id == made.id), None)
    if root is None and (missing := consent_rules.say_missing(vault, [made], leaving.paper)):
        if not made.fields.get("rehearsal"):
            consent_rules.refuse_without_consent(missing, leaving.profile)
        fields = {name: made.fields[name] for name in _CODED if name in made.fields}
        root = made._replace(fields={**fields, "happened": str(made.fields.get("happened", "")).partition("T")[0]})
    if root is None:
        raise InputRefused("The appeal cannot contain any part of this record.", "Check the sensitivity of the record.")
    found: dict[tuple[str, str, str], str] = {}
    for language in languages:
        what = build_content(leaving, root, language)
        for channel in appeals.CHANNELS:
            found[channel, language, ""] = appeals.format_content(what, channel, language)
            for one in people:
                written = _to(vault, what, one, channel, language)
                found[channel, language, one.contact.id.hex()] = appeals.format_content(written, channel, language)
    return found


def check_said(
    vault: Vault, handle: str, said: Mapping[str, str], people: Sequence[AppealRecipient] = (),
    answers: LeakAnswers = LeakAnswers(), letterhead: int = 0,
) -> LeakReport:  # fmt: skip
    """Return the leak check of texts of an appeal to these people, with the answers in them.

    The words of the issuer with the number `letterhead` are no finding. Those of the others are.
    """
    made = appeals.read_appeal(vault, handle)
    leaving, may = OutgoingData(vault, [made.id.hex()], appeals.PROFILE), consent_rules.read_consents(vault, made)
    listed = (str(one.contact.fields.get("listed_as", "")) for one in people)
    ways = letterheads.list_own_words(letterheads.read_letterhead(vault, letterhead) if letterhead else None)
    own = (*may.names, *re.split("[,،]", may.area), *listed)
    year = int(str(made.fields.get("happened", "0000"))[:4] or 0)
    limits = limits_of(vault, leaving.profile, leaving.records, own, year)
    return check_texts(vault, said, evolve(limits, issuer=tuple(ways)), answers)


def _to(vault: Vault, what: AppealContent, one: AppealRecipient, channel: str, language: str) -> AppealContent:
    """Return it to one addressee: by the name they agreed to, because the contact's title here is only for us."""
    way = next((way for way in one.ways if way.text in _CARRIED.get(channel, ())), None)
    by = vault.words["channel_kind"].label(way.kind, language) if way else ""
    return evolve(what, to=str(one.contact.fields.get("listed_as", "")), by=by)


def call_lines(vault: Vault, handle: str, language: str, contact: Record | None = None) -> str:
    """Return the lines above a telephone script: whom to call and at which number; all recipients without a contact.

    They are for us, and no part of the text that is checked. A paper has only recipients who agreed to be listed.
    """
    if contact is not None:
        return _call_lines([read_addressee(vault, contact)], language)
    return _call_lines(read_addressees(vault, appeals.read_appeal(vault, handle)), language)


def _call_lines(people: Sequence[Addressee], language: str) -> str:
    say, made = Catalogue(language), []
    for one in people or (Addressee(()),):
        first, second, *_ = (*one.numbers, *[""] * 2)
        rows = (
            (Phrase("Whom to call"), ", ".join(one.lines) or say(NO_NAME)), (Phrase("Number"), first or say(NO_NUMBER)),
            (Phrase("Second number"), second), (Phrase("Hours"), one.hours), (Phrase("Languages"), one.languages),
        )  # fmt: skip
        made.append(
            "\n".join(say(Phrase("{label}: {text}", label=say(label), text=words)) for label, words in rows if words)
        )
    return "\n\n".join(made) + "\n\n"


def _head(leaving: OutgoingData) -> str:
    people = tuple(one if one.listed else Addressee(()) for one in leaving.callees(leaving.roots[0]))
    if not people or not all(one.numbers for one in people):
        leaving.warnings += (NO_NUMBER,)
    return _call_lines(people, leaving.language)


def letter(leaving: OutgoingData) -> Sheet:
    """Return the letter of an appeal."""
    sheet = appeal_texts.letter(build_content(leaving, leaving.roots[0], leaving.language))
    return evolve(sheet, mark=passages.choose_mark(leaving, sheet.blocks))


def email(leaving: OutgoingData) -> str:
    """Return the e-mail of an appeal."""
    return _as(leaving, "email")


def message(leaving: OutgoingData) -> str:
    """Return the short messages of an appeal."""
    return _as(leaving, "message")


def script(leaving: OutgoingData) -> str:
    """Return the phone script of an appeal."""
    return _as(leaving, "phone")


def _as(leaving: OutgoingData, channel: str) -> str:
    return appeals.format_content(build_content(leaving, leaving.roots[0], leaving.language), channel, leaving.language)


def update(leaving: OutgoingData) -> Sheet:
    """Return further information on an appeal. Raises InputRefused for other records."""
    return _following(leaving, appeal_texts.UPDATE)


def make_closing_notice(leaving: OutgoingData) -> Sheet:
    """Return the closing notice of an appeal. Raises InputRefused for other records."""
    return _following(leaving, appeal_texts.CLOSING)


def _following(leaving: OutgoingData, kind: str) -> Sheet:
    made = leaving.roots[0]
    if made.fields.get("kind") != kind:
        raise InputRefused(
            Phrase("{ref} is not of this kind.", ref=made.ref), "Nothing was written. Write one that follows it first."
        )
    return letter(leaving)


def list_all_incidents(vault: Vault) -> Sequence[str]:
    """Return every incident, for a log without named records."""
    return [event.id.hex() for event in records.find(vault, Query("event", limit=None))]


def log(leaving: OutgoingData) -> Sheet:
    """Return the actions about each attack, with answers, and the attacks without a decision."""
    rows: list[tuple[str, ...]] = []
    without, overdue, all_done = [], 0, {}
    told = [(one, _done(leaving, one)) for one in leaving.roots if leaving.tells(one)]
    attacks = [(one, done) for one, done in told if done or is_attack(leaving, one)]
    for event, done in attacks:
        all_done.update({one.id: (one, gender.codes_of(one, "kind")) for one in done})
        if not done:
            said = leaving.said(event, "denounced") if event.fields.get("denounced") != "undecided" else ""
            without += [] if said else [event]
            why = leaving.said(event, "denounced_why") if said else ""
            day = leaving.said(event, "date_start")
            rows.append((event.ref, leaving.title(event), day, said or NOT_SAID, "", why, "", ""))
        for one in done:
            late = _overdue(leaving, one)
            overdue += late
            rows.append((
                event.ref, leaving.title(event), leaving.said(one, "date"), leaving.said(one, "kind"),
                leaving.titles(leaving.linked(one, "addressee")),
                leaving.titles(leaving.linked(one, "text")) or leaving.said(one, "description"),
                _answered(leaving, one),
                Phrase("follow-up is overdue") if late else leaving.said(one, "follow_up_on"),
            ))  # fmt: skip
    said = Phrase(
        "Attacks: {attacks}. Without a decision: {without}. Overdue follow-ups: {overdue}.",
        attacks=len(attacks), without=len(without), overdue=overdue,
    )  # fmt: skip
    header = (
        Phrase("Number"), Phrase("Incident"), Phrase("When"), Phrase("Action"),
        Phrase("Sent to"), Phrase("Text or reason"), Phrase("Response"), Phrase("Follow-up date"),
    )  # fmt: skip
    note = Phrase("Each action taken is one row. An incident without one has the answer to “Denounced” and the reason.")
    blocks = (
        SheetProse(said), SheetTable(header, tuple(rows), note),
        *gender.split(leaving, Phrase("Action"), "intervention", all_done.values()),
    )  # fmt: skip
    return Sheet(Phrase("Log of actions taken"), "", blocks, leaving.mark, "log")


def _done(leaving: OutgoingData, event: Record) -> list[Record]:
    """Return the interventions about an incident and its appeals, by date, each once."""
    wholes = [event, *leaving.parts(event, appeals.KIND, "event")]
    found = {one.id: one for whole in wholes for one in leaving.parts(whole, "intervention", "about")}
    real = [one for one in found.values() if one.fields.get("kind")]
    return sorted(real, key=lambda one: str(one.fields.get("date", "")))


def _answered(leaving: OutgoingData, one: Record) -> str:
    said = (leaving.said(one, "reached"), leaving.said(one, "response"), leaving.said(one, "response_text"))
    return "; ".join(filter(None, said))


def _overdue(leaving: OutgoingData, one: Record) -> bool:
    due = str(one.fields.get("follow_up_on", ""))
    here = leaving.today.isoformat()
    return bool(due) and due[:10] < here and not leaving.outline(one).get("response")


_ABOUT, _FOR = ("appeal",), ("appeal",)
_TEXT = ("txt",)
OUTPUTS = (
    Output("appeal-letter", Phrase("Appeal as a letter"),
           Phrase("To those who can press for it, of two pages at most."), letter, _ABOUT, profiles=_FOR),
    Output("appeal-email", Phrase("Appeal as an e-mail"),
           Phrase("The same as the letter, in plain text with its subject."), email, _ABOUT, _TEXT, _FOR),
    Output("appeal-message", Phrase("Appeal as a message"),
           Phrase("One to five messages, each of 306 letters, or 134 of another alphabet."),
           message, _ABOUT, _TEXT, _FOR),
    Output("appeal-script", Phrase("Appeal for the telephone"),
           Phrase("What to say and what to ask, step by step."), script, _ABOUT, _TEXT, _FOR, head=_head),
    Output("appeal-update", Phrase("Further information"),
           Phrase("News since the appeal with this number."), update, _ABOUT, profiles=_FOR),
    Output("appeal-closing", Phrase("Closing notice"),
           Phrase("The outcome of the appeal. No more action is requested."),
           make_closing_notice, _ABOUT, profiles=_FOR),
    Output("intervention-log", Phrase("Log of actions taken"),
           Phrase("The actions after each attack, and the answers."), log, ("event",),
           profiles=("internal", "network"), roots=list_all_incidents),
)  # fmt: skip
