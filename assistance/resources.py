"""The lists of assistance: people with their memberships, enrolments in mutual aid."""

from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext_lazy as _

from accounts.sensitive import mask_id, mask_phone, seal_text
from assistance.models import Enrolment, Membership, Person
from config import clock, keys
from exchange.cleaning import (
    Code,
    Date,
    IdNumber,
    Integer,
    Money,
    Name,
    Phone,
    Text,
)
from exchange.cleaning.identity import id_birth_on, id_sex
from exchange.cleaning.pinyin import initials_of, name_key, pinyin_of
from exchange.columns import Column, Lookup, Output
from exchange.registry import ListResource, register
from exchange.resources import UNION

ID_LABEL = "assistance.Person.id"
PHONE_LABEL = "assistance.Person.phone"


def spread_name(name: str) -> list:
    """Name, key for comparing, pinyin, initials."""
    return [name, name_key(name), pinyin_of(name), initials_of(name)]


def spread_id(number: str) -> list:
    """Digest, sealed number, mask, sex, birth date of a resident number."""
    return [
        keys.digest("resident", number),
        seal_text(number, ID_LABEL),
        mask_id(number),
        id_sex(number),
        id_birth_on(number),
    ]


def spread_phone(number: str) -> list:
    """Digest, sealed number, last four digits."""
    return [keys.digest("phone", number), seal_text(number, PHONE_LABEL), number[-4:]]


def current_union(reader) -> Subquery:
    """The code of the union a person belongs to now, as far as the reader sees it."""
    now = Membership.objects.visible_to(reader).filter(
        person=OuterRef("pk"), period__overlap=(clock.working_date(), None)
    )
    return Subquery(now.order_by("-status", "-pk").values("organisation__code")[:1])


def name_column(path: str = "") -> Column:
    """A person's name; `path` leads from the list's model to the person."""
    return Column(
        "name",
        _("full name"),
        lambda units: Name(),
        synonyms=("姓名", "职工姓名", "名字", "会员姓名"),
        required=True,
        convert=spread_name,
        outputs=(
            Output("name", "text", "name"),
            Output("name_key", "text", "name_key"),
            Output("pinyin", "text", "pinyin"),
            Output("initials", "text", "initials"),
        ),
        source=f"{path}name",
        example="示例张三",
    )


def id_column(path: str = "") -> Column:
    return Column(
        "id_number",
        _("identity number"),
        lambda units: IdNumber(),
        synonyms=(
            "身份证号",
            "身份证号码",
            "证件号码",
            "公民身份号码",
            "身份证",
            "证件号",
        ),
        required=True,
        sensitive=True,
        convert=spread_id,
        outputs=(
            Output("id_digest", "bytea", "id_digest"),
            Output("id_cipher", "bytea", "id_cipher"),
            Output("id_mask", "text"),
            Output("sex", "text", "sex"),
            Output("birth_on", "date", "birth_on"),
        ),
        source=f"{path}id_cipher",
        seal=ID_LABEL,
        mask=mask_id,
        example="11010519491231002X",
    )


def phone_column(path: str = "") -> Column:
    return Column(
        "phone",
        _("mobile phone"),
        lambda units: Phone(),
        synonyms=("电话", "手机", "手机号", "手机号码", "联系方式", "联系电话"),
        sensitive=True,
        convert=spread_phone,
        outputs=(
            Output("phone_digest", "bytea", "phone_digest"),
            Output("phone_cipher", "bytea", "phone_cipher"),
            Output("phone_tail", "text", "phone_tail"),
        ),
        source=f"{path}phone_cipher",
        seal=PHONE_LABEL,
        mask=mask_phone,
        example="13900000000",
    )


def union_column(source="") -> Column:
    return Column(
        "organisation",
        _("union"),
        lambda units: Text(100),
        synonyms=("单位", "工作单位", "所属工会", "所在工会", "单位名称", "工会名称"),
        lookup=UNION,
        source=source,
        example="JC0001",
    )


@register
class PersonResource(ListResource):
    """People (职工) with their membership, found by identity number."""

    name = name_column()
    id_number = id_column()
    phone = phone_column()
    organisation = union_column(current_union)

    key = ("id_digest",)
    plan = "assistance.services.people_list.PersonPlan"

    class Meta(ListResource.Meta):
        model = Person


@register
class EnrolmentResource(ListResource):
    """Enrolments in mutual aid (互助参加名单): person upserted, membership claimed."""

    name = name_column("person__")
    id_number = id_column("person__")
    phone = phone_column("person__")
    organisation = union_column()
    period = Column(
        "period",
        _("coverage period"),
        lambda units: Code(20),
        synonyms=("期次", "保障期", "互助期次", "年度"),
        lookup=Lookup("assistance_coverageperiod", exact="code"),
        required=True,
        example="2022",
    )
    shares = Column(
        "shares",
        _("shares"),
        lambda units: Integer(1, 99),
        sql_type="smallint",
        synonyms=("份数",),
        example="1",
    )
    fee = Column(
        "fee",
        _("fee paid"),
        lambda units: Money(header=units.header, unit_line=units.line),
        sql_type="numeric(10,2)",
        synonyms=("缴费", "缴费金额", "金额", "交费", "互助金", "缴费额"),
        required=True,
        money=True,
        example="100",
    )
    paid_on = Column(
        "paid_on",
        _("paid on"),
        lambda units: Date(),
        sql_type="date",
        synonyms=("缴费日期", "交款日", "交费日期", "日期"),
        example="2021-11-30",
    )
    receipt_no = Column(
        "receipt_no",
        _("receipt no."),
        lambda units: Code(30),
        synonyms=("凭证号", "收据号", "票据号"),
        example="0001",
    )

    key = ("id_digest", "period")
    plan = "assistance.services.enrolment_list.EnrolmentPlan"

    class Meta(ListResource.Meta):
        model = Enrolment
