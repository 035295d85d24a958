"""The mathematics of Local-Helix: plain functions, arrays or frames in, arrays or frames out.

One room is the exception and says so: `python_ml.building`, what a dbt Python model needs, may hold a database session.
"""

import os

# LightGBM's threads wait for each other at every split of a tree. Asleep they leave the core to whoever has work; on
# shared cores a fit takes half the time. Read by OpenMP when LightGBM is imported, and anybody may set it otherwise.
os.environ.setdefault("OMP_WAIT_POLICY", "passive")
