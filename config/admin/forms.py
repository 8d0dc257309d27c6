"""The form behind every change page: refuses to overwrite what its user never saw."""

from django import forms
from django.utils.translation import gettext as _

from config.admin.hooks import hook


class GuardedForm(forms.ModelForm):
    """A model form that locks its row, compares versions and shows refusals.

    `guard_request` is set per request by `BaseAdmin.get_form`. After a conflict
    `conflict` lists field, what this form wants and what stands there now.
    """

    guard_request = None
    conflict: tuple = ()

    def clean(self):
        cleaned = super().clean()
        refusal = getattr(self.guard_request, "refusal", None)
        if refusal is not None:
            raise refusal
        shown = self.data.get("shown_version", "")
        if self.instance.pk and hasattr(self.instance, "version"):
            self._compare(shown, cleaned or self.cleaned_data)
        return cleaned

    def _compare(self, shown: str, wanted: dict) -> None:
        model = type(self.instance)
        rows = model._base_manager.select_for_update(of=("self",), no_key=True)
        stored = rows.order_by("pk").filter(pk=self.instance.pk).first()
        if stored is None:
            raise forms.ValidationError(_("This record was removed in the meantime."))
        if str(stored.version) == shown:
            return
        self.current_version = stored.version
        self.conflict = tuple(
            {
                "label": self.fields[name].label or name,
                "wanted": self._words(name, wanted.get(name)),
                "stored": self._words(name, getattr(stored, name, None)),
            }
            for name in self.fields
            if name in wanted
            and hasattr(stored, name)
            and wanted[name] != getattr(stored, name)
        )
        raise forms.ValidationError(
            _(
                "%(who)s changed this record at %(when)s, after you opened it. Compare "
                "below, mend what you want and save again."
            )
            % hook("last_change")(stored)
        )

    def _words(self, name, value) -> str:
        choices = dict(getattr(self.fields[name], "choices", None) or ())
        if value in choices:
            return str(choices[value])
        if value in (None, ""):
            return "—"
        if isinstance(value, bool):
            return _("yes") if value else _("no")
        return str(value)
