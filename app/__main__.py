"""Starts the window where nothing is asked for, else the command line; neither loads the other."""

import gc
import os
import sys


def main() -> int:
    """Return the exit code of what was asked for."""
    os.umask(0o077)  # whatever this program writes is for its owner alone
    arguments = sys.argv[1:]
    if not arguments:
        gc.disable()  # nothing of what is loaded is garbage; `run` collects again once the window stands
        from app.gui.run import run

        return run()
    from app import start

    if arguments[0] == start.CONFINED:
        from app.exchange.confined import main as read

        return read(bare=start.BARE in arguments)
    if arguments[0] == start.DOOR:
        from sync.relay.beside import main as stand

        return stand(arguments[1:])
    from app.cli import serve, wipe

    if serve.is_wanted(arguments):
        return serve.main(arguments)
    if wipe.is_wanted(arguments):
        return wipe.main(arguments)
    from app.cli.main import main as command

    return command(arguments)


if __name__ == "__main__":
    sys.exit(main())
