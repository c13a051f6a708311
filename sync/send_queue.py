"""Send the due items of one transport: all messages before any file, and small files before large ones."""

from collections import deque
from collections.abc import Callable

from attrs import field, mutable

from sync.errors import NotDelivered, NotNow, Refused
from sync.ports import GiveWay, Outbox, Parcel, Transport
from sync.sync_report import Heard, Tally, discard_progress


@mutable(eq=False)
class _Item:
    """One item of the outbox during sending: its remaining files, and the objects that `close` makes durable."""

    handle: object
    left: int = 0
    dropped: bool = False
    deferred: list[bytes] = field(factory=list)


class Sending:
    """The outgoing items of one transport: messages first, then files, small ones before large ones.

    An item that can never go this way is reported and does not stop the others. If nothing goes, the rest is left for
    later; so are items that a rule holds back.
    """

    def __init__(self, outbox: Outbox, transport: Transport, heard: Heard = discard_progress) -> None:
        self._outbox, self._transport, self._heard = outbox, transport, heard
        self._route = transport.name.split(":")[0] if transport.name.startswith("stick") else transport.name
        self._files: deque[tuple[_Item, Parcel]] = deque()
        self._deferred: list[_Item] = []
        self.broken = False

    @property
    def waits(self) -> bool:
        """Return True if there are files to continue with."""
        return bool(self._files) and not self.broken

    def letters(self) -> Tally:
        """Send every envelope that is due, and collect the files that belong to them.

        Objects without a receipt are settled only at the end, and are due until then: they are not sent again.
        """
        tally = Tally()
        self._files.clear()
        put = [item.handle for item in self._deferred]
        items = [handle for handle in self._outbox.ready(self._route) if handle not in put]
        for number, handle in enumerate(items):
            self._heard(True, number, len(items))
            item = _Item(handle)
            if not self._went(tally, item, lambda: self._letter(tally, item)):  # noqa: B023
                break
        self._files = deque(sorted(self._files, key=lambda one: (not one[1].urgent, one[1].length)))
        return tally

    def files(self) -> Tally:
        """Send files, until there are none or a more urgent message waits. Then messages go first again."""
        tally, total = Tally(), len(self._files)
        while self._files:
            item, parcel = self._files[0]
            self._heard(True, total - len(self._files), total)
            try:
                if not item.dropped and not self._went(tally, item, lambda: self._file(tally, item, parcel)):  # noqa: B023
                    break
            except GiveWay:
                break
            self._files.popleft()
        return tally

    def finish(self) -> None:
        """Mark objects without a receipt as placed, after they are durable."""
        if self._deferred:
            self._transport.close()
        for item in self._deferred:
            for object_id in item.deferred:
                self._outbox.placed(item.handle, self._transport.name, object_id, None)
            self._outbox.finished(item.handle, self._transport.name)
        self._deferred = []

    def _letter(self, tally: Tally, item: _Item) -> None:
        for parcel in self._outbox.parcels(item.handle, self._route):
            if parcel.envelope:
                self._put(item, parcel)
            else:
                item.left += 1
                self._files.append((item, parcel))
        self._over(tally, item)

    def _file(self, tally: Tally, item: _Item, parcel: Parcel) -> None:
        self._put(item, parcel)
        item.left -= 1
        self._over(tally, item)

    def _put(self, item: _Item, parcel: Parcel) -> None:
        receipt = self._transport.put(parcel)
        if receipt is None:
            item.deferred.append(parcel.object_id)
        else:
            self._outbox.placed(item.handle, self._transport.name, parcel.object_id, receipt)

    def _over(self, tally: Tally, item: _Item) -> None:
        if item.left:
            return
        tally.sent += 1
        if item.deferred:
            self._deferred.append(item)
        else:
            self._outbox.finished(item.handle, self._transport.name)

    def _went(self, tally: Tally, item: _Item, step: Callable[[], None]) -> bool:
        """Do a step for an item and return True if the next can follow."""
        try:
            step()
        except Refused as refusal:
            tally.failed(refusal, item.handle)
            item.dropped = True
        except NotNow as wait:
            tally.held.append(wait)
            self.broken = True
        except NotDelivered as failure:
            tally.failed(failure)
            self.broken = True
        return not self.broken


def send(outbox: Outbox, transport: Transport, heard: Heard = discard_progress) -> Tally:
    """Send everything that is due on this transport. Objects without a receipt are settled when they are durable."""
    sending = Sending(outbox, transport, heard)
    tally = sending.letters()
    while sending.waits:
        tally.add(sending.files())
        if sending.waits:
            tally.add(sending.letters())
    sending.finish()
    return tally
