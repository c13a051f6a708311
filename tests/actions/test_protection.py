"""Measures that protect a person: on the page and in internal papers; in no bundle, paper or table for others."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.actions.exports import tables_out
from app.actions.kernel import records
from app.actions.mail import share_preview
from app.actions.papers import paper_makers
from app.domain.record import Record
from app.domain.redact import PROFILES
from app.domain.release.audiences import NAMES
from app.errors import InputRefused
from tests.actions.pairs import Pair, pair_at
from tests.unchecked import KeepAll, unchecked

CANARY = "zqguard"
TEXTS = ("text", "text_open", "addressee", "owner", "outcome", "reference", "history", "remarks")
CONSENT = {"state": "given", "form": "named",
           "how": "spoken", "given_on": "2026-01-02"}  # fmt: skip


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Pair, list[Record], list[Record]]]:
    """Give a vault with a witness who agreed to everything, and measures of each state from each whole."""
    with pair_at(tmp_path_factory.mktemp("guard")) as pair:
        vault = pair.ana
        person = records.add(
            vault,
            "actor",
            {"alias": "Tern", "consent_record": [{**CONSENT, "purpose": [*vault.words["consent_purpose"].codes]}]},
        )[0]
        event = records.add(vault, "event", {"title": "Raid", "date_start": "2026-05-01", "information": [
            {"source": person.ref, "about": person.ref, "connection": "0102"}]})[0]  # fmt: skip
        case = records.add(vault, "case", {"title": "File", "event": event.ref})[0]
        context = records.add(vault, "context", {"title": "Dam", "kind": "project"})[0]
        plan = records.add(vault, "programme", {"title": "Plan", "kind": "plan"})[0]
        wholes, measures = [person, event, case, context, plan], list[Record]()
        for n, whole in enumerate([None, case, context, plan]):
            given = {"kind": "protection", "about": [person.ref, event.ref], **dict.fromkeys(TEXTS, f"{CANARY}{n}")}
            given |= {"of": [whole.ref]} if whole else {}
            given |= (
                {"sensitivity": "P", "theme": ["protection"], "due": "2026-01-09"} if n % 2 else {"made_on": "2026"}
            )
            measures.append(records.add(vault, "undertaking", given)[0])
            records.add(vault, "step", {"of": measures[-1].ref, "date": "2026-05-02", "text": CANARY,
                                        "text_open": CANARY})  # fmt: skip
        yield pair, wholes, measures


@pytest.mark.parametrize("audience", [name for name in NAMES if name != "internal"])
def test_no_word_of_a_measure_leaves_for_others(
    full: tuple[Pair, list[Record], list[Record]], audience: str, tmp_path: Path
) -> None:
    pair, wholes, measures = full
    refs = [row.ref for row in (*wholes, *measures)]
    told = [CANARY, *(one.ref for one in measures), *(one.id.hex() for one in measures)]

    def leaks(data: bytes) -> list[str]:
        return [word for word in told if word.encode() in data]

    for handles in (refs, *([ref] for ref in refs)):
        try:
            read = share_preview.readings(pair.ana, handles, [pair.ben_here.ref], audience, answers=KeepAll())
        except InputRefused:  # nothing for this audience
            continue
        assert all(leaks(one.made.body) == [] for one in read)
    for kind in ("undertaking", "step"):
        path = tmp_path / f"{kind}.csv"
        tables_out.export_table(pair.ana, path, "csv", kind, audience=audience, answers=KeepAll())
        assert leaks(path.read_bytes()) == []
    for output in paper_makers.list_outputs():
        if audience not in (PROFILES[one].name for one in output.profiles):
            continue
        about = [[one.ref] for one in (*wholes, *measures) if one.kind in output.about] if output.about else [[]]
        for handles in about:
            try:
                paper = unchecked(paper_makers.make(pair.ana, output.name, handles, audience))
            except InputRefused:
                continue
            for form in {*output.forms} - {"pdf", "docx", "xlsx"}:
                assert leaks(paper.data(form)) == []
