"""Steps by the pages' buttons: opinions, returns with reasons, deputies."""

from django.urls import reverse

from accounts.enums import State
from accounts.models import Deputy
from tests.factories import ON, make_request, make_user
from tests.sample.models import RequestStep


def url(row, name="change"):
    if name == "change":
        return reverse("admin:sample_request_change", args=[row.pk])
    return reverse(f"admin:sample_request_{name}", args=[row.pk])


def test_a_return_names_field_reason_and_step(
    sign_in, route, officer, caseworker, reviewer
):
    row = make_request(keeper=officer, route=route, taken=[officer, caseworker])
    data = {
        "field1": "title",
        "reason1": "unclear",
        "text1": "看不清",
        "field2": "organisation",
        "reason2": "wrong",
        "text2": "不是这个工会",
        "return_to": "1",
        "shown_version": row.version,
    }
    client = sign_in(reviewer)

    client.post(url(row, "send_back"), data)

    row.refresh_from_db()
    page = client.get(url(row)).content.decode()
    assert (row.state, row.cycle) == (State.DRAFT, 2)
    assert "看不清" in page and "不是这个工会" in page


def test_a_reason_belongs_to_a_field(sign_in, route, officer, caseworker, reviewer):
    row = make_request(keeper=officer, route=route, taken=[officer, caseworker])
    data = {"field1": "title", "reason1": "unclear", "reason2": "wrong"}

    answer = sign_in(reviewer).post(
        url(row, "send_back"),
        {**data, "return_to": "1", "shown_version": row.version},
    )

    row.refresh_from_db()
    assert row.state == State.RUNNING
    assert answer.context["form"].non_field_errors()


def test_a_return_offers_only_steps_already_taken(
    sign_in, route, officer, caseworker, reviewer
):
    row = make_request(keeper=officer, route=route, taken=[officer, caseworker])

    form = sign_in(reviewer).get(url(row, "send_back")).context["form"]

    assert [no for no, _label in form.fields["return_to"].choices] == [1, 2]


def test_a_deputy_chooses_whom_the_step_is_for(
    sign_in, route, officer, caseworker, reviewer, federation
):
    deputy = make_user("reviewer", organisation=federation, name="代理人")
    Deputy.objects.create(
        principal=caseworker, deputy=deputy, valid_from=ON, valid_to=ON, reason="出差"
    )
    row = make_request(keeper=officer, route=route, taken=[officer])
    data = {"acting_for": caseworker.pk, "shown_version": row.version}

    sign_in(deputy).post(url(row, "pass_on"), data)

    step = RequestStep.objects.get(procedure=row, no=2)
    assert (step.actor, step.acted_for) == (deputy, caseworker)


def test_who_is_nobodys_deputy_is_not_asked(sign_in, route, officer, caseworker):
    row = make_request(keeper=officer, route=route, taken=[officer])

    form = sign_in(caseworker).get(url(row, "pass_on")).context["form"]

    assert "acting_for" not in form.fields


def test_the_record_shows_what_was_done_and_what_comes(
    sign_in, route, officer, caseworker
):
    row = make_request(keeper=officer, route=route, taken=[officer])

    page = sign_in(caseworker).get(url(row)).content.decode()

    assert officer.name in page and 'class="coming"' in page


def test_waiting_work_stands_on_the_home_page(sign_in, route, officer, caseworker):
    make_request(keeper=officer, route=route, taken=[officer])

    page = sign_in(caseworker).get(reverse("admin:index"))

    [entry] = page.context["work"]
    assert (entry.waiting, entry.drafts) == (1, 0)
