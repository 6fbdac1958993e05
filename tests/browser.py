"""Finds Chromium for the browser tests, or installs it where that may be done.

Order: a browser that is there; Debian's or Ubuntu's package, as root; Playwright's own download.
Run by `make test`; ends with the one command to run where none of the three works.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def find() -> str | None:
    """Return the path of a Chromium that can be driven, or None."""
    for name in NAMES:
        path = shutil.which(name)
        # Ubuntu's /usr/bin/chromium-browser is a script that only says to use snap.
        if path and _starts(path):
            return path
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def _starts(path: str) -> bool:
    try:
        done = subprocess.run([path, "--version"], capture_output=True, timeout=60, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def install() -> str | None:
    """Install Chromium where this process may, and return its path."""
    if os.name == "posix" and os.geteuid() == 0 and shutil.which("apt-get"):
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for command in (["apt-get", "update", "-qq"], ["apt-get", "install", "-y", "-qq", "chromium"]):
            subprocess.run(command, env=environment, check=False, stdout=subprocess.DEVNULL)
        if path := find():
            return path
    subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)
    return find()


def main() -> int:
    path = find() or install()
    if path is None:
        sys.stderr.write("The browser tests need Chromium. Run: sudo apt-get install chromium\n")
        return 1
    sys.stdout.write(f"browser: {path}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
