"""Memory of an idle relay that shows a certificate, after somebody asked it who it is (Linux: smaps_rollup).

PSS shares out what several processes have mapped, so other Pythons on the machine make it smaller; RSS, told beside it,
counts all of it.
"""

import json
import statistics
import subprocess
import sys
import time
import urllib.request
from tempfile import TemporaryDirectory

from tests.bench.memory import read_memory
from tests.relay.live import ROOT
from tests.tls import trust_everyone

GOAL = 36.0
"""MiB of PSS at most."""


def run(rounds: int = 3) -> dict[str, object]:
    """Start one `rounds` times; the median is held against the goal."""
    found = [_idle() for _ in range(rounds)]
    pss, rss = (statistics.median(one[name] for one in found) for name in ("Pss", "Rss"))
    return {
        "what": f"MiB of an idle relay with TLS (RSS {rss:.1f})",
        "ours": round(pss, 1),
        "theirs": GOAL,
        "reference": "allowed",
        "ratio": round(pss / GOAL, 3),
        "goal": 1.0,
        "met": pss <= GOAL,
        "parts": found,
    }


def _idle() -> dict[str, float]:
    with TemporaryDirectory(prefix="amparo-bench-") as folder:
        command = [sys.executable, "-m", "app", "relay", "serve", "--data", folder, "--listen", "0.0.0.0:0"]
        with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as child:
            assert child.stdout is not None
            try:
                url = child.stdout.readline().strip().replace("0.0.0.0", "127.0.0.1")
                trusting = trust_everyone()  # who it is does not matter here
                urllib.request.urlopen(f"{url}/v1/relay?n={bytes(8).hex()}", context=trusting).close()
                time.sleep(1)
                return read_memory(child.pid)
            finally:
                child.terminate()


if __name__ == "__main__":
    print(json.dumps(run(), indent=2))
