"""Plain data in, files out: workbooks, text files, GeoJSON. Knows no Django and no models.

Nothing that a person typed ever becomes a live formula or a link: every text is written as text.
"""
