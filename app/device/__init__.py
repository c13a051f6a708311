"""The computer of the vault: requests of this process to the system, and findings that matter to a vault."""
