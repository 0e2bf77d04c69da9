"""Questionnaires: what was answered, by how many, and what that makes of satisfaction."""
