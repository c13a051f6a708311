"""The relay: a server that stores data it cannot read. Of crypto it uses only `crypto.relay`."""
