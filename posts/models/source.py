from django.db import models


class Source(models.Model):
    """Where an imported post came from.

    `raw` is its part of the file, unchanged. `repairs` are (raw, repaired) pairs, `doubts` are "code: excerpt".
    `identity` is the id that the file gives, hashed, and `fingerprint` the text as it was imported (walls/traces.py).
    They recognize the entry in a later export of the wall (posts/importing/matching.py).
    """

    post = models.OneToOneField("Post", models.CASCADE, related_name="source", primary_key=True)
    file = models.TextField(blank=True)
    url = models.TextField(null=True, blank=True)  # noqa: DJ001 - our JSON distinguishes null from an empty address
    raw = models.TextField(blank=True)
    repairs = models.JSONField(default=list, blank=True)
    doubts = models.JSONField(default=list, blank=True)
    user_name = models.TextField(blank=True)
    line = models.PositiveIntegerField(null=True, blank=True)
    cell = models.CharField(max_length=60, blank=True)
    identity = models.CharField(max_length=64, blank=True)
    fingerprint = models.CharField(max_length=64, blank=True, db_index=True)

    def __str__(self) -> str:
        return f"{self.file} {self.cell or self.line}"
