"""Short codes that people type: 7 random signs and a check sign, of 31 that are not mistaken for each other.

7 of 31 are 34.7 bits (security.md 5.1). The check sign catches every single wrong sign and every pair that changed
places, since 31 is a prime: such a code is refused without a look-up.
"""

import secrets

SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # no 0 O 1 I L
RANDOM = 7
LENGTH = RANDOM + 1


def new_code() -> str:
    code = "".join(secrets.choice(SIGNS) for _ in range(RANDOM))
    return code + _check(code)


def new_token() -> str:
    """For a QR code, which nobody types: 128 bits."""
    return secrets.token_urlsafe(16)


def read_code(typed: str) -> str:
    """The code as it is stored, or "" where it cannot be one: small letters, spaces and dashes are all right."""
    code = "".join(sign for sign in typed.upper() if sign.isalnum())
    whole = len(code) == LENGTH and set(code) <= set(SIGNS) and code[-1] == _check(code[:-1])
    return code if whole else ""


def show_code(code: str) -> str:
    """As it is printed, in two halves that are easy to keep in mind."""
    return f"{code[:4]}-{code[4:]}"


def _check(code: str) -> str:
    return SIGNS[sum(place * SIGNS.index(sign) for place, sign in enumerate(code, 1)) % len(SIGNS)]
