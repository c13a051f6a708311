"""Contacts, identity keys, organisations and members of a desk."""
