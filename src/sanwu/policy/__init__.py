"""The scheme engine: a published plan is data, and this package reads, checks, decides and explains it.

Pure Python on pydantic and PyYAML: no Django, no clock, no database. Modules are named after what they do:
`load` reads a scheme folder, `model` says what a scheme is, `explain` judges one compound and shows its working,
`compiled` judges all of them, `dates` resolves deadlines, `lint` finds what is legal but wrong, `cases` runs the
worked examples that a scheme ships.
"""
