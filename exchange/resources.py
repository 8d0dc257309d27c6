"""The lists of the rooms below: unions and staff accounts."""

from django.utils.translation import gettext_lazy as _

from accounts.enums import OrganisationKind
from accounts.models import Organisation, User
from exchange.cleaning import Choice, Code, Text, YesNo
from exchange.columns import ORGANISATION, Column, Lookup
from exchange.registry import ListResource, register

UNION = Lookup(ORGANISATION, exact="code", also="name", scoped=True)


def words_of(choices) -> dict[str, list[str]]:
    """Stored word → every label people may write for it, in both languages."""
    from django.utils import translation

    found = {}
    for language in ("zh-hans", "en"):
        with translation.override(language):
            for value, label in choices.choices:
                found.setdefault(value, []).append(str(label))
    return found


@register
class OrganisationResource(ListResource):
    """Unions (工会组织), found by organisation code."""

    code = Column(
        "code",
        _("organisation code"),
        lambda units: Code(20),
        synonyms=("组织代码", "单位编号", "工会编码", "编号", "代码"),
        required=True,
        example="JC9001",
    )
    name = Column(
        "name",
        _("name"),
        lambda units: Text(100),
        synonyms=("单位名称", "工会名称", "组织名称", "单位", "工会"),
        required=True,
        example="示例食品公司工会",
    )
    kind = Column(
        "kind",
        _("kind"),
        lambda units: Choice(words_of(OrganisationKind)),
        synonyms=("类别", "工会类别", "组织类别", "层级"),
        required=True,
        choices=OrganisationKind,
        example="grassroots",
    )
    parent = Column(
        "parent",
        _("superior union"),
        lambda units: Text(100),
        synonyms=("上级工会", "上级单位", "所属街道", "主管工会"),
        lookup=UNION,
        required=True,
        example="JD01",
    )
    is_active = Column(
        "is_active",
        _("in operation"),
        lambda units: YesNo(),
        sql_type="boolean",
        synonyms=("是否在用", "在用", "状态"),
        example="是",
    )

    key = ("code",)

    class Meta(ListResource.Meta):
        model = Organisation


@register
class UserResource(ListResource):
    """Staff accounts (工作人员账号) without passwords, found by staff number."""

    staff_number = Column(
        "staff_number",
        _("staff number"),
        lambda units: Code(30),
        synonyms=("工号", "员工编号", "账号", "用户名"),
        required=True,
        example="A1001",
    )
    name = Column(
        "name",
        _("full name"),
        lambda units: Text(50),
        synonyms=("姓名", "名字"),
        required=True,
        example="张三",
    )
    organisation = Column(
        "organisation",
        _("union"),
        lambda units: Text(100),
        synonyms=("单位", "所属工会", "所在工会", "工作单位"),
        lookup=UNION,
        required=True,
        example="420112",
    )
    post = Column(
        "post",
        _("post"),
        lambda units: Text(50),
        synonyms=("职务", "岗位名称"),
        example="经办人",
    )
    is_active = Column(
        "is_active",
        _("may sign in"),
        lambda units: YesNo(),
        sql_type="boolean",
        synonyms=("可登录", "启用", "状态"),
        example="是",
    )

    key = ("staff_number",)
    defaults = {"password": "!"}

    class Meta(ListResource.Meta):
        model = User
