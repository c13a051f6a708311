"""The sheet of the base: the only paper that bears the code words of a plan, and why it is made apart.

It is no output of the list and does not pass through `Leaving`: the words are of the vault alone, and no profile lets
them out. A person asks for this one sheet by itself, is told what it means, and keeps it where the base is.
"""

from app.actions.checkins import plan
from app.actions.outputs.journeys import escalation_script, times
from app.actions.outputs.leaving import Leaving, When
from app.actions.outputs.missions import on_the_way
from app.actions.outputs.output import Made, Output
from app.actions.records import show
from app.domain.sheet import Block, Facts, Heading, Prose, Sheet
from app.phrase import Phrase
from app.store.vault import Vault

CONSEQUENCE = Phrase(
    "Whoever finds this sheet can say that all is well in their name. It stays at the base and is burnt afterwards."
)
_WORDS = (("word_fine", "All is well"), ("word_late", "Late, but well"), ("word_duress", "Under duress"))
OUTPUT = Output("base-copy", "Base copy with the code words", CONSEQUENCE, escalation_script, ("checkin_plan",),
                forms=("html", "txt", "pdf"), profiles=("internal",))  # fmt: skip


def make(vault: Vault, handle: str, language: str = "en", when: When = str) -> Made:
    """Return the sheet of a plan: its words, its ladder, its times and the way. Raises InputRefused for no plan."""
    row = plan(vault, handle)
    leaving = Leaving(vault, [row.key], "internal", language, when)
    script = escalation_script(leaving)
    shown = show(vault, row.key)
    fields = shown.record.fields
    words = tuple((Phrase(label), str(fields[name])) for name, label in _WORDS if fields.get(name))
    blocks: list[Block] = [Prose(CONSEQUENCE), Heading(Phrase("Code words")), Facts(words), *script.blocks]
    blocks += times(leaving, leaving.roots[0])
    for whole in (other for role, other in shown.links if role == "mission" and other.kind == "mission"):
        seen = Leaving(vault, [whole.id.hex()], "internal", language, when)
        blocks += on_the_way(seen, seen.roots[0])
    mark = Phrase("For the base alone. It never travels.")
    return Made(OUTPUT, Sheet(leaving.title(leaving.roots[0]), row.record.ref, tuple(blocks), mark, "base"), (), ())
