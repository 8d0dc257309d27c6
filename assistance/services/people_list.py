"""People and enrolments taken over from lists as sets (职工名单、互助参加名单).

A person is one across the federation: a list of another union adds a claimed
membership and overwrites nothing (`elsewhere`), so nobody is taken over and nothing is
learned. A known number under another name is a fault for a person to look at.
"""

from django.utils.translation import gettext_lazy as _

from assistance.enums import MembershipStatus
from config import clock
from exchange.plan import KEPT, Plan, Rule, codes_sql
from exchange.upsert import note_versions, quoted

PERSON, MEMBERSHIP = "assistance_person", "assistance_membership"
ENROLMENT = "assistance_enrolment"
CHANGE = 'INSERT INTO exchange_importchange (run_id, "table", row, version)'


class PersonPlan(Plan):
    """Checks and takes over people and their memberships."""

    when_empty = {"phone": KEPT}

    def has(self, name: str) -> bool:
        return name in self.mapped

    # --- checking ------------------------------------------------------------
    def rules(self) -> list[Rule]:
        found = [
            Rule(
                "id_other_name",
                "id_number",
                "p.id IS NOT NULL AND p.name_key <> s.name_key",
                _("This identity number is known under another name."),
                _(
                    "Compare with the identity card; have the known name corrected first."
                ),
            )
        ]
        if self.has("organisation"):
            found.append(
                Rule(
                    "unknown_organisation",
                    "organisation",
                    "s.organisation IS NOT NULL AND o.id IS NULL AND oy.id IS NULL",
                    _("No union of this code or name is in your scope."),
                    _("Write the organisation code, or leave the cell empty."),
                )
            )
        return found

    def joins(self) -> str:
        below = f"AND {{0}}.path LIKE '{self.scope}%%'" if self.scope else ""
        lines = [f"LEFT JOIN {PERSON} p ON p.id_digest = s.id_digest"]
        if self.has("organisation"):
            lines += [
                "LEFT JOIN accounts_organisation o ON lower(o.code) = "
                f"lower(s.organisation) {below.format('o')}",
                "LEFT JOIN (SELECT min(u.id) AS id, u.name FROM accounts_organisation u "
                f"WHERE true {below.format('u')} GROUP BY u.name HAVING count(*) = 1) oy "
                "ON oy.name = s.organisation",
            ]
        if self.scope:
            lines.append(
                f"LEFT JOIN (SELECT DISTINCT m.person_id FROM {MEMBERSHIP} m "
                "JOIN accounts_organisation u ON u.id = m.organisation_id "
                f"WHERE u.path LIKE '{self.scope}%%') mine ON mine.person_id = p.id"
            )
        return "\n".join(lines)

    def organisation_sql(self) -> str:
        own = str(self.run.organisation_id)
        return f"coalesce(o.id, oy.id, {own})" if self.has("organisation") else own

    def mine_sql(self) -> str:
        """Whether the importer may change the person."""
        return "mine.person_id IS NOT NULL" if self.scope else "true"

    def differs_sql(self) -> str:
        """Whether the list brings something else for the person; ciphers never count."""
        parts = ["p.name IS DISTINCT FROM s.name"]
        if self.has("phone"):
            parts.append(
                "(s.phone_digest IS NOT NULL "
                "AND p.phone_digest IS DISTINCT FROM s.phone_digest)"
            )
        return f"({' OR '.join(parts)})"

    def key_sql(self) -> str:
        return "s.id_digest"

    def extra_columns(self) -> str:
        return ""

    def own_outcome(self) -> str:
        """The outcome of a valid row that stands once in the file."""
        return (
            "CASE WHEN q.person IS NULL THEN 'new' WHEN NOT q.mine THEN 'elsewhere' "
            "WHEN q.differs THEN 'changed' ELSE 'same' END"
        )

    def values_sql(self) -> str:
        """What must be equal for two rows of the file to say the same."""
        names = [
            output.name
            for column in self.resource.columns()
            for output in column.outputs
            if column.name in self.mapped and not output.name.endswith("_cipher")
        ]
        return f"ROW({', '.join(f's.{quoted(name)}' for name in names)})"

    def check(self, cursor) -> None:
        cursor.execute(f"DROP TABLE IF EXISTS {self.checked}")
        cursor.execute(self.checked_sql())
        cursor.execute(f"CREATE INDEX ON {self.checked} (outcome, n)")
        cursor.execute(f"ANALYZE {self.checked}")

    def checked_sql(self) -> str:
        values = self.values_sql()
        return f"""
CREATE UNLOGGED TABLE {self.checked} AS
SELECT q.*, CASE WHEN q.faults IS NOT NULL OR q.codes <> '' THEN 'wrong'
    WHEN q.first_n <> q.n AND q.same_as_first THEN 'duplicate'
    WHEN q.first_n <> q.n THEN 'wrong'
    ELSE {self.own_outcome()} END AS outcome
FROM (SELECT s.*, p.id AS person, {self.mine_sql()} AS mine,
    {self.organisation_sql()} AS organisation_id, {self.differs_sql()} AS differs,
    {codes_sql(self.rules())} AS codes{self.extra_columns()},
    first_value(s.n) OVER key AS first_n, first_value(s.row_no) OVER key AS first_row,
    first_value(s.file) OVER key AS first_file,
    {values} IS NOT DISTINCT FROM first_value({values}) OVER key AS same_as_first
    FROM {self.stage} s {self.joins()}
    WINDOW key AS (PARTITION BY {self.key_sql()} ORDER BY s.n)) q"""

    # --- taking over ---------------------------------------------------------
    def apply(self, cursor, taken: list[str]) -> dict[str, int]:
        done = {"people": self._new_people(cursor)}
        done["changed"] = self._changed_people(cursor)
        self._find_people(cursor)
        done["memberships"] = self._memberships(cursor)
        return done

    def valid(self) -> str:
        return "c.outcome NOT IN ('wrong', 'duplicate')"

    def _new_people(self, cursor) -> int:
        phone = (
            "c.phone_digest, c.phone_cipher, coalesce(c.phone_tail, '')"
            if self.has("phone")
            else "NULL::bytea, NULL::bytea, ''"
        )
        cursor.execute(
            f"""WITH fresh AS (INSERT INTO {PERSON} (version, id_type, id_digest, id_cipher,
    name, name_key, pinyin, initials, sex, birth_on, phone_digest, phone_cipher, phone_tail)
SELECT DISTINCT ON (c.id_digest) 1, 'resident', c.id_digest, c.id_cipher, c.name,
    c.name_key, c.pinyin, c.initials, c.sex, c.birth_on, {phone}
FROM {self.checked} c WHERE c.person IS NULL AND {self.valid()}
ORDER BY c.id_digest, c.n RETURNING id)
{CHANGE} SELECT %s, '{PERSON}', id, 1 FROM fresh""",
            [self.run.pk],
        )
        return cursor.rowcount

    def _changed_people(self, cursor) -> int:
        one = (
            f"(SELECT DISTINCT ON (person) * FROM {self.checked} c WHERE person IS NOT NULL "
            f"AND mine AND differs AND {self.valid()} ORDER BY person, n)"
        )
        cursor.execute(
            'INSERT INTO exchange_importchange (run_id, "table", row, before, version) '
            f"SELECT %s, '{PERSON}', p.id, to_jsonb(p), p.version "
            f"FROM {PERSON} p JOIN {one} c ON c.person = p.id",
            [self.run.pk],
        )
        if not cursor.rowcount:
            return 0
        phone = (
            ", phone_digest = coalesce(c.phone_digest, p.phone_digest),"
            " phone_cipher = coalesce(c.phone_cipher, p.phone_cipher),"
            " phone_tail = coalesce(c.phone_tail, p.phone_tail)"
            if self.has("phone")
            else ""
        )
        cursor.execute(
            f"UPDATE {PERSON} p SET name = c.name, name_key = c.name_key, "
            f"pinyin = c.pinyin, initials = c.initials{phone} "
            f"FROM {one} c WHERE c.person = p.id"
        )
        count = cursor.rowcount
        note_versions(cursor, self.run.pk, PERSON)
        return count

    def _find_people(self, cursor) -> None:
        """Keys of the people just created, for what hangs on them."""
        cursor.execute(
            f"UPDATE {self.checked} c SET person = p.id FROM {PERSON} p "
            f"WHERE c.person IS NULL AND p.id_digest = c.id_digest AND {self.valid()}"
        )

    def _memberships(self, cursor) -> int:
        """Claims a membership from the working date on, where none holds yet."""
        since = clock.working_date()
        cursor.execute(
            f"""WITH fresh AS (INSERT INTO {MEMBERSHIP}
    (version, person_id, organisation_id, period, status)
SELECT DISTINCT 1, c.person, c.organisation_id, daterange(%s, NULL), %s
FROM {self.checked} c WHERE {self.valid()} AND NOT EXISTS (
    SELECT 1 FROM {MEMBERSHIP} m WHERE m.person_id = c.person
        AND m.organisation_id = c.organisation_id AND m.period && daterange(%s, NULL))
RETURNING id)
{CHANGE} SELECT %s, '{MEMBERSHIP}', id, 1 FROM fresh""",
            [since, MembershipStatus.CLAIMED, since, self.run.pk],
        )
        return cursor.rowcount

    def stored(self) -> list[tuple[str, str]]:
        return [("person", PERSON)]
