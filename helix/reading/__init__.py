"""The one reader of published builds."""
