"""The room of lists; every room's `resources` module is found at start."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class ExchangeConfig(AppConfig):
    name = "exchange"
    verbose_name = _("Lists in and out")

    def ready(self):
        autodiscover_modules("resources")
