"""Notes are recognized in a later export by their text, in whatever format it comes."""

from django.db import migrations, models

from posts.walls.traces import text_key

BATCH = 1000


def hash_texts(apps, schema_editor):
    """The texts as they were imported: those of the first revision, where a note was edited since."""
    Source, Revision = apps.get_model("posts", "Source"), apps.get_model("posts", "Revision")
    Post = apps.get_model("posts", "Post")
    first = {
        post: (subject, body)
        for post, subject, body in Revision.objects.filter(number=1).values_list("post", "subject", "body")
    }
    sources = []
    posts = Post.objects.filter(source__isnull=False).values_list("pk", "subject", "body")
    for pk, subject, body in posts.iterator(BATCH):
        sources.append(Source(post_id=pk, fingerprint=text_key(*first.get(pk, (subject, body)))))
        if len(sources) == BATCH:
            Source.objects.bulk_update(sources, ["fingerprint"])
            sources = []
    Source.objects.bulk_update(sources, ["fingerprint"])


class Migration(migrations.Migration):
    dependencies = [("posts", "0007_draft_versions")]

    operations = [
        migrations.AlterField("source", "identity", models.CharField(blank=True, max_length=64)),
        migrations.AlterField("source", "fingerprint", models.CharField(blank=True, db_index=True, max_length=64)),
        migrations.RunPython(hash_texts, migrations.RunPython.noop),
    ]
