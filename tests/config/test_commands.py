"""Commands of the operator: each ends in sentences, and in an exit code."""

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from tests import live

ADMINS = {"sysadmin": "001:郑浩", "secadmin": "002:冯雪"}


def test_an_office_opens_with_two_administrators(db, capsys):
    call_command("open_office", "420112", "东西湖区总工会", **ADMINS)

    password = capsys.readouterr().out.splitlines()[0].removeprefix("001: ")
    user = User.objects.get(staff_number="001")
    assert user.check_password(password) and user.must_change_password
    assert user.roles == {"sysadmin"}


def test_an_office_opens_once(federation):
    with pytest.raises(CommandError):
        call_command("open_office", "420112", "东西湖区总工会", **ADMINS)


def test_an_administrator_without_a_name_is_refused(db):
    with pytest.raises(CommandError, match="--sysadmin"):
        call_command("open_office", "1", "x", sysadmin="001", secadmin="002:冯雪")


def test_health_tells_that_no_worker_is_there(own_database, capsys):
    with pytest.raises(CommandError, match="1 of 3"):
        call_command("health")

    assert "worker: none" in capsys.readouterr().out


def test_health_is_well_with_a_worker(own_database, tmp_path, capsys):
    def well():
        try:
            call_command("health")
        except CommandError:
            return False
        return True

    with live.worker(own_database, tmp_path / "log"):
        live.until(well)

    assert "worker: well" in capsys.readouterr().out
