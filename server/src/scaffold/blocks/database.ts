/**
 * The settings may take the place of a database from anywhere, so the project itself is asked for it on the server.
 *
 * @returns a script for `manage.py shell`: it ends with an error where a database of PostgreSQL or MySQL can't be reached, and
 * prints the commands that make it. Passwords are never printed. Flat, since old versions of the command give functions no globals.
 */
export function databaseScript(): string {
  return `# Says how to make a database of the settings that can't be reached: manage.py shell < deploy/database.py
import getpass
import shlex

from django.db import connections
from django.db.utils import OperationalError

for alias in connections:
    connection = connections[alias]
    if connection.vendor not in ("postgresql", "mysql"):
        continue
    try:
        connection.ensure_connection()
    except OperationalError as error:
        told = connection.settings_dict
        name, user, host = (str(told.get(key) or "") for key in ("NAME", "USER", "HOST"))
        lines = ["The database %s of the settings can't be used: %s" % (name, str(error).strip())]
        if host in ("", "localhost", "127.0.0.1", "::1") or host.startswith("/"):
            lines.append("Where it isn't made yet, make it as root; a password is that of the settings:")
            if connection.vendor == "postgresql":
                lines.append("apt-get install --yes postgresql")
                # libpq takes the account's own name where the settings have none.
                owner = shlex.quote(user or getpass.getuser())
                prompt = "--pwprompt " if told.get("PASSWORD") else ""
                lines.append("runuser --user=postgres -- createuser %s%s" % (prompt, owner))
                lines.append("runuser --user=postgres -- createdb --owner=%s %s" % (owner, shlex.quote(name)))
            else:
                lines.append("apt-get install --yes mariadb-server")
                sql = "CREATE DATABASE \`%s\` CHARACTER SET utf8mb4;" % name
                if user not in ("", "root"):
                    sql += " CREATE USER '%s'@'localhost' IDENTIFIED BY 'PASSWORD';" % user
                    sql += " GRANT ALL ON \`%s\`.* TO '%s'@'localhost';" % (name, user)
                lines.append("mariadb --execute=%s" % shlex.quote(sql))
        else:
            lines.append("The settings look for it at %s: it has to be there, and let this server in." % host)
        raise SystemExit("\\n".join(lines))`;
}
