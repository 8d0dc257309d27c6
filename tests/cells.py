"""The cells of the matrix: one request of one person, and the answers that are right.

What is right follows from the table of rights and the rule of scope alone: no admin
class is asked whether it allows something.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from django.urls import reverse

from accounts.enums import Role
from tests.matrix import OWN_ONLY, given, is_scoped, may, registers

DONE, SHOWN, REFUSED, HIDDEN, NOT_SO = 302, 200, 403, 404, 405
ANSWERED = {SHOWN, DONE}
BEGINNING = "外"
"""How the other union's name begins; nobody at the own union may ever read on."""


def right(allowed: bool, hidden: bool, answers: set[int]) -> frozenset[int]:
    """No permission 403; another union's row 404; when both hold, either of them."""
    refusals = ({REFUSED} if not allowed else set()) | ({HIDDEN} if hidden else set())
    return frozenset(refusals or answers)


@dataclass(frozen=True)
class Cell:
    """One request; `shows` and `hides` are addresses the page links to, or must not."""

    name: str
    url: str
    right: frozenset[int]
    method: str = "GET"
    data: dict = field(default_factory=dict)
    model: type | None = None
    shows: tuple = ()
    hides: tuple = ()
    in_vain: bool = False
    keeps: object = None

    def __str__(self):
        return f"{self.method} {self.name}"

    @property
    def may_write(self) -> bool:
        posts = self.method == "POST" and not self.in_vain
        return posts and bool(self.right & ANSWERED)


def _get_and_post(name, url, allowed, *, post=None, hidden=False, get=SHOWN, **more):
    """Both requests of a page that needs one permission."""
    yield Cell(name, url, right(allowed, hidden, {get}), **more)
    answers = right(allowed, hidden, ANSWERED)
    yield Cell(name, url, answers, "POST", post or {}, **more)


def address(register, page: str, row=None) -> str:
    name = f"admin:{register.opts.app_label}_{register.opts.model_name}_{page}"
    return reverse(name, args=[] if row is None else [row.pk])


@dataclass(frozen=True)
class Person:
    """Somebody with one role, at the federation or at a grassroots union."""

    role: str
    place: str

    def __str__(self):
        return f"{self.role} at the {self.place}"

    def is_hidden(self, model) -> bool:
        """Whether another union's rows of this model are out of reach."""
        return self.place == "union" and is_scoped(model)

    def cells(self, rows: dict) -> Iterator[Cell]:
        """The whole matrix of this person; `rows` is register → (own, foreign) row.

        What a role may not do is refused wherever its holder works, so an office role
        at a union is asked only for the rest.
        """
        everything = self.place == "federation" or self.role == Role.OFFICER
        for cell in self._cells(rows):
            if everything or cell.right != {REFUSED}:
                yield cell

    def _cells(self, rows):
        yield from site_cells(self)
        for register, (own, foreign) in rows.items():
            yield from RegisterCells(self, register, own, foreign).all()


SHARED = {"accounts.route"}
"""Registers that belong to no union: only people of the district change them."""


@dataclass(frozen=True)
class RegisterCells:
    """The cells of one register for one person."""

    person: Person
    register: object
    own: object
    foreign: object

    @cached_property
    def thing(self) -> str:
        return self.register.opts.label_lower

    @cached_property
    def sees(self) -> bool:
        return self.may("view", "change")

    @cached_property
    def hides_own(self) -> bool:
        """Whether a colleague's row of the own union is out of reach."""
        return self.thing in OWN_ONLY and self.person.is_hidden(self.register.model)

    def may(self, *verbs: str) -> bool:
        """By the table of rights; what the district shares is changed there only."""
        allowed = may(self.person.role, self.thing, *verbs)
        below = self.person.place == "union" and self.thing in SHARED
        return allowed and not (below and "view" not in verbs)

    def may_act(self, action) -> bool:
        below = self.person.place == "union" and self.thing in SHARED
        return action.permission in given(self.person.role) and not below

    def all(self) -> Iterator[Cell]:
        yield from self.of_list()
        hidden = self.hides_own
        yield from self.of_row(self.own, f"own {self.thing}", hidden=hidden)
        if is_scoped(self.register.model):
            hidden = self.person.is_hidden(self.register.model)
            yield from self.of_row(self.foreign, f"foreign {self.thing}", hidden=hidden)
        yield from self.of_bulk_actions()
        yield from self.of_autocomplete()

    def pages(self, name, page, allowed, row=None, suffix="", **more):
        url = address(self.register, page, row) + suffix
        name = f"{name} {page}{suffix}"
        return _get_and_post(name, url, allowed, model=self.register.model, **more)

    def of_list(self):
        name, sees = self.thing, self.sees
        yield from self.pages(name, "changelist", sees, **self.links())
        yield from self.pages(name, "changelist", sees, suffix="?print=1")
        if self.register.search_fields:
            yield from self.pages(name, "changelist", sees, suffix=f"?q={BEGINNING}")
        yield from self.pages(name, "add", self.may("add"))
        for action in self.register.service_actions("list"):
            allowed = action.permission in given(self.person.role)
            yield from self.pages(name, action.name, allowed)

    def links(self) -> dict:
        """Rows the list must and must not link to."""
        if not (self.sees and is_scoped(self.register.model)):
            return {}
        mine = address(self.register, "change", self.own)
        theirs = address(self.register, "change", self.foreign)
        if self.hides_own:
            return {"hides": (mine, theirs)}
        if self.person.is_hidden(self.register.model):
            return {"shows": (mine,), "hides": (theirs,)}
        return {"shows": (mine, theirs)}

    def of_row(self, row, name, *, hidden):
        change = {"row": row, "hidden": hidden}
        yield next(self.pages(name, "change", self.sees, **change))
        yield list(self.pages(name, "change", self.may("change"), **change))[1]
        sure = {"post": "yes"}
        yield from self.pages(name, "delete", self.may("delete"), post=sure, **change)
        yield from self.pages(name, "history", self.sees, **change)
        if self.thing == "exchange.importrun":
            yield from self.of_import(row, name, hidden=hidden)
        for action in self.register.service_actions("row"):
            yield from self.pages(
                name,
                action.name,
                self.may_act(action),
                get=SHOWN if action.shown(row) else DONE,
                post={"shown_version": str(getattr(row, "version", ""))},
                **change,
            )

    def of_import(self, row, name, *, hidden):
        """The row is taken over: its reading is closed (back to it), and without wrong
        rows there is no file of them. Both need the right to import its list."""
        given_here = given(self.person.role)
        allowed = "accounts.import_organisation" in given_here and self.sees
        for page, answer in (("reading", DONE), ("failing", HIDDEN)):
            url, label = address(self.register, page, row), f"{name} {page}"
            yield Cell(label, url, right(allowed, hidden, {answer}))
        url = reverse("admin:exchange_importrun_blank", args=["organisation"])
        yield Cell(f"{name} blank", url, right(allowed, False, {SHOWN}))

    def of_bulk_actions(self):
        """Without its permission an action is no choice; it never leaves the scope."""
        hidden = self.person.is_hidden(self.register.model)
        for action in self.register.service_actions("rows"):
            allowed = action.permission in given(self.person.role)
            apply, every = {"apply": "1"}, {"select_across": "1"}
            yield self.bulk(action, self.own, {}, in_vain=not allowed)
            yield self.bulk(action, self.own, apply, in_vain=not allowed)
            for more in ({}, apply):
                in_vain = hidden or not allowed
                yield self.bulk(action, self.foreign, more, in_vain=in_vain)
            keeps = self.foreign if hidden or not allowed else None
            yield self.bulk(action, self.own, apply | every, keeps=keeps)

    def bulk(self, action, row, more, **values) -> Cell:
        data = {"action": action.name, "_selected_action": row.pk, "index": 0}
        return Cell(
            f"{self.thing} {row.pk} {action.name} {more}",
            address(self.register, "changelist"),
            right(self.sees, False, ANSWERED),
            "POST",
            data | more,
            self.register.model,
            **values,
        )

    def of_autocomplete(self):
        choosers = [self.register, *self.register.inlines]
        for model, names in ((c.model, c.autocomplete_fields) for c in choosers):
            for name in names:
                remote = model._meta.get_field(name).related_model
                thing = remote._meta.label_lower
                sees = may(self.person.role, thing, "view", "change")
                query = (
                    f"?app_label={model._meta.app_label}&field_name={name}"
                    f"&model_name={model._meta.model_name}&term="
                )
                for term in ("", BEGINNING):
                    yield Cell(
                        f"choices of {self.thing}.{name} {term}",
                        reverse("admin:autocomplete") + query + term,
                        right(sees, False, {SHOWN}),
                        model=remote,
                    )


def site_cells(person: Person) -> Iterator[Cell]:
    """Home, set-up, preferences, password and the lists of registers."""
    yield from _get_and_post("home", reverse("admin:index"), True)
    office = person.place == "federation"
    allowed = office and "accounts.view_setup" in given(person.role)
    yield from _get_and_post("setup", reverse("admin:setup"), allowed)
    yield from _get_and_post("password", reverse("admin:password_change"), True)
    for page in ("password_change_done", "jsi18n"):
        yield Cell(page, reverse(f"admin:{page}"), frozenset({SHOWN}))
    url = reverse("admin:preferences")
    yield Cell("preferences", url, frozenset({NOT_SO}))
    yield Cell("preferences", url, frozenset({DONE}), "POST")
    things = {register.opts.label_lower for register in registers()}
    for app in sorted({thing.split(".")[0] for thing in things}):
        below = [thing for thing in things if thing.startswith(f"{app}.")]
        sees = any(may(person.role, thing, "view", "add") for thing in below)
        url = reverse("admin:app_list", args=[app])
        yield Cell(f"all of {app}", url, frozenset({SHOWN if sees else HIDDEN}))
