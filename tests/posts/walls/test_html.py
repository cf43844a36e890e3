"""Padlet's HTML as lines of plain text."""

import pytest

from posts.walls.html import to_text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>Hei &amp; hå</p><p><br/></p><p>Vi  \n er <b>her</b></p>", "Hei & hå\nVi er her"),
        ("<ul><li><p>buss</p></li><li>kor<ul><li>alt</li></ul></li></ul>", "buss\nkor\nalt"),
        ("<ol><li><p>spør</p></li><li>gjør</li></ol><ol><li>gjenta</li></ol>", "1. spør\n2. gjør\n1. gjenta"),
        ("<p>a<br>b</p><pre>c\n  d</pre><blockquote>e</blockquote>", "a\nb\nc\nd\ne"),
        ("<p>en</p><script>alert(1)</script><style>p {}</style>", "en"),
        ('<p>hei <pdlt-mention type="user">Åse</pdlt-mention>!</p>', "hei Åse!"),
        ('<p><a href="https://x.example/kor">her</a></p>', "her (https://x.example/kor)"),
        ('<p><a href="https://x.example/">x.example</a></p>', "x.example"),
        ('<p><a href="javascript:alert(1)">her</a></p>', "her"),
        ("<p>2 < 3 <3 & x&y</p>", "2 < 3 <3 & x&y"),
        ("<p><![if !supportLists]>1)<![endif]> fra <![CDATA</p>", "1) fra <![CDATA"),
        ("<p>den 12. <br>mai</p>", "den 12.\nmai"),
    ],
)
def test_html_becomes_lines(html, text):
    assert to_text(html) == text
