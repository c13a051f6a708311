"""The legal steps about a record: the furthest stage as a fact, and the steps of each side as parts."""

from app.actions.detention import legal_steps
from app.domain.legal_steps import AGAINST_DOERS, find_last, read_step
from app.domain.record import Record
from app.gui.records.parts_query import value_words
from app.gui.style.dates import moment_words, title_words
from app.gui.style.text import Text, label
from app.gui.widgets.page_values import Fact3, Part, RowView
from app.store.vault.open_vault import Vault

KIND = "proceeding"
_TOLD = ("stage", "reference", "result", "ineffective_reason")


def read_steps(vault: Vault, tr: Text, record: Record) -> tuple[tuple[Fact3, ...], tuple[Part, ...]]:
    """Return the fact and the parts of a record with legal steps, else nothing."""
    about = vault.kinds[KIND].role("about")
    if about is None or record.kind not in about.to:
        return (), ()
    found = legal_steps.read_proceedings(vault, record.id.hex())
    if not any(found.sides.values()):
        return (), ()
    mine = found.sides[AGAINST_DOERS]
    said = label(vault, tr, "proceeding_stage", found.stage) if mine else tr("No step yet")
    last = find_last((read_step(one.id, one.fields) for one in mine), 1 << 30)
    when = tr("last step {date}", date=moment_words(tr, last.date)) if last is not None else ""
    stalled = tr("no step for {n} day|no step for {n} days", n=found.idle)
    fact = (tr("Against those responsible"), said, tr.line(when, stalled if found.stalled else ""))
    sides = ((side, rows) for side, rows in reversed(list(found.sides.items())) if rows)
    return (fact,), tuple(
        (KIND if not at else side, tr("{name}: {value}", name=tr(vault.kinds[KIND].plural),
                                      value=label(vault, tr, "proceeding_side", side)),
         tuple(_row(vault, tr, one) for one in reversed(rows)))
        for at, (side, rows) in enumerate(sides)
    )  # fmt: skip


def _row(vault: Vault, tr: Text, one: Record) -> RowView:
    kind, fields = vault.kinds[KIND], one.fields
    told = [value_words(vault, tr, kind, name, fields[name]) for name in _TOLD if name in fields]
    ahead = tr("next {date}", date=moment_words(tr, str(fields["next_on"]))) if "next_on" in fields else ""
    second = tr.line(moment_words(tr, str(fields.get("date", ""))), *told[:1], ahead, *told[1:])
    return RowView(kind.icon, title_words(vault, tr, one), second, key=one.id.hex())
