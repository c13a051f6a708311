"""The data of the pages of risk assessments and of patterns in security incidents."""

from fractions import Fraction

from app.actions.field import risks, security_incidents
from app.actions.field.risks import Assessment, format_score
from app.actions.field.security_incidents import PatternDetails
from app.actions.records import areas
from app.domain import risk
from app.domain.areas import LEVELS
from app.domain.patterns import RULE
from app.domain.record import Record
from app.domain.risk import Threat
from app.gui.accompaniment.accompaniment_query import PatternPage, RiskPage, ThreatLine
from app.gui.records.parts_query import date_words, value_words
from app.gui.style.dates import moment_words, title_words
from app.gui.style.text import Text, label
from app.gui.widgets.page_values import RowView
from app.store.vault.open_vault import Vault

_TONES = {"low": "neutral", "medium": "neutral", "high": "amb", risk.EXTREME: "amb"}


def page(vault: Vault, tr: Text, key: str) -> RiskPage:
    """Return a risk assessment with every threat, and the change of each since the earlier version."""
    shown = risks.show(vault, key)
    moves = {move.after.id: tr.phrase(risk.MOVES[move.word]) for move in shown.moves if move.after}
    threats = tuple(_threat(vault, tr, shown, row, moves.get(row.id, "")) for row in shown.threats)
    before = shown.previous
    gone = tuple(
        _threat(vault, tr, before, move.before, tr.phrase(risk.MOVES[move.word]), gone=True)
        for move in shown.moves if before and move.before and not move.after
    )  # fmt: skip
    date = shown.record.fields.get("date")
    label = tr(vault.kinds["risk_assessment"].label)
    second = tr.line(shown.record.ref, label, moment_words(tr, str(date), long=True) if date else "")
    earlier = title_words(vault, tr, before.record) if before else ""
    name = title_words(vault, tr, shown.record)
    return RiskPage(key, name, second, threats, gone, tr.line(earlier, before.record.ref) if before else "")


def _threat(vault: Vault, tr: Text, shown: Assessment, threat: Threat, move: str, gone: bool = False) -> ThreatLine:
    record, kind = shown.rows[threat.id], vault.kinds["risk"]
    said = {name: value_words(vault, tr, kind, name, value) for name, value in record.fields.items()}
    told = [tr.number(value) if isinstance(value := record.fields.get(name), int) else "?" for name in risk.SCALE]
    formula = tr("{t} × {i} × {v} / {c}", t=told[0], i=told[1], v=told[2], c=told[3])
    score, tone = _score(tr, threat.score)
    measure = tr.line(*(said.get(name, "") for name in ("measure", "owner", "due", "status")))
    what = tr.line(said.get("threat_kind", ""), threat.source)
    return ThreatLine(what, said.get("text", ""), formula, score, tone, measure, move, "" if gone else record.id.hex())


def _score(tr: Text, score: Fraction | None) -> tuple[str, str]:
    if score is None:
        return tr("no score yet"), "edge"
    band = risk.band(score)
    return tr.line(tr.digits(format_score(score)), tr.phrase(risk.WORDS[band])), _TONES[band]


def patterns(vault: Vault, tr: Text) -> PatternPage:
    """Return the common features of security incidents."""
    found = tuple(
        (
            _said(tr, one),
            "" if one.pattern.waits else tr("reviewed"),
            tuple(_line(vault, tr, row) for row in one.records),
        )
        for one in security_incidents.patterns(vault)
    )
    levels = tuple((level, label(vault, tr, "area_level", level)) for level in LEVELS[1:])
    return PatternPage(tr("Common features"), tr.phrase(RULE), found, levels, areas.read_level(vault))


def _said(tr: Text, found: PatternDetails) -> str:
    return tr("{n} with: {shared}", n=tr.number(len(found.records)), shared=tr.phrase(found.say(tr.language)))


def _line(vault: Vault, tr: Text, record: Record) -> RowView:
    kind = vault.kinds["security_incident"]
    assessed = record.fields.get("assessed")
    said = value_words(vault, tr, kind, "assessed", assessed) if assessed else tr("not assessed yet")
    second = tr.line(date_words(vault, tr, record), record.ref, said)
    return RowView("alert", title_words(vault, tr, record), second, key=record.id.hex())


def incident_patterns(vault: Vault, tr: Text, record: Record) -> tuple[tuple[str, str], ...]:
    """Return texts for the page of a security incident that are not its fields: the patterns that include it."""
    if record.kind != security_incidents.KIND:
        return ()
    said = [
        tr("{name}: {value}", name=_said(tr, one), value=", ".join(row.ref for row in one.records))
        for one in security_incidents.of_record(vault, record.ref)
    ]
    return ((tr("Common features"), "\n".join(said)),) if said else ()
