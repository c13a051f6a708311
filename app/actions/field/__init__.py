"""Missions, check-ins, accompaniment, risk, early warning and appeals.

Rooms below: kernel, records, vault, contacts, release, relays, mail.

- Show a mission or approve it: `missions.read_status`, `missions.approve`.
- Show the board of check-ins: `checkin_board.board`. Record a check-in: `checkins.record_checkin`. Record a step:
  `checkins.step`.
- Ask if a traveller needs someone now: `checkin_urgency.read_urgency`.
- Show an accompaniment or its roster: `accompaniments.show`, `accompaniments.roster_of`.
- Write or check a daily log: `daily_log.write`, `daily_log.check`.
- Show a risk assessment: `risks.show`. Find patterns of security incidents: `security_incidents.patterns`.
- Get the warning level of each area: `warning.levels`.
- Raise or send an alert: `alerts.raise_`, `alerts.send`. Get its recipients: `alerts.tree`.
- Start an appeal: `appeals.begin`. Ask recipients: `appeal_requests.ask`. Answer an appeal of others:
  `appeal_requests.reply`.
- List possible recipients of an appeal: `appeal_recipients.list_possible_recipients`.
- Compare offers and requests of networks: `network_coverage.find_matches`. List their coverage:
  `network_coverage.compute_coverage`.
- Prepare the vault for a border: `border.hand_to_contact`, `border.hand_to_stick`.
"""

__all__ = [
    "accompaniments",
    "alerts",
    "appeal_recipients",
    "appeal_requests",
    "appeals",
    "border",
    "checkin_board",
    "checkin_urgency",
    "checkins",
    "daily_log",
    "missions",
    "network_coverage",
    "risks",
    "security_incidents",
    "warning",
]
