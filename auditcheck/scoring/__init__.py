"""Scoring: rubrics as data, rules of scoring, explanation, what-if. Reads documents, never ledgers."""

from auditcheck.scoring.engine import score
from auditcheck.scoring.explain import explain
from auditcheck.scoring.loading import load_rubric, rubric_names
from auditcheck.scoring.rubric import Rubric
from auditcheck.scoring.what_if import apply_what_if

__all__ = ["Rubric", "apply_what_if", "explain", "load_rubric", "rubric_names", "score"]
