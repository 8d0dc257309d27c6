"""Mutual medical aid (医疗互助): plans, coverage periods, enrolment."""

from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from accounts.scope import ScopedModel
from accounts.trail import recorded
from assistance.models.person import Person
from config.errors import Check, Unique
from config.fields import VersionedModel


@recorded
class MutualAidPlan(VersionedModel, ScopedModel):
    """A plan of mutual medical aid (互助计划), run by the upper union."""

    scope_path = None

    code = models.CharField(_("plan code"), max_length=20)
    name = models.CharField(_("name"), max_length=60)

    class Meta:
        verbose_name = _("mutual-aid plan")
        verbose_name_plural = _("mutual-aid plans")
        constraints = [
            Unique(
                fields=["code"],
                name="assistance_plan_code_once",
                sentence=_("Another plan already has this code."),
            ),
        ]

    def __str__(self):
        return self.name


@recorded
class CoveragePeriod(VersionedModel, ScopedModel):
    """A coverage period (保障期) of a plan, with the price of one share in yuan."""

    scope_path = None

    plan = models.ForeignKey(
        MutualAidPlan, models.PROTECT, verbose_name=_("mutual-aid plan")
    )
    code = models.CharField(_("period code"), max_length=20)
    covers = DateRangeField(_("covers"))
    price = models.DecimalField(_("price of a share"), max_digits=10, decimal_places=2)

    class Meta:
        verbose_name = _("coverage period")
        verbose_name_plural = _("coverage periods")
        constraints = [
            Unique(
                fields=["code"],
                name="assistance_period_code_once",
                sentence=_("Another coverage period already has this code."),
            ),
            Check(
                condition=Q(price__gte=0),
                name="assistance_period_price_not_negative",
                sentence=_("The price is not below nought."),
            ),
        ]

    def __str__(self):
        return self.code


@recorded
class Enrolment(VersionedModel, ScopedModel):
    """A person's enrolment (参加互助) in a coverage period through a union."""

    period = models.ForeignKey(
        CoveragePeriod, models.PROTECT, verbose_name=_("coverage period")
    )
    person = models.ForeignKey(
        Person, models.PROTECT, related_name="enrolments", verbose_name=_("person")
    )
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, verbose_name=_("union")
    )
    shares = models.PositiveSmallIntegerField(_("shares"), default=1)
    fee = models.DecimalField(_("fee paid"), max_digits=10, decimal_places=2)
    paid_on = models.DateField(_("paid on"), null=True, blank=True)
    receipt_no = models.CharField(_("receipt no."), max_length=30, blank=True)

    class Meta:
        verbose_name = _("enrolment")
        verbose_name_plural = _("enrolments")
        constraints = [
            Unique(
                fields=["person", "period"],
                name="assistance_enrolment_once",
                sentence=_("This person is already enrolled in this period."),
            ),
            Check(
                condition=Q(shares__gte=1),
                name="assistance_enrolment_has_share",
                sentence=_("An enrolment has at least one share."),
            ),
            Check(
                condition=Q(fee__gte=0),
                name="assistance_enrolment_fee_not_negative",
                sentence=_("The fee is not below nought."),
            ),
        ]

    def __str__(self):
        return f"{self.person_id} {self.period_id}"
