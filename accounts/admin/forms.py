"""Forms of sign-in and of the account dialogs."""

from django import forms
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth.forms import PasswordChangeForm
from django.utils.translation import gettext_lazy as _

from accounts.enums import RevealReason
from accounts.models import User
from accounts.services.people import set_own_password
from config import clock


class SignInForm(AdminAuthenticationForm):
    """Staff number and password."""

    error_messages = {
        **AdminAuthenticationForm.error_messages,
        "invalid_login": _(
            "Staff number and password do not match. After five wrong attempts the "
            "account is locked for half an hour."
        ),
    }


class OwnPasswordForm(PasswordChangeForm):
    """The person's own new password; must differ from the old one."""

    def clean_new_password1(self):
        new = self.cleaned_data.get("new_password1", "")
        if new and self.user.check_password(new):
            raise forms.ValidationError(_("The new password is the old one."))
        return new

    def save(self, commit=True):
        set_own_password(user=self.user, password=self.cleaned_data["new_password1"])
        return self.user


class PhoneForm(forms.Form):
    phone = forms.CharField(label=_("Mobile phone"), required=False, max_length=30)
    remove = forms.BooleanField(label=_("Take the stored number away"), required=False)

    def clean(self):
        cleaned = super().clean()
        if bool(cleaned.get("phone")) == bool(cleaned.pop("remove", False)):
            raise forms.ValidationError(
                _("Write a number, or tick that the stored one goes.")
            )
        return cleaned


class RevealForm(forms.Form):
    reason = forms.ChoiceField(
        label=_("Reason"), choices=RevealReason.choices, widget=forms.RadioSelect
    )
    explanation = forms.CharField(
        label=_("Explanation"), required=False, max_length=200
    )


class ValidFromForm(forms.Form):
    valid_from = forms.DateField(
        label=_("Valid from"),
        initial=clock.working_date,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


class HandOverForm(forms.Form):
    """Who goes, who takes over; only people in the signed-in person's scope."""

    leaver = forms.ModelChoiceField(User.objects.none(), label=_("Leaver"))
    successor = forms.ModelChoiceField(User.objects.none(), label=_("Successor"))
    leaves = forms.BooleanField(
        label=_("The leaver goes for good: close the account"), required=False
    )

    @classmethod
    def for_subject(cls, request, subject, **options):
        form = cls(**options)
        people = User.objects.visible_to(request.user).filter(is_active=True)
        for name in ("leaver", "successor"):
            form.fields[name].queryset = people.order_by("staff_number")
        return form
