"""The eight sections of Safety & settings, and every single setting with its section: for the pages and for Search."""

from collections.abc import Sequence
from typing import NamedTuple

from app.actions.vault import film_packs
from app.actions.vault.film_packs import FilmPack
from app.gui.style.text import Text


class SettingsSection(NamedTuple):
    """One section: its key, its icon, its title, and one line about it."""

    key: str
    icon: str
    word: str
    text: str


class Setting(NamedTuple):
    """One setting: its key, its section, its icon and its label.

    With `act` it is a row with this button, and `text` says its purpose. Others have a separate control.
    """

    key: str
    section: str
    icon: str
    word: str
    text: str = ""
    act: str = ""


def list_sections(tr: Text) -> Sequence[SettingsSection]:
    """Return the sections in order."""
    return (
        SettingsSection(
            "lock", "lock", tr("Lock & passwords"), tr("Passwords for this vault, and times when it locks.")
        ),
        SettingsSection("recovery", "ring", tr("Recovery"), tr("People you trust can open the vault together.")),
        SettingsSection("backup", "disk", tr("Backup"), tr("A second copy of the vault, on another disk.")),
        SettingsSection(
            "erase", "trash", tr("Erase & border"), tr("Protect the vault at a border, in a search or in a raid.")
        ),
        SettingsSection("computer", "device", tr("This computer"), tr("The vault, and its traces on this computer.")),
        SettingsSection("relays", "relays", tr("Relays & networks"), tr("Relays and networks for your reports.")),
        SettingsSection("look", "language", tr("Language & look"), tr("The window, your roles, and tables.")),
        SettingsSection("card", "person", tr("My card"), tr("Others need your card to send to you.")),
    )


def list_settings(tr: Text) -> Sequence[Setting]:
    """Return every setting, by section."""
    return (*_of_the_vault(tr), *film_pack_setting(tr, film_packs.find_own()), *_of_the_person(tr))


def film_pack_setting(tr: Text, pack: FilmPack | None) -> Sequence[Setting]:
    """Return the setting of the film pack: only a small program has it."""
    if pack is None:
        return ()
    if pack.added:
        text, act = tr("This program shows films, sound and HEIC pictures."), tr("Remove")
    else:
        text, act = tr("Without it, this program cannot show films, sound and HEIC pictures."), tr("Add…")
    return (Setting("film-pack", "computer", "picture", tr("Film pack"), text, act),)


def _of_the_vault(tr: Text) -> Sequence[Setting]:
    return (
        Setting("idle", "lock", "lock", tr("Locks after")),
        Setting("leaving", "lock", "lock", tr("Automatic lock"),
                tr("When the vault locks, keys that hide the window, the icon near the clock."), tr("Change…")),
        Setting("ways", "lock", "key", tr("Passwords and recovery"),
                tr("Passwords and key files that open the vault."), tr("Change…")),
        Setting("second", "lock", "vault", tr("Names password"),
                tr("Real names need a separate password. Other pages show the alias."), tr("Open…")),
        Setting("rotation", "lock", "again", tr("A new key for the whole vault"),
                tr("Use it if a person copied the vault. They cannot read later changes."), tr("Make a new key…")),
        Setting("recovery", "recovery", "people", tr("Make recovery shares"),
                tr("Each person keeps a share. Some of the shares together open the vault."), tr("Make shares…")),
        Setting("drill", "recovery", "checks", tr("Test the recovery shares"),
                tr("A test finds shares with mistakes. It does not change the vault."), tr("Test…")),
        Setting("kept", "recovery", "person", tr("Shares that I keep for others"),
                tr("Shares of others do not open your vault."), tr("Show…")),
        Setting("backup", "backup", "disk", tr("Backup"), tr("Folder and frequency of backups. Back up now, or "
                                                             "restore."), tr("Open…")),
        Setting("check", "backup", "shield-check", tr("Check every page and file"),
                tr("The check finds damaged records and files."), tr("Check")),
        Setting("wipe", "erase", "trash", tr("Erase"),
                tr("Keys and an erase password that destroy this vault."), tr("Set up…")),
        Setting("border", "erase", "out", tr("Border"),
                tr("Transfer your data, get the proof, erase this computer, and restore after the border."),
                tr("Open…")),
        Setting("machine", "computer", "device", tr("Check of this computer"),
                tr("Risks of this computer, with one step for each."), tr("Open…")),
        Setting("readiness", "computer", "checks", tr("Readiness sheet"),
                tr("A paper about this computer and its backups."), tr("Open…")),
        Setting("name", "computer", "edit", tr("Name on the locked window"),
                tr("A neutral name says nothing about you.")),
    )  # fmt: skip


def _of_the_person(tr: Text) -> Sequence[Setting]:
    return (
        Setting("relays", "relays", "relays", tr("Relays"),
                tr("Relays, times to connect, Tor."), tr("Open…")),
        Setting("language", "look", "language", tr("Language")),
        Setting("theme", "look", "theme", tr("Colours")),
        Setting("factor", "look", "edit", tr("Text size")),
        Setting("roles", "look", "list", tr("What you do")),
        Setting("import", "look", "in", tr("Import a table"), tr("Records from a CSV or XLSX file."), tr("Choose…")),
        Setting("export", "look", "out", tr("Export a table"),
                tr("Records as a CSV or XLSX file, outside of the vault."), tr("Choose…")),
        Setting("card-name", "card", "person", tr("Name others see")),
        Setting("letterhead", "card", "document", tr("Letterhead"),
                tr("Name and address for your papers."), tr("Open…")),
        Setting("save-card", "card", "out", tr("Save the card"),
                tr("The card contains no secret. Other people need it to add you as a contact."), tr("Save…")),
        Setting("contact", "card", "share", tr("Exchange cards"),
                tr("Give your card, get their card, compare the numbers."), tr("Open…")),
        Setting("members", "card", "people", tr("Desk and members"),
                tr("Several people with one card and one inbox."), tr("Open…")),
        Setting("organisations", "card", "building", tr("Organisations"),
                tr("Signed lists of the people of an organisation."), tr("Open…")),
        Setting("identity", "card", "key", tr("A new identity"),
                tr("A new key, if another person has your old key."), tr("Make list…")),
    )  # fmt: skip
