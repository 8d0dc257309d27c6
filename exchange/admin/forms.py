"""Forms of an import: the upload, how each table is read, what is taken over."""

from importlib.util import find_spec

from django import forms
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from exchange.enums import Mode
from exchange.mapping import Mapping, folded
from exchange.reading import Table
from exchange.reading.delimited import DELIMITERS
from exchange.reading.encoding import ENCODINGS
from exchange.registry import resources

ACCEPTED = ".csv,.txt,.tsv,.xlsx,.xls,.zip"
MOST_FILES = 50
ENCODING_WORDS = {
    "utf-8": "UTF-8",
    "utf-8-sig": "UTF-8 (BOM)",
    "gb18030": "GB18030 / GBK",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16 LE",
    "utf-16-be": "UTF-16 BE",
    "big5": "Big5",
}
DELIMITER_WORDS = {
    ",": _("comma ,"),
    "\t": _("tab"),
    ";": _("semicolon ;"),
    "，": _("full-width comma ，"),
    "；": _("full-width semicolon ；"),
    "、": _("enumeration comma 、"),
    "|": _("vertical line |"),
}
READING = ("encoding", "delimiter", "header_row", "skip_hidden", "fill")


def lists_for(user) -> dict[str, str]:
    """The lists this person may import, by key."""
    return {
        name: listed.title()
        for name, listed in resources().items()
        if user.has_perm(listed.permission("import"))
    }


def has_templates() -> bool:
    """Whether blank templates can be made."""
    return find_spec("exchange.blank") is not None


def blank_links(lists: dict[str, str]) -> str | SafeString:
    """Links to the blank templates of these lists."""
    if not has_templates():
        return ""
    address = "admin:exchange_importrun_blank"
    links = ((reverse(address, args=[name]), title) for name, title in lists.items())
    joined = format_html_join("、", '<a href="{}" download>{}</a>', links)
    return format_html_join("", "{}{}", [(_("Blank templates: "), joined)])


class SeveralFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One or several files."""

    widget = SeveralFiles

    def clean(self, data, initial=None):
        given = data if isinstance(data, (list, tuple)) else [data]
        if len(given) > MOST_FILES:
            raise forms.ValidationError(
                _("At most %(count)s files at a time."), params={"count": MOST_FILES}
            )
        return [
            super(FilesField, self).clean(file, initial) for file in given or [None]
        ]


class UploadForm(forms.Form):
    """Which list, which files, and what is taken over when rows are wrong."""

    resource = forms.ChoiceField(label=_("List"))
    files = FilesField(
        label=_("Files"),
        widget=SeveralFiles(attrs={"accept": ACCEPTED}),
        help_text=_("CSV or Excel, one or several, or a zip of them."),
    )
    mode = forms.ChoiceField(
        label=_("When some rows are wrong, take over"),
        choices=Mode.choices,
        initial=Mode.ALL,
        widget=forms.RadioSelect,
    )
    forced = forms.BooleanField(label=_("The same content again"), required=False)

    @classmethod
    def for_subject(cls, request, subject, **options):
        form = cls(**options)
        lists = lists_for(request.user)
        form.fields["resource"].choices = list(lists.items())
        form.fields["resource"].help_text = blank_links(lists)
        return form


class ModeForm(forms.Form):
    mode = forms.ChoiceField(
        label=_("When some rows are wrong, take over"),
        choices=Mode.choices,
        widget=forms.RadioSelect,
    )

    @classmethod
    def for_subject(cls, request, subject, **options):
        return cls(initial={"mode": subject.mode}, **options)


class TableForm(forms.Form):
    """How one table is read, and which of its columns is which of the list's."""

    used = forms.BooleanField(label=_("import this table"), required=False)
    encoding = forms.ChoiceField(label=_("Encoding"))
    delimiter = forms.ChoiceField(label=_("Separator"))
    header_row = forms.IntegerField(label=_("Header in row"), min_value=1)
    skip_hidden = forms.BooleanField(label=_("leave hidden rows out"), required=False)
    fill = forms.BooleanField(
        label=_("merged cells count for all their rows"), required=False
    )

    def __init__(self, listed, table: Table, mapping: Mapping, used: bool, **options):
        self.table = table
        super().__init__(initial=self._initial(table, used), **options)
        self._offer(table)
        words = [("", _("— left out —"))]
        words += [(column.name, column.label) for column in listed.columns()]
        for place, header in enumerate(table.columns):
            self.fields[f"c{place}"] = forms.ChoiceField(
                label=header or _("column %(no)s") % {"no": place + 1},
                choices=words,
                required=False,
                initial=mapping.chosen.get(place, ""),
            )

    @staticmethod
    def _initial(table: Table, used: bool) -> dict:
        return {
            "used": used,
            "encoding": table.encoding,
            "delimiter": table.delimiter,
            "header_row": table.header_row,
            "skip_hidden": table.choice.skip_hidden,
            "fill": bool(table.choice.fill),
        }

    def _offer(self, table: Table) -> None:
        """Only what this kind of table has is asked."""
        if table.kind == "csv":
            self.fields["encoding"].choices = offered(
                table.encoding, ENCODINGS, ENCODING_WORDS
            )
            self.fields["delimiter"].choices = offered(
                table.delimiter, DELIMITERS, DELIMITER_WORDS
            )
        else:
            del self.fields["encoding"], self.fields["delimiter"]
        if not table.hidden_rows:
            del self.fields["skip_hidden"]
        if not table.merged_columns and not table.choice.fill:
            del self.fields["fill"]

    @property
    def reread(self) -> dict:
        """What is to be read otherwise than shown."""
        changed = {n: self.cleaned_data[n] for n in self.changed_data if n in READING}
        if changed.get("fill"):
            names = [self.table.columns[place] for place in self.table.merged_columns]
            changed["fill"] = [name for name in names if name]
        elif "fill" in changed:
            changed["fill"] = []
        return changed

    @property
    def mapping(self) -> dict[str, str]:
        """Place → column as chosen."""
        places = range(len(self.table.columns))
        found = {str(place): self.cleaned_data.get(f"c{place}", "") for place in places}
        return {place: name for place, name in found.items() if name}

    def columns(self) -> list[dict]:
        """Header, its select, and whether anything is chosen for it."""
        return [
            {
                "header": header,
                "field": self[f"c{place}"],
                "known": bool(self[f"c{place}"].value()),
                "named": bool(folded(header)),
            }
            for place, header in enumerate(self.table.columns)
        ]


def offered(current: str, all_of, words: dict) -> list[tuple]:
    """Choices with the present one among them."""
    values = list(all_of) if current in all_of else [current, *all_of]
    return [(value, words.get(value, value)) for value in values]
