"""Pages of large tables without counting them whole."""

from django.core.paginator import Paginator
from django.db import connections
from django.utils.functional import cached_property

COUNTED = 50_000
"""Up to here rows are counted exactly; beyond it the planner's figure is shown."""


class LargePaginator(Paginator):
    """Counts at most `COUNTED` rows; says `is_estimate` when there are more."""

    @cached_property
    def _counted(self) -> int:
        rows = self.object_list.order_by()
        return rows.values(rows.model._meta.pk.name)[: COUNTED + 1].count()

    @cached_property
    def is_estimate(self) -> bool:
        return self._counted > COUNTED

    @cached_property
    def count(self) -> int:
        if not self.is_estimate:
            return self._counted
        return max(self._planned(), COUNTED)

    def _planned(self) -> int:
        """The planner's row count: the whole table's, or that of the filtered query."""
        rows = self.object_list.order_by()
        with connections[rows.db].cursor() as cursor:
            sql, parameters = rows.values("pk").query.sql_with_params()
            cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}", parameters)
            return int(cursor.fetchone()[0][0]["Plan"]["Plan Rows"])
