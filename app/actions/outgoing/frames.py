"""Make the frame of a paper: a new reference, the day, the audience, the language and the letterhead."""

from datetime import UTC, datetime

from app.actions.outgoing import letterheads
from app.actions.outgoing.output import sheet_file
from app.catalogue import Catalogue
from app.domain.frame import PaperFrame, frame_sheet, make_reference
from app.domain.release.audiences import PROFILES
from app.domain.sheet import Sheet
from app.store.vault.open_vault import Vault


def make_frame(
    vault: Vault, audience: str, language: str = "en", letterhead: int = 0, reference: str = "", embargo: str = ""
) -> PaperFrame:
    """Return the frame of a paper; without a `reference` a new one is drawn.

    Raises InputRefused if there is no letterhead of this number (0 is none).
    """
    head = letterheads.read_letterhead(vault, letterhead) if letterhead else None
    reference = reference or make_reference(vault.random, head.prefix if head else "")
    day = datetime.fromtimestamp(vault.now(), UTC).date().isoformat()
    known = PROFILES.get(audience)  # an old name of an audience gives the same check line
    return PaperFrame(reference, day, known.name if known is not None else audience, language, head,
                      embargo=embargo)  # fmt: skip


def make_file(vault: Vault, sheet: Sheet, form: str, language: str = "en") -> bytes:
    """Return a sheet that no output makes as a file for this organisation. Raises InputRefused like `sheet_file`."""
    framed = frame_sheet(sheet, make_frame(vault, "internal", language), Catalogue(language))
    return sheet_file(framed, form)
