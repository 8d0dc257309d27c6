"""`make test`: the whole suite on every core, browser tests included.

Without a Chromium on the machine the browser tests cannot run: under CI that is an
error, elsewhere they are left out with a line that says so.
"""

import os
import subprocess
import sys
from pathlib import Path

from tests.browser import chromium

ADVICE = "apt install chromium fonts-noto-cjk"


def main() -> int:
    command = [sys.executable, "-m", "pytest", "-q"]
    command += ["-n", str(os.cpu_count() or 2), "--dist", "loadfile", *sys.argv[1:]]
    if chromium() is None:
        if os.environ.get("CI"):
            sys.stderr.write(f"No Chromium: {ADVICE}\n")
            return 1
        command += ["-m", "not browser"]
    code = subprocess.run(command, cwd=Path(__file__).parent.parent).returncode
    if chromium() is None:
        sys.stderr.write(f"BROWSER TESTS WERE LEFT OUT: no Chromium ({ADVICE}).\n")
    return code


if __name__ == "__main__":
    sys.exit(main())
