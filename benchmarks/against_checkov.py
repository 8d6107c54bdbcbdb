"""soc2scan and Checkov on the same folder, in one run.

python benchmarks/against_checkov.py FOLDER [--checkov PATH] [--times N]
"""

from __future__ import annotations

import argparse
import sys

from measure import best


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder")
    parser.add_argument("--checkov", default="checkov", help="the checkov command (default: from PATH)")
    parser.add_argument("--times", type=int, default=3, help="runs of soc2scan; Checkov runs once")
    arguments = parser.parse_args()
    ours = best([sys.executable, "-m", "scanner", "scan", arguments.folder, "--format", "json", "--quiet"], arguments.times)
    theirs = best([arguments.checkov, "-d", arguments.folder, "--framework", "terraform", "--skip-download", "-o", "json"], 1)
    print(f"{'':10} {'seconds':>9} {'peak MB':>9}  exit")
    print(f"{'soc2scan':10} {ours.seconds:9.2f} {ours.megabytes:9.0f}  {ours.exit_code}")
    print(f"{'checkov':10} {theirs.seconds:9.2f} {theirs.megabytes:9.0f}  {theirs.exit_code}")
    print(f"{'ratio':10} {theirs.seconds / ours.seconds:9.1f} {theirs.megabytes / ours.megabytes:9.1f}")


if __name__ == "__main__":
    main()
