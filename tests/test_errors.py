"""Errors go from one process to another whole: a worker process that refuses input must not break its pool."""

import pickle
from collections.abc import Iterator

import pytest

from app.actions.contacts.code_pictures import PartMissing
from app.actions.release.leak_check import LeakReport, LeaksFound
from app.actions.vault.unlock_attempts import TooSoon
from app.domain.leaks.leak_values import Finding, LeakClass, Weight
from app.errors import AppError
from app.exchange.package import Unreadable
from app.phrase import Phrase
from app.store.vault.header import Uncertain

FINDING = Finding("01234567", LeakClass.REACH, Weight.STOP, "5512 3490", (), "Call 5512 3490.", (5, 14))
OWN = (PartMissing, TooSoon, Unreadable, Uncertain, LeaksFound)


def iterate_kinds(of: type[AppError] = AppError) -> Iterator[type[AppError]]:
    yield of
    for one in of.__subclasses__():
        yield from iterate_kinds(one)


@pytest.mark.parametrize("kind", sorted({*iterate_kinds(), *OWN}, key=lambda one: one.__qualname__))
def test_an_error_of_each_class_is_the_same_in_another_process(kind: type[AppError]) -> None:
    made = kind.__new__(kind)
    AppError.__init__(made, Phrase("{n} rows", n=2), "Nothing left.")
    made.__dict__["refused"] = [{"row": 1}]
    again = pickle.loads(pickle.dumps(made))
    assert type(again) is kind and vars(again) == vars(made)
    assert again.args == made.args == ("2 rows",) and again.message.template == "{n} rows"


def test_a_refusal_of_the_leak_check_keeps_its_report() -> None:
    again = pickle.loads(pickle.dumps(LeaksFound(LeakReport("network", open=(FINDING,)))))
    assert again.report.open == (FINDING,) and again.refused[0]["words"] == "5512 3490"
    assert str(again) == "Findings of the leak check without an answer: 1."
