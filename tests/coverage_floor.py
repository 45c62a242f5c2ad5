"""Fails unless the parts that decide about people are covered to the last branch."""

import subprocess
import sys

FLOORS = {
    "the engine": ("doudi/engine/*", 100),
    "the policies": ("doudi/policies/*", 100),
    "actions": ("doudi/office/*/actions.py,doudi/office/*/actions/*", 100),
    "permissions": ("doudi/office/*/permissions.py,doudi/office/*/permissions/*", 100),
    "everything": ("doudi/*", 90),
}


def main() -> int:
    short = []
    for name, (files, floor) in FLOORS.items():
        print(f"== coverage of {name} (at least {floor} %)", flush=True)
        command = ["coverage", "report", f"--include={files}", f"--fail-under={floor}", "--precision=1"]
        if subprocess.run([sys.executable, "-m", *command], check=False).returncode:
            short.append(name)
    if short:
        print(f"coverage below its floor: {', '.join(short)}")
    return 1 if short else 0


if __name__ == "__main__":
    sys.exit(main())
