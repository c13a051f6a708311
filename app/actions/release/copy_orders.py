"""The wish of a person for a working copy, and the rules that it must follow before the copy is painted."""

from collections import Counter
from collections.abc import Mapping, Sequence

from attrs import frozen

from app.actions.kernel import records
from app.actions.records.evidence import Item
from app.actions.release.recipe_steps import want_cover
from app.domain.record import Record
from app.domain.release.audiences import NAMES
from app.domain.release.copies import ANSWERS
from app.errors import InputRefused
from app.phrase import Phrase
from app.store.records import links
from app.store.vault.open_vault import Vault
from crypto.recipe import Recipe, Step, is_weak

NO_COPY = Phrase("No copy was saved.")


@frozen
class CopyOrder:
    """The wish of a person: the steps, the audiences, and the people that the copy shows and hides.

    `kept` is the reason to keep words of the original, or to call a person who refused `absent`. `mosaic` allows a
    mosaic, or another pitch, for an identity. Nobody can recognise the `absent` people in the copy, also without a bar.
    `replace` lets the copy leave instead of a present one that hides more.
    """

    steps: Sequence[Step]
    audiences: Sequence[str] = ()
    shows: Sequence[str] = ()
    hides: Sequence[str] = ()
    kept: str = ""
    mosaic: bool = False
    absent: Sequence[str] = ()
    replace: bool = False

    @property
    def answers(self) -> Mapping[str, Sequence[str]]:
        """Return the people by their role, one of `ANSWERS`."""
        return dict(zip(ANSWERS, (self.shows, self.hides, self.absent), strict=True))


def list_order_people(vault: Vault, order: CopyOrder) -> Mapping[str, Sequence[Record]]:
    """Return the people of an order by their role. Raises InputRefused for no person, and for one with two answers."""
    found = {role: [_person(vault, one) for one in given] for role, given in order.answers.items()}
    told = Counter(id_ for given in found.values() for id_ in {one.id for one in given})
    twice = {one.title: one for given in found.values() for one in given if told[one.id] > 1}
    if twice:
        raise InputRefused(Phrase("Give one answer only about {people}.", people=", ".join(twice)), NO_COPY)
    return found


def _person(vault: Vault, handle: str) -> Record:
    found = records.record_of(vault, handle)
    if found.kind != "actor":
        raise InputRefused(Phrase("{ref} is a {kind}, not a person.", ref=found.ref, kind=found.kind), NO_COPY)
    return found


def want_allowed(vault: Vault, item: Item, order: CopyOrder, recipe: Recipe) -> None:
    """Raise InputRefused for an order that no copy can follow."""
    if links.list_targets(vault.con, item.record.id, "copy_of"):
        raise InputRefused(Phrase("{ref} is a copy. Use its original.", ref=item.record.ref), NO_COPY)
    if unknown := [name for name in order.audiences if name not in NAMES]:
        raise InputRefused(
            Phrase("Amparo does not know these readers: {names}.", names=", ".join(unknown)),
            Phrase("Use one of: {known}.", known=", ".join(NAMES)),
        )
    known = vault.words["redaction_reason"]
    for reason in recipe.reasons:
        if reason not in known:
            raise InputRefused(
                Phrase("Amparo does not know the reason {reason}.", reason=reason),
                Phrase("Use one of: {known}.", known=", ".join(known.codes)),
            )
    weak = {step[0] for step in order.steps if "identity" in step and is_weak(step)}
    if weak and not order.mosaic:
        if weak == {"sound"}:
            raise InputRefused(
                "A person who tries can undo another pitch.", "Use silence or a tone, or confirm the pitch."
            )
        raise InputRefused(
            "A person who tries can undo a mosaic over an identity.", "Use black, or confirm the mosaic."
        )
    if order.hides:
        want_cover(order.steps, recipe.kind, order.mosaic)
