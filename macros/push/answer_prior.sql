{#-
    How many messages the rate of answers that is to be expected counts as, beside those that were sent: what a few
    messages say of a channel, or of one customer on it, is largely luck.
-#}
{%- macro answer_prior() -%}
    {{ return(100) }}
{%- endmacro -%}
