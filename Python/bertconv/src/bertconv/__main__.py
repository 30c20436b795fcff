"""``python -m bertconv``: becomes the program."""

import os
import sys

from bertconv._program import program


def main() -> None:
    """Replaces this process, so that streams, signals and the exit status are the program's own."""
    path = program()
    os.execv(path, [path, *sys.argv[1:]])


if __name__ == "__main__":
    main()
