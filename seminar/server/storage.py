from whitenoise.storage import CompressedManifestStaticFilesStorage

IMPORT = r"""(?P<matched>(?P<keyword>from|import) "(?P<url>\.{1,2}/[-\w/]+\.js)";)"""
HASHED_IMPORT = '%(keyword)s "%(url)s";'


class HashedStaticFiles(CompressedManifestStaticFilesStorage):
    """Puts a hash of its content into the name of every static file, also where one of our scripts imports another.

    Django's own `support_js_module_import_aggregation` is experimental and rewrites every script, htmx
    included; this rewrites ours only.
    Two scripts must not import each other, since the hash of each would depend on the hash of the other.
    """

    max_post_process_passes = 20  # more than the scripts in the longest chain of imports
    patterns = (*CompressedManifestStaticFilesStorage.patterns, ("js/*.js", ((IMPORT, HASHED_IMPORT),)))
