"""Lines of a form that its reader acts on: the real name, the warrant, the urgency, and what goes on."""

import pytest

from app.actions.kernel import records
from app.actions.papers import paper_makers
from app.actions.submissions import forms
from app.store.records.search import Query
from app.store.vault.open_vault import Vault
from tests.actions.test_submission_papers import form as form
from tests.actions.test_submission_papers import vault as vault
from tests.actions.test_submissions import add


def read(vault: Vault, form: str, audience: str = "un") -> str:
    """Return the text of a form in one line."""
    return " ".join(paper_makers.make(vault, "submission-form", [form], audience).data("txt").decode().split())


@pytest.mark.parametrize(("answer", "said"), [
    ({"state": "given", "form": "named"}, "agreed"), ({"state": "refused"}, "not agreed"),
    ({"state": "given", "form": "alias"}, "not agreed, the alias only"), ({}, "not asked"),
])  # fmt: skip
def test_only_the_body_reads_if_the_state_may_know_the_real_name(
    vault: Vault, form: str, answer: dict[str, str], said: str
) -> None:
    person = records.find(vault, Query("actor"))[0].ref
    if answer:
        add(vault, "consent_record", actor=person, purpose=["UN_TO_GOV"], **answer)
        add(vault, "consent_record", actor=person, purpose=["UN"], state="given", form="alias")
    open_, apart = read(vault, form).split("Confidential part:")
    assert f"Real name to the State: {said} VI." in apart and "Real name to the State" not in open_


def test_a_body_that_searches_asks_for_the_real_name_for_the_search(vault: Vault) -> None:
    person = add(vault, "actor", alias="Ibis")
    add(vault, "consent_record", actor=person, purpose=["UN", "UN_TO_GOV"], state="given", form="alias")
    held = add(vault, "detention", person=person, date_start="2026-11-20", acknowledged=False)
    apart = read(vault, forms.begin(vault, "wgeid", held)[0].ref).split("Confidential part:")[1]
    assert "Real name to the State, for the search: not agreed, the alias only" in apart
    assert "Write first to the address of this paper, without the name." in apart
