"""The pages: a module each, with a function ``show`` that draws it."""
