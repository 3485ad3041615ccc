from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_protect

from .tasks import stamp


def home(request):
    return render(request, "home.html", {"site": settings.ALLOWED_HOSTS[0]})


@csrf_protect
def form(request):
    if request.method == "POST":
        stamp.delay(request.POST["name"])
        request.session["name"] = request.POST["name"]
    return render(request, "form.html", {"address": request.build_absolute_uri("/form/")})
