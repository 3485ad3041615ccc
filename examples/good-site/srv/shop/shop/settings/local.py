from .base import *

DEBUG = True
SECRET_KEY = "only-for-the-desk"
ALLOWED_HOSTS = ["localhost", "127.0.0.1"]

SECURE_SSL_REDIRECT = False

CELERY_TASK_ALWAYS_EAGER = True
