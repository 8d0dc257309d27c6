"""The suite's settings on a durable server of its own (fsync on)."""

import os

os.environ["BANGFU_CLUSTER"] = "bench"
from tests import settings as suite

globals().update({k: v for k, v in vars(suite).items() if k.isupper()})
