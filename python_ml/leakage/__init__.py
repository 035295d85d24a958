"""Signs of leakage that a table of pairs shows by itself."""

from python_ml.leakage.single_feature import single_feature_auc

__all__ = ["single_feature_auc"]
