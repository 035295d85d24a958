"""Values and names in SQL that takes no parameters, such as `attach` and `set`."""


def sql_text(value: object) -> str:
    """A value as a text of SQL, in quotes."""
    return "'" + str(value).replace("'", "''") + "'"


def sql_name(name: str) -> str:
    """A name in SQL, in quotes: it may be a keyword."""
    return '"' + name.replace('"', '""') + '"'
