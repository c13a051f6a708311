"""Withdraw the consent of a person in one act, and see who has words about the person.

Rooms below: all others except sample and today.

- Bind a yes to files, and list whose yes a file has: `file_consents.bind`, `file_consents.list_consents`.
- Withdraw consent, or only look: `consent_withdrawals.withdraw`, `consent_withdrawals.look`.
- List who has words about a person: `holders.list_holders`.
- Make the notice about a withdrawn paper: `withdrawal_notices.make_notice`.
"""

__all__ = ["consent_withdrawals", "file_consents", "holders", "withdrawal_notices"]
