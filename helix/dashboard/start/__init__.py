"""The script that Streamlit runs, apart from `pages`: beside its script it would take such a folder for its own."""
