"""Sessions whose documents were deleted when their time was over."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Remember when."""

    dependencies = [("signing", "0003_formats")]

    operations = [migrations.AddField("session", "purged_at", models.DateTimeField(null=True))]
