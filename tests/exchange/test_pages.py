"""The pages of an import, as the right and the wrong person, step by step."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.models import Organisation
from exchange.enums import RunState
from exchange.models import ImportRun, SavedMapping
from exchange.services import apply_run, check_run, undo_run
from tests.factories import make_user

UNIONS = "组织代码,单位名称,类别,上级工会\nN1,新一工会,基层工会,{0}\nN2,新二工会,不知道,{0}\n"
ID, PHONE = "11010519491231002X", "13900001234"
PEOPLE = f"姓名,身份证号,电话,配偶证件\n张三,{ID},{PHONE},{ID}\n李四,123,{PHONE},\n"


@pytest.fixture(autouse=True)
def private_files(private):
    """Uploads lie in a folder of the test's own."""


def page(name, run=None):
    args = [] if run is None else [run.pk]
    return reverse(f"admin:exchange_importrun_{name}", args=args)


@pytest.fixture
def upload(sign_in):
    """upload(person, list, text) → (client, run) after the upload page."""

    def send(person, name, text, *, file="名单.csv", mode="valid", encoding="gb18030"):
        client = sign_in(person)
        given = SimpleUploadedFile(file, text.encode(encoding))
        data = {"resource": name, "files": [given], "mode": mode, "shown_version": ""}
        answer = client.post(page("upload"), data)
        assert answer.status_code == 302, answer.content.decode()
        return client, ImportRun.objects.latest("pk")

    return send


@pytest.fixture
def unions(upload, sysadmin, street):
    return upload(sysadmin, "organisation", UNIONS.format(street.code))


def act(client, run, name, **data):
    run.refresh_from_db()
    answer = client.post(page(name, run), {"shown_version": run.version, **data})
    run.refresh_from_db()
    return answer


def shown(client, run, query=""):
    return client.get(page("change", run) + query).content.decode()


def fields_of(html) -> dict:
    """What the detection page would send as it stands."""
    found = dict(re.findall(r'<input type="number" name="([^"]+)" value="(\d+)"', html))
    for name, inner in re.findall(
        r'<select name="([^"]+)".*?>(.*?)</select>', html, re.S
    ):
        chosen = re.search(r'value="([^"]*)" selected', inner)
        found[name] = chosen[1] if chosen else ""
    for name in re.findall(r'<input type="checkbox" name="([^"]+)"[^>]*checked', html):
        found[name] = "on"
    return {name: value for name, value in found.items() if re.match(r"t\d", name)}


def checked(client, run):
    """The run with its check done, as the worker does it."""
    fields = fields_of(shown(client, run))
    answer = act(client, run, "reading", **fields, go="check")
    assert answer.status_code == 302, answer.content.decode()
    assert run.job
    check_run(run=run.pk)
    run.job = None
    run.save(update_fields=["job"])
    return run


def test_a_list_is_uploaded_and_what_was_detected_is_shown(unions):
    client, run = unions

    html = shown(client, run)

    assert "gb18030" in html
    assert "新一工会" in html
    assert fields_of(html)["t0-c0"] == "code"


def test_only_lists_that_the_person_may_import_are_offered(sign_in, officer):
    html = sign_in(officer).get(page("upload")).content.decode()

    assert 'value="person"' in html
    assert 'value="organisation"' not in html


def test_who_may_import_nothing_is_refused(sign_in, finance):
    client = sign_in(finance)

    assert client.get(page("changelist")).status_code == 403
    assert client.get(page("upload")).status_code == 403


def test_another_persons_run_is_not_found_below_the_district(upload, officer, sign_in):
    _client, run = upload(officer, "person", PEOPLE)
    colleague = make_user("officer", organisation=officer.organisation)
    client = sign_in(colleague)

    names = ("change", "reading", "failing", "apply", "undo", "drop", "choose_mode")
    answers = {name: client.get(page(name, run)).status_code for name in names}

    assert set(answers.values()) == {404}


def test_who_may_not_import_a_list_sees_no_row_of_it(
    upload, caseworker, sysadmin, sign_in
):
    client, run = upload(caseworker, "person", PEOPLE)
    checked(client, run)
    other = sign_in(sysadmin)

    html = shown(other, run)

    assert "张三" not in html
    assert other.get(page("reading", run)).status_code == 403
    assert other.get(page("failing", run)).status_code == 403


def test_a_colleague_with_the_right_looks_but_only_the_owner_takes_over(
    unions, sign_in, federation
):
    client, run = unions
    checked(client, run)
    colleague = sign_in(make_user("sysadmin", organisation=federation))

    assert "新一工会" in shown(colleague, run, "?tab=new")
    answer = act(colleague, run, "apply")
    assert answer.status_code == 200
    assert run.job is None


def test_a_file_that_cannot_be_read_is_told_at_the_field(sign_in, sysadmin):
    given = SimpleUploadedFile("名单.pdf", b"%PDF-1.4")
    data = {"resource": "organisation", "files": [given], "mode": "all"}

    answer = sign_in(sysadmin).post(page("upload"), data | {"shown_version": ""})

    assert answer.status_code == 200
    assert answer.context["form"].errors["files"]
    assert not ImportRun.objects.exists()


def test_a_changed_mapping_is_used_and_remembered(upload, sysadmin, street):
    text = UNIONS.format(street.code).replace("单位名称", "抬头")
    client, run = upload(sysadmin, "organisation", text)
    html = shown(client, run)
    assert "抬头" in html

    fields = fields_of(html)
    refused = act(client, run, "reading", **fields, go="check")
    assert refused.context["parts"][0].form.non_field_errors()
    act(client, run, "reading", **fields | {"t0-c1": "name"}, go="check")

    memory = SavedMapping.objects.get(header="抬头")
    assert (memory.column, memory.organisation) == ("name", sysadmin.organisation)
    assert check_run(run=run.pk).counts["new"] == 1


def test_another_encoding_is_read_anew(unions):
    client, run = unions
    fields = fields_of(shown(client, run))

    answer = act(client, run, "reading", **fields | {"t0-encoding": "utf-8"}, go="read")
    assert answer.status_code == 200
    assert answer.context["error"]

    act(client, run, "reading", **fields | {"t0-header_row": "2"}, go="read")
    assert "N1" in shown(client, run).split("<tbody>")[0]


def test_no_number_of_a_person_is_on_detection_or_preview(upload, caseworker):
    client, run = upload(caseworker, "person", PEOPLE)

    pages = [shown(client, run)]
    checked(client, run)
    pages += [shown(client, run, f"?tab={tab}") for tab in ("new", "wrong")]

    assert all(ID not in html and PHONE not in html for html in pages)
    assert "1101**********002X" in pages[1]
    assert "张三" in pages[1]


def test_wrong_rows_say_where_and_what_helps(unions):
    client, run = unions
    checked(client, run)

    html = shown(client, run)

    assert re.search(
        r'<td class="number">3</td><th scope="row">[^<]+</th><td>不知道', html
    )


def test_all_or_nothing_refuses_in_words_until_the_mode_is_changed(
    upload, sysadmin, street
):
    client, run = upload(
        sysadmin, "organisation", UNIONS.format(street.code), mode="all"
    )
    checked(client, run)

    refused = act(client, run, "apply")
    assert refused.context["form"].non_field_errors()
    act(client, run, "choose_mode", mode="valid")
    act(client, run, "apply")

    assert run.job
    assert "http-equiv" in shown(client, run)


def test_old_and_new_stand_side_by_side(upload, sysadmin, street, union):
    text = f"组织代码,单位名称,类别,上级工会\n{union.code},改名工会,基层工会,{street.code}\n"
    client, run = upload(sysadmin, "organisation", text)
    checked(client, run)

    html = shown(client, run)

    assert f"<del>{union.name}</del> → <ins>改名工会</ins>" in html
    assert html.count("<del>") == 1


def test_failing_rows_come_back_in_the_senders_own_layout(unions):
    client, run = unions
    checked(client, run)

    answer = client.get(page("failing", run))

    lines = b"".join(answer.streaming_content).decode("gb18030").splitlines()
    assert lines[0] == "组织代码,单位名称,类别,上级工会,错误说明"
    assert [line[:3] for line in lines[1:]] == ["N2,"]
    assert f"import-{run.pk}-failing" in answer["Content-Disposition"]


def test_what_was_taken_over_can_be_undone(unions):
    client, run = unions
    checked(client, run)
    apply_run(run=run.pk)
    assert page("undo", run) in shown(client, run)

    answer = act(client, run, "undo")

    assert answer.status_code == 302
    assert run.state == RunState.UNDONE
    assert not Organisation.objects.filter(code="N1").exists()


def test_a_dropped_run_shows_what_it_was(unions):
    client, run = unions
    checked(client, run)

    act(client, run, "drop")

    assert run.state == RunState.DROPPED
    assert page("undo", run) not in shown(client, run)


def test_a_page_that_is_behind_changes_nothing(unions):
    client, run = unions
    checked(client, run)
    old = run.version
    act(client, run, "choose_mode", mode="all")

    client.post(page("choose_mode", run), {"shown_version": old, "mode": "valid"})

    run.refresh_from_db()
    assert run.mode == "all"


def test_an_undo_names_who_asked_for_it(unions, federation):
    client, run = unions
    checked(client, run)
    apply_run(run=run.pk)
    other = make_user("sysadmin", organisation=federation)

    undo_run(run=run.pk, by=other.pk)

    assert ImportRun.objects.get(pk=run.pk).undone_at
