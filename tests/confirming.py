"""Gates that a test means to pass: what the command names is confirmed, once."""

import re


def confirmations(status, text):
    """The words with which to call again; none where no gate stands."""
    found = re.search(r"^If all of it is meant to be so:\s+(--confirm)\s+(\S+)$", text, re.M)
    return list(found.groups()) if status == 3 and found else []
