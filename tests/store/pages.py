"""The decrypted pages of a vault's files, dead cells among them: what somebody with the key would find."""

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from app.store.vault.open_vault import Vault

PAGE, RESERVE, SALT = 4096, 80, 16
WAL_HEADER, FRAME_HEADER = 32, 24


def plain(vault: Vault) -> bytes:
    """Return every page of the database and of its log of writes, in the clear."""
    path, secret = vault.database
    key = bytes(secret.buffer)
    found = [_decrypted(key, page, number == 0) for number, page in enumerate(_parts(path.read_bytes(), 0, 0))]
    wal = path.with_name(f"{path.name}-wal")
    log = wal.read_bytes() if wal.exists() else b""
    found += [_decrypted(key, page, False) for page in _parts(log, WAL_HEADER, FRAME_HEADER)]
    return b"".join(found)


def _parts(data: bytes, start: int, head: int) -> list[bytes]:
    return [data[at + head : at + head + PAGE] for at in range(start, len(data), head + PAGE)]


def _decrypted(key: bytes, page: bytes, first: bool) -> bytes:
    """SQLCipher 4: ciphertext, then IV 16 and HMAC 64; the first page begins with the salt."""
    text, iv = page[SALT if first else 0 : PAGE - RESERVE], page[PAGE - RESERVE : PAGE - RESERVE + 16]
    decryptor = Cipher(algorithms.AES256(key), modes.CBC(iv)).decryptor()
    return decryptor.update(text) + decryptor.finalize()
