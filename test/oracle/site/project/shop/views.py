from django.http import JsonResponse
from django.middleware.csrf import get_token


def page(request):
    """What Django makes of the way that the request came."""
    return JsonResponse(
        {"secure": request.is_secure(), "host": request.get_host(), "link": request.build_absolute_uri("/")}
    )


def form(request):
    """A form's token on GET; on POST a page that only a form that passed its checks gets."""
    return JsonResponse({"token": get_token(request) if request.method == "GET" else ""})
