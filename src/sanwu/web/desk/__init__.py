"""Pages for officials. A view fetches with permission, calls one verb, renders one page; nothing is decided here."""
