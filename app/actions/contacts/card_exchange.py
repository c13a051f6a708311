"""The exchange of cards with one person: give ours, take theirs, compare the number; days can be in between."""

from collections.abc import Iterable
from pathlib import Path

from attrs import frozen

from app.actions.contacts import contact_cards
from app.actions.contacts.contact_cards import Contact
from app.actions.kernel import external_files, sample_mark
from app.actions.kernel.change_set import Changed
from app.errors import NotOpened
from app.store.contacts.cards import GIVEN
from app.store.vault.open_vault import Vault

CARD_LIMIT = 1 << 20
"""Bytes of the largest file that is read as a card."""
_MOST_FILES = 60


@frozen
class CardFile:
    """A file with a whole card: its path, the name that the card says, and its id."""

    path: Path
    name: str
    id: bytes


def save_card(vault: Vault, folder: Path, contact: str = "") -> Path:
    """Write our card as a new file with a neutral name, and note that it was given; `contact` is an id in hex.

    Raises InputRefused in a sample: nobody may take an invented person for a contact.
    """
    sample_mark.refuse_sending(vault)
    file = external_files.choose_neutral_path(folder, "card", ".bin", vault.random)
    external_files.write(file, contact_cards.my_card(vault).file)
    note_given(vault, contact)
    return file


def note_given(vault: Vault, contact: str = "") -> None:
    """Note that somebody has our card now."""
    vault.set(GIVEN + contact, vault.now().to_bytes(8, "big"))


def was_given(vault: Vault, contact: str = "") -> bool:
    """Return True if this contact, or somebody who is no contact yet, has our card."""
    return vault.get(GIVEN + contact) is not None


def take_card(vault: Vault, data: bytes) -> tuple[Contact, Changed]:
    """Add a contact by its card; a card of ours that was given before was given to it. See `contact_cards.add`."""
    with vault.transaction():
        contact, changed = contact_cards.add(vault, data)
        if was_given(vault):
            note_given(vault, contact.record.id.hex())
            vault.forget(GIVEN)
    return contact, changed


def list_unfinished(vault: Vault) -> list[Contact]:
    """Return the contacts whose number was never compared."""
    return [one for one in contact_cards.list_contacts(vault) if one.state in ("new", "introduced")]


def find_cards(folders: Iterable[Path]) -> list[CardFile]:
    """Return the cards that are files in these folders themselves; a folder that does not answer is left out."""
    found = []
    for folder in folders:
        try:
            files = sorted(path for path in folder.iterdir() if path.suffix in (".bin", ".card"))[:_MOST_FILES]
            for path in files:
                if path.is_file() and path.stat().st_size <= CARD_LIMIT:
                    found += _card_of(path)
        except OSError:
            continue
    return found


def _card_of(path: Path) -> list[CardFile]:
    try:
        card = contact_cards.read_card(path.read_bytes())
    except NotOpened:
        return []
    return [CardFile(path, card.name, card.id)]
