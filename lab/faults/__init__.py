"""Crashes, kills and full disks: what is published stays whole, and a failure is one sentence."""
