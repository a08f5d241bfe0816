"""Static files with names that change with their content."""

from whitenoise.storage import CompressedManifestStaticFilesStorage  # type: ignore[import-untyped]


class StaticStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # untyped library
    """WhiteNoise's storage; where nothing was collected yet (tests, a development server) files keep their plain names.

    Once collected, a file that is missing from the manifest is an error, as it should be.
    """

    def stored_name(self, name: str) -> str:
        if not self.hashed_files:
            return str(self.clean_name(name))
        return str(super().stored_name(name))
