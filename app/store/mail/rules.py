"""Store a person's rules to accept reports of a contact on arrival."""

from attrs import frozen
from sqlcipher3 import dbapi2 as sqlcipher


@frozen
class AcceptRule:
    """A rule: accept reports of this contact under this profile on arrival; `made` is UTC seconds."""

    contact: bytes
    profile: str
    made: int


def add(con: sqlcipher.Connection, rule: AcceptRule) -> None:
    """Store a rule; an existing one stays as it is."""
    con.execute("INSERT OR IGNORE INTO accept_rule VALUES (?, ?, ?)", (rule.contact, rule.profile, rule.made))


def withdraw(con: sqlcipher.Connection, contact: bytes, profile: str) -> bool:
    """Delete a rule; return True if there was one."""
    sql = "DELETE FROM accept_rule WHERE contact = ? AND profile = ?"
    return bool(con.execute(sql, (contact, profile)).rowcount)


def list_rules(con: sqlcipher.Connection, contact: bytes | None = None) -> list[AcceptRule]:
    """Return the rules of one contact or of all, the oldest first."""
    where, values = ("WHERE contact = ?", [contact]) if contact else ("", [])
    rows = con.execute(
        f"SELECT contact, profile, made FROM accept_rule {where} ORDER BY made, contact, profile", values
    )
    return [AcceptRule(bytes(row[0]), str(row[1]), int(row[2])) for row in rows]


def covers(con: sqlcipher.Connection, contact: bytes, profile: str) -> bool:
    """Return True if a rule covers a report; the contact must be verified at this moment."""
    sql = (
        "SELECT 1 FROM accept_rule a JOIN card c ON c.record = a.contact JOIN record r ON r.id = a.contact"
        " WHERE a.contact = ? AND a.profile = ? AND c.state = 'verified' AND r.removed = 0"
    )
    return con.execute(sql, (contact, profile)).fetchone() is not None


def list_waiting(con: sqlcipher.Connection, profile: str) -> list[tuple[bytes, bytes]]:
    """Return the undecided reports that can need no rule (sender, report), the oldest first.

    Their sender is in an active team, or they have this profile and come from a contact.
    """
    rows = con.execute(
        "SELECT report, sender, at FROM arrived WHERE state = 'delivered' AND sender IN (SELECT m.id FROM team_member m"
        " JOIN team t ON t.id = m.team WHERE t.state = 'on') UNION SELECT report, sender, at FROM arrived"
        " WHERE state = 'delivered' AND contact IS NOT NULL AND profile = ? ORDER BY at",
        (profile,),
    )
    return [(bytes(sender), bytes(report)) for report, sender, _ in rows]
