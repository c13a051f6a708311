"""The machine under the vault: what this process asks of it, and what can be seen of it that matters to a vault."""
