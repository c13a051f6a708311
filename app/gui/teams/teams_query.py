"""The data of the page of the teams on a case or an incident."""

from attrs import frozen

from app.actions.contacts import contact_cards
from app.actions.kernel.records import record_of
from app.actions.mail import teams
from app.actions.mail.teams import TeamMemberStatus
from app.gui.style.dates import title_words
from app.gui.style.text import Text
from app.store.mail.teams import READ, Team
from app.store.vault.open_vault import Vault


@frozen
class MemberRow:
    """A member or a possible member of a team: the contact's card id in hex, name, progress, and role or empty."""

    key: str
    name: str
    said: str
    role: str = ""


@frozen
class TeamCard:
    """One team: its id in hex, name, `ours` if we made it, its members (ourselves first), and possible members."""

    key: str
    name: str
    ours: bool
    members: tuple[MemberRow, ...]
    others: tuple[MemberRow, ...]


@frozen
class TeamPage:
    """The teams on a record, and the verified contacts that can form a team."""

    key: str
    title: str
    teams: tuple[TeamCard, ...]
    contacts: tuple[MemberRow, ...]


def page(vault: Vault, tr: Text, key: str) -> TeamPage:
    """Return the page of a record's teams."""
    record = record_of(vault, key)
    known = [row for row in contact_cards.list_contacts(vault) if row.may_receive and row.state == "verified"]
    people = tuple(MemberRow(row.card.id.hex(), row.record.title, tr("Verified")) for row in known)
    cards = tuple(_card(vault, tr, team, people) for team in teams.of_record(vault, record.id))
    return TeamPage(key, title_words(vault, tr, record), cards, people)


def _card(vault: Vault, tr: Text, team: Team, people: tuple[MemberRow, ...]) -> TeamCard:
    shown = teams.show(vault, team)
    rows = sorted(shown.standings, key=lambda row: row.state != "ourselves")
    members = tuple(_row(tr, row, row.member.id == team.owner) for row in rows)
    inside = {row.key for row in members}
    return TeamCard(team.id.hex(), team.name, shown.is_ours, members, tuple(r for r in people if r.key not in inside))


def _row(tr: Text, row: TeamMemberStatus, is_owner: bool) -> MemberRow:
    said = {
        "ourselves": tr("You"),
        "in step": tr("In sync"),
        "on the way": "",
        "invited": tr("Has not accepted yet"),
        "refused": tr("Has refused"),
        "apart": tr("Not a verified contact of yours: the maker of the team forwards the records"),
    }[row.state]
    changes = tr("{n} change not received yet|{n} changes not received yet", n=row.changes) if row.changes else ""
    files = tr("{n} file not received yet|{n} files not received yet", n=row.files) if row.files else ""
    made = tr("made the team") if is_owner else ""
    reads = tr("only reads") if row.member.role == READ else ""
    name = row.member.name or row.member.id.hex()[:12]  # a destroyed contact has no name
    return MemberRow(row.member.id.hex(), name, tr.line(said, changes, files, made, reads), row.member.role)
