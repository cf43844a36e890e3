"""What a device keeps of the page for writing, so that it opens without network."""

STYLES = (
    "css/tokens.css",
    "css/base.css",
    "css/layout.css",
    "css/controls.css",
    "css/forms.css",
    "css/parts.css",
    "css/write.css",
)
START = "js/write/page.js"
SCRIPTS = (
    START,
    "js/live.js",
    *(
        f"js/write/{name}.js"
        for name in (
            "ask",
            "clock",
            "drafts",
            "fields",
            "hash",
            "notes",
            "now",
            "outbox",
            "paste",
            "pump",
            "status",
            "store",
        )
    ),
)
ICON = "img/favicon.svg"
