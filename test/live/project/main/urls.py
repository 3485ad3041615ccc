from django.urls import path

from . import views

urlpatterns = [
    path("", views.home),
    path("form/", views.form),
    path("share/<int:people>/", views.share),
    path("slow/<int:seconds>/", views.slow),
    path("upload/", views.upload),
]
