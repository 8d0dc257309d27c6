"""Logs without personal data: a traceback keeps its places and loses its values.

The text of an exception may quote a row (a database's DETAIL, a refused value), so only
types and places are written.
"""

import logging
import traceback


class PlacesFormatter(logging.Formatter):
    """Formats exceptions as type and `file:line function` from the root cause up."""

    def formatException(self, exc_info):
        lines, error, seen = [], exc_info[1], set()
        while error is not None and id(error) not in seen:
            seen.add(id(error))
            lines.append(f"{type(error).__module__}.{type(error).__qualname__}")
            lines += [
                f"  {frame.filename}:{frame.lineno} {frame.name}"
                for frame in traceback.extract_tb(error.__traceback__)
            ]
            error = error.__cause__ or error.__context__
        return "\n".join(lines)

    def formatStack(self, stack_info):
        return ""
