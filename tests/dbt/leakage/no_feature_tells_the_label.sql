{{ config(group='evaluation') }}

-- No feature alone nearly determines whether a pair is bought: one that does has seen the label. Of a handful of
-- purchases, some feature always does.
with

single_feature_auc as (

    select * from {{ ref('single_feature_auc') }}

)

select
    feature,
    auc,
    auc_within_customer
from single_feature_auc
where
    greatest(auc, auc_within_customer) > {{ var('max_feature_auc') }}
    and bought >= 50
