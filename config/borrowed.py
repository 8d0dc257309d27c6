"""Sentences of Django that our Chinese says in its own way; nothing imports them.

Standing here they reach our catalogue, which wins over Django's. A sentence must be
Django's to the letter, curly quotes and blanks included.
"""

from django.utils.translation import gettext_noop as _
from django.utils.translation import ngettext_lazy

LISTS = [
    _("Select %s"),
    _("Select %s to change"),
    _("Select %s to view"),
    _(" By %(filter_title)s "),
    _("Action:"),
    _("Run the selected action"),
    _("Go"),
    _("No action selected."),
    _(
        "Items must be selected in order to perform actions on them. No items have been changed."
    ),
    _("Click here to select the objects across all pages"),
    _("Select all %(total_count)s %(module_name)s"),
    _("Select this object for an action - {}"),
    _("Select all objects on this page for an action"),
    _("Clear selection"),
    _("0 of %(cnt)s selected"),
    ngettext_lazy("%(total_count)s selected", "All %(total_count)s selected", "n"),
    _("Toggle sorting"),
    _("Remove from sorting"),
    _("Sorting priority: %(priority_number)s"),
    _("Has date"),
    _("No date"),
    _("Empty"),
    _("Not empty"),
    _("Past 7 days"),
]

RECORDS = [
    _("%(app)s administration"),
    _("Models in the %(name)s application"),
    _("Model name"),
    _("Add link"),
    _("Change or view list link"),
    _("Add"),
    _("Add %s"),
    _("Change %s"),
    _("View %s"),
    _("Add another %(verbose_name)s"),
    _("Add another %(model)s"),
    _("Change selected %(model)s"),
    _("Delete selected %(model)s"),
    _("View selected %(model)s"),
    _("Save and add another"),
    _("Save and continue editing"),
    _("Toggle theme (current theme: auto)"),
    _("Toggle theme (current theme: light)"),
    _("Toggle theme (current theme: dark)"),
    _("The {name} “{obj}” was added successfully."),
    _("You may edit it again below."),
    _("The {name} “{obj}” was added successfully. You may add another {name} below."),
    _("The {name} “{obj}” was changed successfully."),
    _("The {name} “{obj}” was changed successfully. You may edit it again below."),
    _("The {name} “{obj}” was changed successfully. You may add another {name} below."),
    _("The %(name)s “%(obj)s” was deleted successfully."),
    _("Cannot delete %(name)s"),
    _("%(class_name)s %(instance)s"),
    _(
        "Deleting the %(object_name)s '%(escaped_object)s' would result in deleting related objects, but your account doesn't have permission to delete the following types of objects:"
    ),
    _(
        "Deleting the %(object_name)s '%(escaped_object)s' would require deleting the following protected related objects:"
    ),
    _(
        'Are you sure you want to delete the %(object_name)s "%(escaped_object)s"? All of the following related items will be deleted:'
    ),
    _("Objects"),
    _("Yes, I’m sure"),
    _("No, take me back"),
]

FORMS = [
    _("Error:"),
    _(":"),
    _(":?.!"),
    ngettext_lazy(
        "Please correct the error below.", "Please correct the errors below.", "n"
    ),
    _("This field is required."),
    _("This field cannot be null."),
    _("This field cannot be blank."),
    _("Enter a valid value."),
    _("Enter a whole number."),
    _("Enter a number."),
    _("Enter a valid date."),
    _("Enter a valid date/time."),
    _("“%(value)s” value has an invalid date format. It must be in YYYY-MM-DD format."),
    _(
        "“%(value)s” value has the correct format (YYYY-MM-DD) but it is an invalid date."
    ),
    _("Enter a valid “slug” consisting of letters, numbers, underscores or hyphens."),
    _("Null characters are not allowed."),
    _("Ensure this value is less than or equal to %(limit_value)s."),
    _("Ensure this value is greater than or equal to %(limit_value)s."),
    ngettext_lazy(
        "Ensure this value has at most %(limit_value)d character (it has %(show_value)d).",
        "Ensure this value has at most %(limit_value)d characters (it has %(show_value)d).",
        "limit_value",
    ),
    _("Value %(value)r is not a valid choice."),
    _("Select a valid choice. %(value)s is not one of the available choices."),
    _("Select a valid choice. That choice is not one of the available choices."),
    _("Please correct the duplicate data for %(field)s."),
    _("Please correct the duplicate data for %(field)s, which must be unique."),
    _("Please correct the duplicate values below."),
    _("%(model_name)s with this %(field_label)s already exists."),
    _("%(model_name)s with this %(field_labels)s already exists."),
    _("The submitted file is empty."),
    _("No file was submitted."),
    _("Conflicting form data submitted. Please try again."),
]

PASSWORDS = [
    _("Password change"),
    _("Logged out"),
    _("Enter the same password as before, for verification."),
    _("Old password"),
    _("New password"),
    _("New password confirmation"),
    _("The two password fields didn’t match."),
    _("Your old password was entered incorrectly. Please enter it again."),
    _("This account is inactive."),
    ngettext_lazy(
        "This password is too short. It must contain at least %d character.",
        "This password is too short. It must contain at least %d characters.",
        "n",
    ),
    ngettext_lazy(
        "Your password must contain at least %(min_length)d character.",
        "Your password must contain at least %(min_length)d characters.",
        "min_length",
    ),
    _("The password is too similar to the %(verbose_name)s."),
    _("Your password can’t be too similar to your other personal information."),
    _("This password is too common."),
    _("Your password can’t be a commonly used password."),
]
