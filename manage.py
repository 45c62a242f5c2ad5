"""Django's command line for developers; `doudi` is the one for everybody else."""

import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "doudi.config.settings")

from django.core.management import execute_from_command_line

execute_from_command_line(sys.argv)
