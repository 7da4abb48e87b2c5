"""Quizzes in the terminal."""
