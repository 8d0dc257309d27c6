"""Registers and pages of accounts; imported once by Django's admin."""

from accounts.admin import (
    access,
    jobs,
    organisation,
    route,
    setup,
    sign_in,
    user,
)

__all__ = ["access", "jobs", "organisation", "route", "setup", "sign_in", "user"]
