"""The visual vocabulary: how outcomes look, how a bar is drawn, how a list is paged. Knows no page, writes nothing."""
