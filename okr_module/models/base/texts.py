"""What people type, where a field holds HTML."""

from markupsafe import Markup


def as_html(text):
    """Return HTML that says a plain text as it was typed.

    Nothing in it comes to life: no tag, no picture, and no address becomes a link.

    >>> print(as_html("a <b> of\\nhttps://example.org"))
    <p>a &lt;b&gt; of<br/>https://example.org</p>
    """
    lines = (text or "").splitlines()
    return Markup("<p>%s</p>") % Markup("<br/>").join(lines) if lines else False
