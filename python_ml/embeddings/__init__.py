"""Where articles and customers stand to each other, by who bought what."""

from python_ml.embeddings.map import map_points

__all__ = ["map_points"]
