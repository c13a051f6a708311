"""Find anything: records of every kind with a page, places of the window, settings and actions, in groups."""

from collections.abc import Sequence
from typing import NamedTuple

from app.actions.kernel import drafts, records
from app.actions.records import areas, searches
from app.actions.vault import real_names
from app.domain.search_normalisation import has_words, index_text, words
from app.gui.incidents.filters_query import sentence
from app.gui.records.parts_query import date_words, ref_words, second_line, slot_words
from app.gui.style.dates import moment_words, title_words
from app.gui.style.text import Text
from app.gui.widgets.rows import Row
from app.store.records.search import Query
from app.store.vault.open_vault import Vault

MOST = 6
"""Records of one kind; the list of the kind finds all."""
MOST_CASES = 200
"""Cases to choose from; a search text finds the others."""


class SearchTarget(NamedTuple):
    """A target in the window: its key (`app.gui.start.page_routes`), its icon, its label, more search words, and where
    it is.
    """

    key: str
    icon: str
    said: str
    more: str = ""
    where: str = ""


def find_rows(
    vault: Vault, tr: Text, text: str, known: Sequence[tuple[str, Sequence[SearchTarget]]]
) -> tuple[Row, ...]:
    """Return the results: records in the order of their kinds, then places and actions (`known`, by group).

    Each result has every word. Without a word, the only records are incidents. An exact title is first, and a target
    that only its further words find is last.
    """
    rows, last = list[Row](), list[Row]()
    query = areas.narrow(vault, Query(text=text, limit=MOST))
    found = [kind for kind in vault.kinds.values() if kind.found and not kind.sealed]
    for kind in found if text.strip() else found[:1]:
        group = tr(kind.plural)
        for record in records.find(vault, query._replace(kind=kind.name)):
            date = record.fields.get(kind.date) if kind.date else None
            told = str(record.fields.get("description", "")).split("\n")[0][:200]
            second = tr.line(ref_words(vault, tr, record), moment_words(tr, str(date)) if date else "", told)
            title = title_words(vault, tr, record)
            rows.append(Row(f"{kind.found}:{record.id.hex()}", title, second=second, far=(kind.icon, group)))
    wanted = words(text)
    rows += _list_drafts(vault, tr, wanted) if wanted else []
    kept = [
        SearchTarget(f"search:{one.key}", "search", sentence(vault.kinds["event"], vault.words, tr, one))
        for one in searches.list_saved_searches(vault)
    ]
    for group, entries in ((tr("Saved searches"), kept), *known):
        for one in entries:
            row, said = Row(one.key, one.said, second=one.where, far=(one.icon, group)), index_text(one.said)
            if has_words(said, wanted):
                rows.append(row)
            elif has_words(f"{said} {index_text(one.more)}", wanted):
                last.append(row)
    return tuple(sorted((*rows, *last), key=lambda row: not wanted or words(row.title) != wanted))


def _list_drafts(vault: Vault, tr: Text, wanted: Sequence[str]) -> list[Row]:
    """Return a row for each draft with every word. A draft behind the names password has no words here."""
    rows = []
    for name in drafts.names(vault):
        form, _ = drafts.load(vault, name) or ({}, 0)
        if name.startswith(real_names.DRAFT) or name == drafts.TABLE:
            continue
        values = [one for said in form.values() if isinstance(said, str) for one in said.split("\n") if one]
        told = [slot_words(vault, tr, one) for one in values]
        if told and has_words(index_text(" ".join(told)), wanted):
            text = str(form.get("words") or form.get("description") or tr.listed(told)).split("\n")[0][:200]
            key = "do:instant" if name == drafts.APPEAL else f"draft:{name}"
            rows.append(Row(key, tr("Draft: {text}", text=text), far=("edit", tr("Unfinished"))))
    return rows[:MOST]


def list_other_cases(vault: Vault, tr: Text, incident: str, text: str) -> tuple[Row, ...]:
    """Return the cases for a search text that an incident is not in, newest first."""
    here = {other.id for role, other in records.show(vault, incident).links if role == "case"}
    found = records.find(vault, Query("case", text=text, limit=MOST_CASES))
    icon = vault.kinds["case"].icon
    return tuple(
        Row(one.id.hex(), one.title, date_words(vault, tr, one), second_line(vault, tr, one), icon=icon)
        for one in found
        if one.id not in here
    )
