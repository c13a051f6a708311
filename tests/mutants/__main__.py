"""Break each promise of docs/security-evidence.md, and check that the test of the promise fails.

    python3 x.py mutants             all of them
    python3 x.py mutants WORD ...    those with a word as promise number (P12), or in the promise text, place or test

Ends with 1 if a mutant survives, if a test fails without a mutant, or if a promise has no mutant.
"""

import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue

from tests.mutants.mutant import Mutant
from tests.mutants.promises import chosen as chosen_by
from tests.mutants.promises import promises
from tests.mutants.trial import Tree

WORKERS = 2


def main(words: list[str]) -> int:
    """Try the mutants; print a line for each, and the sums."""
    chosen = chosen_by(words)
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="mutants-", dir="/dev/shm" if Path("/dev/shm").is_dir() else None) as shm:
        Path(shm).chmod(0o755)  # a test drops to an ordinary user, who reads the modules too
        trees: SimpleQueue[Tree] = SimpleQueue()
        for number in range(WORKERS):
            trees.put(Tree(Path(shm) / str(number)))

        def trial(mutant: Mutant) -> str:
            tree = trees.get()
            try:
                return tree.survives(mutant)
            finally:
                trees.put(tree)

        code, said = Tree.run(whole := trees.get(), sorted({one.test for one in chosen}))
        trees.put(whole)
        if code:
            print(said[-4000:], f"the tests fail without any mutant (pytest ended with {code})", sep="\n")
            return 1
        bad = 0
        with ThreadPoolExecutor(WORKERS) as lanes:
            for mutant, verdict in zip(chosen, lanes.map(trial, chosen), strict=True):
                bad += bool(verdict)
                print(
                    f"{verdict or 'killed'}: {mutant.place}: {mutant.find!r} -> {mutant.put!r} by {mutant.test}",
                    flush=True,
                )
    bare = [] if words else sorted(promises().keys() - {mutant.promise for mutant in chosen})
    for number in bare:
        print(f"no mutant: {number}")
    seconds = time.monotonic() - begun
    print(f"{len(chosen) - bad} mutants killed, {bad} survived, {len(bare)} promises without; {seconds:.0f} s")
    return 1 if bad or bare else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
