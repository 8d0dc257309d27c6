"""Where the ground asks the rooms above it, by dotted name from the settings."""

from collections.abc import Callable

from django.conf import settings
from django.utils.module_loading import import_string


def hook(name: str) -> Callable:
    """The function that `settings.HOOKS` names."""
    return import_string(settings.HOOKS[name])
