"""Official documents of a case (letters, receipts, records), as the pages list and download them."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from esigner import notices
from esigner.errors import Text
from esigner.notices import documents as archive
from esigner.onboarding import models, permissions
from esigner.onboarding.errors import DocumentNotFound
from esigner.onboarding.permissions import Person
