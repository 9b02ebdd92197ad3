"""Addresses of the signing page; the token in them is all that a person needs."""

from django.urls import path

from esigner.web.sign import views

urlpatterns = [
    path("", views.front, name="front"),
    path("s/<str:token>/", views.session, name="session"),
    path("s/<str:token>/dokumenti/<uuid:document_id>/", views.document, name="document"),
    path("s/<str:token>/parakstit/", views.sign, name="sign"),
    path("s/<str:token>/lidzeklis/<str:correlation>/", views.come_back, name="come_back"),
    path("s/<str:token>/partraukt/", views.give_up, name="give_up"),
    path("s/<str:token>/atteikt/", views.cancel, name="cancel"),
    path("s/<str:token>/rezultats/", views.result, name="result"),
    path("s/<str:token>/atpakal/", views.go_back, name="back"),
]
handler404 = views.not_found
handler400 = "esigner.web.sign.error_pages.bad_request"
handler500 = "esigner.web.sign.error_pages.failed"
