"""What an appeal is called towards the records that it hangs together with."""

from ortaq.kernel.language.rules import Text

SPLIT_OR_MERGED = ("split_from", "merged_into")
"""Ties by which the office makes several appeals out of one, or one out of several (APPC 64(8), 65(2))."""

_NAMES = {
    ("split_from", True): Text("Мына жолданымнан бөлінді", "Выделено из обращения", "Split from"),
    ("split_from", False): Text("Одан бөлінген жолданым", "Из него выделено обращение", "Split into"),
    ("merged_into", True): Text("Мына жолданымға қосылды", "Присоединено к обращению", "Merged into"),
    ("merged_into", False): Text("Оған қосылған жолданым", "К нему присоединено обращение", "Took in"),
    ("complains_of", False): Text("Оған қатысты шағым", "Жалоба на него", "Complained of in"),
    ("raised_by", False): Text("Одан туындады", "Из него выросло", "Led to"),
}
_OTHER = Text("Онымен байланысты", "Связано с", "Tied to")


def tie_name(kind: str, outgoing: bool) -> Text:
    """What stands before the number of the other record. *outgoing*: this appeal is the source of the link."""
    return _NAMES.get((kind, outgoing), _OTHER)
