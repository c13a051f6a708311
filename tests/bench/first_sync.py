"""A first sync in the product's own window, as a program that reports to the bench that started it.

The round is the window's own, over HTTP from a relay, while the list of incidents is walked through by keyboard.
"""

import json
import sys
import time
from pathlib import Path

from app.actions.mail import inbox
from app.gui.start.run import application, collect_again
from app.store.vault.open_vault import Vault
from tests.bench.busy import Morning, peak, tell_and_end
from tests.bench.desk import Watched, opened
from tests.process_end import end_process


def _came(vault: Vault) -> dict[str, int]:
    return {
        "reports": len(inbox.list_reports(vault, "delivered")),
        "incomplete": len(inbox.list_reports(vault, "incomplete")),
        "files": int(vault.con.execute("SELECT count(*) FROM blob").fetchone()[0]),
    }


def take_in(morning: Morning) -> None:
    """Do rounds until nothing is on its way."""
    rounds, came = morning.desk.rounds, list[dict[str, int]]()
    with morning.measured("first sync"):
        rounds.go()
        morning.until(lambda: rounds._far is not None)
        morning.until(lambda: rounds._far is None and rounds._next is None)
    morning.desk.ask(_came, came.append)
    morning.until(lambda: bool(came))
    morning.found["first sync"] |= {**came[0], "peak_mib": peak()}


def main(vault: str) -> None:
    """Do it, print the figures as JSON, and leave at once."""
    sys.excepthook = tell_and_end
    key = sys.stdin.readline().strip()
    app = application()
    collect_again()
    morning = Morning(app, opened(app, Path(vault), key, Watched, typed=True))
    take_in(morning)
    with morning.measured("reading afterwards"):
        end = time.perf_counter() + 5
        morning.until(lambda: time.perf_counter() > end)
    print(json.dumps(morning.found), flush=True)
    end_process()
