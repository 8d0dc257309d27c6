"""The demonstration's federation: the union tree and one account per role.

All names are invented but the federation's own; loading twice changes nothing.
"""

from dataclasses import dataclass

from django.db import transaction

from accounts.enums import OrganisationKind, Role
from accounts.models import Department, Organisation, RoleHolding, User
from accounts.services.people import set_phone
from config import clock
from config.acting import SYSTEM, acting

FEDERATION, CENTRE = "420112", "420112-BF"
STREETS = [
    "吴家山街道",
    "长青街道",
    "慈惠街道",
    "径河街道",
    "走马岭街道",
    "将军路街道",
    "金银湖街道",
    "常青花园",
    "新沟镇街道",
    "东山街道",
    "辛安渡街道",
    "柏泉街道",
]
GRASSROOTS = 1690
WORDS = ["恒", "达", "盛", "源", "嘉", "瑞", "泰", "丰", "宏", "兴", "华", "通"]
TRADES = [
    "食品",
    "物流",
    "机械",
    "电子",
    "医药",
    "建材",
    "纺织",
    "包装",
    "商贸",
    "汽配",
    "印务",
    "环保",
]
FORMS = ["有限公司工会", "股份公司工会", "厂工会", "中心工会"]
DEPARTMENTS = ["办公室", "组织宣传部", "权益保障部", "经济工作部", "财务部", "经审办"]


@dataclass(frozen=True)
class DemoAccount:
    """A person of the demonstration; `place` is a code of the union tree."""

    number: str
    name: str
    post: str
    place: str
    department: str = ""


ACCOUNTS = (
    DemoAccount("caseworker", "王芳", "帮扶中心经办人", CENTRE),
    DemoAccount("reviewer", "李强", "帮扶中心审核人", CENTRE),
    DemoAccount("supervisor", "陈静", "分管副主席", FEDERATION),
    DemoAccount("finance", "赵敏", "财务", FEDERATION, "财务部"),
    DemoAccount("auditor", "孙立", "经审委员", FEDERATION, "经审办"),
    DemoAccount("department", "周洋", "组宣部干事", FEDERATION, "组织宣传部"),
    DemoAccount("officer", "吴洁", "基层工会专干", "JC0001"),
    DemoAccount("sysadmin", "郑浩", "系统管理员", FEDERATION, "办公室"),
    DemoAccount("secadmin", "冯雪", "安全管理员", FEDERATION, "办公室"),
)


def load() -> None:
    """The union tree (1 + 1 + 12 + 1,690), departments and the nine accounts."""
    with acting(SYSTEM, "demonstration"), transaction.atomic():
        if not Organisation.objects.filter(kind=OrganisationKind.FEDERATION).exists():
            _tree()
        _accounts()


def _tree() -> None:
    root = Organisation.objects.create(
        code=FEDERATION, name="东西湖区总工会", kind=OrganisationKind.FEDERATION
    )
    Organisation.objects.create(
        code=CENTRE,
        name="东西湖区困难职工帮扶中心",
        kind=OrganisationKind.AID_CENTRE,
        parent=root,
    )
    streets = Organisation.objects.bulk_create(
        Organisation(
            code=f"JD{no:02}",
            name=f"{name}总工会",
            kind=OrganisationKind.SUBDISTRICT,
            parent=root,
        )
        for no, name in enumerate(STREETS, 1)
    )
    Organisation.objects.bulk_create(
        Organisation(
            code=f"JC{no + 1:04}",
            name=_union_name(no),
            kind=OrganisationKind.GRASSROOTS,
            parent=streets[no % len(streets)],
        )
        for no in range(GRASSROOTS)
    )
    Department.objects.bulk_create(
        Department(organisation=root, name=name) for name in DEPARTMENTS
    )


def _union_name(no: int) -> str:
    """A name of its own for each of the 1,690 grassroots unions."""
    first, rest = WORDS[no % 12], no // 12
    second, rest = WORDS[rest % 12], rest // 12
    return f"{first}{second}{TRADES[rest % 12]}{FORMS[no % 4]}"


def _accounts() -> None:
    places = {
        o.code: o
        for o in Organisation.objects.filter(
            code__in={account.place for account in ACCOUNTS}
        )
    }
    departments = {d.name: d for d in Department.objects.all()}
    known = set(User.objects.values_list("staff_number", flat=True))
    for account in ACCOUNTS:
        if account.number in known:
            continue
        user = User(
            staff_number=account.number,
            name=account.name,
            post=account.post,
            organisation=places[account.place],
            department=departments.get(account.department),
            must_change_password=False,
            password_changed_at=clock.now(),
        )
        user.set_unusable_password()
        user.save()
        RoleHolding.objects.create(user=user, role=Role(account.number))
        set_phone(user=user, phone="1390000" + str(1000 + user.pk)[-4:], by=user)
