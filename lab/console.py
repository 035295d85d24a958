"""What a long proof says while it runs."""


def say(text: str) -> None:
    """Print a line at once."""
    print(text, flush=True)
