"""Staff accounts (工作人员账号), roles held (岗位), deputies (代理), hand-overs (交接)."""

from django.contrib import admin
from django.template.response import TemplateResponse
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from accounts.admin.forms import HandOverForm, PhoneForm, RevealForm
from accounts.models import Deputy, HandOver, RoleHolding, User
from accounts.sensitive import mask_phone, unseal_text
from accounts.services.handover import hand_over
from accounts.services.people import (
    PHONE_LABEL,
    record_reveal,
    reset_password,
    set_phone,
    take_on_again,
)
from config import clock
from config.admin.actions import service_action
from config.admin.base import BaseAdmin, ReadOnlyAdmin


@admin.register(User)
class UserAdmin(BaseAdmin):
    list_display = ["name", "staff_number", "organisation", "post", "held", "is_active"]
    list_filter = ["is_active", "holdings__role"]
    list_select_related = ["organisation"]
    search_fields = ["^name", "^staff_number"]
    ordering = ["organisation__path", "staff_number"]
    autocomplete_fields = ["organisation", "department"]
    fields = [
        "staff_number",
        "name",
        "organisation",
        "department",
        "post",
        "phone",
        "held",
        "is_active",
        "left_on",
    ]
    readonly_fields = ["phone", "held", "left_on"]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("holdings")

    @admin.display(description=_("roles"))
    def held(self, user):
        roles = [holding.get_role_display() for holding in user.holdings.all()]
        return "、".join(map(str, roles)) or "—"

    @admin.display(description=_("mobile phone"))
    def phone(self, user):
        return mask_phone(unseal_text(user.phone_cipher, PHONE_LABEL)) or "—"

    def save_model(self, request, obj, form, change):
        if not change:
            obj.set_unusable_password()
        super().save_model(request, obj, form, change)

    @service_action(
        _("New first password"),
        permission="accounts.reset_password_user",
        question=_(
            "The person gets a new first password, which is shown to you once. "
            "The old one ends at once."
        ),
        shown=lambda user: user.is_active,
    )
    def reset_password(self, request, user, data):
        password = reset_password(user=user, by=request.user)
        context = {
            **self.admin_site.each_context(request),
            "title": _("New first password"),
            "opts": self.opts,
            "subject": user,
            "value": password,
            "advice": _(
                "Hand it over in person. It is shown only now and must be changed at "
                "the first sign-in."
            ),
        }
        return TemplateResponse(request, "admin/shown_once.html", context)

    @service_action(
        _("Take on again"),
        permission="accounts.take_on_again_user",
        question=_("The account opens again, without roles and with its old password."),
        shown=lambda user: user.left_on is not None,
    )
    def take_on_again(self, request, user, data):
        take_on_again(user=user, by=request.user)
        return __("The account is open. Next: have the roles given.")

    @service_action(
        _("Phone number"), permission="accounts.set_phone_user", form=PhoneForm
    )
    def set_phone(self, request, user, data):
        set_phone(user=user, phone=data["phone"], by=request.user)
        return __("The phone number is stored, sealed.")

    @service_action(
        _("Show the phone number"),
        permission="accounts.reveal_phone_user",
        form=RevealForm,
        question=_("Every look is recorded with its reason."),
        shown=lambda user: bool(user.phone_cipher),
    )
    def reveal_phone(self, request, user, data):
        record_reveal(subject=user, field="phone", by=request.user, **data)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Mobile phone"),
            "opts": self.opts,
            "subject": user,
            "value": unseal_text(user.phone_cipher, PHONE_LABEL),
            "advice": _("This look has been recorded."),
        }
        return TemplateResponse(request, "admin/shown_once.html", context)


@admin.register(RoleHolding)
class RoleHoldingAdmin(BaseAdmin):
    list_display = ["user", "role", "union"]
    list_filter = ["role"]
    list_select_related = ["user__organisation"]
    search_fields = ["^user__name", "^user__staff_number"]
    ordering = ["user__organisation__path", "user__staff_number", "role"]
    autocomplete_fields = ["user"]

    @admin.display(description=_("union"), ordering="user__organisation__path")
    def union(self, holding):
        return holding.user.organisation.name


@admin.register(Deputy)
class DeputyAdmin(BaseAdmin):
    list_display = ["principal", "deputy", "valid_from", "valid_to", "reason"]
    list_select_related = ["principal", "deputy"]
    search_fields = ["^principal__name", "^deputy__name"]
    ordering = ["-valid_from", "pk"]
    autocomplete_fields = ["principal", "deputy"]

    @service_action(
        _("End today"),
        permission="accounts.end_deputy",
        shown=lambda row: row.valid_from <= clock.working_date() < row.valid_to,
        question=_("The deputy's rights end with this day."),
    )
    def end(self, request, deputy, data):
        deputy.valid_to = clock.working_date()
        deputy.save(update_fields=["valid_to"])
        return __("The arrangement ends today.")


@admin.register(HandOver)
class HandOverAdmin(ReadOnlyAdmin):
    list_display = ["handed_on", "leaver", "successor", "count", "leaves"]
    list_select_related = ["leaver", "successor"]
    search_fields = ["^leaver__name", "^successor__name"]
    ordering = ["-handed_on", "-pk"]
    fields = ["handed_on", "leaver", "successor", "recorded_by", "leaves", "work"]
    readonly_fields = fields
    change_form_template = "admin/accounts/handover/change_form.html"

    @admin.display(description=_("pieces of work"))
    def count(self, handover):
        return len(handover.items)

    work = count

    @service_action(
        _("Hand over"),
        permission="accounts.hand_over_handover",
        form=HandOverForm,
        on="list",
        question=_("All open work of the leaver goes to the successor in one act."),
        add_like=True,
    )
    def hand_over(self, request, subject, data):
        record = hand_over(on=clock.working_date(), by=request.user, **data)
        return __(
            "%(count)s pieces of work were handed over. Open the record to print the "
            "list."
        ) % {"count": len(record.items)}
