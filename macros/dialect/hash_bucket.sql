{%- macro hash_bucket(text, buckets) -%}
    {{ return(adapter.dispatch('hash_bucket')(text, buckets)) }}
{%- endmacro -%}

{%- macro default__hash_bucket(text, buckets) -%}
    cast(cast('0x' || substr(md5({{ text }}), 1, 8) as bigint) % {{ buckets }} as integer)
{%- endmacro -%}

{%- macro spark__hash_bucket(text, buckets) -%}
    cast(cast(conv(substr(md5({{ text }}), 1, 8), 16, 10) as bigint) % {{ buckets }} as integer)
{%- endmacro -%}
