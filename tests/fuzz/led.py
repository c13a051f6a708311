"""libFuzzer (atheris, for Linux on x86-64) over one parser: `python -m tests.fuzz.led NAME RUNS FOLDER`.

It ends the process that it runs in. What makes it end early is written into FOLDER.
"""

import random
import sys
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["app", "crypto", "sync"]):  # before anything of ours is imported
    from tests.fuzz.change import changed_cbor
    from tests.fuzz.parsers import PARSERS
    from tests.fuzz.run import MEMORY, attempt


def by_sense(data: bytes, most: int, seed: int) -> bytes:
    """Change CBOR as CBOR now and then; byte by byte it would seldom be any."""
    draw = random.Random(seed)
    return changed_cbor(draw, data)[:most] if draw.random() < 0.3 else bytes(atheris.Mutate(data, most))


def main(name: str, runs: int, folder: Path) -> None:
    """Fuzz; does not return."""
    parser = next(parser for parser in PARSERS if parser.name == name)
    corpus = folder / "corpus"
    corpus.mkdir(exist_ok=True)  # a folder that was used before goes on where it stood
    for number, seed in enumerate(parser.seeds):
        (corpus / str(number)).write_bytes(seed)
    longest = max(1024, 2 * max(map(len, parser.seeds)))
    options = [
        f"-runs={runs}", f"-max_len={longest}", "-timeout=60", f"-rss_limit_mb={MEMORY}", "-print_final_stats=1",
        f"-artifact_prefix={folder}/", str(corpus),
    ]  # fmt: skip
    more = {"custom_mutator": by_sense} if parser.cbor else {}
    atheris.Setup([sys.argv[0], *options], lambda data: attempt(parser, data), **more)
    atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3]))
