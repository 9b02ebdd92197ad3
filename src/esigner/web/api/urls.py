"""Every address of the API door leads to its one entrance."""

from django.urls import re_path

from esigner.web.api.door import enter

urlpatterns = [re_path(r"", enter, name="door")]
