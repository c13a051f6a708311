"""The media child: it shows one file that it never gets. It has no key, no vault and no file name.

It loads the libraries of one family of files, drops its rights (`layers`) and names the layers that hold. Then it asks
for bytes by the pipe (`media_pipe`) and answers commands. A refused file has a name; any other error ends the child,
and the program calls the file damaged. No library starts a thread.

A family is a module with a `FAMILY`. A command is a function in it. The function takes the open file and the command,
sends pictures, sound or pieces of a file by `file.pipe`, and returns the result. To add a command:

1. Write the function, and add it to `commands` of the family.
2. If it needs more processor time than OTHER_SECONDS, add it to SECONDS. A time that depends on the file: call
   `sandbox_worker.allow_time` in the function.

    def make(film: Film, asked: Mapping[str, Any]) -> Mapping[str, Any]:
        allow_time(30 * film.duration // 1000)
        film.pipe.send_piece(b"...")        # film.source is the original as a seekable object
        return {"ms": film.duration}
"""

import importlib
import sys
from collections.abc import Callable, Mapping
from typing import Any, Final

from attrs import frozen

from app.exchange import layers
from app.exchange.media.media_pipe import MediaPipe, MediaRefusal
from app.exchange.media.pack_loader import PackChanged
from app.exchange.media.range_source import RangeSource
from app.exchange.sandbox_worker import allow_time

FAMILIES: Final[Mapping[str, str]] = {
    "picture": "pictures", "heic": "pictures", "pages": "pdf_pages", "film": "films", "words": "words",
    "copy": "film_copies",
}  # fmt: skip
"""The module of each family. HEIC pictures need the library of films too. "copy" makes copies of films and sound."""
SECONDS: Final[Mapping[str, int]] = {"seek": 5, "play": 10, "wave": 600}
"""Seconds of processor time of a command."""
OTHER_SECONDS: Final = 15
Command = Callable[[Any, Mapping[str, Any]], Mapping[str, Any]]


@frozen
class MediaFamily:
    """The three services of a family: load its libraries, open a file, and answer commands about the open file.

    `open` takes the pipe and the source. Its result has the `facts` of the file.
    """

    load: Callable[[str], None]
    open: Callable[[MediaPipe, RangeSource], Any]
    commands: Mapping[str, Command]


def main(name: str) -> int:
    """Serve one file of the family `name`."""
    family = load(name)
    return serve(family)


def load(name: str) -> MediaFamily | str:
    """Load everything that a family can need, because the child cannot open files later.

    Return the family, or the name of a refusal if its library is missing.
    """
    try:
        family: MediaFamily = importlib.import_module(f"app.exchange.media.{FAMILIES[name]}").FAMILY
        family.load(name)
    except PackChanged:
        return "changed_pack"
    except ImportError:
        return "no_library"
    return family


def serve(family: MediaFamily | str, more: Mapping[str, Command] | None = None) -> int:
    """Drop all rights, name the layers that hold, and answer until the pipe ends. `more` has further commands."""
    layers.die_with_parent()
    held = layers.confine()
    pipe = MediaPipe(sys.stdin.buffer, sys.stdout.buffer)
    pipe.send_result({"layers": sorted(held)})
    try:
        if isinstance(family, str):
            raise MediaRefusal(family)
        _answer(pipe, family, {**family.commands, **(more or {})})
    except MediaRefusal as refused:
        pipe.send_refusal(str(refused))
    except MemoryError:
        pipe.send_refusal("too_large")
    return 0


def _answer(pipe: MediaPipe, family: MediaFamily, commands: Mapping[str, Command]) -> None:
    media = None
    while (asked := pipe.read_command()) is not None:
        name = asked["do"]
        allow_time(SECONDS.get(name, OTHER_SECONDS))
        if name == "open":
            media = family.open(pipe, RangeSource(pipe, asked["size"]))
            pipe.send_result(media.facts)
        else:
            pipe.send_result(commands[name](media, asked))
