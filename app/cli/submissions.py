"""Verbs of submissions: mechanisms, and forms from the first answer to the reply."""

import argparse
from pathlib import Path
from typing import Any

from app.actions.kernel import clock
from app.actions.outgoing.output import OutputResult
from app.actions.papers.justice import bundles
from app.actions.release.leak_check import remember_answers
from app.actions.submissions import forms, mechanisms
from app.actions.submissions.forms import CheckedForm
from app.cli.command import add_group, verb
from app.cli.leak_options import confirm_option, leak_options, read_readers, readers_option
from app.cli.output import CommandResult, make_answer, row
from app.cli.outputs import make_from
from app.domain.sheet import FormQuestion, Sheet
from app.domain.submissions.catalogue import Mechanism, say
from app.domain.submissions.clocks import FormClock
from app.domain.submissions.preflight import NONE, NOT_KNOWN, GateState
from app.store.vault.open_vault import Vault

FORM = "submission-form"
_REFUSED = 5


def add_verbs(verbs: Any, common: argparse.ArgumentParser) -> None:
    """Add `submission` with its verbs."""
    group = add_group(verbs, "submission", "forms of UN and regional bodies")  # fmt: skip
    known = verb(group, common, "mechanisms", _mechanisms, "list the mechanisms, print one, or load your own")
    known.add_argument("mechanism", metavar="MECHANISM", nargs="?", default="", help="print the data of this one")
    file = known.add_mutually_exclusive_group()
    file.add_argument("--load", metavar="FILE", type=Path, help="JSON file with your own mechanism")
    file.add_argument("--look", metavar="FILE", type=Path, help="show such a file; store nothing")
    file.add_argument(
        "--save", metavar="FILE", type=Path, help="write the data of MECHANISM into a new file, to edit it"
    )
    file.add_argument("--drop", action="store_true", help="use MECHANISM of the program again")
    begin = verb(group, common, "begin", _begin, "begin a form about one person")
    begin.add_argument("mechanism", metavar="MECHANISM", help="name from: submission mechanisms")
    begin.add_argument("id", metavar="ID", help="detention, incident or case")
    begin.add_argument("--person", metavar="ID", default="", help="the person, if the record has several")
    begin.add_argument("--language", metavar="L", default="", help="language of the form (default: first of the body)")
    begin.add_argument("--answer-by", metavar="DAY", default="",
                       help="day for the answer to you, or none (default: usual day of the body)")  # fmt: skip
    check = verb(group, common, "check", _check, "show missing answers, stops, and points to look at")
    check.add_argument("id", metavar="ID", help="submission")
    over = verb(group, common, "override", _override, "override the stop of a treaty, with a reason")
    over.add_argument("id", metavar="ID", help="submission")
    over.add_argument("gate", metavar="GATE", help="gate of the stop, from: submission check")
    over.add_argument("reason", metavar="REASON", nargs="?", default="", help="your reason (empty: it stops again)")
    _add_answer(verb(group, common, "answer", _answer, "write your answer to a question"))
    paste = verb(group, common, "paste", _paste, "print the answers for a portal, each with its length")
    paste.add_argument("--copied", metavar="QUESTION", nargs="+", default=[], help="note answers in the portal")
    _add_paper(paste)
    bundle = verb(group, common, "bundle", _bundle, "write the form with its annexes into one PDF")
    bundle.add_argument("file", metavar="FILE", type=Path, help="new PDF")
    _add_paper(bundle)
    _add_notes(group, common)


def _add_notes(group: Any, common: argparse.ArgumentParser) -> None:
    sent = verb(group, common, "sent", _sent, "note the sending of a form")
    sent.add_argument("id", metavar="ID", help="submission")
    for name, text in (
        ("--on", "day (default: today)"),
        ("--by", "alias of the colleague"),
        ("--receipt", "number of the receipt"),
        ("--reason", "reason to send with open points"),
    ):
        sent.add_argument(name, metavar="TEXT", default="", help=text)
    sent.add_argument("--way", dest="sent_way", metavar="TEXT", default="", help="portal, mail…")
    reply = verb(group, common, "reply", _reply, "note a reply of the body")
    reply.add_argument("id", metavar="ID", help="submission")
    reply.add_argument("--state", required=True, metavar="STATE",
                       help="acknowledged, more, transmitted, decided or published")  # fmt: skip
    for name, text in (
        ("--on", "day (default: today)"),
        ("--text", "text of the reply"),
        ("--published-in", "report with the case"),
    ):
        reply.add_argument(name, metavar="TEXT", default="", help=text)


def _add_paper(made: argparse.ArgumentParser) -> None:
    made.set_defaults(on=None, month="", embargo="", headline="", wording="", name=FORM, language="")
    made.add_argument("ids", metavar="ID", nargs=1, help="submission")
    made.add_argument("--letterhead", type=int, metavar="N", default=0, help="number of the letterhead")
    confirm_option(made)
    readers_option(made)
    made.add_argument("--names", action="store_true", help="say the real names of people who agreed to it")
    leak_options(made)


def _add_answer(answer: argparse.ArgumentParser) -> None:
    answer.add_argument("id", metavar="ID", help="submission")
    answer.add_argument("question", metavar="QUESTION", help="id or number of the question")
    answer.add_argument("text", metavar="TEXT", nargs="?", default="",
                        help="your answer, or a reason (empty: the records answer again)")  # fmt: skip
    state = answer.add_mutually_exclusive_group()
    state.add_argument("--not-known", action="store_true", help="the answer is: not known")
    state.add_argument("--none", action="store_true", help="the answer is: none, with the reason as TEXT")


def _mechanisms(vault: Vault, options: argparse.Namespace) -> CommandResult:
    if options.look:
        data, found = mechanisms.read_file(vault, options.look.expanduser())
        replaces = mechanisms.find_known(vault, found.id)
        return make_answer(**data, replaces=replaces.version if replaces else "")
    if options.load:
        mechanisms.load_mechanism(vault, options.load.expanduser())
    if options.save:
        mechanisms.write_file(vault, options.mechanism, options.save.expanduser())
    if options.drop:
        mechanisms.drop_own(vault, options.mechanism)
    if options.mechanism:
        return make_answer(**mechanisms.read_data(vault, options.mechanism))
    today = clock.today(vault)
    return make_answer(mechanisms=[
        {"id": one.id, "version": one.version, "name": one.say("en"), "body": one.body, "audience": one.audience,
         "languages": list(one.languages), "questions": len(one.questions), "mark": one.mark, "source": one.source,
         "check_by": one.check_by, "checked": one.is_checked(today), "own": mechanisms.is_own(vault, one.id)}
        for one in mechanisms.list_mechanisms(vault)
    ])  # fmt: skip


def _begin(vault: Vault, options: argparse.Namespace) -> CommandResult:
    made, _ = forms.begin(vault, options.mechanism, options.id, options.person, options.language, options.answer_by)
    return _say(forms.check(vault, made.ref))


def _check(vault: Vault, options: argparse.Namespace) -> CommandResult:
    found = forms.check(vault, options.id)
    answer = _say(found)
    return CommandResult({**answer.document, "ok": False}, _REFUSED) if found.preflight.stops else answer


def _answer(vault: Vault, options: argparse.Namespace) -> CommandResult:
    state = NOT_KNOWN if options.not_known else NONE if options.none else ""
    forms.answer(vault, options.id, options.question, options.text, state)
    return _say(forms.check(vault, options.id))


def _override(vault: Vault, options: argparse.Namespace) -> CommandResult:
    forms.override(vault, options.id, options.gate, options.reason)
    return _say(forms.check(vault, options.id))


def _say(found: CheckedForm) -> CommandResult:
    mechanism, preflight = found.mechanism, found.preflight
    language = str(found.record.fields.get("language", "en"))
    return make_answer(
        ref=found.record.ref, mechanism=mechanism.id, version=mechanism.version, state=found.record.fields.get("state"),
        answer_by=found.record.fields.get("answer_by", ""),
        missing=preflight.say_missing(language), stops=[_gate(one, mechanism, found) for one in preflight.stops],
        look_at=[_gate(one, mechanism, found) for one in preflight.looks],
        clocks=[_clock(one, mechanism, found) for one in found.clocks],
        treaties=[{"treaty": one.instrument, "state": one.state, "bound": one.bound.value, "why": one.why,
                   "seen_on": one.seen_on, "reservations": list(one.reservations)} for one in found.treaties],
        answers=[{"question": one.id, "no": one.no, "text": say(one.text, language), "required": one.required,
                  "answer": found.answers[one.id].text, "state": found.answers[one.id].state,
                  "own_words": found.answers[one.id].own}
                 if one.id in found.answers else
                 {"question": one.id, "no": one.no, "text": say(one.text, language), "required": one.required}
                 for one in mechanism.questions],
    )  # fmt: skip


def _paste(vault: Vault, options: argparse.Namespace) -> CommandResult:
    form = forms.mark_copied(vault, options.ids[0], options.copied)[0]
    made = _make(vault, options)
    done = form.fields.get("copied", [])
    assert isinstance(made.content, Sheet) and isinstance(done, list)  # noqa: S101 - the paper is a form
    rows = [{"question": one.question, "answer": one.answer, "characters": len(one.answer), "limit": one.limit}
            for one in made.framed.body if isinstance(one, FormQuestion) and one.id]  # fmt: skip
    checked = forms.check(vault, form.ref)
    missing = [f"{one.no}. {say(one.text, options.language)}" for one in checked.preflight.missing]
    return make_answer(*made.warnings, missing=missing, answers=rows, copied=done)


def _make(vault: Vault, options: argparse.Namespace) -> OutputResult:
    """Return the form as its body reads it. Raises LeaksFound without an answer to each finding."""
    form = forms.read_form(vault, options.ids[0])
    options.profile = forms.find_mechanism(vault, form).audience
    options.language = str(form.fields.get("language", "en"))
    made = make_from(vault, options)
    made.need_decisions()
    return made


def _bundle(vault: Vault, options: argparse.Namespace) -> CommandResult:
    made, readers = _make(vault, options), read_readers(vault, options)
    bundle = bundles.make_bundle(vault, options.ids[0], made, readers)
    files = bundles.paint(options.file, bundle)
    bundles.save(vault, bundle, files, readers)
    remember_answers(vault, made.leaks)
    return make_answer(
        *files[0].made.warnings, files=[str(one.path) for one in files],
        annexes=[{"annex": one.number, "kind": one.kind, "pages": one.pages} for one in bundle.annexes],
        left_out=[{"annex": name, "why": why} for name, why in bundle.left],
    )  # fmt: skip


def _gate(one: GateState, mechanism: Mechanism, found: CheckedForm) -> dict[str, object]:
    old = {} if found.checked else {"not_checked_since": mechanism.check_by}
    return {"gate": one.gate.id, "why": one.sentence, **({"other_mechanism": one.other} if one.other else {}), **old}


def _clock(one: FormClock, mechanism: Mechanism, found: CheckedForm) -> dict[str, object]:
    old = {} if found.checked else {"not_checked_since": mechanism.check_by}
    return {"clock": say(one.clock.label, "en"), "for": one.clock.does, "from": one.since, "due": one.due,
            "days_since": one.days, "days_late": max(0, one.late), "start_unsure": one.unsure, **old}  # fmt: skip


def _sent(vault: Vault, options: argparse.Namespace) -> CommandResult:
    kept, _ = forms.note_sent(
        vault, options.id, options.on, options.by, options.sent_way, options.receipt, options.reason
    )  # fmt: skip
    return make_answer(**row(kept))


def _reply(vault: Vault, options: argparse.Namespace) -> CommandResult:
    kept, _ = forms.note_reply(vault, options.id, options.state, options.on, options.text, options.published_in)
    return make_answer(**row(kept))
