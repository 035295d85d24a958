"""Rules that SQL keeps, as functions from the text of a file to its offences."""

import re

# Jinja's comments go; of its expressions and assignments the texts stay, which become SQL; the rest is logic.
_INSIDE = r"""((?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|.)*?)"""
_JINJA = re.compile(
    rf"\{{#.*?#\}}|\{{\{{{_INSIDE}\}}\}}|\{{%-?\s*(?:set|do)\b{_INSIDE}%\}}|\{{%.*?%\}}", re.DOTALL
)
_JINJA_TEXT = re.compile(r"'((?:[^'\\]|\\.)*)'|\"((?:[^\"\\]|\\.)*)\"", re.DOTALL)
_COMMENT_OR_TEXT = re.compile(r"--[^\n]*|/\*.*?\*/|'(?:[^']|'')*'", re.DOTALL)

_TOKEN = re.compile(
    r"<=|>=|<>|!=|==|[<>=()\[\],;]|[a-z_][a-z_0-9]*(?:\.[a-z_][a-z_0-9]*)*|[^\s]", re.IGNORECASE
)
_CUTOFF = re.compile(r"(?:\w+\.)*(?:as_of|label_from|label_until)")
_OPERATORS = {"<", "<=", ">", ">=", "=", "==", "<>", "!=", "between", "in"}
# What an operand of a comparison cannot reach across.
_BORDERS = {
    *"select distinct from join inner left right full cross on using where".split(),
    *"group order by having qualify limit union all with and or not case".split(),
    *"when then else end as asc desc rows range over filter is , ;".split(),
    *_OPERATORS,
}

NOT_ON_SPARK = {
    "asof join": r"\basof\b",
    "exclude, replace or rename in a select list": r"\*\s*(?:exclude|replace|rename)\b|\bexclude\s*\(",
    "unnest": r"\bunnest\b",
    "columns(…)": r"\bcolumns\s*\(",
    "a double-quoted name": r'"',
    "a :: cast": r"::",
    "arg_max, arg_min": r"\barg_(?:max|min)\b",
    "an arrow": r"->",
    "a lambda": r"\blambda\b",
    "date_diff, datediff": r"\bdate_?diff\b",
    "// division": r"//",
    "a list comprehension": r"\[[^\]]*\bfor\b[^\]]*\bin\b",
    "a list or struct literal": r"(?<![\w)])\[|\{",
    "strftime, strptime": r"\bstr[fp]time\b",
    "epoch": r"\bepoch(?:_\w+)?\s*\(|\bextract\s*\(\s*epoch\b",
    "a day of the week": r"\b(?:day_?of_?week|isodow|weekday)\s*\(|\bextract\s*\(\s*(?:iso)?dow\b",
    "log": r"\blog\s*\(",
    "a list function": r"\b(?:list|list_\w+|array_agg|string_agg|listagg|group_concat)\s*\(",
    "a struct function": r"\b(?:struct_pack|row)\s*\(",
    "to_json": r"\bto_json\s*\(",
    "regexp_matches, regexp_extract_all": r"\bregexp_(?:matches|extract_all|full_match)\b",
    "generate_series, range": r"\b(?:generate_series|range)\s*\(",
    "hash": r"\bhash\s*\(",
    "pivot, unpivot": r"\b(?:un)?pivot\b",
    "asking DuckDB itself": r"\b(?:describe|summarize|pragma|duckdb_\w+)\b",
    "reading a file": r"\b(?:read_\w+|glob)\s*\(",
    "varchar without a length": r"\bvarchar\b(?!\s*\()",
}


def bare_sql(text: str) -> str:
    """SQL in lower case, without comments and text literals, with the texts of Jinja in its place."""
    return _COMMENT_OR_TEXT.sub(" ", _JINJA.sub(_texts_of_jinja, text)).lower()


def _texts_of_jinja(match: re.Match[str]) -> str:
    expression, assignment = match.groups(default="")
    if expression.strip("- ").isidentifier():
        return expression.strip("- ")
    if expression:
        return f" ({', '.join(_texts(expression))}) "
    # A query that is put together has halves of literals in its pieces; without quotes the rest is readable.
    queries = [text for text in _texts(assignment) if re.search(r"\bselect\b", text)]
    return "".join(f" ; {query} ; ".replace("'", " ").replace('"', " ") for query in queries)


def _texts(jinja: str) -> list[str]:
    """The texts in a piece of Jinja, but for regular expressions. A hook's text is Jinja again."""
    texts = [single or double for single, double in _JINJA_TEXT.findall(jinja)]
    return [_JINJA.sub(_texts_of_jinja, text) for text in texts if not text.startswith("^")]


def _without_windows(sql: str) -> str:
    """SQL without what stands in the parentheses of `over (…)`: a window sorts and groups by a cutoff."""
    while match := re.search(r"\bover\s*\(", sql):
        end, depth = match.end(), 1
        while depth and end < len(sql):
            depth += (sql[end] == "(") - (sql[end] == ")")
            end += 1
        sql = sql[: match.start()] + sql[end:]
    return sql


def not_on_spark(text: str) -> list[str]:
    """Names of the constructs in a file that Spark 4 lacks, or reads otherwise than DuckDB."""
    sql = bare_sql(text)
    return [name for name, pattern in NOT_ON_SPARK.items() if re.search(pattern, sql)]


def cutoff_comparisons(text: str) -> list[str]:
    """Comparisons with `as_of`, but for equality of two of them, on which tables are joined.

    A cutoff under another name, and one handed to `greatest` or `least`, counts as a comparison too.
    """
    sql = _without_windows(bare_sql(text))
    tokens = _TOKEN.findall(sql)
    found = [
        " ".join([*left, tokens[place], *right])
        for place in range(len(tokens))
        if tokens[place] in _OPERATORS
        for left, right in [(_operand(tokens, place, -1), _operand(tokens, place, 1))]
        if _compares_cutoff(tokens[place], left, right)
    ]
    renamed = re.findall(r"\bas_of\s+as\s+(?!as_of\b)\w+", sql)
    chosen = re.findall(r"\b(?:greatest|least)\s*\([^()]*\bas_of\b[^()]*\)", sql)
    return found + renamed + chosen


def _compares_cutoff(operator: str, left: list[str], right: list[str]) -> bool:
    has_cutoff = any(_CUTOFF.fullmatch(token) for token in left + right)
    is_join = operator == "=" and all(len(side) == 1 and _CUTOFF.fullmatch(side[0]) for side in (left, right))
    return has_cutoff and not is_join


def _operand(tokens: list[str], place: int, step: int) -> list[str]:
    """Tokens of the expression on one side of an operator; behind `between`, both bounds."""
    opening, closing = ("(", ")") if step == 1 else (")", "(")
    ands_to_cross = int(step == 1 and tokens[place] == "between")
    depth, found = 0, []
    place += step
    if step == -1 and tokens[place] == "not":
        place += step
    while 0 <= place < len(tokens):
        token = tokens[place]
        if token == closing and depth == 0:
            break
        if depth == 0 and token == "and" and ands_to_cross:
            ands_to_cross -= 1
        elif depth == 0 and token in _BORDERS:
            break
        depth += (token == opening) - (token == closing)
        found.append(token)
        place += step
    return found[::step]


def reads_journal(text: str) -> list[str]:
    """What in a file names the journal's folder, or a macro that reads it; not references to models of its events."""
    code = re.sub(r"\{#.*?#\}|--[^\n]*", " ", text, flags=re.DOTALL)
    return re.findall(r"\bjournal_path\b|\bjournal_(?:segments|lines)\s*\(", code)
