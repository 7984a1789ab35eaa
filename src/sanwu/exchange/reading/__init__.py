"""From a file somebody handed in to checked plain values; no database, no models.

sandbox  parse in a child process with limits          -> Table
layout   titles, headers, data, sums, signatures       -> Layout
mapping  which column means what, proposed from words  -> Mapping (MAP.yaml says the same)
check    every cell of every mapped column, by column  -> Checked: values, issues, refused rows

This package file stays empty of imports: the child process loads it, and must start quickly and without Django.
"""
