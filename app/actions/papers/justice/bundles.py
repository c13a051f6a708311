"""A form as its body receives it: the paper for its audience and language, from the first letterhead."""

from collections.abc import Sequence

from app.actions.outgoing import letterheads
from app.actions.outgoing.output import OutputResult
from app.actions.papers import paper_makers
from app.actions.submissions import forms
from app.domain.leaks.leak_values import LeakAnswers
from app.store.vault.open_vault import Vault

FORM = "submission-form"


def make_for_body(
    vault: Vault, handle: str, answers: LeakAnswers = LeakAnswers(), readers: Sequence[str] = ()
) -> OutputResult:
    """Return the form as its body reads it. Raises NotFound, InputRefused."""
    form = forms.read_form(vault, handle)
    language, heads = str(form.fields.get("language", "en")), letterheads.list_letterheads(vault)
    return paper_makers.make(
        vault, FORM, [form.ref], forms.find_mechanism(vault, form).audience, language, letterhead=min(len(heads), 1),
        answers=answers, readers=readers,
    )  # fmt: skip
