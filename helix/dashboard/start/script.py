"""What ``streamlit run`` starts."""

from helix.dashboard.app import main

main()
