"""Break each promise of SECURITY.md once, and see that the test which the promise names fails.

    python3 x.py mutants             all of them
    python3 x.py mutants WORD ...    those whose promise, place or test has one of the words in it

Ends with 1 if a mutant survives, if a test fails without a mutant, or if a promise has no mutant.
"""

import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue

from tests.mutants.mutant import Mutant
from tests.mutants.promises import mutants, promises
from tests.mutants.trial import Tree

WORKERS = 2


def main(words: list[str]) -> int:
    """Try the mutants; print a line for each, and the sums."""
    chosen = [one for one in mutants() if not words or any(word in str(one) for word in words)]
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="mutants-", dir="/dev/shm" if Path("/dev/shm").is_dir() else None) as shm:
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
    bare = [] if words else [one.name for one in promises() if one.name not in {m.promise for m in chosen}]
    for name in bare:
        print(f"no mutant: {name}")
    seconds = time.monotonic() - begun
    print(f"{len(chosen) - bad} mutants killed, {bad} survived, {len(bare)} promises without; {seconds:.0f} s")
    return 1 if bad or bare else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
