import time

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt

from .tasks import stamp


def home(request):
    return render(request, "home.html", {"site": settings.ALLOWED_HOSTS[0]})


def form(request):
    if request.method == "POST":
        stamp.delay(request.POST["name"])
        request.session["name"] = request.POST["name"]
    return render(request, "form.html", {"address": request.build_absolute_uri("/form/")})


def share(request, people):
    bill = 100
    return HttpResponse(bill / people)


def slow(request, seconds):
    time.sleep(seconds)
    return HttpResponse("at last")


@csrf_exempt
def upload(request):
    """Keeps the body of the request among the uploaded files; answers with its address."""
    return HttpResponse(default_storage.url(default_storage.save("upload.txt", ContentFile(request.body))))
