"""`python -m doudi` is the `doudi` command."""

from doudi.cli import main

main(prog_name="doudi")
