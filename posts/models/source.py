from django.db import models


class Source(models.Model):
    """Where an imported post came from, beside the post itself.

    `raw` is its stretch of the file, untouched; `repairs` are (raw, repaired) pairs; `doubts` are "code: excerpt".
    `identity` and `fingerprint` tell the same entry in a later export of the same wall (posts/known.py).
    """

    post = models.OneToOneField("Post", models.CASCADE, related_name="source", primary_key=True)
    file = models.TextField(blank=True)
    url = models.TextField(null=True, blank=True)  # noqa: DJ001 - the JSON format tells no address from an empty one
    raw = models.TextField(blank=True)
    repairs = models.JSONField(default=list, blank=True)
    doubts = models.JSONField(default=list, blank=True)
    user_name = models.TextField(blank=True)
    line = models.PositiveIntegerField(null=True, blank=True)
    cell = models.CharField(max_length=60, blank=True)
    identity = models.CharField(max_length=64, db_index=True)
    fingerprint = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"{self.file} {self.cell or self.line}"
