"""How fast, how large and how steady the API is: measured with a client on a processor of its own."""
