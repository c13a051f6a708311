"""The language of a record is a code; words of a person in that field are no way out (papers.md 3.1, line 11)."""

import pytest

from app.actions.kernel import records
from app.actions.mail import sharing
from app.actions.release import leak_check
from app.domain.leaks.leak_values import LeakClass
from app.errors import InputRefused
from tests.actions.pairs import Pair


def test_a_language_is_a_code_and_words_in_an_old_one_are_checked(pair: Pair) -> None:
    """Line 11: a field of the program with the words of a person is no way out."""
    records.add(pair.ana, "actor", {"alias": "Zorzal"})
    for wrong in ("Zorzal", "Zorzal of Villaflorida", "es-Zorzal", "es-Rosa", "ES"):
        with pytest.raises(InputRefused, match="Write a language code"):
            records.add(pair.ana, "event", {"title": "March", "lang": wrong})
    for code in ("es", "quc", "pt-BR", "es-419", "zh-Hant"):
        event, _ = records.add(pair.ana, "event", {"title": "March", "lang": code})
    assert sharing.preview(pair.ana, [event.ref], "network").selection.records[0].fields["lang"] == "zh-Hant"
    with records.write_records(pair.ana) as writer:  # as an earlier version wrote it
        writer.edit(event, {**event.fields, "lang": "Zorzal of Villaflorida"}, ["lang"])
    old = records.record_of(pair.ana, event.ref)
    assert records.edit(pair.ana, old.ref, {"title": "The march"})[0].fields["lang"] == old.fields["lang"]
    view = sharing.preview(pair.ana, [event.ref], "network")
    _, leaks = leak_check.check_records(pair.ana, view.selection, view.profile, ())
    assert {one.kind for one in leaks.open} == {LeakClass.ALIAS, LeakClass.UNKNOWN}
