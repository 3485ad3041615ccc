# Reads files of environment variables with the packages that settings modules use, and prints what each makes of them.
# usage: python ask-dotenv.py FILE...
import json
import sys

import decouple
import dotenv
import environ

for name in sys.argv[1:]:
    environ.Env.ENVIRON = {}
    environ.Env.read_env(name)
    print(
        json.dumps(
            {
                "environ": environ.Env.ENVIRON,
                "decouple": decouple.RepositoryEnv(name).data,
                "dotenv": {
                    key: value
                    for key, value in dotenv.dotenv_values(name, interpolate=False).items()
                    if value is not None
                },
            }
        )
    )
