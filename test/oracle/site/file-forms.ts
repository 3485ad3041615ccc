/** How a site serves uploaded or static files: `@` is the path, `#` the folder, `<around>` the folder around it. */
export interface FileForm {
  readonly text: string;
}

const thief = 'location ~* \\.(jpg|css|js)$ { expires 1d; }';

/** Ways that people write the location of a folder. */
export const fileForms: Readonly<Record<string, FileForm>> = {
  alias: { text: 'location /@/ { alias #/; }' },
  'kept out': { text: 'location ^~ /@/ { alias #/; }' },
  'alias with pattern and capture': { text: 'location ~ ^/@/(.*)$ { alias #/$1; }' },
  none: { text: '' },
  'alias without slash': { text: 'location /@/ { alias #; }' },
  'location without slash': { text: 'location /@ { alias #/; }' },
  'no slashes': { text: 'location /@ { alias #; }' },
  'root around': { text: 'location /@/ { root <around>; }' },
  'root around with a slash': { text: 'location /@/ { root <around>/; }' },
  root: { text: 'location /@/ { root #; }' },
  'root with a slash': { text: 'location /@/ { root #/; }' },
  'root of the server': { text: 'root <around>; location /@/ { expires 1d; }' },
  try_files: { text: 'location /@/ { root <around>; try_files $uri =404; }' },
  'alias and try_files': { text: 'location /@/ { alias #/; try_files $uri =404; }' },
  'pattern without capture': { text: 'location ~ ^/@/ { alias #/; }' },
  'pattern with root': { text: 'location ~ ^/@/ { root <around>; }' },
  stolen: { text: `location /@/ { alias #/; } ${thief}` },
  'stolen by a root': { text: 'location /@/ { alias #/; } location ~* \\.(jpg|css)$ { root /srv/none; }' },
  'not stolen': { text: `location ^~ /@/ { alias #/; } ${thief}` },
  'another folder': { text: 'location /@/ { alias /srv/shop/other/; }' },
  'another path': { text: 'location /upload/ { alias #/; }' },
  relative: { text: 'location /@/ { alias @/; }' },
  'alias in pattern of endings': { text: 'location ~ ^/@/(.*\\.(?:jpg|css|pdf))$ { alias #/$1; }' },
  nested: { text: `location /@/ { alias #/; location ~ \\.php$ { return 404; } }` },
  internal: { text: 'location /@/ { internal; alias #/; }' },
  returned: { text: 'location /@/ { return 404; }' },
};

/** Most sites leave static files to WhiteNoise, which the middleware has. */
export const staticForms: Readonly<Record<string, FileForm>> = {
  none: { text: '' },
  alias: { text: 'location /@/ { alias #/; }' },
  'alias without slash': { text: 'location /@/ { alias #; }' },
  'root around': { text: 'location /@/ { root <around>; }' },
  root: { text: 'location /@/ { root #; }' },
  'another folder': { text: 'location /@/ { alias /srv/shop/assets/; }' },
};

/** What MEDIA_ROOT says, and which folder that is. */
export const mediaRoots: Readonly<Record<string, { readonly expression: string; readonly folder: string }>> = {
  path: { expression: 'BASE_DIR / "media"', folder: '/srv/shop/media' },
  joined: { expression: 'os.path.join(BASE_DIR, "media")', folder: '/srv/shop/media' },
  text: { expression: 'str(BASE_DIR / "media/")', folder: '/srv/shop/media' },
  literal: { expression: '"/srv/shop/media/"', folder: '/srv/shop/media' },
  'another name': { expression: 'BASE_DIR / "uploads"', folder: '/srv/shop/uploads' },
  beside: { expression: 'BASE_DIR.parent / "media"', folder: '/srv/media' },
  elsewhere: { expression: '"/srv/data/media"', folder: '/srv/data/media' },
};

/** What MEDIA_URL says. */
export const mediaUrls: Readonly<Record<string, string>> = {
  media: '/media/',
  relative: 'media/',
  files: '/files/',
};
