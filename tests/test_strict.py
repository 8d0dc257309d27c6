"""The rules of `tests/strict.py` catch what they are for, and nothing else."""

import pytest
from django.template import Context, Origin, Template, engines
from django.template.loader import get_template

from accounts.models import Department, Organisation, RouteStep
from tests import strict
from tests.factories import make_organisation


@pytest.fixture
def engine():
    return engines["django"].engine


@pytest.fixture(autouse=True)
def strict_rules(monkeypatch, engine):
    """In place of the suite's own fixture, which fails where these tests succeed."""
    return strict.make_strict(monkeypatch, engine)


def render(source, place, engine, **values):
    template = Template(source, origin=Origin(str(place)), engine=engine)
    return template.render(Context(values))


OURS, THEIRS = strict.TEMPLATES / "admin/x.html", "/django/templates/x.html"


# --- templates ---------------------------------------------------------------
@pytest.mark.parametrize(
    "source",
    [
        "{{ nobody }}",
        "{{ person.nothing }}",
        "{{ nobody|upper }}",
        "{% with name=nobody %}{{ name }}{% endwith %}",
        "{% for n in numbers %}{{ nobody }}{% endfor %}",
    ],
)
def test_an_undefined_variable_of_ours_fails(source, engine, strict_rules):
    with pytest.raises(AssertionError, match="undefined template variable"):
        render(source, OURS, engine, numbers=[1], person="x")

    assert len(strict_rules.found) == 1


@pytest.mark.parametrize(
    "source", ["{% if nobody %}x{% endif %}", "{% for x in nobody %}{% endfor %}"]
)
def test_asking_whether_a_variable_is_there_is_allowed(source, engine):
    assert render(source, OURS, engine) == ""


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("<{{ nobody }}>", "<>"),
        ("<{{ nobody|default:'x' }}>", "<x>"),
        ("<{{ nobody|default_if_none:'x' }}>", "<>"),
        ("<{{ nobody|length }}>", "<0>"),
    ],
)
def test_templates_of_libraries_render_as_without_us(source, shown, engine):
    assert render(source, THEIRS, engine) == shown


def test_the_page_of_a_library_that_ours_includes_is_not_ours(engine):
    """Django's theme switch asks for variables that nobody gives."""
    page = get_template("admin/edit_inline/tabular.html").template

    assert not str(page.origin).startswith(str(strict.TEMPLATES))


# --- order -------------------------------------------------------------------
@pytest.fixture
def departments(federation):
    return Department.objects.bulk_create(
        Department(organisation=federation, name=f"部室{no}") for no in range(3)
    )


def test_rows_without_an_order_come_back_mixed(departments):
    keys = [row.pk for row in departments]

    assert [row.pk for row in Department.objects.all()] != keys
    assert list(Department.objects.values_list("pk", flat=True)) != keys
    assert [row.pk for row in Department.objects.iterator()] != keys
    assert {row.pk for row in Department.objects.all()} == set(keys)


def test_rows_with_an_order_keep_it(departments):
    keys = [row.pk for row in departments]

    assert [row.pk for row in Department.objects.order_by("pk")] == keys
    assert Department.objects.first().pk == keys[0]
    assert Department.objects.latest("pk").pk == keys[-1]


def test_the_order_of_the_model_counts(route):
    steps = RouteStep.objects.filter(route=route)

    assert [step.no for step in steps] == [1, 2, 3, 4]


def test_grouping_loses_the_order_of_the_model(route):
    groups = RouteStep.objects.filter(route=route).values("no")

    assert strict.is_ordered(groups.query)
    assert not strict.is_ordered(groups.distinct().order_by().query)


def test_one_row_and_figures_need_no_order(departments):
    rows = Department.objects.filter(pk__in=[row.pk for row in departments])

    assert rows.get(pk=departments[0].pk) == departments[0]
    assert rows.exists() and rows.count() == 3
    assert Organisation.objects.filter(department__in=rows).distinct().count() == 1


def test_a_slice_without_an_order_fails(departments):
    with pytest.raises(AssertionError, match="without an order"):
        list(Department.objects.all()[:2])


# --- locks -------------------------------------------------------------------
@pytest.mark.parametrize(
    ("lock", "order", "fault"),
    [
        ({"of": ("self",)}, ["pk"], "no_key"),
        ({"no_key": True}, ["pk"], "of="),
        ({"of": ("self",), "no_key": True}, [], "order_by"),
    ],
)
def test_a_lock_of_another_shape_fails(lock, order, fault, db):
    rows = Organisation.objects.select_for_update(**lock).order_by(*order)

    with pytest.raises(AssertionError, match=fault):
        list(rows)


def test_a_lock_of_our_shape_is_taken(db):
    row = make_organisation("federation")
    rows = Organisation.objects.select_for_update(of=("self",), no_key=True)

    assert list(rows.order_by("pk")) == [row]
    assert rows.get(pk=row.pk) == row
