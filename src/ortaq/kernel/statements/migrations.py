"""The first migration of an app makes all its tables at once."""

from typing import Any

from django.db import migrations
from django.db.migrations import operations
from django.db.migrations.state import ProjectState


class Tables(migrations.Migration):
    """Makes the tables of an app from its models as they are after the last operation.

    Django applies one operation after another, and after each renders anew every model that hangs together with the
    changed one. Here nearly all hang together, by records and parties: more than a hundred tables took twenty seconds of
    rendering beside one second of the database. What is only made has nothing to be rendered anew, so each model is
    rendered once. The end is the same, as ``makemigrations`` and ``tests/repository/test_migrations.py`` see it.
    """

    def apply(self, project_state: ProjectState, schema_editor: Any, collect_sql: bool = False) -> ProjectState:
        """The state with the tables. Raises TypeError when an operation changes something that was there."""
        making = (operations.CreateModel, operations.AddField, operations.AddIndex, operations.AddConstraint)
        made = [each for each in self.operations if isinstance(each, operations.CreateModel)]
        rendered = project_state.__dict__.pop("apps", None)
        for operation in self.operations:
            if not isinstance(operation, making):
                raise TypeError(f"{self}: a first migration only makes tables: {operation.describe()}")
            operation.state_forwards(self.app_label, project_state)
        if rendered is not None:
            rendered.render_multiple([project_state.models[self.app_label, each.name_lower] for each in made])
            project_state.__dict__["apps"] = rendered
        for operation in made:
            model = project_state.apps.get_model(self.app_label, operation.name)
            if operation.allow_migrate_model(schema_editor.connection.alias, model):
                schema_editor.create_model(model)
        return project_state
