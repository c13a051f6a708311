"""Papers of help: support plans, referrals, grants, needs for donors, hosts and returns."""

__all__: list[str] = []
