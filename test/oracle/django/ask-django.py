# Reads settings modules with the Django that runs this, and prints for each the ids of its deploy checks and its values.
# usage: python ask-django.py FOLDER MODULE...
import importlib
import json
import os
import sys
from pathlib import PurePath

from django.conf import Settings, settings
from django.core.checks import registry
from django.core.checks.compatibility import django_4_0
from django.core.checks.security import base, csrf, sessions  # registers them
from django.core.checks.urls import check_url_settings


def plain(value):
    if isinstance(value, (bool, int, str, type(None))):
        return value
    if isinstance(value, PurePath):
        return {"path": str(value)}
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, tuple):
        return {"tuple": [plain(item) for item in value]}
    if isinstance(value, dict):
        return {"dict": [[plain(key), plain(item)] for key, item in value.items()]}
    return {"other": type(value).__name__}


folder, *modules = sys.argv[1:]
sys.path.insert(0, folder)
for module in modules:
    try:
        settings._wrapped = Settings(module)
    except Exception as error:
        print(json.dumps({"module": module, "error": f"{type(error).__name__}: {error}"}))
        continue
    found = []
    for check in registry.registry.get_checks(include_deployment_checks=True):
        if "security" in check.tags:
            found += check(app_configs=None) or []
    found += django_4_0.check_csrf_trusted_origins(app_configs=None)
    found += check_url_settings(app_configs=None)
    ids = sorted(one.id for one in found if not one.is_silenced())
    own = importlib.import_module(module)
    values = {name: plain(getattr(own, name)) for name in dir(own) if name.isupper()}
    print(json.dumps({"module": module, "ids": ids, "values": values}))
