"""What is said of messages that are not taken in, and of rules that are refused."""

from pathlib import Path

import pytest

from app.actions.mail import received_withdrawals
from app.errors import InputRefused
from tests.actions.pairs import Pair, control_of, post
from tests.vaults import vault_at


def test_what_comes_beside_the_first_report_of_a_stranger_is_no_acknowledgement(pair: Pair, tmp_path: Path) -> None:
    with vault_at(tmp_path / "stranger", pair.clock) as stranger:
        outcome = post(stranger, pair.ana, control_of(stranger, pair.ana.author))
    assert str(outcome.aside) == "a service message from someone who is not in your contacts"


def test_a_rule_that_destroys_for_everybody_is_refused_with_what_to_do(pair: Pair) -> None:
    with pytest.raises(InputRefused) as refused:
        received_withdrawals.rule(pair.ana, "consent", "destroy")
    assert str(refused.value.hint) == "Nothing was changed. Name the contact, and compare the numbers first."
