"""The public interface of this layer: bytes in, bytes out, no knowledge of the app.

The imports are lazy (PEP 562): the first use of a name loads its module. So an import of `crypto.relay` or of the
unlock window does not load `cryptography`. The imports below are for the type checker; a test checks that they equal
`_MODULES`.

Callers use `crypto.custody`, `crypto.signed_log` and `crypto.stream` by module name, because `custody.next_head` says
more than `next_head`. `crypto.relay` is the second interface, for relays and their clients.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from crypto.blob import BlobPlan as BlobPlan
    from crypto.blob import open_blob as open_blob
    from crypto.body import BodyChange as BodyChange
    from crypto.body import BodyEdit as BodyEdit
    from crypto.body import BodyLink as BodyLink
    from crypto.body import BodyReference as BodyReference
    from crypto.body import Copied as Copied
    from crypto.body import ReportBody as ReportBody
    from crypto.body import WithheldField as WithheldField
    from crypto.body import parse_body as parse_body
    from crypto.body import read_body as read_body
    from crypto.card import DESK as DESK
    from crypto.card import URL_MAX as URL_MAX
    from crypto.card import Card as Card
    from crypto.card import Invite as Invite
    from crypto.card import Mailbox as Mailbox
    from crypto.card import choose_keyset as choose_keyset
    from crypto.card import is_card as is_card
    from crypto.card import make_card as make_card
    from crypto.card import make_invite as make_invite
    from crypto.card import read_card as read_card
    from crypto.card import read_invite as read_invite
    from crypto.card import safety_number as safety_number
    from crypto.card import stated_card_size as stated_card_size
    from crypto.custody import Action as Action
    from crypto.custody import ClockState as ClockState
    from crypto.custody import ShownLines as ShownLines
    from crypto.directory import Directory as Directory
    from crypto.directory import DirectoryMember as DirectoryMember
    from crypto.directory import make_directory as make_directory
    from crypto.directory import read_directory as read_directory
    from crypto.encoding import Random as Random
    from crypto.encoding import Value as Value
    from crypto.encoding import decode as decode
    from crypto.encoding import encode as encode
    from crypto.encoding import hash_ as hash_
    from crypto.envelope import ENVELOPE_SIZES as ENVELOPE_SIZES
    from crypto.envelope import Opened as Opened
    from crypto.envelope import open_ as open_
    from crypto.envelope import seal as seal
    from crypto.envelope import verify_sender as verify_sender
    from crypto.errors import CannotOpen as CannotOpen
    from crypto.errors import CryptoError as CryptoError
    from crypto.errors import Malformed as Malformed
    from crypto.errors import NeedsNewCard as NeedsNewCard
    from crypto.errors import NeedsNewerApp as NeedsNewerApp
    from crypto.errors import PassphraseInUse as PassphraseInUse
    from crypto.header import PASSPHRASE as PASSPHRASE
    from crypto.header import RECOVERY as RECOVERY
    from crypto.header import WIPE as WIPE
    from crypto.header import Header as Header
    from crypto.header import OpenedVault as OpenedVault
    from crypto.header import create_header as create_header
    from crypto.header import database_key as database_key
    from crypto.header import header_hash as header_hash
    from crypto.header import keyfile_hash as keyfile_hash
    from crypto.header import new_header as new_header
    from crypto.header import open_header as open_header
    from crypto.header import read_header as read_header
    from crypto.header import settle_header as settle_header
    from crypto.keys import EPOCH as EPOCH
    from crypto.keys import LATE as LATE
    from crypto.keys import PrivateKeyset as PrivateKeyset
    from crypto.keys import PublicKeyset as PublicKeyset
    from crypto.manifest import Ack as Ack
    from crypto.manifest import Attachment as Attachment
    from crypto.manifest import BodyBlob as BodyBlob
    from crypto.manifest import CustodyHead as CustodyHead
    from crypto.manifest import DeskAnswer as DeskAnswer
    from crypto.manifest import DirectorySeen as DirectorySeen
    from crypto.manifest import GivenReference as GivenReference
    from crypto.manifest import Manifest as Manifest
    from crypto.manifest import MemberToken as MemberToken
    from crypto.manifest import Missing as Missing
    from crypto.manifest import Reply as Reply
    from crypto.manifest import SharedMailbox as SharedMailbox
    from crypto.manifest import Tickets as Tickets
    from crypto.manifest import TimeProof as TimeProof
    from crypto.manifest import manifest_hash as manifest_hash
    from crypto.manifest import parse_handed as parse_handed
    from crypto.manifest import parse_manifest as parse_manifest
    from crypto.member import check_token as check_token
    from crypto.member import make_token as make_token
    from crypto.nearby import DoorKeys as DoorKeys
    from crypto.nearby import NearbyInvite as NearbyInvite
    from crypto.nearby import Note as Note
    from crypto.nearby import door_keys as door_keys
    from crypto.nearby import open_note as open_note
    from crypto.nearby import seal_note as seal_note
    from crypto.padding import padded_length as padded_length
    from crypto.padding import padme as padme
    from crypto.passphrase import calibrate as calibrate
    from crypto.passphrase import derive as derive
    from crypto.passphrase import generate_words as generate_words
    from crypto.passphrase import normalise as normalise
    from crypto.passphrase import spellings as spellings
    from crypto.real_names import open_field as open_field
    from crypto.real_names import seal_field as seal_field
    from crypto.real_names import second_unwrap as second_unwrap
    from crypto.real_names import second_wrap as second_wrap
    from crypto.real_names import second_wrap_recovery as second_wrap_recovery
    from crypto.recovery import SHARE_WORDS as SHARE_WORDS
    from crypto.recovery import Share as Share
    from crypto.recovery import ShareDamaged as ShareDamaged
    from crypto.recovery import ShareError as ShareError
    from crypto.recovery import ShareForeign as ShareForeign
    from crypto.recovery import ShareRepeated as ShareRepeated
    from crypto.recovery import SharesDisagree as SharesDisagree
    from crypto.recovery import SharesMixed as SharesMixed
    from crypto.recovery import TooFewShares as TooFewShares
    from crypto.recovery import WrongLength as WrongLength
    from crypto.recovery import WrongWord as WrongWord
    from crypto.recovery import combine_shares as combine_shares
    from crypto.recovery import make_shares as make_shares
    from crypto.recovery import read_share as read_share
    from crypto.relay import Receipt as Receipt
    from crypto.relay import delivery as delivery
    from crypto.relay import mailbox_id as mailbox_id
    from crypto.relay import mailbox_key as mailbox_key
    from crypto.relay import open_page as open_page
    from crypto.relay import open_receipt as open_receipt
    from crypto.relay import read_invite_code as read_invite_code
    from crypto.relay import ticket_hash as ticket_hash
    from crypto.relay_messages import object_id as object_id
    from crypto.revocation import Revocation as Revocation
    from crypto.revocation import read_revocation as read_revocation
    from crypto.revocation import revoke as revoke
    from crypto.root import Delegation as Delegation
    from crypto.root import delegate as delegate
    from crypto.root import delegation_file as delegation_file
    from crypto.root import open_root as open_root
    from crypto.root import read_delegation as read_delegation
    from crypto.root import read_delegation_file as read_delegation_file
    from crypto.root import root_of as root_of
    from crypto.root import seal_root as seal_root
    from crypto.secret import Secret as Secret
    from crypto.signing import SigningKey as SigningKey
    from crypto.signing import verify as verify
    from crypto.slots import SlotSecret as SlotSecret
    from crypto.slots import rotate_header as rotate_header
    from crypto.slots import with_slot as with_slot
    from crypto.slots import without_slot as without_slot
    from crypto.tickets import CLASS_BYTES as CLASS_BYTES
    from crypto.tickets import WalkIn as WalkIn
    from crypto.tickets import class_of as class_of

_MODULES = {
    "custody": "Action ClockState ShownLines",
    "blob": "BlobPlan open_blob",
    "body": "BodyChange Copied BodyEdit WithheldField BodyLink BodyReference ReportBody parse_body read_body",
    "card": "DESK URL_MAX Card Invite Mailbox choose_keyset is_card make_card make_invite read_card read_invite "
    "safety_number stated_card_size",
    "directory": "Directory DirectoryMember make_directory read_directory",
    "envelope": "ENVELOPE_SIZES Opened open_ seal verify_sender",
    "errors": "CannotOpen CryptoError Malformed NeedsNewCard NeedsNewerApp PassphraseInUse",
    "header": "Header PASSPHRASE RECOVERY WIPE OpenedVault create_header database_key header_hash "
    "keyfile_hash new_header open_header read_header settle_header",
    "keys": "EPOCH LATE PrivateKeyset PublicKeyset",
    "relay_messages": "object_id",
    "manifest": "Ack DeskAnswer Attachment BodyBlob CustodyHead DirectorySeen GivenReference Manifest MemberToken "
    "Missing Reply SharedMailbox Tickets TimeProof manifest_hash parse_handed "
    "parse_manifest",
    "member": "check_token make_token",
    "nearby": "NearbyInvite DoorKeys Note door_keys open_note seal_note",
    "padding": "padded_length padme",
    "passphrase": "calibrate derive generate_words normalise spellings",
    "recovery": "SHARE_WORDS Share ShareDamaged ShareError ShareForeign ShareRepeated SharesDisagree SharesMixed "
    "TooFewShares WrongLength WrongWord combine_shares make_shares read_share",
    "relay": "Receipt delivery mailbox_id mailbox_key open_page open_receipt read_invite_code ticket_hash",
    "revocation": "Revocation read_revocation revoke",
    "root": "Delegation delegate delegation_file open_root read_delegation read_delegation_file root_of seal_root",
    "real_names": "open_field seal_field second_unwrap second_wrap second_wrap_recovery",
    "secret": "Secret",
    "signing": "SigningKey verify",
    "slots": "SlotSecret rotate_header with_slot without_slot",
    "tickets": "CLASS_BYTES WalkIn class_of",
    "encoding": "Random Value decode encode hash_",
}
_HOME = {name: module for module, names in _MODULES.items() for name in names.split()}
__all__ = sorted(_HOME)


if not TYPE_CHECKING:  # a type checker would otherwise accept every name

    def __getattr__(name: str) -> object:
        if name not in _HOME:
            raise AttributeError(f"module 'crypto' has no attribute {name!r}")
        return getattr(import_module(f"crypto.{_HOME[name]}"), name)
