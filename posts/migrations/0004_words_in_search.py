from django.db import migrations


def fold(apps, schema_editor):
    """Notes that are here already get the words and stems that new ones are saved with."""
    from posts.text.search import searchable

    Post = apps.get_model('posts', 'Post')
    ids = list(Post.objects.order_by('pk').values_list('pk', flat=True))
    for first in range(0, len(ids), 500):
        posts = list(Post.objects.filter(pk__in=ids[first:first + 500]).only('subject', 'body', 'author'))
        for post in posts:
            post.search = searchable(post.subject, post.body, post.author)
        Post.objects.bulk_update(posts, ['search'])


class Migration(migrations.Migration):

    dependencies = [
        ('posts', '0003_tidying'),
    ]

    operations = [
        migrations.RunPython(fold, migrations.RunPython.noop),
    ]
