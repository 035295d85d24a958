"""What a build, or a command of the lab, sets for its whole process. Importing a module sets nothing."""

import logging
import os


def set_up() -> None:
    """Set what libraries read from their process; call it before LightGBM is imported.

    - LightGBM's threads wait for each other at every split of a tree. Asleep they leave the core to whoever has work:
      on shared cores a fit takes half the time. ``OMP_WAIT_POLICY`` in the environment decides if it is set.
    - MLflow reports nothing to the outside, and leaves the console alone.
    - On a full disk a log can't be written either; without a traceback for every line of it.
    """
    os.environ.setdefault("OMP_WAIT_POLICY", "passive")
    os.environ["MLFLOW_DISABLE_TELEMETRY"] = "true"
    os.environ["MLFLOW_CONFIGURE_LOGGING"] = "false"
    logging.raiseExceptions = False
