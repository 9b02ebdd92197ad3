"""People who sign in."""

import uuid
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.crypto import salted_hmac

from esigner.errors import LANGUAGES


class UserManager(BaseUserManager["User"]):
    """Makes people; the e-mail address is the login name and is kept in lower case."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":  # noqa: ANN401 - Django's own signature
        """Return a saved person; without a password they cannot sign in with one."""
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":  # noqa: ANN401 - Django's own signature
        """Return an ordinary person: nobody is above the roles, so there is no superuser to create."""
        return self.create_user(email, password, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        """Find by the e-mail address, however it was capitalised."""
        return super().get_by_natural_key((username or "").strip().lower())


class User(AbstractBaseUser):
    """A person with an account; their memberships say what they may do."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(unique=True)
    given_name = models.CharField(max_length=150)
    surname = models.CharField(max_length=150)
    language = models.CharField(max_length=2, choices=[(code, code) for code in LANGUAGES], default="lv")
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=timezone.now)
    session_series = models.PositiveIntegerField(default=0)
    """Sessions hold it by its hash: raising it ends all of them."""

    is_staff: ClassVar[bool] = False
    """There is no Django admin; rights come from memberships alone."""

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["given_name", "surname"]

    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        """Constraints."""

        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(language__in=list(LANGUAGES)), name="registry_user_language_known"
            ),
            models.UniqueConstraint(Lower("email"), name="registry_user_email_any_case"),
        ]

    def __str__(self) -> str:
        """Return the full name."""
        return self.get_full_name()

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Return what a session must hold to be this person's: it changes with the password and with the series.

        The password's hash alone, as Django does it, would let sessions survive a change of the second factor.
        """
        return salted_hmac(
            "esigner.registry.User.session", f"{self.password}:{self.session_series}", secret=secret, algorithm="sha256"
        ).hexdigest()

    def get_full_name(self) -> str:
        """Return the given name and the surname."""
        return f"{self.given_name} {self.surname}".strip() or self.email
