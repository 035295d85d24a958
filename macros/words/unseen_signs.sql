{#-
    Signs that Unicode calls printable and nobody sees, as the inside of a bracket in a regular expression: fillers,
    joiners, variation selectors, an empty Braille cell. They are those of python_ml/printing.py.
-#}
{%- macro unseen_signs() -%}
    {{ return(
        '\u034f\u115f-\u1160\u17b4-\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef'
    ) }}
{%- endmacro -%}
