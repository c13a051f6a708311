"""TLS to a server whose identity does not matter."""

import ssl


def trust_everyone() -> ssl.SSLContext:
    """Return the settings of a client that accepts every certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context
