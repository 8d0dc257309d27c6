"""The fixed words of assistance: papers, sexes, memberships, enrolments."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class IdType(TextChoices):
    """Kinds of identity papers (证件类型)."""

    RESIDENT = "resident", _("resident identity card")
    PASSPORT = "passport", _("passport")
    FOREIGN = "foreign", _("foreign permanent resident card")
    HK_MACAO = "hk_macao", _("mainland travel permit, Hong Kong or Macao")
    TAIWAN = "taiwan", _("mainland travel permit, Taiwan")
    MILITARY = "military", _("military identity card")
    HOUSEHOLD = "household", _("household register")
    OTHER = "other", _("other paper")


class Sex(TextChoices):
    """Sex as the papers have it (性别)."""

    MALE = "male", _("male")
    FEMALE = "female", _("female")


class MembershipStatus(TextChoices):
    """How sure a membership is (会员关系): claimed by a list, or confirmed."""

    CLAIMED = "claimed", _("claimed")
    CONFIRMED = "confirmed", _("confirmed")
