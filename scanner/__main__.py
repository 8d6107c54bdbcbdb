"""``python -m scanner`` and the ``soc2scan`` command."""

from scanner.cli.main import main

if __name__ == "__main__":
    main()
