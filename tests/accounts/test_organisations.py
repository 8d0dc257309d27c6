"""The union tree: paths follow the superior, scope follows the path."""

import pytest
from django.db import IntegrityError, transaction

from accounts.models import Organisation
from config.errors import constraint_name
from tests.factories import make_organisation


def refused_by(**values) -> str:
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        make_organisation(**values)
    return constraint_name(caught.value)


def test_a_path_leads_from_the_root_down(federation, street, union):
    assert union.path == f"{federation.pk}.{street.pk}.{union.pk}."


def test_moving_a_union_takes_everything_below_along(federation, street, union):
    deep = make_organisation("grassroots", union)
    other = make_organisation("subdistrict", federation)

    Organisation.objects.filter(pk=union.pk).update(parent=other)

    deep.refresh_from_db()
    assert deep.path == f"{federation.pk}.{other.pk}.{union.pk}.{deep.pk}."


def test_a_union_cannot_stand_below_itself(street, union):
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        Organisation.objects.filter(pk=street.pk).update(parent=union)

    assert constraint_name(caught.value) == "accounts_organisation_no_circle"


def test_there_is_one_federation(federation):
    name = refused_by(kind="federation")

    assert name == "accounts_organisation_one_federation"


def test_every_other_union_has_a_superior(db):
    assert refused_by(kind="grassroots") == "accounts_organisation_has_superior"


def test_a_code_is_used_once_whatever_its_case(federation):
    make_organisation("grassroots", federation, code="jc01")

    name = refused_by(kind="grassroots", parent=federation, code="JC01")

    assert name == "accounts_organisation_code_once"


def test_an_officer_sees_the_own_union_and_a_street_everything_below(
    officer, stranger, street_reviewer, union, other_union, street
):
    seen = Organisation.objects.visible_to

    assert set(seen(officer)) == {union}
    assert set(seen(stranger)) == {other_union}
    assert set(seen(street_reviewer)) == {street, union}


def test_the_federation_sees_everything_without_a_filter(caseworker, other_union):
    query = str(Organisation.objects.visible_to(caseworker).query)

    assert "WHERE" not in query


def test_a_union_whose_number_begins_alike_stays_foreign(db, federation, officer):
    """1.2. is no prefix of 1.21.: the closing dot keeps neighbours apart."""
    neighbours = [make_organisation("grassroots", federation) for _ in range(12)]

    assert not set(Organisation.objects.visible_to(officer)) & set(neighbours)
