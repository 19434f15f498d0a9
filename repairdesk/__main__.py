"""``python -m repairdesk`` and the ``repairdesk`` command."""

from __future__ import annotations

import gc
import os
import sys


def main() -> int:
    """Run the program on the words of the command line and return the exit status.

    Without a noun the desk opens, and the library that reads nouns and verbs is not even imported.
    """
    os.umask(0o077)  # before anything can make a file: the register is private
    gc.disable()  # what is imported stays: to search it for garbage costs a tenth of the start
    from repairdesk.cli.start import run

    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
