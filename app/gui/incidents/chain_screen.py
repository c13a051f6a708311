"""The chain of an incident: follow it, link another incident, remove a link; each can be undone."""

from collections.abc import Callable

import shiboken6

from app.actions.kernel import records
from app.actions.records import event_chain
from app.domain.record import Record
from app.gui.incidents import chain_query as reading
from app.gui.incidents.chain_view import ChainBlock
from app.gui.shell.vault_session import VaultSession
from app.gui.widgets.fields import Option
from app.store.vault.open_vault import Vault


def serve(desk: VaultSession, block: ChainBlock, key: str, show: Callable[[str], None]) -> None:
    """Run the actions of the block of the incident `key`; `show` leads to another incident."""
    tr = desk.look.tr

    def offer(found: tuple[Option, ...]) -> None:
        if shiboken6.isValid(block):
            words = desk.words["chain"]
            block.offer([(code, words.label(code, tr.language)) for code in words.codes], found)

    def join(relation: str, other: str, note: str) -> None:
        def save(vault: Vault) -> Record:
            return event_chain.join(vault, key, relation, other, note)[0]

        def over(saved: Record) -> None:
            link = saved.id.hex()
            desk.tell(
                tr("Linked."),
                lambda vault: records.remove(vault, link)[1], lambda vault: records.restore(vault, link)[1],
            )  # fmt: skip

        desk.ask(save, over)

    def part(link: str) -> None:
        desk.act(
            lambda vault: records.remove(vault, link)[1],
            tr("The link is removed. Both incidents stay."),
            lambda vault: records.restore(vault, link)[1],
        )

    block.opened.connect(show)

    def not_offered(error: BaseException) -> None:
        if shiboken6.isValid(block):
            block.linking = False
        desk.failed(error)

    block.wanted.connect(lambda: desk.ask(lambda vault: reading.candidates(vault, tr, key), offer, not_offered))
    block.joined.connect(join)
    block.parted.connect(part)
