"""Columns for sensitive values: sealed bytes, and the digest that finds them."""

from django.db import models


class CipherField(models.BinaryField):
    """A sealed value (AES-GCM). The trail shows only that it changed."""

    def __init__(self, *args, **options):
        options.setdefault("editable", False)
        super().__init__(*args, **options)


class DigestField(models.BinaryField):
    """A keyed digest (HMAC-SHA256). The trail shows its first eight hex digits."""

    def __init__(self, *args, **options):
        options.setdefault("editable", False)
        options.setdefault("max_length", 32)
        super().__init__(*args, **options)


class VersionedModel(models.Model):
    """A row that people edit: a form saves only on the version it showed.

    The database counts `version` up at each change; see `bangfu_next_version`.
    """

    version = models.PositiveIntegerField("version", default=1, editable=False)

    class Meta:
        abstract = True
