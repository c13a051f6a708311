"""The papers that can be made of a record, and one of them as it would leave."""

from collections.abc import Callable, Sequence

from app.actions import outputs, records
from app.actions.outputs.output import Made, Output
from app.domain.kinds import KINDS
from app.domain.redact import PROFILES
from app.errors import InputRefused
from app.gui.dates import moment_words
from app.gui.shown_papers import PaperChoice, PaperShown, PapersPage
from app.gui.text import Text
from app.phrase import Phrase
from app.store import records as store
from app.store.vault import Vault

MOST = 12
"""Fields that stay back and are named; the number says how many there are."""


def page(vault: Vault, tr: Text, key: str) -> PapersPage:
    """Return the papers of a record's kind."""
    record = records.record_of(vault, key)
    papers = tuple(_choice(tr, output) for output in outputs.for_kind(record.kind))
    return PapersPage((key,), records.title(vault, record, tr.language), papers)


def whole(vault: Vault, tr: Text, names: Sequence[str], title: str) -> PapersPage:
    """Return papers that are made of the whole vault; a directory stands in it only where somebody is listed."""
    found = [_choice(tr, output, _listed(vault, output)) for output in map(outputs.named, names)]
    return PapersPage((), title, tuple(paper for paper in found if paper.audiences))


def _listed(vault: Vault, output: Output) -> tuple[tuple[str, str], ...]:
    return tuple((word, word) for word in output.audiences(vault)) if output.audiences else ()


def _choice(tr: Text, output: Output, listed: tuple[tuple[str, str], ...] = ()) -> PaperChoice:
    audiences = listed or tuple((name, tr(PROFILES[name].label)) for name in output.profiles)
    return PaperChoice(output.name, tr.phrase(output.label), tr.phrase(output.help), output.forms, audiences)


def make(vault: Vault, tr: Text, name: str, keys: Sequence[str], profile: str) -> Made:
    """Make a paper in the language of the window."""
    return outputs.make(vault, name, keys, profile, tr.language, lambda text: moment_words(tr, text, long=True))


def shown(vault: Vault, tr: Text, name: str, keys: Sequence[str], profile: str) -> PaperShown:
    """Return a paper as it would leave, with what stays back."""
    try:
        made = make(vault, tr, name, keys, profile)
    except InputRefused as refused:
        return PaperShown(refused=" ".join(map(tr.phrase, filter(None, (refused.message, refused.hint)))))
    held = []
    for row in made.held_back[:MOST]:
        record = store.load(vault.con, row.record)
        kind = KINDS[record.kind] if record is not None else None
        part = (kind.fields.get(row.field) or kind.role(row.field)) if kind is not None else None
        whole = records.title(vault, record, tr.language) if record is not None and not row.field else ""
        what = tr.line(tr(kind.label) if kind else "", tr(part.label) if part is not None else whole)
        held.append((what, tr.phrase(row.why)))
    return PaperShown(made.content, tuple(held), len(made.held_back), tuple(map(tr.phrase, made.warnings)))


def saying(tr: Text) -> Callable[[str], str]:
    """Return what puts the program's own words of a sheet into the language of the window."""
    return lambda text: tr.phrase(text) if isinstance(text, Phrase) else text
