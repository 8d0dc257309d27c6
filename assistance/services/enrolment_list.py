"""Enrolments in mutual aid taken over from lists as sets (互助参加名单)."""

from django.utils.translation import gettext_lazy as _

from assistance.services.people_list import CHANGE, ENROLMENT, PersonPlan
from exchange.plan import Rule
from exchange.upsert import keep_before, note_versions

PERIOD = "assistance_coverageperiod"


class EnrolmentPlan(PersonPlan):
    """Checks and takes over enrolments; the person is upserted on the way."""

    when_empty = {**PersonPlan.when_empty, "shares": 1}

    def rules(self) -> list[Rule]:
        return [
            *super().rules(),
            Rule(
                "unknown_period",
                "period",
                "s.period IS NOT NULL AND cp.id IS NULL",
                _("There is no coverage period of this code."),
                _("Write the period's code as it stands in the list of periods."),
            ),
            Rule(
                "enrolled_elsewhere",
                "id_number",
                f"e.id IS NOT NULL AND e.organisation_id <> {self.organisation_sql()}",
                _("This person is already enrolled in this period by another union."),
                _("Settle with that union who pays, then try again."),
            ),
        ]

    def joins(self) -> str:
        return (
            f"{super().joins()}\nLEFT JOIN {PERIOD} cp ON cp.code = s.period\n"
            f"LEFT JOIN {ENROLMENT} e ON e.person_id = p.id AND e.period_id = cp.id"
        )

    def key_sql(self) -> str:
        return "s.id_digest, s.period"

    def extra_columns(self) -> str:
        differs = " OR ".join(
            f"e.{name} IS DISTINCT FROM {value}" for name, value in self._values("s")
        )
        return (
            f", cp.id AS period_id, e.id AS object, "
            f"coalesce({differs}, false) AS enrolment_differs"
        )

    def own_outcome(self) -> str:
        return (
            "CASE WHEN q.object IS NULL THEN 'new' "
            "WHEN q.enrolment_differs OR (q.differs AND q.mine) THEN 'changed' "
            "ELSE 'same' END"
        )

    def _values(self, row: str) -> list[tuple[str, str]]:
        """Columns of an enrolment this run brings, and what it brings."""
        empty = {
            "shares": f"coalesce({row}.shares, 1)",
            "receipt_no": "coalesce({0}, '')",
        }
        names = ["fee", "shares", "paid_on", "receipt_no"]
        return [
            (name, empty.get(name, "{0}").format(f"{row}.{name}"))
            for name in names
            if self.has(name)
        ]

    def stored(self) -> list[tuple[str, str]]:
        return [("object", ENROLMENT), *super().stored()]

    def apply(self, cursor, taken: list[str]) -> dict[str, int]:
        done = super().apply(cursor, taken)
        done["new"] = self._new(cursor)
        done["enrolments_changed"] = self._changed(cursor)
        return done

    def _new(self, cursor) -> int:
        pairs = dict(self._values("c"))
        pairs.setdefault("shares", "1")
        pairs.setdefault("receipt_no", "''")
        cursor.execute(
            f"""WITH fresh AS (INSERT INTO {ENROLMENT}
    (version, period_id, person_id, organisation_id, {", ".join(pairs)})
SELECT 1, c.period_id, c.person, c.organisation_id, {", ".join(pairs.values())}
FROM {self.checked} c WHERE c.outcome = 'new' ORDER BY c.n RETURNING id)
{CHANGE} SELECT %s, '{ENROLMENT}', id, 1 FROM fresh""",
            [self.run.pk],
        )
        return cursor.rowcount

    def _changed(self, cursor) -> int:
        keep_before(cursor, self.run.pk, ENROLMENT, self.checked, "object", "changed")
        pairs = ", ".join(f"{name} = {value}" for name, value in self._values("c"))
        cursor.execute(
            f"UPDATE {ENROLMENT} e SET {pairs} FROM {self.checked} c WHERE e.id = c.object "
            "AND c.outcome = 'changed' AND c.enrolment_differs"
        )
        count = cursor.rowcount
        note_versions(cursor, self.run.pk, ENROLMENT)
        return count
