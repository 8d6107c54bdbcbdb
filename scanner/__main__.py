"""``python -m scanner`` and the ``soc2scan`` command."""

import gc
import sys


def main() -> None:
    # Trees of millions of objects are made and nearly none is dropped: looking for cycles as often as usual doubles the time.
    gc.set_threshold(50_000, 20, 50)
    try:
        from scanner.cli.main import main as run  # here, so that Ctrl-C during the imports is no traceback either
    except KeyboardInterrupt:
        sys.exit(130)
    run()


if __name__ == "__main__":
    main()
