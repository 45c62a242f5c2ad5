"""Closed lists of the files."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class FileFormat(TextChoices):
    PDF = "PDF", "PDF"
    JPEG = "JPEG", "JPEG"
    PNG = "PNG", "PNG"
    XLSX = "XLSX", "XLSX"
    CSV = "CSV", "CSV"


class FileKind(TextChoices):
    """What a file is about."""

    EVIDENCE = "EVIDENCE", _("证明材料")
    CONSENT = "CONSENT", _("核对授权书")
    VISIT_PHOTO = "VISIT_PHOTO", _("入户照片")
    APPRAISAL = "APPRAISAL", _("评议记录")
    NOTICE_PHOTO = "NOTICE_PHOTO", _("公示照片")
    ROSTER = "ROSTER", _("导入名册")
    VERIFICATION = "VERIFICATION", _("核对结果")
    BANK = "BANK", _("银行文件")
    OTHER = "OTHER", _("其他")
