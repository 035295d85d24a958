"""The mathematics of Local-Helix: plain functions, arrays or frames in, arrays or frames out.

Two rooms are the exception and say so: `python_ml.cli`, the `helix` command line, and `python_ml.published`, the one
module that opens the database, to read the published tables.
"""

import os

# LightGBM's threads wait for each other at every split of a tree. Asleep they leave the core to whoever has work; on
# shared cores a fit takes half the time. Read by OpenMP when LightGBM is imported, and anybody may set it otherwise.
os.environ.setdefault("OMP_WAIT_POLICY", "passive")
