-- Priority is the probability of the article offered times its margin, or the effect of a push times it less the cost,
-- and the article stands on the customer's list.
select
    push_plan.as_of,
    push_plan.customer_id,
    push_plan.article_id,
    push_plan.priority,
    recommendations.rank
from {{ ref('push_plan') }} as push_plan
left join {{ ref('recommendations') }} as recommendations
    on
        push_plan.as_of = recommendations.as_of
        and push_plan.customer_id = recommendations.customer_id
        and push_plan.article_id = recommendations.article_id
        and recommendations.split = 'serve'
left join {{ ref('article_margins') }} as margins
    on
        push_plan.as_of = margins.as_of
        and push_plan.article_id = margins.article_id
left join {{ ref('push_effects') }} as effects
    on
        push_plan.as_of = effects.as_of
        and push_plan.customer_id = effects.customer_id
left join {{ ref('push_channels') }} as channels
    on
        push_plan.as_of = channels.as_of
        and push_plan.channel = channels.channel
where
    recommendations.rank is null
    or margins.margin_micros is null
    or push_plan.purchase_probability <> recommendations.purchase_probability
    or (push_plan.priority_basis <> 'probability' and push_plan.priority_basis <> effects.basis)
    or abs(
        push_plan.priority - case
            when push_plan.priority_basis = 'probability'
                then push_plan.purchase_probability * margins.margin_micros / 1e6
            else effects.effect * margins.margin_micros / 1e6 - channels.message_cost
        end
    ) > 1e-9 * (1e0 + abs(push_plan.priority))
    or (not push_plan.is_exploration and (recommendations.rank <> 1 or push_plan.priority <> push_plan.queue_priority))
