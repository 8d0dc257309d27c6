"""Unions (工会组织) and departments (部室)."""

from django.contrib import admin

from accounts.models import Department, Organisation
from config.admin.base import BaseAdmin


@admin.register(Organisation)
class OrganisationAdmin(BaseAdmin):
    list_display = ["name", "code", "kind", "parent", "is_active"]
    list_filter = ["kind", "is_active"]
    list_select_related = ["parent"]
    search_fields = ["^name", "^code", "name"]
    ordering = ["path"]
    autocomplete_fields = ["parent"]
    fields = ["name", "code", "kind", "parent", "is_active"]


@admin.register(Department)
class DepartmentAdmin(BaseAdmin):
    list_display = ["name", "organisation"]
    list_select_related = ["organisation"]
    search_fields = ["^name"]
    ordering = ["organisation__path", "name"]
    autocomplete_fields = ["organisation"]
