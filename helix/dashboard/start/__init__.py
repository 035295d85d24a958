"""The script that Streamlit runs, apart from the pages: it would take a folder `pages` beside its script for its own."""
