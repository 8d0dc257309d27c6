"""Forms and the record of steps that every kind of procedure shows alike."""

from django import forms
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accounts.models import RouteStep, User
from accounts.procedures import Procedure, principals_of
from accounts.services.steps import take_step
from config import clock
from config.errors import DomainError

REASON_PARTS = ("field", "reason", "text")


class StepForm(forms.Form):
    """An opinion, and for whom the step is taken when the person is a deputy."""

    opinion = forms.CharField(
        label=_("Opinion"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    acting_for = forms.ModelChoiceField(
        User.objects.none(),
        label=_("In place of"),
        required=False,
        empty_label=_("myself"),
    )

    @classmethod
    def for_subject(cls, request, subject, **options):
        form = cls(**options)
        principals = principals_of(request.user, clock.working_date())
        if principals:
            keys = [person.pk for person in principals]
            people = User.objects.select_related("organisation").order_by("pk")
            form.fields["acting_for"].queryset = people.filter(pk__in=keys)
        else:
            del form.fields["acting_for"]
        return form


class ReturnForm(StepForm):
    """What is wrong with which fields, and the step it goes back to."""

    REASONS = [
        ("missing", _("missing")),
        ("unclear", _("unclear")),
        ("wrong", _("wrong")),
        ("expired", _("expired")),
        ("other", _("other")),
    ]

    ROWS = 3

    return_to = forms.ChoiceField(label=_("Goes back to"))

    @classmethod
    def for_subject(cls, request, subject, **options):
        form = super().for_subject(request, subject, **options)
        fields = [
            (f.name, f.verbose_name)
            for f in subject._meta.concrete_fields
            if f.editable and f.name not in ("id", "keeper", "route")
        ]
        for number in range(1, cls.ROWS + 1):
            form.add_reason(number, fields)
        steps = RouteStep.objects.filter(route=subject.route, no__lte=subject.step_no)
        form.fields["return_to"].choices = [(s.no, s.label) for s in steps]
        rows = [f"{n}{i}" for i in range(1, cls.ROWS + 1) for n in REASON_PARTS]
        form.order_fields([*rows, "return_to", "opinion"])
        return form

    def add_reason(self, number: int, fields: list) -> None:
        """One row of field, reason and explanation; only the first must be filled."""
        first = number == 1
        none = [] if first else [("", "—")]
        self.fields[f"field{number}"] = forms.ChoiceField(
            label=_("What must be mended"), choices=[*none, *fields], required=first
        )
        self.fields[f"reason{number}"] = forms.ChoiceField(
            label=_("Reason"), choices=[*none, *self.REASONS], required=first
        )
        self.fields[f"text{number}"] = forms.CharField(
            label=_("Explanation"), max_length=200, required=False
        )

    def clean(self):
        cleaned = super().clean()
        rows = [
            {part: cleaned.pop(f"{part}{number}", "") for part in REASON_PARTS}
            for number in range(1, self.ROWS + 1)
        ]
        cleaned["reasons"] = [row for row in rows if row["field"] and row["reason"]]
        if any(bool(row["field"]) != bool(row["reason"]) for row in rows):
            raise forms.ValidationError(_("A field and its reason go together."))
        if "return_to" in cleaned:
            cleaned["return_to"] = int(cleaned["return_to"])
        return cleaned


def take_one(request, row: Procedure, data: dict, **values) -> None:
    """Takes a step of one procedure with a form's data; raises why it cannot."""
    taken = take_step(
        procedures=type(row).objects.filter(pk=row.pk),
        by=request.user,
        on=clock.working_date(),
        **data,
        **values,
    )
    if taken.exceptions:
        raise DomainError(taken.exceptions[row.pk])


def steps_shown(row: Procedure) -> SafeString:
    """办理记录: every step taken, and those still to come, as one table."""
    taken = list(
        row.steps.select_related("actor", "acted_for", "route_step").order_by("pk")
    )
    coming = RouteStep.objects.filter(route=row.route_id, no__gt=row.step_no)
    context = {
        "row": row,
        "taken": [(step, _reasons(row, step)) for step in taken],
        "coming": coming.order_by("no") if row.state in ("draft", "running") else [],
    }
    return render_to_string("admin/includes/steps.html", context)


def _reasons(row, step) -> list[str]:
    """The reasons of a return in words: field, reason, explanation."""
    words = dict(ReturnForm.REASONS)
    labels = {f.name: f.verbose_name for f in row._meta.concrete_fields}
    return [
        "：".join(
            str(part)
            for part in (
                labels.get(entry["field"], entry["field"]),
                words.get(entry["reason"], entry["reason"]),
                entry.get("text", ""),
            )
            if part
        )
        for entry in step.reasons
    ]
