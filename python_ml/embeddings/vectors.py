"""Vectors of articles and customers, from who bought what."""

import numpy as np

DIMENSIONS = 16


def article_vectors(bought: np.ndarray, dimensions: int = DIMENSIONS) -> np.ndarray:
    """Place articles so that those which the same customers bought have like directions.

    The positive pointwise mutual information of two articles in one customer's purchases, factorised: what word2vec
    does in the limit (Levy and Goldberg, 2014, "Neural Word Embedding as Implicit Matrix Factorization").

    Parameters
    ----------
    bought
        Whether a customer bought an article, as 0 and 1: a row a customer, a column an article.
    dimensions
        The most that a vector may have.

    Returns
    -------
    numpy.ndarray
        A vector of length 1 for each article; zeros for one that was bought with no other more often than by chance.

    Examples
    --------
    >>> bought = np.array([[1, 1, 0, 0], [1, 1, 0, 0], [0, 0, 1, 1]])
    >>> vectors = article_vectors(bought)
    >>> (vectors @ vectors.T).round(2) + 0
    array([[1., 1., 0., 0.],
           [1., 1., 0., 0.],
           [0., 0., 1., 1.],
           [0., 0., 1., 1.]])
    """
    together = bought.T.astype(float) @ bought
    buyers = np.diag(together).copy()
    np.fill_diagonal(together, 0)
    by_chance = np.outer(buyers, buyers) / max(len(bought), 1)
    lift = np.divide(together, by_chance, out=np.ones_like(together), where=together > 0)
    information = np.log(np.maximum(lift, 1))
    np.fill_diagonal(information, information.max(axis=1, initial=0))
    strengths, directions = np.linalg.eigh(information)
    strongest = np.argsort(-strengths, kind="stable")[:dimensions]
    weights = np.sqrt(np.maximum(strengths[strongest], 0))
    return of_length_one(upright(directions[:, strongest]) * weights)


def customer_vectors(bought: np.ndarray, of_articles: np.ndarray) -> np.ndarray:
    """Place each customer in the middle of what they bought.

    Examples
    --------
    >>> customer_vectors(np.array([[1, 1], [0, 1]]), np.array([[1.0, 0.0], [0.0, 1.0]])).round(3)
    array([[0.707, 0.707],
           [0.   , 1.   ]])
    """
    return of_length_one(bought @ of_articles)


def of_length_one(vectors: np.ndarray) -> np.ndarray:
    """Scale rows to length 1; a row of zeros stays one."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.divide(vectors, lengths, out=np.zeros_like(vectors), where=lengths > 1e-9)


def upright(directions: np.ndarray) -> np.ndarray:
    """Turn columns so that the largest entry of each is positive: eigenvectors have no sign of their own.

    Examples
    --------
    >>> upright(np.array([[0.6], [-0.8]]))
    array([[-0.6],
           [ 0.8]])
    """
    largest = np.abs(directions).argmax(axis=0)
    signs = np.sign(directions[largest, np.arange(directions.shape[1])])
    return directions * np.where(signs == 0, 1, signs)
