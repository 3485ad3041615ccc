# Asks the Django that runs this what it says of the static files of settings modules: the ids of its checks, and what
# collectstatic would raise.
# usage: python ask-static.py FOLDER MODULE...
import json
import sys

from django.conf import Settings, settings
from django.contrib.staticfiles import finders, utils
from django.contrib.staticfiles.storage import StaticFilesStorage
from django.core.checks.urls import check_url_settings
from django.core.exceptions import ImproperlyConfigured

folder, *modules = sys.argv[1:]
sys.path.insert(0, folder)
for module in modules:
    settings._wrapped = Settings(module)
    found = finders.FileSystemFinder().check() + check_url_settings(app_configs=None)
    ids = sorted(one.id for one in found if not one.is_silenced())
    raised = None
    try:
        utils.check_settings()
        StaticFilesStorage().path("a.css")
    except ImproperlyConfigured as error:
        raised = str(error)
    print(json.dumps({"module": module, "ids": ids, "raised": raised}))
