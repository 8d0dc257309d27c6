"""The key canary: a start with the wrong keys fails before it can do harm."""

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from accounts.models import KeyCanary
from config import keys
from config.acting import SYSTEM, acting

WORD, LABEL = b"bangfu", "accounts.KeyCanary"
ADVICE = (
    "Put back the keys this database was made with (var/keys, or the BANGFU_…_KEY "
    "variables); without them its sensitive values cannot be read."
)


def verify_keys() -> None:
    """Compares the keys with the canary, which the first start writes.

    Raises ImproperlyConfigured, naming the key that differs.
    """
    canary = KeyCanary.objects.first()
    if canary is None:
        with acting(SYSTEM, "start"):
            KeyCanary.objects.bulk_create([_canary()], ignore_conflicts=True)
        canary = KeyCanary.objects.get()
    try:
        opened = keys.unseal(canary.sealed, LABEL) == WORD
    except keys.CannotOpen:
        opened = False
    if not opened:
        raise ImproperlyConfigured(f"The encryption key is another one. {ADVICE}")
    if bytes(canary.digest) != keys.digest(LABEL, WORD.decode()):
        raise ImproperlyConfigured(f"The digest key is another one. {ADVICE}")
    if settings.DIGEST_KEY in settings.ENCRYPTION_KEY.split(","):
        raise ImproperlyConfigured("Encryption key and digest key must differ.")


def _canary() -> KeyCanary:
    return KeyCanary(
        sealed=keys.seal(WORD, LABEL), digest=keys.digest(LABEL, WORD.decode())
    )
