"""What each retriever and each group of features is worth."""
