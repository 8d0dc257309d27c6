"""Template filters of the whole system."""

from decimal import ROUND_HALF_UP, Decimal

from django import template

register = template.Library()
WAN = Decimal(10_000)


@register.simple_tag(takes_context=True)
def money(context, amount: Decimal | None) -> str:
    """An amount in yuan as the person reads money: yuan to the cent, or 万元.

    万元 is rounded half up once, here and nowhere else; empty stays a dash.
    """
    if amount is None:
        return "—"
    if context.get("money_unit") == "wan":
        amount = amount / WAN
    return f"{amount.quantize(Decimal('0.01'), ROUND_HALF_UP):,}"
