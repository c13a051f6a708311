"""Make a sample vault and destroy it.

The story is a list of steps in time order (`resources/sample/story.json`). Two more vaults write the reports that the
sample receives, and end with the making of it. Their reports come by a USB stick, as folders.
"""

import json
import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from app import start
from app.actions.kernel import sample_mark
from app.actions.relays import mailbox_registration
from app.actions.relays.networks import Network
from app.actions.sample.sample_clock import SampleClock
from app.actions.sample.scene import Scene
from app.actions.vault import lifecycle
from app.domain.vocabulary import Vocabularies
from app.errors import AppError, NotDeliveredYet
from app.store.vault import wipe
from app.store.vault.open_vault import Vault
from sync.ports import Told, ignore_progress

KDF_MIB = 64
"""The memory of Argon2id. The words protect invented data, so the least is enough."""
RELAY = "https://relay.ansal.example"
"""An address that cannot exist (RFC 2606)."""
SENDERS = ("north", "lantern")
_SENTENCE = 16
"""The least characters of a sentence; a shorter text can be a code."""


def make(
    folder: Path, passphrase: str, words: Vocabularies, *, language: str = "en",
    clock: Callable[[], float] = time.time, random: Callable[[int], bytes] = os.urandom, told: Told = ignore_progress,
) -> Vault:  # fmt: skip
    """Make a sample vault in a new folder and leave it open; its times are relative to `clock`.

    `told` gets the number of finished steps and of all steps. Raises InputRefused if the folder has a vault,
    StorageFailed if its disk cannot store one. If a step fails, the vault is destroyed.
    """
    moving = SampleClock(clock)
    vault = lifecycle.create(folder, passphrase, words, kdf_mib=KDF_MIB, clock=moving, random=random)
    try:
        with (
            TemporaryDirectory(prefix="notes-", ignore_cleanup_errors=True) as work,
            play(vault, Path(work), moving, language=language, random=random, told=told),
        ):
            vault.clock = clock
        sample_mark.mark(vault)
        with suppress(NotDeliveredYet):  # the mark refuses the connection, and the relay stays wished for
            mailbox_registration.add(vault, RELAY, network=Network)
    except BaseException:
        vault.close()
        destroy(folder)
        raise
    return vault


@contextmanager
def play(
    vault: Vault, work: Path, clock: SampleClock, *,
    language: str = "en", random: Callable[[int], bytes] = os.urandom, told: Told = ignore_progress,
) -> Iterator[Mapping[str, Vault]]:  # fmt: skip
    """Play the story in a new vault; yield this `office` and the vaults of its senders by name.

    The vaults of the senders are in the folder `work`, with their USB sticks. They are closed at the end.
    """
    steps = _read_story()
    with ExitStack() as stack:
        vaults = {"office": vault}
        for name in SENDERS:
            vaults[name] = lifecycle.create(
                work / name, random(16).hex(), vault.words, kdf_mib=KDF_MIB, clock=clock, random=random
            )
            stack.callback(vaults[name].close)
        scene = Scene(vaults, clock, work, _read_words(language))
        for number, step in enumerate(steps):
            told(number, len(steps))
            scene.play(step)
        told(len(steps), len(steps))
        yield vaults


def list_sentences() -> list[str]:
    """Return the English sentences of the story, without those that have dates or names of its records."""
    found: list[str] = []
    todo: list[object] = list(_read_story())
    while todo:
        one = todo.pop()
        if isinstance(one, str):
            found += [one] if len(one) >= _SENTENCE and not set("{@") & set(one) else []
        elif isinstance(one, Mapping):
            todo += one.values()
        elif isinstance(one, list):
            todo += one
    return sorted(set(found))


def destroy(folder: Path) -> None:
    """Destroy a sample vault that was closed, as far as the disk allows; other files in its folder stay."""
    with suppress(AppError):
        wipe.wipe(folder)


def _read_story() -> list[Mapping[str, object]]:
    steps: list[Mapping[str, object]] = json.loads((start.resources() / "sample" / "story.json").read_text("utf-8"))
    return steps


def _read_words(language: str) -> Mapping[str, str]:
    """Return the sentences of the story in a language by the English ones; empty if the story is only in English."""
    path = start.resources() / "sample" / f"{language}.json"
    return json.loads(path.read_text("utf-8")) if path.exists() else {}
