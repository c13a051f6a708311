"""The form of a submission as a paper: the questions of the body in its order, in a language that it reads."""

from collections.abc import Mapping, Sequence

from app.actions.kernel.records import record_of
from app.actions.outgoing.outgoing_data import OutgoingData
from app.actions.outgoing.output import Output
from app.actions.paper_parts import custody
from app.actions.paper_parts.demands import name_until
from app.actions.submissions import form_records, form_roots, mechanisms, sources
from app.actions.submissions.requests import list_consents, refuses_state, say_real_name
from app.catalogue import Catalogue
from app.domain.frame import confidence_mark
from app.domain.record import Record
from app.domain.release.audiences import Spoken
from app.domain.sheet import Block, FormQuestion, Heading, Sheet, SheetFacts, SheetProse, Sign
from app.domain.submissions.catalogue import DEADLINE, Mechanism, MechanismQuestion, say
from app.domain.submissions.clocks import FormClock, compute_clocks
from app.domain.submissions.preflight import (
    NONE,
    NOT_KNOWN,
    TREATY,
    Answer,
    is_late,
    list_gates,
    list_required,
    read_day,
)
from app.errors import InputRefused
from app.phrase import Phrase, join_lines
from app.store.vault.open_vault import Vault

_APART = Phrase("Confidential part: keep it, and never send it to the State")
_SEND = Phrase("You may send it to the State without its confidential part. Say a name only if this paper allows it.")
_WHOLE = Phrase("Do not send it to the State: it has our address, and no confidential part.")
_PREPARES = Phrase("It prepares the form of the body: do not send it to the State.")
_KEEP = Phrase("Do not send it to the State: the person did not agree to that.")
_LATE = Phrase("The treaty came into force only after the violation")
_LATE_PROCEDURE = Phrase("The complaint procedure came into force only after the violation")
_OPEN_STEP = (Phrase("To check"), Phrase("no final decision is in our register"))
_BEGAN = Phrase(
    "The body takes only a disappearance that began after the entry into force (article 35). The Working Group on "
    "Enforced or Involuntary Disappearances has no such limit."
)
_EMPTY = Phrase("The sender left this question empty.")
_NEVER = Phrase("Never send this page to the State. Do not publish it.")
_REAL_NAME = Phrase(
    "Do you need the real name? First check this paper, as its last lines say. Then ask, on the number that you used "
    "for the check or in person: {who}. Do not say or write the name on this line; tell only the reference. Then agree "
    "with this person on a safe way."
)
_ASKED = Phrase("We ask you to answer by")
_ANSWER = Phrase("To answer (not to check that the paper is genuine)")
_UNPUBLISHED = Phrase("Do not publish it.")
_PUBLIC_ALIAS = Phrase("Do not publish this paper; your reports can use the alias.")
_SHOWS = Phrase("The facts alone can show the State who the person is.")
_NO_SEARCH = Phrase("The State cannot search for an alias. Ask us before you send it.")


def make_form(leaving: OutgoingData) -> Sheet:
    """Return the form: the missing answers, then each question with its answer and its limit.

    A form with missing answers is a draft. Each question with an answer has a place to copy.
    Raises InputRefused for a person without consent, and for readers or a language that the body does not have.
    """
    form = leaving.roots[0]
    leaving.need_consent(form)
    form = form._replace(fields={**form.fields, **leaving.own_answers(form.id)})
    mechanism = mechanisms.find_for(form, leaving.own_data)
    _refuse_other(leaving, mechanism)
    answers = sources.read_answers(leaving, form, mechanism)
    missing = [one for one in list_required(mechanism, answers) if one.id not in answers]
    ours = mechanisms.is_shipped(mechanism)  # the words of another file are read for leaks
    committee = answers.get("committee", Answer()).text
    stops, kept = _list_stops(leaving, form, mechanism, answers)
    asks, doubts = (_ASKED, _say_day(leaving, form)), sources.list_doubts(leaving, form)
    leaving.warnings += (*doubts, *_list_notices(leaving, form, mechanism, answers))
    why = _list_why(leaving, form, missing, stops, doubts)
    top = (*_list_days(leaving, mechanism, answers, ours), *stops, *(() if why else (asks,)))
    top += (_OPEN_STEP,) if "" in mechanism.to and _lacks_end(leaving, form, mechanism) else ()
    blocks: list[Block] = [SheetProse(join_lines((Phrase("DRAFT. Do not send it."), *why)), True)] if why else []
    blocks += [SheetFacts(top), *custody.note_names(leaving), *_ask_counsel(leaving, mechanism, answers)]
    asked = [(one.confidential, _ask(leaving, mechanism, one, answers.get(one.id, Answer()), ours))
             for one in mechanism.questions]  # fmt: skip
    blocks += [block for apart, block in asked if not apart]
    hides = any(apart for apart, _ in asked)
    if named := leaving.join(one.no for one in mechanism.questions if one.confidential):
        blocks += [
            SheetProse(Phrase("Questions in the confidential part: {named}.", named=named)),
            Heading(_APART),
            *(SheetProse(one, True) for one in doubts),
            *_ask_answer(leaving, form, bool(why)),
            *([SheetProse(_SHOWS)] if "" not in mechanism.to else []),
            *_offer_name(leaving, form),
            SheetFacts((*_list_names(leaving, form, mechanism), *_list_consents(leaving, form, mechanism), *kept)),
            *(block for apart, block in asked if apart),
        ]
        blocks += [] if why else [_sign(leaving)]
    label, to = mechanism.say(leaving.language), mechanism.say_reader(leaving.language, committee)
    label, to = (Phrase(label), Phrase(to)) if ours else (label, to)
    first = _mark_first(leaving, mechanism, to)
    send = "" if why else _choose_send(leaving, form, mechanism, hides)
    marks = (_mark(leaving, form, first, send), _mark(leaving, form, first, _NEVER) if hides else "")
    mark, apart = (Phrase("DRAFT. {mark}", mark=one) if why and one else one for one in marks)
    title = label if "" in mechanism.to else Phrase("Submission: {mechanism}", mechanism=label)
    return Sheet(title, custody.entitle(leaving, leaving.linked(form, "person")),
                 tuple(blocks), mark, "form", "form", (to,), notes=_notes(leaving, mechanism),
                 answer_by="" if hides else str(form.fields.get("answer_by", "")),
                 top=first, apart=apart)  # fmt: skip


def _mark_first(leaving: OutgoingData, mechanism: Mechanism, to: str) -> str:
    """Return the line at the top of the first page."""
    first = confidence_mark(leaving.profile.name)
    if "" in mechanism.to and first:
        return Phrase("CONFIDENTIAL. {audience}", audience=Phrase("For: {audience}.", audience=to))
    return first


def _choose_send(leaving: OutgoingData, form: Record, mechanism: Mechanism, hides: bool) -> str:
    """Return the words about the State for a form; `hides` is True if it has a confidential part."""
    unknown = _searches(mechanism) and any(
        leaving.has_alias(one) and leaving.say_until(one, Spoken.NAME) is None for one in leaving.linked(form, "person")
    )
    if "" in mechanism.to or not hides:
        return _PREPARES if "" in mechanism.to else _WHOLE
    return _NO_SEARCH if unknown else _SEND


def _lacks_end(leaving: OutgoingData, form: Record, mechanism: Mechanism) -> bool:
    """Return True if the form has the day of a final decision that the records lack."""
    own = {row[0] for row in sources.list_rows(form)}
    ends = ("proceeding.decided", "proceeding.served")
    return any(one.id in own and one.source in ends and not sources.SOURCES[one.source](leaving, form)
               for one in mechanism.questions)  # fmt: skip


def _list_notices(
    leaving: OutgoingData, form: Record, mechanism: Mechanism, answers: Mapping[str, Answer]
) -> list[str]:  # fmt: skip
    """Return the notices before the save: own words that the State can read, urgent measures, the final decision."""
    own = {row[0] for row in sources.list_rows(form)}
    typed = leaving.join(one.no for one in mechanism.questions
                         if one.id in own and not (one.confidential or one.source or one.dated))  # fmt: skip
    said: list[str] = []
    if typed and "" not in mechanism.to:
        said.append(Phrase("The State can read your own words in: {typed}. Remove health needs without consent.",
                           typed=typed))  # fmt: skip
    said += [Phrase("Danger now, but urgent measures are not asked. See question {no}.", no=one.no)
             for one in form_records.list_unasked(leaving, mechanism, answers)]  # fmt: skip
    return said + ([Phrase("No final decision is in the records.")] if _lacks_end(leaving, form, mechanism) else [])


def _list_why(
    leaving: OutgoingData, form: Record, missing: Sequence[MechanismQuestion], stops: Sequence[object],
    doubts: Sequence[str],
) -> list[str]:  # fmt: skip
    """Return the reasons of a draft, as the first page tells them: never a doubt about the consent itself."""
    why: list[str] = []
    if missing:
        named = leaving.join(one.no for one in missing)
        several = Phrase("Required answers missing: {n} (questions {named}).", n=len(missing), named=named)
        why.append(several if missing[1:] else Phrase("A required answer is missing (question {named}).", named=named))
    why += [Phrase("A treaty was not in force: see below.")] if stops else []
    why += [Phrase("The consent needs a check: see the confidential part.")] if doubts else []
    coming = form.fields.get("state") in ("draft", "ready")
    if coming and str(form.fields.get("answer_by", "9")) < leaving.today.isoformat():
        why.append(Phrase("The day for an answer is over: choose another one."))
    return why


def _say_day(leaving: OutgoingData, form: Record) -> str:
    return leaving.when(str(form.fields["answer_by"])) if "answer_by" in form.fields else Phrase("No day is asked.")


def _ask_answer(leaving: OutgoingData, form: Record, draft: bool) -> list[Block]:
    """Return the request for an answer, with our address: it is only in the part that the State never reads."""
    asked, head = Phrase("Please confirm that you have this form, and tell us your next step."), leaving.letterhead
    asked = Phrase("If you received this draft, ask us before you act.") if draft else asked
    ways = " · ".join(filter(None, (head.telephone, head.mail))) if head else ""
    ways = ways or Phrase("the person who gave you this paper")
    day = () if draft else ((_ASKED, _say_day(leaving, form)),)
    none = [SheetProse(Phrase("No answer is asked for a draft."))] if draft else []
    sent = ((Phrase("Sent by"), head.name(leaving.language)),) if head else ()
    return [SheetProse(asked, True), *none, SheetFacts((*sent, *day, (_ANSWER, ways)))]


def _mark(leaving: OutgoingData, form: Record, first: str, send: str) -> str:
    """Return the line of every page: to `send` it to the State, or its parts, if the person did not refuse that."""
    if leaving.profile.own or leaving.profile.name == "service":
        return join_lines((leaving.mark, _NEVER if send == _NEVER else ""), " ")
    refused = any(refuses_state(leaving, one) for one in leaving.linked(form, "person"))
    if send == _NEVER:
        return join_lines((first, send), " ")
    public = leaving.profile.name == "un" and all(leaving.has_alias(one) and leaving.read_purpose(one, "UN_PUBLIC")
                        for one in leaving.linked(form, "person"))  # fmt: skip
    return join_lines((first, _KEEP if refused else send, _PUBLIC_ALIAS if public else _UNPUBLISHED), " ")


def _offer_name(leaving: OutgoingData, form: Record) -> list[Block]:
    """Return the person to ask for the real name, and the way, if the body may say an alias."""
    gives = any(one.id not in leaving.apart and leaving.has_alias(one) and name_until(leaving, one) is not None
                and leaving.say_until(one, Spoken.NAME) is None for one in leaving.linked(form, "person"))  # fmt: skip
    signs = leaving.letterhead.signatories if leaving.letterhead else ()
    who = Phrase(signs[0]) if signs else Phrase("the person who gave you this paper")
    return [SheetProse(Phrase(_REAL_NAME, who=who))] if gives else []


def _list_names(leaving: OutgoingData, form: Record, mechanism: Mechanism) -> list[tuple[str, str]]:
    """Return if the State may know the real name; a body for the search needs it for that."""
    return say_real_name(leaving, leaving.linked(form, "person"), _searches(mechanism))


def _searches(mechanism: Mechanism) -> bool:
    return any(one.source.startswith("asks.whereabouts") for one in mechanism.questions)


def _list_consents(leaving: OutgoingData, form: Record, mechanism: Mechanism) -> list[tuple[str, str]]:
    """Return the giver and the day of the consent, if no question of the form has them."""
    asked = any(one.source in (f"consent.{body}" for body in sources.BODIES) for one in mechanism.questions)
    return [] if asked else list_consents(leaving, leaving.linked(form, "person"))


def _sign(leaving: OutgoingData) -> Sign:
    """Return the places for the signatures of the issuer, with the day: in the confidential part."""
    names = leaving.letterhead.signatories if leaving.letterhead else ()
    return Sign((*map(Phrase, names or ("Name and function",)), Phrase("Place and date")))


def _refuse_other(leaving: OutgoingData, mechanism: Mechanism) -> None:
    """Raise InputRefused for readers outside the body, and for a language without the questions."""
    if not leaving.profile.own and leaving.profile.name != mechanism.audience:
        raise InputRefused(
            Phrase("This form is not for these readers: {mechanism}.", mechanism=mechanism.say(leaving.language)),
            Phrase("Nothing was written. Readers: {known}.", known=mechanism.audience),
        )
    known = [one for one in mechanism.languages if all(one in asked.text for asked in mechanism.questions)]
    if leaving.language not in known:
        raise InputRefused(
            Phrase("The body does not read this language, or Amparo does not have its form in it: {language}.",
                   language=leaving.language),
            Phrase("Nothing was written. Languages: {known}.", known=", ".join(known)),
        )  # fmt: skip


def _name(leaving: OutgoingData, one: MechanismQuestion, ours: bool) -> str:
    words = f"{one.no}. {say(one.text, leaving.language)}"
    return Phrase.of(words) if ours else words


def _list_days(
    leaving: OutgoingData, mechanism: Mechanism, answers: Mapping[str, Answer], ours: bool
) -> list[tuple[str, str]]:
    """Return the urgent points of the form: a danger now, the next days of the legal steps, and the last days."""
    danger = form_records.tells_danger(leaving)
    rows: list[tuple[str, str]] = [(Phrase("Immediate danger"), Phrase("yes"))] if danger else []
    rows += [(Phrase("Urgent measures"), Phrase("not asked in this form (question {no} is empty)", no=one.no))
             for one in form_records.list_unasked(leaving, mechanism, answers)]  # fmt: skip
    last = [(say(one.clock.label, leaving.language),
             Phrase("{day} (counted from {since})", day=leaving.when(one.due), since=leaving.when(one.since)))
            for one in _list_last(leaving, mechanism, answers)]  # fmt: skip
    for one in mechanism.questions:
        if one.kind == "moment" and one.id in answers and read_day(answers, one.id):
            rows.append((Phrase(say(one.text, leaving.language)) if ours else say(one.text, leaving.language),
                         leaving.when(answers[one.id].text)))  # fmt: skip
    return [*rows, *form_records.list_next(leaving), *((Phrase(label) if ours else label, day) for label, day in last)]


def _list_last(leaving: OutgoingData, mechanism: Mechanism, answers: Mapping[str, Answer]) -> list[FormClock]:
    """Return the last days of a form that are months or years away."""
    moments = {one.id: read_day(answers, one.id) for one in mechanism.questions if one.dated}
    clocks = compute_clocks(mechanism, moments, leaving.now, answers.get("committee", Answer()).text)
    return [one for one in clocks if one.clock.does == DEADLINE and one.clock.unit in ("months", "years")]


def _ask_counsel(leaving: OutgoingData, mechanism: Mechanism, answers: Mapping[str, Answer]) -> list[Block]:
    """Return the request to the lawyer whom a sheet prepares for the form of a body."""
    if "" not in mechanism.to or mechanism.audience != "regional":
        return []
    last = _list_last(leaving, mechanism, answers)
    asked = Phrase("Asked of counsel: prepare and sign the application, and get the signed authority.")
    if last:
        asked = Phrase("Asked of counsel: prepare and sign the application by {day}, and get the signed authority.",
                       day=leaving.when(last[0].due))  # fmt: skip
    return [SheetProse(asked, True)]


def _list_stops(
    leaving: OutgoingData, form: Record, mechanism: Mechanism, answers: Mapping[str, Answer]
) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Return the treaties that were not in force on the day, by the answers, and reasons of a person to continue."""
    reasons = dict(sources.list_rows(form, "overrides"))
    late = [one for one in list_gates(mechanism, answers) if one.test == TREATY and is_late(one, answers)]
    named = leaving.join(one.no for one in mechanism.questions if one.id.startswith("continues"))
    unless = Phrase("The body cannot take it, unless the violation goes on: then answer {named}.", named=named)
    said = [(one.id, _LATE, _BEGAN) if "CED" in (*one.values, one.committee) else (one.id, _LATE_PROCEDURE, unless)
            for one in late]  # fmt: skip
    stops: list[tuple[str, str]] = [(label, text) for id_, label, text in said if id_ not in reasons]
    return stops, [(label, reasons[id_]) for id_, label, _ in said if id_ in reasons]


def _ask(
    leaving: OutgoingData, mechanism: Mechanism, one: MechanismQuestion, answer: Answer, ours: bool
) -> FormQuestion:
    """Return a question with its answer; an empty one lacks the id and the place to copy."""
    said: str = answer.text
    if answer.text and answer.text in mechanism.to:
        said = say(mechanism.to[answer.text], leaving.language)
        said = Phrase(said) if ours else said
    elif answer.state == NOT_KNOWN:
        said = Phrase("Not known. {reason}", reason=said) if said else Phrase("Not known")
    elif answer.state == NONE:
        said = Phrase("None. {reason}", reason=said) if said else Phrase("None")
    elif one.dated:
        said = leaving.when(said)
    else:
        said = {form_records.YES: Phrase("Yes"), form_records.NO: Phrase("No")}.get(said, said)
    length = len(Catalogue(leaving.language)(said))
    over = one.limit and length > one.limit
    limit = Phrase("{n} of {limit} characters", n=length, limit=one.limit) if over else ""
    asked = _name(leaving, one, ours)
    asked = Phrase("{question} (confidential)", question=asked) if one.confidential else asked
    return FormQuestion(asked, said, limit, one.id) if answer.given else FormQuestion(asked, _EMPTY)


def _notes(leaving: OutgoingData, mechanism: Mechanism) -> tuple[str, ...]:
    """Return for our own use the source of the form and its check-by day."""
    if not leaving.profile.own:
        return ()
    return (Phrase("No lawyer has reviewed this form. Source: {source}. Checked until: {day}.",
                   source=mechanism.source, day=leaving.when(mechanism.check_by)),)  # fmt: skip


def _list_further(vault: Vault, handles: Sequence[str]) -> Sequence[str]:
    forms_ = [one for one in (record_of(vault, handle) for handle in handles) if one.kind == "submission"]
    return [root for one in forms_ for root in form_roots.list_roots(vault, one)]


OUTPUTS = (
    Output("submission-form", Phrase("Form of a submission"),
           Phrase("The questions of a UN or regional body, answered from the records."), make_form, ("submission",),
           profiles=("un", "regional", "service", "internal"), also=_list_further, asks=True,
           forms=("pdf", "docx", "html", "txt")),  # a table has no mark and no confidential part
)  # fmt: skip
"""The papers of this module."""
