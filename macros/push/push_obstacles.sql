{#-
    Why a customer can't be reached by a channel, in the order in which it is asked. Of several channels, the reason
    told is that of the one that came furthest. What an experiment leaves out comes last: it would have been sent.
-#}
{%- macro push_obstacles() -%}
    {{ return([
        'opted out', 'no list', 'no chance known', 'no time to send', 'frequency cap', 'not worth it', 'experiment', 'holdout',
    ]) }}
{%- endmacro -%}
