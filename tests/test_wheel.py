"""The wheel holds the three packages, and works outside the checkout."""

import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).parent.parent


def test_the_wheel_holds_the_three_packages_and_imports_elsewhere(tmp_path: Path) -> None:
    build = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "--quiet",
        "--no-deps",
        "--no-build-isolation",  # setuptools is here, and tests open no network
        "--wheel-dir",
        str(tmp_path),
        str(ROOT),
    ]
    subprocess.run(build, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("citedesk-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        archive.extractall(tmp_path / "installed")
    tops = {name.split("/")[0] for name in names if ".dist-info" not in name}
    assert tops == {"index", "qa", "ui"}
    assert {"qa/calibration.json", "qa/evaluation/report.py", "ui/templates/evaluation.html"} <= set(names)
    assert any(name.endswith("licenses/LICENSE") for name in names)
    script = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "import index.archive, qa.reader, ui.cli\n"
        "assert index.archive.__file__.startswith(sys.argv[1]), index.archive.__file__\n"
        "qa.reader.load_calibration()\n"
        "sys.exit(ui.cli.main(['status', '--archive', 'none']))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path / "installed")],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert done.stderr == "citedesk: no archive in none: make one with citedesk index PATH --archive none\n"
