"""The ground, and the admin site that all rooms register with."""

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.utils.translation import gettext_lazy as _


class ConfigConfig(AppConfig):
    name = "config"
    verbose_name = _("System")


class BangfuAdminConfig(AdminConfig):
    default_site = "config.admin.site.BangfuSite"
