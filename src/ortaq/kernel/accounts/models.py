"""Accounts: who can sign in."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower


class UserManager(BaseUserManager["User"]):
    """Makes accounts; e-mail addresses are kept in lower case."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=(username or "").lower())


class User(AbstractBaseUser):
    """An account. What identifies the person behind it is in ``parties.Person``; roles are ``parties.Assignment``."""

    class Level(models.IntegerChoices):
        CONTACT = 0
        IIN = 1
        SIGNATURE = 2

    email = models.EmailField(unique=True)
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(auto_now_add=True)
    language = models.CharField(max_length=2, default="kk")
    level = models.PositiveSmallIntegerField(choices=Level, default=Level.CONTACT)
    is_demo = models.BooleanField(default=False)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_once")]


class ProvedIin(models.Model):
    """An IIN that an identity provider vouched for: one account for each. The IIN itself is in ``parties.Person``."""

    user = models.OneToOneField(User, models.CASCADE, related_name="proved_iin")
    iin_hash = models.BinaryField(max_length=32, unique=True)
    proved_at = models.DateTimeField()


class CacheEntry(models.Model):
    """One value of the shared cache (``cache.DatabaseCache``)."""

    key = models.CharField(max_length=250, primary_key=True)
    value = models.JSONField()
    expires_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["expires_at"], name="cache_entry_expiry")]
