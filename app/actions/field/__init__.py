"""Missions, check-ins, accompaniment, risk, early warning and appeals.

Rooms below: kernel, records, vault, contacts, release, relays, mail.

- Show a mission or approve it: `missions.standing`, `missions.approve`.
- Show the board of check-ins: `checkin_board.board`. Record a check-in: `checkins.heard`. Record a step:
  `checkins.step`.
- Ask if a traveller needs someone now: `checkin_urgency.pressing`.
- Show an accompaniment or its roster: `accompaniments.show`, `accompaniments.roster_of`.
- Write or check a daily log: `daily_log.write`, `daily_log.check`.
- Show a risk assessment: `risks.show`. Find patterns of security incidents: `security_incidents.patterns`.
- Get the warning level of each area: `warning.levels`.
- Raise or send an alert: `alerts.raise_`, `alerts.send`. Get its recipients: `alerts.tree`.
- Start an appeal: `appeals.begin`. Ask recipients: `appeal_requests.ask`. Answer an appeal of others:
  `appeal_requests.reply`.
- List possible recipients of an appeal: `appeal_recipients.offered`.
- Compare offers and requests of networks: `network_coverage.fitting`. List their coverage: `network_coverage.covered`.
- Prepare the vault for a border: `border.hand_to_contact`, `border.hand_to_stick`.
"""

__all__ = [
    "accompaniments",
    "alerts",
    "appeal_answers",
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
