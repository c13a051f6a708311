"""What waits for one way, on its way there: all letters before any file, and the small files before the large."""

from collections import deque
from collections.abc import Callable

from attrs import field, mutable

from sync.errors import NotDelivered, NotNow, Refused
from sync.ports import GiveWay, Outbox, Parcel, Transport
from sync.tally import Heard, Tally, unheard


@mutable(eq=False)
class _Item:
    """One item of the outbox on its way: how many files still go, and what `close` makes durable."""

    handle: object
    left: int = 0
    dropped: bool = False
    deferred: list[bytes] = field(factory=list)


class Sending:
    """What waits for one way, on its way there: letters first, then files, the small ones before the large.

    An item that will never go this way is named and stops nothing; where nothing goes, the rest is left for later, and
    so is what a rule keeps back.
    """

    def __init__(self, outbox: Outbox, transport: Transport, heard: Heard = unheard) -> None:
        self._outbox, self._transport, self._heard = outbox, transport, heard
        self._route = transport.name.split(":")[0] if transport.name.startswith("stick") else transport.name
        self._files: deque[tuple[_Item, Parcel]] = deque()
        self._deferred: list[_Item] = []
        self.broken = False

    @property
    def waits(self) -> bool:
        """Return whether there are files to go on with."""
        return bool(self._files) and not self.broken

    def letters(self) -> Tally:
        """Put every envelope that is due, and find the files that belong to them.

        What was put without a receipt is settled at the end only, and is due until then: it does not go again.
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
        """Put files, until there are none or something more urgent waits; then letters come again, and files after."""
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
        """Settle what has no receipt, once it is durable."""
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
        """Do a step for an item and return whether the next may follow."""
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


def send(outbox: Outbox, transport: Transport, heard: Heard = unheard) -> Tally:
    """Put everything that is due on this way; what has no receipt is settled only once it is durable."""
    sending = Sending(outbox, transport, heard)
    tally = sending.letters()
    while sending.waits:
        tally.add(sending.files())
        if sending.waits:
            tally.add(sending.letters())
    sending.finish()
    return tally
