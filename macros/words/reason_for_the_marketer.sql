{#-
    Why an article is offered, from the columns of reason_facts, in words for whoever sends it: with dates, which are
    right on whatever day they are read, and with the group among which an article is popular.
-#}
{%- macro reason_for_the_marketer() -%}
    {%- set cutoff = 'cast(as_of as string)' -%}
    {%- set last_on = 'cast(' ~ shift_days('as_of', '-days_since_last') ~ ' as string)' -%}
    {%- set because_on = 'cast(' ~ shift_days('as_of', '-because_days_since_last') ~ ' as string)' -%}
    case
        when evidence = 'rhythm' then 'Buys it ' || {{ every_in_words('gap_days') }} || ', last on ' || {{ last_on }}
        when evidence = 'own purchase' and times_bought > 1
            then
                'Bought it ' || case times_bought when 2 then 'twice' else times_bought || ' times' end
                || ', last on ' || {{ last_on }}
        when evidence = 'own purchase' then 'Bought it on ' || {{ last_on }}
        when evidence = 'another version'
            then
                'Another ' || case when is_another_colour then 'colour' else 'version' end || ' of '
                || coalesce(because_name || ', bought on ', 'what was bought on ') || {{ because_on }}
        when evidence = 'bought together'
            then
                'Often bought with '
                || coalesce(because_name || ', bought on ', 'what was bought on ') || {{ because_on }}
        when evidence = 'popular with peers' and popular_where is not null
            then 'Popular ' || popular_where || ' before ' || {{ cutoff }}
        when evidence in ('popular', 'popular with peers') then 'Popular before ' || {{ cutoff }}
        else 'First by the ranker, without evidence that may be shown'
    end
{%- endmacro -%}
