"""What must be so before the office opens."""

from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from doudi.office.base import crypto


def refuse_demo_keys() -> None:
    """A production site neither runs with the keys of a demonstration nor with keys that others can read."""
    path = Path(settings.KEY_FILE)
    if not settings.PRODUCTION or not path.exists():
        return
    if path.stat().st_mode & 0o077:
        raise ImproperlyConfigured(f"密钥文件 {path} 可被他人读取，请改为仅属主可读：chmod 400。")
    if crypto.provider().is_demo:
        raise ImproperlyConfigured(
            f"密钥文件 {path} 是演示用的，正式环境不能使用：请移走后运行 manage.py make_keys。"
        )
