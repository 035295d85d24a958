"""What people and programs meet: it reads published builds and computes nothing that a model could."""
