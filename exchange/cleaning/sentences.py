"""The sentences of faults and notes: what is wrong, and how to mend it.

One place for the translator. `%(…)s` are facts of the fault; a sentence of a rule that
brings facts writes a percent sign as `%%`.
"""

from django.utils.translation import gettext_lazy as _

AS_TEXT = _("Set the column to “Text”, then paste the values again.")
FULL_DATE = _("Write year, month and day, for example 2022-04-11.")
LOOK_AGAIN = _("Compare it with the document and correct it.")
FORMULA = _("Correct the formula, or write the value itself.")

FAULTS = {
    "cell_error": (_("The cell shows the error %(error)s."), FORMULA),
    "cell_hashes": (
        _("The cell holds only # signs: the column was too narrow to show its value."),
        _("Widen the column and save the file again."),
    ),
    "cell_kind": (
        _("A value of this kind does not belong here."),
        _("Write it as plain text."),
    ),
    "cell_broken": (
        _("The text holds a broken character."),
        _("Type the text again."),
    ),
    "number_not_finite": (_("This is not a number that can be stored."), FORMULA),
    "text_too_long": (
        _("The text has %(length)s characters; at most %(limit)s fit."),
        _("Shorten it."),
    ),
    "name_lost_character": (
        _("The name holds “?”: a rare character was lost when the file was saved."),
        _("Type the character again and save as xlsx or as CSV UTF-8."),
    ),
    "name_not_text": (
        _("A name cannot be a number or a date."),
        _("Write the name; perhaps the columns have shifted."),
    ),
    "code_as_number": (
        _("The code was turned into a number and has lost digits."),
        AS_TEXT,
    ),
    "code_length": (
        _("The code has %(length)s characters; %(limit)s are needed."),
        _("Check whether leading zeros were lost."),
    ),
    "integer_unreadable": (
        _("This is not a whole number."),
        _("Write digits only, for example 12."),
    ),
    "integer_fraction": (
        _("A whole number is needed here, without decimals."),
        _("Write digits only, for example 12."),
    ),
    "integer_range": (
        _("The number must lie between %(minimum)s and %(maximum)s."),
        _("Check the number."),
    ),
    "money_unreadable": (
        _("This amount cannot be read."),
        _("Write digits with at most two decimals, for example 1234.50."),
    ),
    "money_separators": (
        _("The thousands separators stand in the wrong places."),
        _("Write the amount without separators, for example 1234.50."),
    ),
    "money_third_decimal": (
        _("The amount goes beyond whole fen (more than two decimals in yuan)."),
        _("Round the value itself, not only its display, to two decimals."),
    ),
    "money_units_disagree": (
        _("The unit %(one)s and the unit %(other)s contradict each other."),
        _("Keep one unit for the cell, the header and the unit line."),
    ),
    "money_unit_unknown": (
        _("The unit %(unit)s is not known."),
        _("Use 元, 千元, 万元 or 亿元."),
    ),
    "money_negative": (
        _("An amount below zero cannot stand here."),
        _("Check the amount."),
    ),
    "money_too_large": (
        _("The amount is too large to be true."),
        _("Check the amount and its unit."),
    ),
    "date_unreadable": (_("This date cannot be read."), FULL_DATE),
    "date_not_real": (_("This day does not exist."), FULL_DATE),
    "date_order": (
        _("The year does not come first, so day and month could be mixed up."),
        FULL_DATE,
    ),
    "date_two_digit_year": (
        _("The year has two digits only."),
        _("Write the year with four digits, for example 2022-04-11."),
    ),
    "date_no_year": (_("The year is missing."), FULL_DATE),
    "date_year_only": (_("Month and day are missing."), FULL_DATE),
    "date_month_only": (_("The day is missing."), FULL_DATE),
    "date_january_or_october": (
        _("This may mean January or October: as a number, “.10” becomes “.1”."),
        _("Write the month with two digits, for example 2022-01 or 2022-10."),
    ),
    "date_out_of_range": (
        _("The date must lie between %(earliest)s and %(latest)s."),
        LOOK_AGAIN,
    ),
    "id_float": (
        _("The number was stored as a figure and its last digits are lost."),
        AS_TEXT,
    ),
    "id_length": (
        _("The number has %(length)s characters; an ID number has 18 (formerly 15)."),
        LOOK_AGAIN,
    ),
    "id_character": (
        _("Character %(position)s is “%(found)s”; a digit must stand there."),
        LOOK_AGAIN,
    ),
    "id_letter_for_digit": (
        _(
            "Character %(position)s is the letter “%(found)s”, perhaps meant as %(meant)s."
        ),
        LOOK_AGAIN,
    ),
    "id_check_digit": (
        _("The check digit does not fit: at least one digit is wrong."),
        LOOK_AGAIN,
    ),
    "id_birth_date": (
        _("The birth date inside the number (digits 7 to 14) does not exist."),
        LOOK_AGAIN,
    ),
    "id_charset": (
        _("The number holds characters that such a document does not use."),
        LOOK_AGAIN,
    ),
    "id_document_length": (
        _("The number has %(length)s characters, which such a document does not have."),
        LOOK_AGAIN,
    ),
    "phone_float": (
        _("The phone number was stored as a figure and has lost digits."),
        AS_TEXT,
    ),
    "phone_unreadable": (
        _("This phone number cannot be read."),
        _("Write 11 digits, or a landline such as 027-83891234."),
    ),
    "phone_length": (
        _("A phone number with %(length)s digits does not exist."),
        _("Write 11 digits, or a landline such as 027-83891234."),
    ),
    "account_float": (
        _("The account number was stored as a figure and its last digits are lost."),
        AS_TEXT,
    ),
    "account_characters": (
        _("An account number holds digits only."),
        _("Write the digits of the account only."),
    ),
    "account_length": (
        _("The account number has %(length)s digits; 12 to 23 are usual."),
        LOOK_AGAIN,
    ),
    "choice_unknown": (
        _("This word is not known here. Known are: %(allowed)s."),
        _("Choose one of them, or say once what your word means."),
    ),
}

NOTES = {
    "blank_word": _("“None” or a dash was read as an empty cell."),
    "text_lost_character": _("The text holds a character that was lost on saving."),
    "name_has_digit": _("The name holds a digit or sign that is unusual in a name."),
    "name_private_character": _("The name holds a character only some computers show."),
    "code_from_number": _("The code came as a number: leading zeros may be lost."),
    "money_rounding_noise": _("A calculation error beyond 15 digits was left out."),
    "date_two_digit_year": _("The century of a two-digit year was filled in."),
    "date_month_only": _("Only the month is given; its first day was taken."),
    "date_from_serial": _("A serial number of the spreadsheet was read as a date."),
    "date_time_dropped": _("The time of day was left out."),
    "id_x_replaced": _("A sign that looks like X was turned into X."),
    "id_15_digits": _("An old number with 15 digits was turned into one with 18."),
    "id_unknown_area": _("The area code of the ID number is not known."),
    "id_ends_000": _("The number ends in 000: perhaps a spreadsheet cut it."),
    "id_check_unsure": _("The check digit of this document does not fit."),
    "phone_more_numbers": _("Several phone numbers; the first was taken."),
    "phone_no_area": _("The landline has no area code."),
    "phone_foreign": _("A phone number outside the mainland."),
    "account_luhn": _("The check digit of the bank card does not fit."),
}
