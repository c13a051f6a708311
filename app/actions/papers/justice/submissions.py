"""The form of a submission as a paper: the questions of the body in its order, in a language that it reads."""

from collections.abc import Sequence

from app.actions.kernel.records import record_of
from app.actions.outgoing.outgoing_data import OutgoingData
from app.actions.outgoing.output import Output
from app.actions.submissions import mechanisms, sources
from app.catalogue import Catalogue
from app.domain.frame import confidence_mark
from app.domain.record import Record
from app.domain.sheet import Block, FormQuestion, Heading, Items, Sheet, SheetProse, Sign
from app.domain.submissions.catalogue import Mechanism, MechanismQuestion, say
from app.domain.submissions.preflight import NONE, NOT_KNOWN, Answer
from app.errors import InputRefused
from app.phrase import Phrase, join_lines
from app.store.vault.open_vault import Vault

_APART = Phrase("Confidential part: keep it, and never send it to the State")
_SEND = Phrase("You may send it to the State without its confidential part. Say a name only if this paper allows it.")
_SEND_ALL = Phrase("You may send it to the State. Say a name only if this paper allows it.")
_KEEP = Phrase("Do not send it to the State: the person did not agree to that.")
_UNPUBLISHED = Phrase("Do not publish it.")


def make_form(leaving: OutgoingData) -> Sheet:
    """Return the form: the missing answers, then each question with its answer and its limit.

    A form with missing answers is a draft. Only a question with an answer has a place to copy.
    Raises InputRefused for a person without consent, and for readers or a language that the body does not have.
    """
    form = leaving.roots[0]
    leaving.need_consent(form)
    mechanism = mechanisms.find_for(form, leaving.own_data)
    _refuse_other(leaving, mechanism)
    answers = sources.read_answers(leaving, form, mechanism)
    missing = [one for one in mechanism.questions if one.required and one.id not in answers]
    ours = mechanisms.is_shipped(mechanism)  # the words of another file are read for leaks
    blocks: list[Block] = []
    if missing:
        blocks.append(SheetProse(Phrase("This form is a draft. Missing answers: {n}.", n=len(missing)), True))
        blocks.append(Items(tuple(_name(leaving, one, ours) for one in missing)))
    asked = [(one.confidential, _ask(leaving, one, answers[one.id], ours))
             for one in mechanism.questions if one.id in answers]  # fmt: skip
    blocks += [block for apart, block in asked if not apart]
    hides = any(one.confidential for one in mechanism.questions)
    if hides:
        blocks += [Heading(_APART), *(block for apart, block in asked if apart)]
        blocks += [] if missing else [_sign(leaving)]
    mark = _mark(leaving, form, hides)
    mark = Phrase("DRAFT. {mark}", mark=mark) if missing else mark
    label = Phrase(mechanism.say(leaving.language)) if ours else mechanism.say(leaving.language)
    return Sheet(Phrase("Submission: {mechanism}", mechanism=label), leaving.titles(leaving.linked(form, "person")),
                 tuple(blocks), mark, "form", "form", (label,), notes=_notes(leaving, mechanism),
                 hides_issuer=hides)  # fmt: skip


def _mark(leaving: OutgoingData, form: Record, hides: bool) -> str:
    """Return the line of every page: the parts that the body can send to the State, as the person allows."""
    if leaving.profile.own:
        return leaving.mark
    un = leaving.profile.name == "un"
    refused = un and any(leaving.read_purpose(one, "UN_TO_GOV") is False for one in leaving.linked(form, "person"))
    send = _KEEP if refused else _SEND if hides else _SEND_ALL
    return join_lines((confidence_mark(leaving.profile.name), send, _UNPUBLISHED), " ")


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


def _ask(leaving: OutgoingData, one: MechanismQuestion, answer: Answer, ours: bool) -> FormQuestion:
    said: str = answer.text
    if answer.state == NOT_KNOWN:
        said = Phrase("Not known. {reason}", reason=said) if said else Phrase("Not known")
    elif answer.state == NONE:
        said = Phrase("None. {reason}", reason=said) if said else Phrase("None")
    elif one.kind == "date":
        said = leaving.when(said)
    else:
        said = {sources.YES: Phrase("Yes"), sources.NO: Phrase("No")}.get(said, said)
    length = len(Catalogue(leaving.language)(said))
    limit = Phrase("{n} of {limit} characters", n=length, limit=one.limit) if one.limit else ""
    asked = _name(leaving, one, ours)
    asked = Phrase("{question} (confidential)", question=asked) if one.confidential else asked
    return FormQuestion(asked, said, limit, one.id)


def _notes(leaving: OutgoingData, mechanism: Mechanism) -> tuple[str, ...]:
    """Return for our own use the source of the form and its check-by day."""
    if not leaving.profile.own:
        return ()
    return (Phrase("No lawyer has reviewed this form. Source: {source}. Checked until: {day}.",
                   source=mechanism.source, day=leaving.when(mechanism.check_by)),)  # fmt: skip


def _list_further(vault: Vault, handles: Sequence[str]) -> Sequence[str]:
    forms_ = [one for one in (record_of(vault, handle) for handle in handles) if one.kind == "submission"]
    return [root for one in forms_ for root in sources.list_roots(vault, one)]


OUTPUTS = (
    Output("submission-form", Phrase("Form of a submission"),
           Phrase("The questions of a UN or regional body, answered from the records."), make_form, ("submission",),
           profiles=("un", "regional", "internal"), also=_list_further),
)  # fmt: skip
"""The papers of this module."""
