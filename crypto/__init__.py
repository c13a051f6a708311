"""The one door of this layer: bytes in, bytes out, nothing of the app.

It is lazy (PEP 562): a name is loaded from its module when it is first asked for, so that importing `crypto.relay`
or the unlock window does not load `cryptography`. The imports below are for the type checker and are held equal to
`_MODULES` by a test.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from crypto.errors import CannotOpen as CannotOpen
    from crypto.errors import CryptoError as CryptoError
    from crypto.errors import Malformed as Malformed
    from crypto.errors import NeedsNewerApp as NeedsNewerApp
    from crypto.signing import SigningKey as SigningKey
    from crypto.signing import verify as verify
    from crypto.wire import Random as Random
    from crypto.wire import Value as Value
    from crypto.wire import decode as decode
    from crypto.wire import encode as encode
    from crypto.wire import hash_ as hash_

_MODULES = {
    "errors": ("CannotOpen", "CryptoError", "Malformed", "NeedsNewerApp"),
    "signing": ("SigningKey", "verify"),
    "wire": ("Random", "Value", "decode", "encode", "hash_"),
}
_HOME = {name: module for module, names in _MODULES.items() for name in names}
__all__ = sorted(_HOME)


def __getattr__(name: str) -> object:
    if name not in _HOME:
        raise AttributeError(f"module 'crypto' has no attribute {name!r}")
    return getattr(import_module(f"crypto.{_HOME[name]}"), name)
