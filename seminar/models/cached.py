from django.db import models


class Cached(models.Model):
    """A row of Django's cache, which writes and reads it (settings.CACHES).

    A model, so that the table is migrated like all others.
    """

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "cache"

    def __str__(self) -> str:
        return self.cache_key
