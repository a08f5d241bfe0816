"""What is stored of fairs."""

from ortaq.systems.fairs.models.fairs import Fair, Need, Question, ShowcaseProject

__all__ = ["Fair", "Need", "Question", "ShowcaseProject"]
