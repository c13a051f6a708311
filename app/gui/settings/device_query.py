"""The data of Safety & settings."""

from collections.abc import Mapping

from app.actions.contacts import contact_cards, identities, keysets
from app.actions.kernel import records
from app.actions.relays import tor
from app.actions.rounds import mailboxes
from app.actions.vault import lifecycle as actions
from app.actions.vault import machine, real_names, wipe_settings
from app.gui.backups import backup_query
from app.gui.settings import roles
from app.gui.style.dates import day
from app.gui.style.text import LANGUAGES, Text
from app.gui.style.theme import Look
from app.gui.vault import ways_query
from app.gui.widgets.page_values import DevicePage
from app.store.records.search import Query
from app.store.vault.open_vault import Vault


def page(vault: Vault, tr: Text) -> DevicePage:
    """Return the data of every section."""
    outside, ways = actions.info(vault.folder), ways_query.page(vault, tr)
    incidents = tr("{n} incident|{n} incidents", n=records.count_matches(vault, Query(vault.kinds["event"].name)))
    facts = (
        (tr("Folder"), outside.folder, ""),
        (tr("Size"), tr.line(tr.size(outside.bytes), incidents), ""),
        (
            tr("Password guessing"),
            tr("{n} MiB for each try", n=outside.kdf_mib),
            tr("A computer needs this much memory for each try to guess a password."),
        ),
    )
    saved, card = backup_query.fact(vault, tr), contact_cards.my_card(vault)
    keys = tr(
        "Your card gets a new key on {date}. Amparo then sends the new card to your contacts.",
        date=day(tr, keysets.renews_at(vault)),
    )
    passwords = tuple((way.name, tr.line(way.made, tr("with a key file") if way.key_file else "")) for way in ways.ways)
    shares: tuple[tuple[str, str, str], ...] = ()
    if (kit := ways.recovery) is not None:
        shares = ((tr("Set"), kit.name, kit.made), *((share, who, "") for share, who in kit.holders),
                  (tr("Last test"), kit.tried, ""))  # fmt: skip
    return DevicePage(
        facts, card.name, saved.words, saved.tone == "amb", keys, identities.is_revoked(vault), passwords, shares,
        roles.read_roles(vault), _stands(vault, tr, ways, saved.words, card.name),
    )  # fmt: skip


def _stands(vault: Vault, tr: Text, ways: ways_query.WaysPage, backup: str, card: str) -> Mapping[str, str]:
    """Return the state of each section in a few words; the window adds the minutes of the lock and its look."""
    files, found = sum(way.key_file for way in ways.ways), machine.count_unreviewed_findings(vault)
    relays = len(mailboxes.list_relays(vault))
    kit = ways.recovery
    return {
        "lock": tr.line(
            tr("{n} password|{n} passwords", n=len(ways.ways)),
            tr("{n} key file|{n} key files", n=files) if files else "",
            tr("names password") if real_names.is_set_up(vault) else "",
        ),
        "recovery": tr.line(kit.name, kit.tried) if kit is not None else tr("No recovery shares"),
        "backup": backup,
        "erase": tr("Erase key is set up") if wipe_settings.plan(vault.folder).keys else tr("Erase key not set up"),
        "computer": tr("{n} problem to review|{n} problems to review", n=found) if found
        else tr("Nothing to review in the last check") if machine.was_checked(vault) else tr("Not checked yet"),
        "relays": tr.line(
            tr("{n} relay|{n} relays", n=relays) if relays else tr("No relay yet"),
            tr("Tor for every relay") if tor.way(vault).always else "",
        ),
        "card": tr("“{name}”", name=card) if card else tr("No name yet"),
    }  # fmt: skip


def look_words(look: Look) -> str:
    """Return the language, the colours and the text size of the window."""
    tr = look.tr
    colours = tr("Dark") if look.theme == "dark" else tr("Light")
    return tr.line(LANGUAGES.get(tr.language, ""), colours, tr("{n} %", n=round(look.factor * 100)))
