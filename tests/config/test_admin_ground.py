"""Buttons, forms and lists: what `BaseAdmin` promises on every page."""

import pytest
from django.urls import reverse

from accounts.enums import State
from accounts.models import Department, Organisation, Reveal, RoleHolding, User
from config.admin import errors
from tests.factories import make_organisation, make_request, make_user
from tests.sample.models import Request


def change_url(row):
    opts = row._meta
    return reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[row.pk])


def do(row, name):
    return f"{change_url(row).removesuffix('change/')}do/{name}/"


def form_of(union, **changes):
    values = {
        "name": union.name,
        "code": union.code,
        "kind": union.kind,
        "parent": union.parent_id,
        "is_active": "on",
        "shown_version": union.version,
    }
    return {**values, **changes}


@pytest.fixture
def submitted(route, officer):
    return make_request(keeper=officer, route=route, taken=[officer])


def test_a_form_saves_on_the_version_it_showed(sign_in, sysadmin, union):
    union.refresh_from_db()

    answer = sign_in(sysadmin).post(change_url(union), form_of(union, name="新名"))

    union.refresh_from_db()
    assert answer.status_code == 302
    assert (union.name, union.version) == ("新名", 2)


def test_a_lost_update_is_refused_with_a_comparison(sign_in, sysadmin, union):
    union.refresh_from_db()
    form = form_of(union, name="我的新名")
    Organisation.objects.filter(pk=union.pk).update(name="别人的新名")

    answer = sign_in(sysadmin).post(change_url(union), form)

    page = answer.content.decode()
    union.refresh_from_db()
    assert answer.status_code == 200
    assert "我的新名" in page and "别人的新名" in page
    assert union.name == "别人的新名"


def test_after_comparing_the_form_saves_on_the_new_version(sign_in, sysadmin, union):
    union.refresh_from_db()
    form = form_of(union, name="我的新名")
    Organisation.objects.filter(pk=union.pk).update(name="别人的新名")
    client = sign_in(sysadmin)
    page = client.post(change_url(union), form).content.decode()
    assert 'name="shown_version" value="2"' in page

    client.post(change_url(union), {**form, "shown_version": 2})

    union.refresh_from_db()
    assert union.name == "我的新名"


def test_a_refusal_of_the_database_stands_on_the_form(sign_in, sysadmin, street, union):
    street.refresh_from_db()

    answer = sign_in(sysadmin).post(
        change_url(street), form_of(street, parent=union.pk)
    )

    assert answer.status_code == 200
    assert answer.context["errors"]


def test_a_record_still_in_use_is_not_deleted(sign_in, sysadmin, federation):
    department = Department.objects.create(organisation=federation, name="办公室")
    make_user(organisation=federation, department=department)
    url = change_url(department).replace("change/", "delete/")

    answer = sign_in(sysadmin).post(url, {"post": "yes"}, follow=True)

    assert answer.status_code == 200
    assert Department.objects.filter(pk=department.pk).exists()


def test_looking_at_a_button_changes_nothing(sign_in, caseworker, submitted):
    answer = sign_in(caseworker).get(do(submitted, "pass_on"))

    submitted.refresh_from_db()
    assert answer.status_code == 200
    assert submitted.step_no == 1


def test_a_button_acts_on_post_and_says_the_next_step(sign_in, caseworker, submitted):
    data = {"opinion": "属实", "shown_version": submitted.version}

    answer = sign_in(caseworker).post(do(submitted, "pass_on"), data, follow=True)

    submitted.refresh_from_db()
    assert submitted.step_no == 2
    assert "Next:" in answer.content.decode()


def test_a_button_on_an_older_version_is_refused_in_place(
    sign_in, caseworker, submitted
):
    data = {"opinion": "属实", "shown_version": submitted.version - 1}

    answer = sign_in(caseworker).post(do(submitted, "pass_on"), data)

    submitted.refresh_from_db()
    assert submitted.step_no == 1
    assert answer.context["form"].non_field_errors()


def test_a_refusal_of_the_service_stands_in_place(sign_in, reviewer, submitted):
    data = {"opinion": "属实", "shown_version": submitted.version}

    answer = sign_in(reviewer).post(do(submitted, "pass_on"), data)

    assert answer.status_code == 200
    assert answer.context["form"].non_field_errors()


def test_a_button_that_no_longer_applies_leads_back(sign_in, caseworker, submitted):
    make = sign_in(caseworker).post
    url = do(submitted, "send_back")
    draft = make_request(keeper=submitted.keeper, route=submitted.route)

    answer = make(url.replace(f"/{submitted.pk}/", f"/{draft.pk}/"), {})

    assert answer.status_code in (302, 403)


def test_many_rows_are_passed_after_a_confirmation(sign_in, caseworker, route, officer):
    rows = [make_request(keeper=officer, route=route, taken=[officer]) for _ in "123"]
    client = sign_in(caseworker)
    url = reverse("admin:sample_request_changelist")
    data = {"action": "pass_all", "_selected_action": [row.pk for row in rows]}

    asked = client.post(url, data)
    assert asked.status_code == 200
    assert not Request.objects.filter(step_no=2).exists()

    client.post(url, {**data, "apply": "1"})

    assert Request.objects.filter(step_no=2, state=State.RUNNING).count() == 3


def test_a_printed_list_says_its_filters_and_rows(
    sign_in, sysadmin, union, other_union
):
    url = reverse("admin:accounts_organisation_changelist")

    page = sign_in(sysadmin).get(url, {"print": "1", "q": union.name}).content.decode()

    assert union.name in page and other_union.name not in page
    assert sysadmin.name in page


def test_a_first_password_is_shown_once_and_works(sign_in, sysadmin, officer, client):
    data = {"shown_version": officer.version}

    page = sign_in(sysadmin).post(do(officer, "reset_password"), data).content.decode()

    password = page.split("<output>")[1].split("</output>")[0]
    officer.refresh_from_db()
    assert officer.check_password(password) and officer.must_change_password


def test_a_phone_number_is_shown_after_its_reason_is_recorded(
    sign_in, sysadmin, officer
):
    client = sign_in(sysadmin)
    client.post(
        do(officer, "set_phone"),
        {"phone": "13900001234", "shown_version": officer.version},
    )
    officer.refresh_from_db()
    masked = client.get(change_url(officer)).content.decode()
    data = {"reason": "phone", "shown_version": officer.version}
    shown = client.post(do(officer, "reveal_phone"), data).content.decode()

    assert "139****1234" in masked and "13900001234" not in masked
    assert "13900001234" in shown
    assert Reveal.objects.get().user == sysadmin


def test_administrators_stay_three_people(sign_in, secadmin, sysadmin):
    url = reverse("admin:accounts_roleholding_add")

    answer = sign_in(secadmin).post(url, {"user": sysadmin.pk, "role": "secadmin"})

    assert answer.status_code == 200 and answer.context["errors"]
    assert RoleHolding.objects.filter(user=sysadmin).count() == 1


def test_a_new_account_starts_without_a_password(sign_in, sysadmin, federation):
    data = {"staff_number": "n1", "name": "新人", "organisation": federation.pk}

    sign_in(sysadmin).post(
        reverse("admin:accounts_user_add"), {**data, "is_active": "on"}
    )

    fresh = User.objects.get(staff_number="n1")
    assert not fresh.has_usable_password() and fresh.must_change_password


def test_foreign_keys_offer_only_rows_in_scope(sign_in, officer, union, other_union):
    params = {
        "app_label": "sample",
        "model_name": "request",
        "field_name": "organisation",
    }

    answer = sign_in(officer).get(reverse("admin:autocomplete"), params)

    found = [int(row["id"]) for row in answer.json()["results"]]
    assert found == [union.pk]


def test_choosing_a_foreign_union_by_hand_is_refused(
    sign_in, officer, other_union, route
):
    data = {
        "title": "x",
        "organisation": other_union.pk,
        "keeper": officer.pk,
        "route": route.pk,
    }

    answer = sign_in(officer).post(reverse("admin:sample_request_add"), data)

    assert answer.status_code == 200
    assert not Request.objects.exists()


def test_large_tables_are_counted_no_further_than_needed(db, monkeypatch, federation):
    from config.admin import paginator

    monkeypatch.setattr(paginator, "COUNTED", 5)
    for _ in range(8):
        make_organisation("grassroots", federation)

    pages = paginator.LargePaginator(Organisation.objects.order_by("pk"), 2)

    assert pages.is_estimate and pages.count >= 5
    assert len(pages.page(2)) == 2


def test_a_failure_has_a_page_that_asks_the_database_nothing(rf):
    answer = errors.failed(rf.get("/"))

    assert answer.status_code == 500
    assert "<h1>" in answer.content.decode()


def test_a_missing_page_keeps_the_sidebar(sign_in, officer):
    answer = sign_in(officer).get("/admin/nowhere/")

    assert answer.status_code == 404
    assert 'id="sidebar"' in answer.content.decode()
