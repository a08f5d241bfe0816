import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

# Until now a photo belonged to the visit that was recorded at the same moment; to the first where there are two.
TIE = """
INSERT INTO social_order_visitphoto (visit_id, document_id, alt_kk, alt_ru)
SELECT DISTINCT ON (document.id) visit.id, document.id, '', ''
FROM social_order_visit visit
JOIN documents_document document
    ON document.record_id = visit.agreement_id AND document.purpose = 'visit' AND document.created_at = visit.done_at
JOIN documents_storedfile stored ON stored.id = document.stored_id AND stored.media_type LIKE 'image/%'
WHERE NOT EXISTS (SELECT FROM social_order_visitphoto photo WHERE photo.document_id = document.id)
ORDER BY document.id, visit.id
"""
UNTIE = "DELETE FROM social_order_visitphoto WHERE decided_at IS NULL"


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("social_order", "0011_visit_photos"),
    ]
    operations = [
        migrations.RemoveConstraint(model_name="visitphoto", name="visit_photo_says_what_is_seen"),
        migrations.AlterField("visitphoto", "alt_kk", models.CharField(blank=True, max_length=300)),
        migrations.AlterField("visitphoto", "alt_ru", models.CharField(blank=True, max_length=300)),
        migrations.AlterField("visitphoto", "decided_at", models.DateTimeField(blank=True, null=True)),
        migrations.AlterField(
            "visitphoto",
            "decided_by",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AlterField(
            "visitphoto",
            "visit",
            models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="photos", to="social_order.visit"
            ),
        ),
        migrations.AddConstraint(
            "visitphoto",
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True, decided_by__isnull=True, alt_kk="", alt_ru="")
                | (Q(decided_at__isnull=False, decided_by__isnull=False) & ~Q(alt_kk="") & ~Q(alt_ru="")),
                name="visit_photo_says_what_is_seen",
            ),
        ),
        migrations.RunSQL(TIE, UNTIE),
    ]
