"""What people type into a list's address: unknown filters, sealed columns."""

import pytest
from django.db import models

from config.fields import CipherField, DigestField
from tests.cells import address
from tests.factories import make_user
from tests.matrix import registers, role_for

every_register = pytest.mark.parametrize(
    "register", registers(), ids=lambda register: register.opts.label_lower
)


@pytest.fixture
def reader(federation, sign_in):
    def of(register):
        role = role_for(register.opts.label_lower)
        return sign_in(make_user(role, organisation=federation))

    return of


def sealed_columns(model) -> list[str]:
    """Columns nobody may guess at letter by letter: passwords, ciphers, digests."""
    kinds = (CipherField, DigestField, models.BinaryField)
    fields = model._meta.concrete_fields
    return [f.name for f in fields if f.name == "password" or isinstance(f, kinds)]


@every_register
@pytest.mark.parametrize("view", ["", "print=1&"], ids=["list", "print"])
@pytest.mark.parametrize(
    "query", ["nonsense=1", "id__exact=abc", "e=1", "o=x.9", "p=x"]
)
def test_an_address_that_makes_no_sense_is_answered(register, view, query, reader):
    url = f"{address(register, 'changelist')}?{view}{query}"

    assert reader(register).get(url).status_code in {200, 302}


@pytest.mark.parametrize(
    ("register", "column"),
    [(r, column) for r in registers() for column in sealed_columns(r.model)],
    ids=lambda value: value if isinstance(value, str) else value.opts.label_lower,
)
def test_no_list_can_be_filtered_by_a_sealed_column(register, column, reader, caplog):
    client, url = reader(register), address(register, "changelist")

    for lookup in (column, f"{column}__startswith", f"{column}__gte"):
        assert client.get(f"{url}?{lookup}=m").status_code in {302, 400}
    caplog.clear()
