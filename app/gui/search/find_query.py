"""Find anything: records of every kind with a page, places of the window, settings and actions, in groups."""

from collections.abc import Sequence
from typing import NamedTuple

from app.actions.kernel import records
from app.actions.records import searches
from app.domain.kinds import KINDS
from app.domain.search_normalisation import fold, words
from app.gui.incidents.filters_query import sentence
from app.gui.style.dates import moment_words
from app.gui.style.text import Text
from app.gui.widgets.rows import Row
from app.store.records.search import Query
from app.store.vault.open_vault import Vault

SHOWN = (
    ("event", "document", "record"), ("actor", "person", "record"), ("contact", "shield-check", "record"),
    ("evidence_item", "clip", "evidence"), ("case", "folder", "record"), ("organisation", "building", "record"),
    ("intervention", "send", "record"), ("document", "files", "record"),
    *((kind, "route", "record") for kind in (
        "mission", "leg", "participant", "finding", "checkin_plan", "escalation_step", "checkin", "watch_entry",
        "accompaniment", "shift", "log_entry", "meeting", "interview", "undertaking", "security_incident",
        "risk_assessment", "risk", "security_plan", "plan_item", "indicator", "observation", "alert", "appeal",
    )),
    *((kind, "people", "record") for kind in ("network", "membership", "body", "seat", "offer")),
    ("channel", "shield-check", "record"),
)  # fmt: skip
"""Kinds that are found directly, with icon and the route to their page; a part leads to the page of its whole.

Acts and sources are found with their incident, places with the events there.
"""
MOST = 6
"""Records of one kind; the list of the kind finds all."""


class SearchTarget(NamedTuple):
    """A target in the window: its key (`app.gui.start.row_routes`), its icon, its label, and more search words."""

    key: str
    icon: str
    said: str
    more: str = ""


def find_rows(
    vault: Vault, tr: Text, text: str, known: Sequence[tuple[str, Sequence[SearchTarget]]]
) -> tuple[Row, ...]:
    """Return the results: records, then places and actions (`known`, by group) that have every word."""
    rows: list[Row] = []
    for kind, icon, way in SHOWN if text.strip() else SHOWN[:1]:
        group = tr(KINDS[kind].plural)
        for record in records.find(vault, Query(kind, text=text, limit=MOST)):
            date = record.fields.get(KINDS[kind].date) if KINDS[kind].date else None
            told = str(record.fields.get("description", "")).split("\n")[0][:200]
            second = tr.line(record.ref, moment_words(tr, str(date)) if date else "", told)
            rows.append(Row(f"{way}:{record.id.hex()}", record.title, second=second, far=(icon, group)))
    wanted = words(text)
    kept = [
        SearchTarget(f"search:{one.key}", "search", sentence(vault.words, tr, one))
        for one in searches.list_saved_searches(vault)
    ]
    for group, entries in ((tr("Saved searches"), kept), *known):
        for one in entries:
            # any word finds a help page, but an empty search lists none: it must not hide other results
            if all(word in fold(one.said) + one.more for word in wanted) and (wanted or not one.more):
                rows.append(Row(one.key, one.said, far=(one.icon, group)))
    return tuple(rows)
