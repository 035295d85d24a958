"""Values in SQL that takes no parameters, such as `attach` and `set`."""


def sql_text(value: object) -> str:
    """A value as a text of SQL, in quotes."""
    return "'" + str(value).replace("'", "''") + "'"
