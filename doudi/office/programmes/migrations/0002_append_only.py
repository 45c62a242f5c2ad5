"""Determinations are never changed: the database itself refuses, on both engines."""

from django.db import migrations

from doudi.office.base.triggers import append_only


class Migration(migrations.Migration):
    dependencies = [("programmes", "0001_initial")]
    operations = [append_only("programmes_determination")]
