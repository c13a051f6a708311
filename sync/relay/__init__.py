"""The relay: stores what it cannot read. Uses of crypto only the door `crypto.relay`."""
