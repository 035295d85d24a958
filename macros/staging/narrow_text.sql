{#- A text with its full-width letters and digits, as East Asian keyboards write them, as the usual ones. -#}
{%- macro narrow_text(text) -%}
    translate(
        {{ text }},
        'ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ０１２３４５６７８９',
        'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
    )
{%- endmacro -%}
