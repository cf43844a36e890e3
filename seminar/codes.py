"""Short codes that people type: 7 random characters and a check character, of 31 that are hard to confuse.

7 characters of 31 hold 34.7 bits (docs/security.md). Since 31 is a prime, the check character detects every
single wrong character and every swap of two, so that such a code is refused without a query.
"""

import secrets

CHARACTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # those below are left out
NEVER_USED = set("0O1IL")
RANDOM = 7
LENGTH = RANDOM + 1


def new_code() -> str:
    code = "".join(secrets.choice(CHARACTERS) for _ in range(RANDOM))
    return code + _check(code)


def new_token() -> str:
    """128 bits, for a QR code, which nobody types."""
    return secrets.token_urlsafe(16)


def read_code(typed: str) -> str:
    """The code as it is stored, or "" if it is not a code. Lower case, spaces and dashes are accepted."""
    code = "".join(character for character in typed.upper() if character.isalnum())
    valid = len(code) == LENGTH and set(code) <= set(CHARACTERS) and code[-1] == _check(code[:-1])
    return code if valid else ""


def show_code(code: str) -> str:
    """The code as it is printed, in two halves that are easy to remember."""
    return f"{code[:4]}-{code[4:]}"


def _check(code: str) -> str:
    return CHARACTERS[
        sum(position * CHARACTERS.index(character) for position, character in enumerate(code, 1)) % len(CHARACTERS)
    ]
