"""The data of the page of questions about patterns."""

from datetime import date

from attrs import frozen

from app.actions.casework import pattern_search
from app.actions.casework.pattern_search import PatternSearch
from app.actions.kernel import records
from app.domain.casework.pattern_rules import RULE, STEPS, Question, share_days
from app.domain.moment import first_day
from app.gui.style.dates import moment_words, title_words
from app.gui.style.text import Text, label
from app.gui.widgets.page_values import RowView
from app.store.records import record_lists
from app.store.vault.open_vault import Vault

MOST = 50
"""Questions on the page."""


@frozen(eq=False)
class QuestionView:
    """One question: its first reason, the others, and its acts in order of time."""

    question: Question
    title: str
    reasons: tuple[str, ...]
    acts: tuple[RowView, ...]


@frozen(eq=False)
class PatternQuestions:
    """The open questions, the text of the rule, and notes about acts and rules without a place here."""

    questions: tuple[QuestionView, ...]
    rule: str
    notes: tuple[str, ...]


@frozen(eq=False)
class EscalationLine:
    """The acts and statements against somebody by day, each with its step.

    `marks` are the share of the time and the step of each row; empty without exact places.
    """

    name: str
    rows: tuple[RowView, ...]
    marks: tuple[tuple[float, int], ...] = ()


def line(vault: Vault, tr: Text, key: str) -> EscalationLine:
    """Return the acts and statements against a person or organisation in words."""

    def show(one: pattern_search.LineRow) -> RowView:
        day = moment_words(tr, one.day, long=True) if one.day else tr("Day not known")
        icon, title = "alert" if one.step else "sound", title_words(vault, tr, one.record)
        return RowView(icon, title, tr.line(day, say_step(tr, one.step)), key=one.page.hex())

    found = pattern_search.read_line(vault, key)
    shares = share_days([first_day(one.day) if one.day else None for one in found])
    marks = tuple((at, one.step) for at, one in zip(shares, found, strict=False))
    return EscalationLine(title_words(vault, tr, records.record_of(vault, key)), tuple(map(show, found)), marks)


def say_step(tr: Text, step: int) -> str:
    """Return the step of an act in words, or nothing."""
    return tr.phrase(STEPS[step]) if step in STEPS else ""


def page(vault: Vault, tr: Text, found: PatternSearch) -> PatternQuestions:
    """Return the words of the questions, the newest first."""
    notes = []
    if found.without_day:
        n = found.without_day
        notes.append(tr("{n} act without an exact day is left out.|{n} acts without an exact day are left out.", n=n))
    if found.not_run:
        names = tr.listed(label(vault, tr, "pattern_rule", rule) for rule in found.not_run)
        notes.append(tr("Stopped. These rules did not run: {names}.", names=names))
    if len(found.questions) > MOST:
        notes.append(tr("Only the newest {n} questions are shown.", n=MOST))
    views = tuple(_question(vault, tr, one) for one in found.questions[:MOST])
    return PatternQuestions(views, tr.phrase(RULE), tuple(notes))


def _question(vault: Vault, tr: Text, question: Question) -> QuestionView:
    title, *others = (tr.phrase(pattern_search.say(vault, one, tr.language)) for one in question.reasons)
    here = record_lists.load_all(vault.con, [act.id for act in question.acts])
    rows = tuple(
        RowView("alert", title_words(vault, tr, here[act.id]),
                tr.line(moment_words(tr, date.fromordinal(act.day).isoformat(), long=True), say_step(tr, act.step)),
                key=act.event.hex())
        for act in question.acts if act.id in here
    )  # fmt: skip
    return QuestionView(question, title, tuple(others), rows)
