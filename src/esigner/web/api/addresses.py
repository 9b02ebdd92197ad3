"""The inner table of addresses; reached only through `door.enter`."""

from django.urls import path

from esigner.web.api.description import api

urlpatterns = [path("v1/", api.urls)]
