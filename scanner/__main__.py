"""``python -m scanner`` and the ``soc2scan`` command."""

import sys


def main() -> None:
    try:
        from scanner.cli.main import main as run  # here, so that Ctrl-C during the imports is no traceback either
    except KeyboardInterrupt:
        sys.exit(130)
    run()


if __name__ == "__main__":
    main()
