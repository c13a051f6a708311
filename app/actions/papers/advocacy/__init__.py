"""Papers for those who must act: scorecards and briefs of demands, plans, and arguments."""

__all__ = ["demands", "plans"]
