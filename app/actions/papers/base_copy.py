"""The base copy: the only paper with the code words of a plan, made separately.

This paper is not in the list of outputs and does not use `OutgoingData`. Its code words must stay in the vault, and no
profile includes them. A person requests this one sheet, is told the consequence, and keeps it at the base.
"""

from app.actions.field.checkins import plan
from app.actions.kernel.records import show
from app.actions.papers.frames import make_frame
from app.actions.papers.journeys import escalation_script, list_reached, times
from app.actions.papers.missions import on_the_way
from app.actions.papers.outgoing_data import OutgoingData
from app.actions.papers.output import Output, OutputResult
from app.domain.sheet import Block, Heading, Sheet, SheetFacts, SheetProse
from app.phrase import Phrase
from app.store.vault.open_vault import Vault

CONSEQUENCE = Phrase(
    "A person who finds this sheet can report “all is well” for the team. Keep the sheet with the person who "
    "watches, and burn it afterwards."
)
_WORDS = (("word_fine", "All is well"), ("word_late", "Late, but well"), ("word_duress", "Under duress"))
OUTPUT = Output("base-copy", "Base copy with the code words", CONSEQUENCE, escalation_script, ("checkin_plan",),
                forms=("html", "txt", "pdf"), profiles=("internal",))  # fmt: skip


def make(vault: Vault, handle: str, language: str = "en") -> OutputResult:
    """Return the sheet of a plan: its code words, steps, times and route. Raises InputRefused for other records."""
    row = plan(vault, handle)
    leaving = OutgoingData(vault, [row.key, *list_reached(vault, [row.key])], "internal", language)
    script = escalation_script(leaving)
    shown = show(vault, row.key)
    fields = shown.record.fields
    words = tuple((Phrase(label), str(fields[name])) for name, label in _WORDS if fields.get(name))
    blocks: list[Block] = [SheetProse(CONSEQUENCE), Heading(Phrase("Code words")), SheetFacts(words), *script.blocks]
    blocks += times(leaving, leaving.roots[0])
    for whole in (other for role, other in shown.links if role == "mission" and other.kind == "mission"):
        seen = OutgoingData(vault, [whole.id.hex()], "internal", language)
        blocks += on_the_way(seen, seen.roots[0])
    mark = Phrase("Only for the person who watches. Never travel with this sheet.")
    sheet = Sheet(leaving.title(leaving.roots[0]), row.record.ref, tuple(blocks), mark, "base", "script")
    frame = make_frame(vault, "internal", language)
    return OutputResult(OUTPUT, sheet, (), (), frame, about=(row.record.id,), people=leaving.spoken)
