"""People and enrolments: one person across the federation, nobody taken over."""

import pytest

from accounts.models import Trail
from accounts.sensitive import unseal_text
from assistance.models import Enrolment, Membership, Person
from assistance.resources import ID_LABEL, PHONE_LABEL
from exchange.applying import CannotUndo, plan_of, undo_run
from exchange.checked import faults_of
from tests.exchange.files import identity

PEOPLE = ["姓名", "身份证号", "手机号"]
ENROLMENTS = ["姓名", "身份证号码", "联系电话", "期次", "缴费金额"]


def row(number, name="张三丰", phone="13900001234"):
    return [name, identity(number), phone]


def enrolment(number, **changes):
    values = {"name": "张三丰", "id": identity(number), "phone": "13900001234"}
    return list((values | {"period": "2022", "fee": "100"} | changes).values())


def test_a_person_is_sealed_found_and_derived(taken, officer):
    taken(officer, "person", PEOPLE, [row(1)])

    person = Person.objects.get()
    assert unseal_text(person.id_cipher, ID_LABEL) == identity(1)
    assert (person.pinyin, person.initials) == ("zhangsanfeng", "zsf")
    assert person.birth_on.isoformat() == "1960-01-02"
    assert person.phone_tail == "1234"


def test_the_membership_of_the_importing_union_is_claimed(taken, officer, union):
    taken(officer, "person", PEOPLE, [row(1)])

    membership = Membership.objects.get()
    assert (membership.organisation, membership.status) == (union, "claimed")


def test_no_number_lies_readable_in_stage_trail_or_faults(checked, officer, db):
    from django.db import connection

    bad = ["李四", identity(2)[:-1] + "?", "13900001234"]
    run = checked(officer, "person", PEOPLE, [row(1), bad])

    with connection.cursor() as cursor:
        cursor.execute(f"SELECT to_jsonb(c)::text FROM stage.c{run.pk} c")
        staged = "".join(text for (text,) in cursor.fetchall())
    told = str(faults_of(plan_of(run))) + str(run.counts) + str(run.choices)
    for text in (staged, told):
        assert identity(1) not in text and identity(2)[:-1] not in text
        assert "13900001234" not in text


def test_another_union_learns_and_changes_nothing(
    taken, officer, stranger, other_union
):
    taken(officer, "person", PEOPLE, [row(1)])
    before = Person.objects.values().get()

    run = taken(stranger, "person", PEOPLE, [row(1, phone="13811112222")])

    after = Person.objects.values().get()
    assert run.counts["elsewhere"] == 1
    assert before == after
    assert Membership.objects.filter(organisation=other_union).count() == 1


def test_a_known_number_under_another_name_is_for_people_to_look_at(
    taken, checked, officer, rules_broken
):
    taken(officer, "person", PEOPLE, [row(1)])

    run = checked(officer, "person", PEOPLE, [row(1, name="李四")])

    assert rules_broken(run) == {(2, "id_other_name")}


def test_a_blank_in_the_name_is_no_other_name(taken, checked, officer):
    taken(officer, "person", PEOPLE, [row(1, name="张三")])

    run = checked(officer, "person", PEOPLE, [row(1, name="张 三")])

    assert run.counts["wrong"] == 0


def test_the_own_union_may_change_the_phone_number(taken, officer):
    taken(officer, "person", PEOPLE, [row(1)])

    run = taken(officer, "person", PEOPLE, [row(1, phone="13811112222")])

    phone = unseal_text(Person.objects.get().phone_cipher, PHONE_LABEL)
    assert (run.counts["changed"], phone) == (1, "13811112222")


def test_the_same_people_again_change_nothing(taken, officer):
    taken(officer, "person", PEOPLE, [row(n) for n in range(5)])
    before = Trail.objects.filter(table__startswith="assistance").count()

    run = taken(officer, "person", PEOPLE, [row(n) for n in range(5)], forced=True)

    assert run.counts["same"] == 5
    assert Trail.objects.filter(table__startswith="assistance").count() == before


def test_an_undo_takes_new_people_and_memberships_back(taken, officer):
    run = taken(officer, "person", PEOPLE, [row(n) for n in range(3)])

    undo_run(run=run.pk)

    assert not Person.objects.exists() and not Membership.objects.exists()


def test_an_undo_puts_a_sealed_number_back(taken, officer):
    taken(officer, "person", PEOPLE, [row(1)])
    run = taken(officer, "person", PEOPLE, [row(1, phone="13811112222")])

    undo_run(run=run.pk)

    assert unseal_text(Person.objects.get().phone_cipher, PHONE_LABEL) == "13900001234"


def test_an_enrolment_brings_its_person(taken, officer, period, union):
    run = taken(officer, "enrolment", ENROLMENTS, [enrolment(1), enrolment(2)])

    assert run.counts["new"] == 2
    assert Enrolment.objects.filter(organisation=union, fee=100, shares=1).count() == 2
    assert Person.objects.count() == 2


def test_the_same_enrolments_again_are_the_same(taken, officer, period):
    taken(officer, "enrolment", ENROLMENTS, [enrolment(1)])

    run = taken(officer, "enrolment", ENROLMENTS, [enrolment(1)], forced=True)

    assert (run.counts["same"], Enrolment.objects.count()) == (1, 1)


def test_two_unions_cannot_pay_for_the_same_person(
    taken, checked, officer, stranger, period, rules_broken
):
    taken(officer, "enrolment", ENROLMENTS, [enrolment(1)])

    run = checked(stranger, "enrolment", ENROLMENTS, [enrolment(1)])

    assert rules_broken(run) == {(2, "enrolled_elsewhere")}


def test_a_fee_in_wan_is_read_as_such(checked, officer, period):
    header = [*ENROLMENTS[:-1], "缴费金额（万元）"]

    run = checked(officer, "enrolment", header, [enrolment(1, fee="0.01")])

    assert run.counts["totals"]["fee"] == "100.00"


def test_an_unknown_period_is_named(checked, officer, period, rules_broken):
    run = checked(officer, "enrolment", ENROLMENTS, [enrolment(1, period="1999")])

    assert rules_broken(run) == {(2, "unknown_period")}


def test_an_undo_is_refused_while_an_enrolment_needs_the_person(taken, officer, period):
    people = taken(officer, "person", PEOPLE, [row(1)])
    taken(officer, "enrolment", ENROLMENTS, [enrolment(1)])

    with pytest.raises(CannotUndo):
        undo_run(run=people.pk)

    assert Person.objects.count() == 1


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_any_encoding_of_the_office_is_read(taken, officer, encoding):
    taken(officer, "person", PEOPLE, [row(1, name="龙䶮")], encoding=encoding)

    assert Person.objects.get().name == "龙䶮"
