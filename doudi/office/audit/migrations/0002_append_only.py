from django.db import migrations

from doudi.office.base.triggers import append_only


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [append_only("audit_auditrecord", "audit_accessrecord")]
