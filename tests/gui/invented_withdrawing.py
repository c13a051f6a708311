"""What is withdrawn, invented: the form with who got it, and the page of everything."""

from app.gui.style.theme import Look
from app.gui.widgets.page_values import RowView
from app.gui.withdrawals.withdrawing_query import (
    RuleFor,
    RuleForm,
    WithdrawCard,
    WithdrawPage,
    beyond_words,
    reason_text,
    result_text,
)
from app.store.mail.retractions import REASONS
from tests.gui.invented_words import said


def _ours(look: Look) -> WithdrawCard:
    tr = look.tr
    rows = (
        RowView(
            "check",
            said(look, "Heron"),
            tr.line(result_text(tr, {"hidden": 4}), tr("told {n} other|told {n} others", n=2)),
        ),
        RowView("alert", said(look, "Baobab"), result_text(tr, {"refused": 4})),
        RowView("clock", said(look, "Acacia"), tr("The notice is on its way")),
        RowView("shield-alert", said(look, "Marula"), beyond_words(tr)),
    )
    return WithdrawCard(
        "aa", tr("Withdrawn by you"), reason_text(tr, "consent", "hide"), "", True, rows, "hide", late=True
    )


def everything(look: Look) -> WithdrawPage:
    """One that came and waits, with part of it unopened, one of ours, and what is done at once."""
    tr = look.tr
    unopened = tr("{n} record that you have not accepted|{n} records that you have not accepted", n=3)
    rows = (
        RowView("document", said(look, "Eviction at the river"), tr("Hidden here")),
        RowView("inbox", unopened, tr("Hidden here")),
    )
    by, why = tr("Withdrawn by {name}", name=said(look, "Heron")), reason_text(tr, "danger", "destroy")
    came = WithdrawCard("bb", by, why, "", False, rows, "destroy", waits=True)
    usual = {"consent": "hide", "danger": "hide"}
    rules = tuple((reason, usual.get(reason, "mark")) for reason in REASONS)
    made = (
        RuleFor("h", said(look, "Heron"), "danger", "destroy"),
        RuleFor("b", said(look, "Baobab"), "consent", "wait"),
    )
    people = (("h", said(look, "Heron")), ("b", said(look, "Baobab")))
    return WithdrawPage("", "", (came, _ours(look)), None, rules, RuleForm(made, people, frozenset("h")))
