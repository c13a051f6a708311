"""The records that a form is about, and their facts as lines in the language of the form."""

from collections.abc import Callable, Iterable, Mapping

from app.actions.outgoing.outgoing_data import OutgoingData
from app.actions.paper_parts import custody
from app.catalogue import Catalogue
from app.domain.record import Record
from app.domain.sheet import Block, Items, SheetFacts, SheetProse
from app.domain.submissions.catalogue import Mechanism, MechanismQuestion
from app.domain.submissions.preflight import NO as NO
from app.domain.submissions.preflight import YES as YES
from app.domain.submissions.preflight import Answer
from app.phrase import Phrase, join_lines

Source = Callable[[OutgoingData, Record], str]


def say_flat(leaving: OutgoingData, blocks: Iterable[Block]) -> str:
    """Return blocks as lines without their headings: the question is the heading. Labels stay phrases."""
    lines = list[str]()
    for block in blocks:
        if isinstance(block, SheetProse):
            lines.append(block.text)
        elif isinstance(block, SheetFacts):
            lines += [fact(label, text) for label, text in block.rows]
        elif isinstance(block, Items):
            lines += block.rows
    return join_lines(lines)


def number(said: Iterable[str], title: str = "") -> str:
    """Return sentences as a list with numbers, perhaps under a title; one sentence needs no number."""
    kept = [one for one in said if one]
    rows = [Phrase("{n}. {title}", n=n, title=one) for n, one in enumerate(kept, 1)] if len(kept) > 1 else kept
    return join_lines((title if rows else "", *rows))


def end(text: str) -> str:
    """Return a sentence with its full stop."""
    return text if not text or text.endswith((".", "!", "?", "؟")) else Phrase("{text}.", text=text)


def fact(label: str, text: str) -> Phrase:
    """Return a label with its text."""
    return Phrase("{label}: {text}", label=label, text=text)


def list_about(leaving: OutgoingData, form: Record, kind: str) -> list[Record]:
    """Return the records of a kind that a form is about, also those of its cases."""
    chosen = leaving.linked(form, "about")
    below = [part for one in chosen if one.kind == "case" for part in leaving.parts(one, kind)]
    return list({one.id: one for one in (*chosen, *below) if one.kind == kind}.values())


def list_detentions(leaving: OutgoingData, form: Record) -> list[Record]:
    """Return the detentions that a form is about."""
    return list_about(leaving, form, "detention")


def find_wholes(leaving: OutgoingData, form: Record) -> list[Record]:
    """Return the records that legal steps can be about."""
    found = [*list_detentions(leaving, form), *list_about(leaving, form, "event"), *list_about(leaving, form, "case")]
    return found + list_acts(leaving, form)


def list_acts(leaving: OutgoingData, form: Record) -> list[Record]:
    """Return the acts of the incidents, and those that a detention names."""
    found = [act for event in list_about(leaving, form, "event") for act in leaving.parts(event, "act")]
    found += [act for one in list_detentions(leaving, form) for act in leaving.linked(one, "act")]
    return list({one.id: one for one in found}.values())


def list_lines(leaving: OutgoingData, said: Iterable[str]) -> str:
    """Return texts as lines, each once."""
    say = Catalogue(leaving.language)
    return join_lines({say(one): one for one in said}.values())


def list_held(leaving: OutgoingData, form: Record) -> list[Record]:
    """Return the detentions of a form, and those that began with its acts."""
    near = [held for act in list_acts(leaving, form) for held in leaving.parts(act, "detention", "act")]
    return list({one.id: one for one in (*list_detentions(leaving, form), *near)}.values())


def tells_danger(leaving: OutgoingData) -> bool:
    """Return True if an outgoing incident has a danger now."""
    return any(one.fields.get("danger") == "now" for one in leaving.of_kind("event"))


def list_next(leaving: OutgoingData) -> list[tuple[str, str]]:
    """Return the coming days of the legal steps that leave, each with its court."""
    coming = [one for one in leaving.of_kind("proceeding")
              if str(one.fields.get("next_on", "")) >= leaving.today.isoformat()]  # fmt: skip
    coming.sort(key=lambda one: str(one.fields["next_on"]))
    return [(custody.NEXT, leaving.join((leaving.said(one, "next_on"), leaving.said(one, "body"))))
            for one in coming]  # fmt: skip


def find_next_day(leaving: OutgoingData) -> str:
    """Return the first coming day of the legal steps that leave, in a danger now; empty for none."""
    coming = (str(one.fields.get("next_on", "")) for one in leaving.of_kind("proceeding"))
    return min((day for day in coming if day >= leaving.today.isoformat()), default="") if tells_danger(leaving) else ""


def list_unasked(
    leaving: OutgoingData, mechanism: Mechanism, answers: Mapping[str, Answer]
) -> list[MechanismQuestion]:  # fmt: skip
    """Return the empty question about urgent measures, in a danger now."""
    return [one for one in mechanism.questions
            if one.source == "measures" and one.id not in answers and tells_danger(leaving)]  # fmt: skip


def say_link(leaving: OutgoingData, form: Record) -> str:
    """Return the link of the acts to the human rights work."""
    return list_lines(leaving, (leaving.said(one, "defender_link") for one in list_acts(leaving, form)))
