from django.urls import path

from . import views

urlpatterns = [path("", views.home), path("form/", views.form), path("share/<int:people>/", views.share), path("upload/", views.upload)]
