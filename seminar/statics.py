from whitenoise.storage import CompressedManifestStaticFilesStorage

IMPORT = (r"""(?P<matched>(?P<how>from|import) "(?P<url>\./[-\w]+\.js)";)""", '%(how)s "%(url)s";')


class Hashed(CompressedManifestStaticFilesStorage):
    """Names with the hash of what is in them, in our scripts' imports too. No two of those may import each other."""

    patterns = (*CompressedManifestStaticFilesStorage.patterns, ("js/*.js", (IMPORT,)))
