const pages: Readonly<Record<string, string>> = {
  check: `siteconf check [PATH...]: find what will break. A PATH is a file or a folder; without one it is this folder.
What an Nginx file includes is checked with it, as far as that lies below its folder or in its copy of a server.

  --format text|json|sarif|github       how findings are printed (default: text)
  --fail-on error|warning|info|hint|never   the mildest finding that makes the exit code 1 (default: error)
  --nginx-version V                     the Nginx that will read the files, such as 1.18 (default: the newest)
  --context auto|main|http|server|location  where the given Nginx files are included (default: auto)
  --files DIR                           DIR stands for / of the server, --files / is this machine: files, users and (of this
                                        machine) hosts that are named must be there; without it nothing is said of them
  --separate                            each PATH by itself: nothing is joined between them
  --stdin [--stdin-path P]              check the text of standard input as if it were the file P

Exit code: 0 nothing as grave as --fail-on, 1 findings, 2 wrong usage or unreadable input.
`,
  explain: `siteconf explain RULE: what a rule means, why it matters, and how to mend what it finds.
`,
  new: `siteconf new DIR: write the files of a site below DIR, all of them or none.
At a terminal it asks what the site is like, and proposes what the Django project in DIR, or else in this folder, tells.
Several Django projects may share the server, each in its folder: what sites in DIR have already isn't given away twice.

  --answers FILE.json   the answers: an object such as { "domains": ["shop.example.org"], "projectPath": "/srv/shop" }, or a
                        list of them with "folder", the place of each project below DIR; nothing is asked then, and what
                        isn't answered follows from the project that is there
  --dry-run             print the files and write nothing
  --force               overwrite files that are there with another text

Exit code: 0 written, 1 files are in the way or you gave up, 2 wrong usage or answers.
`,
  https: `siteconf https SITEFILE ENVFILE: turn HTTPS on after certbot, in both files or in none.
SITEFILE is the site's Nginx file as certbot left it, ENVFILE the environment file of the Django processes.

  --dry-run             print what would change and write nothing

Exit code: 0 HTTPS is on, 1 it can't be turned on yet, 2 wrong usage or unreadable input.
`,
  undo: `siteconf undo [DIR]: take back what "siteconf new", "siteconf https" or an editor wrote last below DIR, by default this folder.
What was made is removed and what was replaced is as before; files that were changed since are kept. Again, it takes back the run
before that.

  --dry-run             print the files and change nothing

Exit code: 0 taken back, 1 there is nothing to undo, 2 wrong usage or a file can't be written.
`,
  route: `siteconf route URI: where does this URL go, and why. A URI is a path, or a whole URL.

  --nginx-conf FILE     the main file of the configuration (default: the only one below this folder)
  --host H              the Host header (default: of the URL, else localhost)
  --port P              the port (default: the scheme's, or the only one that is listened on)
  --scheme http|https   (default: http)
  --method M            (default: GET)
  --header 'N: V'       a further header; may be repeated
  --files DIR           DIR stands for / of the server, --files / is this machine; without it no file is looked at
  --format text|json    (default: text)
  --batch               requests as JSON objects, one a line, on standard input; one answer object a line

Exit code: 0 answered, 2 wrong usage or unreadable input.
`,
  lsp: `siteconf lsp --stdio: the language server, for any editor.
`,
};

const overview = `siteconf finds what will break in the files that put a Django site on a server.

  siteconf check [PATH...]              find mistakes in files and folders
  siteconf explain RULE                 explain a rule
  siteconf new DIR                      write a site from a few answers
  siteconf https SITEFILE ENVFILE       turn HTTPS on after certbot
  siteconf undo [DIR]                   take back what was written last
  siteconf route URI                    where a URL goes, and why
  siteconf lsp --stdio                  the language server

Every command takes --lang en|ko (default: from LC_ALL, LC_MESSAGES or LANG) and --help.
`;

/** @returns the help on a command, or on all where it isn't named or known. */
export function usage(command: string | undefined): string {
  return command !== undefined && Object.hasOwn(pages, command) ? (pages[command] as string) : overview;
}
