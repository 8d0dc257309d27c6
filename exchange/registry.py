"""Lists that can come in and go out, by the name of their model.

    @register
    class OrganisationResource(ListResource):
        name = Column("name", _("name"), lambda unit: Text(100), required=True)
        class Meta(ListResource.Meta):
            model = Organisation
            key = ("code",)

`docs/lists.md` says how to add one.
"""

from import_export.resources import Resource

from exchange.columns import Column

_registry: dict[str, type["ListResource"]] = {}


class ListResource(Resource):
    """A list: its columns, its natural key, and how checked rows are taken over.

    The default checks and takes over rows of one model as sets
    (`exchange/checking.py`, `exchange/applying.py`); a list that touches more than one
    table names a set-based service of its own in `plan`.
    """

    label = ""
    key: tuple[str, ...] = ()
    undoable = True
    plan = "exchange.upsert.UpsertPlan"
    defaults: dict[str, object] = {}

    class Meta:
        model = None

    @classmethod
    def resource_name(cls) -> str:
        return cls._meta.model._meta.model_name

    @classmethod
    def columns(cls) -> list[Column]:
        """The declared columns in the order they were written."""
        return [f for f in cls.fields.values() if isinstance(f, Column)]

    @classmethod
    def column(cls, name: str) -> Column:
        return next(column for column in cls.columns() if column.name == name)

    @classmethod
    def permission(cls, verb: str) -> str:
        """`accounts.import_organisation`, `accounts.export_organisation` …"""
        opts = cls._meta.model._meta
        return f"{opts.app_label}.{verb}_{opts.model_name}"

    @classmethod
    def title(cls) -> str:
        return str(cls.label or cls._meta.model._meta.verbose_name_plural)


def register(resource: type[ListResource]) -> type[ListResource]:
    """Decorator: the list is offered for import and export."""
    _registry[resource.resource_name()] = resource
    return resource


def resources() -> dict[str, type[ListResource]]:
    """Every list by its key."""
    return dict(sorted(_registry.items()))


def resource(name: str) -> type[ListResource]:
    """The list of this key; KeyError when there is none."""
    return _registry[name]
