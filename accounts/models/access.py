"""Records of access: reveals of sensitive values, hand-overs, the key canary."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.enums import RevealReason
from accounts.models.user import User, loaded
from accounts.scope import ScopedModel, sees_everything
from config.errors import Check, Unique


class Reveal(ScopedModel):
    """One look at a full sensitive value (敏感信息查看记录); append-only.

    `subject` is the model label and key of what was looked at, `field` which value.
    """

    scope_path = "user__organisation"
    database_rights = "SELECT, INSERT"

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("who looked")
    )
    at = models.DateTimeField(_("at"), db_index=True)
    model = models.CharField(_("kind of record"), max_length=80)
    row = models.BigIntegerField(_("record no."))
    field = models.CharField(_("value"), max_length=40)
    reason = models.CharField(_("reason"), max_length=10, choices=RevealReason.choices)
    explanation = models.CharField(_("explanation"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("look at a sensitive value")
        verbose_name_plural = _("looks at sensitive values")
        constraints = [
            Check(
                condition=~Q(reason="other") | ~Q(explanation=""),
                name="accounts_reveal_other_is_explained",
                sentence=_("Another reason needs a few words of explanation."),
            ),
        ]

    def __str__(self):
        return f"{self._meta.verbose_name} {self.pk}"


class HandOver(ScopedModel):
    """A hand-over (工作交接): a leaver's open work went to a successor in one act.

    `items` is the printed list: kind, key, number and label of each open procedure.
    """

    scope_path = "leaver__organisation"
    database_rights = "SELECT, INSERT"

    leaver = models.ForeignKey(
        User, models.PROTECT, related_name="handed_over", verbose_name=_("leaver")
    )
    successor = models.ForeignKey(
        User, models.PROTECT, related_name="taken_over", verbose_name=_("successor")
    )
    handed_on = models.DateField(_("handed over on"))
    recorded_at = models.DateTimeField(_("recorded at"))
    recorded_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("recorded by")
    )
    leaves = models.BooleanField(_("the leaver's account was closed"), default=False)
    items = models.JSONField(_("open work"), default=list)

    class Meta:
        verbose_name = _("hand-over")
        verbose_name_plural = _("hand-overs")
        constraints = [
            Check(
                condition=~Q(leaver=models.F("successor")),
                name="accounts_handover_other_person",
                sentence=_("The successor is another person."),
            ),
        ]

    def __str__(self):
        people = f"{loaded(self, 'leaver')} → {loaded(self, 'successor')}"
        return f"{self.handed_on} {people}"


class KeyCanary(models.Model):
    """One sealed word: a start with the wrong keys cannot open it and fails loudly."""

    database_rights = "SELECT, INSERT"

    only = models.BooleanField(default=True, editable=False)
    sealed = models.BinaryField(editable=False)
    digest = models.BinaryField(editable=False)

    class Meta:
        verbose_name = _("key canary")
        verbose_name_plural = _("key canaries")
        constraints = [
            Unique(
                fields=["only"],
                name="accounts_keycanary_one",
                sentence=_("There is one key canary."),
            ),
            Check(
                condition=Q(only=True),
                name="accounts_keycanary_only",
                sentence=_("There is one key canary."),
            ),
        ]

    def __str__(self):
        return "canary"


class TrailQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Everything for the district; elsewhere what people of the subtree did."""
        if sees_everything(user):
            return self
        return self.filter(actor__in=User.objects.visible_to(user).values("pk"))


class Trail(models.Model):
    """One change of one row (留痕), written by triggers; read-only for everybody."""

    database_rights = "SELECT"

    class Operation(models.TextChoices):
        INSERT = "I", _("added")
        UPDATE = "U", _("changed")
        DELETE = "D", _("deleted")

    at = models.DateTimeField(_("at"))
    xid = models.BigIntegerField(_("transaction"))
    actor = models.BigIntegerField(_("who"), null=True)
    source = models.CharField(_("from where"), max_length=300)
    run = models.BigIntegerField(_("import run"), null=True)
    op = models.CharField(_("what"), max_length=1, choices=Operation.choices)
    table = models.CharField(_("table"), max_length=63)
    row = models.BigIntegerField(_("record no."))
    before = models.JSONField(_("before"), null=True)
    after = models.JSONField(_("after"), null=True)

    objects = TrailQuerySet.as_manager()

    class Meta:
        verbose_name = _("trail entry")
        verbose_name_plural = _("trail")
        indexes = [
            models.Index(fields=["table", "row", "id"], name="accounts_trail_row"),
            models.Index(fields=["actor", "id"], name="accounts_trail_actor"),
        ]

    def __str__(self):
        return f"{self._meta.verbose_name} {self.pk}"
