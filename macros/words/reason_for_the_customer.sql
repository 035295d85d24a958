{#-
    Why an article is offered, from the columns of reason_facts, in words for the customer, who reads them so many days
    after the cutoff. Where somebody lives may be said, and nothing else that they have not told: no age.
-#}
{%- macro reason_for_the_customer(days_later) -%}
    {%- set since_last = '(days_since_last + ' ~ days_later ~ ')' -%}
    {%- set since_because = '(because_days_since_last + ' ~ days_later ~ ')' -%}
    case
        when evidence = 'rhythm' and {{ has_rhythm(since_last, 'gap_days') }}
            then
                'You buy this ' || {{ every_in_words('gap_days') }}
                || case
                    when {{ since_last }} / gap_days between 0.8e0 and 1.25e0 then ', and it is due now'
                    else ', the last time ' || {{ days_ago_in_words(since_last) }}
                end
        when evidence in ('rhythm', 'own purchase') and times_bought > 1
            then
                'You bought this ' || case times_bought when 2 then 'twice' else times_bought || ' times' end
                || ', the last time ' || {{ days_ago_in_words(since_last) }}
        when evidence = 'own purchase' and is_in_last_basket and {{ since_last }} > 1
            then 'You bought this last time, ' || {{ days_ago_in_words(since_last) }}
        when evidence = 'own purchase'
            then 'You bought this ' || {{ days_ago_in_words(since_last) }}
        when evidence = 'another version'
            then
                'Another ' || case when is_another_colour then 'colour' else 'version' end || ' of '
                || coalesce(because_name || ', which', 'what') || ' you bought '
                || {{ days_ago_in_words(since_because) }}
        when evidence = 'bought together'
            then
                'Often bought with '
                || coalesce(because_name, 'what you bought ' || {{ days_ago_in_words(since_because) }})
        when evidence = 'popular with peers' and {{ text_matches('popular_where', '^in ') }}
            then 'Popular ' || popular_where || ' lately'
        when evidence in ('popular', 'popular with peers') then 'Popular lately'
        else 'Picked for you'
    end
{%- endmacro -%}
