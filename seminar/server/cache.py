from django.utils.crypto import salted_hmac


def key(name: str, prefix: str, version: int) -> str:
    """A keyed hash, since names hold addresses and email addresses, which the database shall not."""
    return salted_hmac("seminar.cache", f"{prefix}:{version}:{name}", algorithm="sha256").hexdigest()
