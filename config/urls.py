"""Everything lies below /admin/; errors have pages of their own."""

from django.contrib import admin
from django.urls import path
from django.views.generic import RedirectView

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="admin:index")),
    path("admin/", admin.site.urls),
]
handler400 = "config.admin.errors.bad_request"
handler403 = "config.admin.errors.forbidden"
handler404 = "config.admin.errors.not_found"
handler500 = "config.admin.errors.failed"
