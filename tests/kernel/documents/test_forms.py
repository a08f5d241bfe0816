"""The field for files: errors beside it in the person's language, help from the table of limits."""

from types import ModuleType
from typing import Any

import pytest
from django import forms
from django.utils import translation
from django.utils.datastructures import MultiValueDict

from ortaq.kernel.documents.forms import MultipleFileField, field_errors
from ortaq.kernel.documents.rules import CheckedFile, FileRefused, refusal


class Sample(forms.Form):
    files = MultipleFileField()


def form(*uploads: Any) -> Sample:
    return Sample({}, MultiValueDict({"files": list(uploads)}))


def test_several_files_come_out_checked(make: ModuleType) -> None:
    sent = form(make.upload("a.jpg", make.jpeg()), make.upload("b.pdf", make.pdf()))
    assert sent.is_valid(), sent.errors
    assert [type(file) for file in sent.cleaned_data["files"]] == [CheckedFile, CheckedFile]


def test_no_file_is_fine_unless_the_field_is_required() -> None:
    assert form().is_valid()

    class Strict(forms.Form):
        files = MultipleFileField(required=True)

    assert "files" in Strict({}, MultiValueDict()).errors


@pytest.mark.parametrize(
    ("language", "words"), [("kk", "Файл бос."), ("ru", "Файл пуст."), ("en", "The file is empty.")]
)
def test_errors_name_the_file_in_the_language_of_the_page(make: ModuleType, language: str, words: str) -> None:
    with translation.override(language):
        (error,) = form(make.upload("хат.pdf", b"")).errors["files"]
    assert "«хат.pdf»" in error and words in error


def test_every_refused_file_has_its_own_error(make: ModuleType) -> None:
    errors = form(make.upload("a.exe", b"MZ"), make.upload("b.pdf", b"%PDF-"), make.upload("c.jpg", make.jpeg())).errors
    assert len(errors["files"]) == 2


def test_six_files_are_too_many(make: ModuleType) -> None:
    sent = form(*[make.upload(f"{number}.jpg", make.jpeg()) for number in range(6)])
    assert sent.errors.as_data()["files"][0].code == "too_many"


@pytest.mark.parametrize(
    ("language", "words"), [("kk", "файлға дейін"), ("ru", "До 5 файлов"), ("en", "Up to 5 files")]
)
def test_help_and_the_input_name_the_types(language: str, words: str) -> None:
    with translation.override(language):
        drawn = str(Sample()["files"]) + str(Sample()["files"].help_text)
    assert words in drawn
    assert "multiple" in drawn and ".docx" in drawn and "DOCX" in drawn


def test_a_form_may_give_its_own_help() -> None:
    assert MultipleFileField(help_text="own").help_text == "own"


def test_a_refusal_of_the_action_becomes_an_error_of_the_field() -> None:
    with translation.override("ru"):
        error = field_errors(FileRefused((refusal("virus", "a.pdf"),)))
    assert error.error_list[0].code == "virus" and "вредоносная" in error.messages[0]
