"""Make the tables of institutions, clients, certificates and anchors."""

import uuid
from typing import ClassVar

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import esigner.registry.kinds


class Migration(migrations.Migration):
    """Make the tables of institutions, clients, certificates and anchors."""

    dependencies: ClassVar = [
        ("registry", "0001_user"),
    ]

    operations: ClassVar = [
        migrations.CreateModel(
            name="Client",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "environment",
                    models.CharField(
                        choices=[("test", "Testa vide"), ("production", "Produkcijas vide")], max_length=10
                    ),
                ),
                ("name", models.CharField(max_length=200)),
                (
                    "status",
                    models.CharField(
                        choices=[("active", "active"), ("suspended", "suspended"), ("closed", "closed")], max_length=10
                    ),
                ),
                (
                    "return_origins",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=300), default=list, size=None
                    ),
                ),
                ("created_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="EpakCounter",
            fields=[
                ("year", models.PositiveSmallIntegerField(primary_key=True, serialize=False)),
                ("last", models.PositiveIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="EpakNumber",
            fields=[
                ("number", models.CharField(max_length=60, primary_key=True, serialize=False)),
                ("year", models.PositiveSmallIntegerField()),
                ("sequence", models.PositiveIntegerField()),
                ("case", models.CharField(max_length=60, unique=True)),
                ("allocated_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Institution",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("registration_number", models.CharField(max_length=11, unique=True)),
                ("name", models.CharField(max_length=300)),
                ("created_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Anchor",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "environment",
                    models.CharField(
                        choices=[("test", "Testa vide"), ("production", "Produkcijas vide")], max_length=10
                    ),
                ),
                (
                    "purpose",
                    models.CharField(
                        choices=[("client", "client"), ("signature", "signature"), ("timestamp", "timestamp")],
                        max_length=10,
                    ),
                ),
                ("fingerprint_sha256", models.CharField(max_length=64)),
                ("label", models.CharField(max_length=200)),
                ("pem", models.TextField()),
                ("added_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("environment", "purpose", "fingerprint_sha256"), name="registry_anchor_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Certificate",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "use",
                    models.CharField(
                        choices=[("client", "client"), ("signer", "signer"), ("seal", "seal"), ("service", "service")],
                        max_length=10,
                    ),
                ),
                (
                    "source",
                    models.CharField(choices=[("issued", "issued"), ("third_party", "third_party")], max_length=12),
                ),
                ("authority", models.CharField(blank=True, max_length=60)),
                ("fingerprint_sha256", models.CharField(max_length=64)),
                ("spki_sha256", models.CharField(db_index=True, max_length=64)),
                ("serial", models.CharField(max_length=40)),
                ("subject", models.TextField()),
                ("issuer", models.TextField()),
                ("not_before", models.DateTimeField()),
                ("not_after", models.DateTimeField()),
                ("status", models.CharField(choices=[("active", "active"), ("revoked", "revoked")], max_length=10)),
                ("pem", models.TextField()),
                ("chain_pem", models.TextField(blank=True)),
                ("registered_at", models.DateTimeField()),
                ("revoked_at", models.DateTimeField(null=True)),
                ("revocation_reason", models.CharField(blank=True, max_length=30)),
                (
                    "client",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="certificates",
                        to="registry.client",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="AllowedNetwork",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("cidr", models.CharField(max_length=49)),
                ("label", models.CharField(blank=True, max_length=200)),
                ("owner", models.CharField(blank=True, max_length=200)),
                ("valid_from", models.DateTimeField(null=True)),
                ("valid_to", models.DateTimeField(null=True)),
                ("created_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="networks", to="registry.client"
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="client",
            name="epak_number",
            field=models.ForeignKey(
                db_column="epak_number",
                on_delete=django.db.models.deletion.PROTECT,
                related_name="clients",
                to="registry.epaknumber",
            ),
        ),
        migrations.AddField(
            model_name="epaknumber",
            name="institution",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="epak_numbers", to="registry.institution"
            ),
        ),
        migrations.AddField(
            model_name="client",
            name="institution",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="clients", to="registry.institution"
            ),
        ),
        migrations.CreateModel(
            name="Challenge",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("text", models.TextField(unique=True)),
                ("issued_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("used_at", models.DateTimeField(null=True)),
                (
                    "institution",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="registry.institution"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Membership",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("representative", "Iestādes pārstāvis"),
                            ("technical_contact", "Tehniskā kontaktpersona"),
                            ("registrar", "Reģistrators"),
                            ("second_officer", "Otrais apstiprinātājs"),
                            ("pki_operator", "PKI operators"),
                            ("auditor", "Auditors"),
                        ],
                        max_length=30,
                    ),
                ),
                ("granted_at", models.DateTimeField()),
                ("granted_by", models.CharField(max_length=300)),
                ("ended_at", models.DateTimeField(null=True)),
                ("ended_by", models.CharField(blank=True, max_length=300)),
                (
                    "institution",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships",
                        to="registry.institution",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PendingKey",
            fields=[
                ("spki_sha256", models.CharField(max_length=64, primary_key=True, serialize=False)),
                (
                    "environment",
                    models.CharField(
                        choices=[("test", "Testa vide"), ("production", "Produkcijas vide")], max_length=10
                    ),
                ),
                ("request", models.CharField(max_length=60)),
                ("held_at", models.DateTimeField()),
                (
                    "institution",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="registry.institution"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Persona",
            fields=[
                ("slug", models.SlugField(max_length=60, primary_key=True, serialize=False)),
                ("given_name", models.CharField(max_length=100)),
                ("surname", models.CharField(max_length=100)),
                ("personal_code", models.CharField(max_length=12, unique=True)),
                ("key_kind", models.CharField(max_length=20)),
                (
                    "certificate",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="persona", to="registry.certificate"
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="certificate",
            index=models.Index(fields=["not_after"], name="registry_cert_not_after"),
        ),
        migrations.AddConstraint(
            model_name="certificate",
            constraint=models.UniqueConstraint(fields=("fingerprint_sha256", "use"), name="registry_certificate_once"),
        ),
        migrations.AddConstraint(
            model_name="certificate",
            constraint=models.UniqueConstraint(
                condition=models.Q(("authority", ""), _negated=True),
                fields=("authority", "serial"),
                name="registry_certificate_serial_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="certificate",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("revocation_reason", ""), ("revoked_at__isnull", True), ("status", "active")),
                    models.Q(
                        ("revoked_at__isnull", False),
                        ("status", "revoked"),
                        models.Q(("revocation_reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="registry_certificate_revocation",
            ),
        ),
        migrations.AddConstraint(
            model_name="certificate",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("client__isnull", False), ("use", "client")),
                    models.Q(models.Q(("use", "client"), _negated=True), ("client__isnull", True)),
                    _connector="OR",
                ),
                name="registry_certificate_client",
            ),
        ),
        migrations.AddConstraint(
            model_name="certificate",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("authority", ""), ("source", "third_party")),
                    models.Q(("source", "issued"), models.Q(("authority", ""), _negated=True)),
                    _connector="OR",
                ),
                name="registry_certificate_source",
            ),
        ),
        migrations.AddConstraint(
            model_name="certificate",
            constraint=models.CheckConstraint(
                condition=models.Q(("not_before__lt", models.F("not_after"))), name="registry_certificate_validity"
            ),
        ),
        migrations.AddConstraint(
            model_name="allowednetwork",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at__isnull", True)), fields=("client", "cidr"), name="registry_network_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="allowednetwork",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_from__isnull", True),
                    ("valid_to__isnull", True),
                    ("valid_from__lt", models.F("valid_to")),
                    _connector="OR",
                ),
                name="registry_network_validity_order",
            ),
        ),
        migrations.AddConstraint(
            model_name="epaknumber",
            constraint=models.UniqueConstraint(fields=("year", "sequence"), name="registry_epak_sequence_once"),
        ),
        migrations.AddConstraint(
            model_name="epaknumber",
            constraint=models.CheckConstraint(
                condition=models.Q(("sequence__gte", 1)), name="registry_epak_sequence_positive"
            ),
        ),
        migrations.AddConstraint(
            model_name="client",
            constraint=models.UniqueConstraint(fields=("environment", "epak_number"), name="registry_client_once"),
        ),
        migrations.AddConstraint(
            model_name="client",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "environment__in",
                        [esigner.registry.kinds.Environment["TEST"], esigner.registry.kinds.Environment["PRODUCTION"]],
                    )
                ),
                name="registry_client_environment_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="client",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "status__in",
                        [
                            esigner.registry.kinds.ClientStatus["ACTIVE"],
                            esigner.registry.kinds.ClientStatus["SUSPENDED"],
                            esigner.registry.kinds.ClientStatus["CLOSED"],
                        ],
                    )
                ),
                name="registry_client_status_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("institution__isnull", False),
                        (
                            "role__in",
                            [
                                esigner.registry.kinds.Role["REPRESENTATIVE"],
                                esigner.registry.kinds.Role["TECHNICAL_CONTACT"],
                            ],
                        ),
                    ),
                    models.Q(
                        ("institution__isnull", True),
                        (
                            "role__in",
                            [
                                esigner.registry.kinds.Role["AUDITOR"],
                                esigner.registry.kinds.Role["PKI_OPERATOR"],
                                esigner.registry.kinds.Role["REGISTRAR"],
                                esigner.registry.kinds.Role["SECOND_OFFICER"],
                            ],
                        ),
                    ),
                    _connector="OR",
                ),
                name="registry_membership_side",
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at__isnull", True), ("ended_by", "")),
                    models.Q(("ended_at__isnull", False), models.Q(("ended_by", ""), _negated=True)),
                    _connector="OR",
                ),
                name="registry_membership_end_pair",
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at__isnull", True)),
                fields=("user", "role", "institution"),
                name="registry_membership_once",
                nulls_distinct=False,
            ),
        ),
    ]
