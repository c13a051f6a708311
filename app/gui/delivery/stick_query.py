"""The data of the page of the USB stick: the sticks that are in, by their names, and the result of a use."""

from collections.abc import Sequence
from pathlib import Path

from attrs import frozen

from app.actions.rounds import stick_memory
from app.actions.rounds.stick_round import StickRound
from app.actions.rounds.volumes import UsbVolume
from app.gui.style.dates import clock, day
from app.gui.style.text import Text
from app.store.vault.open_vault import Vault
from sync.exchange import Tally

Line = tuple[str, str, str]
"""Icon, title and second line of a row."""
Use = tuple[str, str, str]
"""The folder and the serial of a stick, and the name to give it."""


@frozen
class ShownStick:
    """A stick that is in: its folder, its serial, its name ("" for a new one), and the words about it."""

    folder: str
    serial: str
    name: str
    title: str
    second: str
    writes: bool


@frozen
class ShownResult:
    """The result of a use. Only if `safe`, the stick was flushed and read back."""

    safe: bool
    title: str
    second: str
    lines: tuple[Line, ...]
    reports: int


def list_sticks(vault: Vault, tr: Text, volumes: Sequence[UsbVolume]) -> tuple[list[ShownStick], str]:
    """Return the sticks that are in, the last used one first, and a sentence with the known ones that are not in."""
    known = [(volume, stick_memory.find_stick(vault, volume.serial)) for volume in volumes]
    known.sort(key=lambda pair: -(pair[1].last if pair[1] else 0))
    found = []
    for volume, stick in known:
        free = tr("{size} free.", size=tr.size(volume.free))
        said = (
            tr("Last used {day}.", day=day(tr, stick.last))
            if stick
            else tr("Give the USB stick a name, so that you know it next time.")
        )
        title = tr("A new USB stick is connected")
        if stick:
            title = tr("USB stick “{name}” is connected", name=stick.name)
        if not volume.writes:
            free = tr("Amparo can read this USB stick. It cannot write to it.")
        name = stick.name if stick else ""
        found.append(ShownStick(str(volume.path), volume.serial, name, title, f"{said} {free}", volume.writes))
    here = {stick for _, stick in known if stick}
    away = [stick for stick in stick_memory.list_sticks(vault) if stick not in here]
    words = [tr("“{name}”, last used {day}", name=stick.name, day=day(tr, stick.last)) for stick in away[:3]]
    return found, tr("Known USB sticks: {sticks}.", sticks=tr.listed(words)) if words else ""


def find_again(volumes: Sequence[UsbVolume], before: Sequence[UsbVolume], pulled: Use) -> tuple[UsbVolume | None, bool]:
    """Return the removed stick if it is in again, and otherwise True if another stick came: the page asks about it.

    Only an equal serial proves that the stick is the same. `before`: the sticks that were in at the same time.
    """
    folder, serial, _ = pulled
    again = next((volume for volume in volumes if serial and volume.serial == serial), None)
    others = {volume.path for volume in before} - {Path(folder)}
    return again, again is None and any(volume.path not in others for volume in volumes)


def read_line(tr: Text, read: Tally) -> Line:
    """Return a sentence with the numbers of reports and receipts that were read."""
    reports = tr("{n} report|{n} reports", n=read.received)
    receipts = tr("{n} receipt|{n} receipts", n=read.acknowledged + read.receipts)
    waits = tr("Read them in the Inbox before you accept them.") if read.received else ""
    return "check", tr("Read: {what}", what=tr.listed([reports, receipts])), waits


def result(tr: Text, done: StickRound, name: str) -> ShownResult:
    """Return the result in words."""
    lines = [read_line(tr, done.read)]
    if done.written is not None:
        packages = tr("{n} sealed package|{n} sealed packages", n=done.written.sent)
        whole = tr("Checked: all data is complete.") if done.written.sent else ""
        lines.append(("check", tr("Written: {what}", what=packages), whole))
    if done.left:
        packages = tr("{n} sealed package|{n} sealed packages", n=done.left)
        nobody = tr("These reports stay on the USB stick for other people. Only the recipients can open them.")
        lines.append(("check", tr("Still on the USB stick: {what}", what=packages), nobody))
    if done.read.kept_aside:
        aside = len(done.read.kept_aside)
        said = tr("Not read: {n} damaged file|Not read: {n} damaged files", n=aside)
        lines.append(("alert", said, ""))
    told = [*done.read.failures, *(done.written.failures if done.written else ())]
    lines += [("alert", tr.phrase(why), "") for why in told]
    if done.trouble is not None:
        said = " ".join(map(tr.phrase, filter(None, (done.trouble.message, done.trouble.hint))))
        return ShownResult(False, tr("Unfinished"), said, tuple(lines), done.read.received)
    title = tr("Safe to remove: USB stick “{name}”", name=name) if name else tr("Safe to remove: the USB stick")
    whole = tr("Finished {time}. Amparo checked everything, and all data is complete.", time=clock(tr, done.at))
    return ShownResult(True, title, whole, tuple(lines), done.read.received)
