"""Instructions for a share holder: the share, when and how to return it, and to whom never.

On paper and in the window.
"""

from collections.abc import Sequence

from app.gui.style.text import Text


def list_sections(tr: Text) -> Sequence[tuple[str, str]]:
    """Return each part with its head."""
    return (
        (
            tr("What this is"),
            tr(
                "Somebody who trusts you has a locked vault, and may lose the way into it one day. With your share and "
                "those of others they get in again. Your share alone opens nothing and tells nothing."
            ),
        ),
        (
            tr("How to keep it"),
            tr(
                "Dry, safe, and apart from the other shares and from their computer. Make no copy and no photograph. "
                "If you lose it, or think that somebody saw it, tell them: they can make new shares."
            ),
        ),
        (
            tr("When to give it back"),
            tr(
                "Only when they ask you themselves, and you are sure that it is them: you see them, or you know the "
                "voice and they tell you what only they know."
            ),
        ),
        (
            tr("How to give it back"),
            tr(
                "In their hands, or read aloud face to face. Not by e-mail, messenger, telephone or photograph: who "
                "listens there could gather the shares."
            ),
        ),
        (
            tr("Whom not to give it to"),
            tr(
                "Anybody else: no colleague, relative, lawyer or official who says they come on their behalf. If you "
                "are forced, your safety comes first: give it, and tell them as soon as you can."
            ),
        ),
    )


def revocation_note(tr: Text) -> str:
    """Return the note for the owner when shares end or new shares are made."""
    return tr(
        "Whoever was left what ends your key keeps it and can use it: neither new shares nor a new key take it back."
    )
