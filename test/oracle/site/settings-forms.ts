export const proxySslHeaders: Readonly<Record<string, string>> = {
  unset: '',
  right: '("HTTP_X_FORWARDED_PROTO", "https")',
  'a list': '["HTTP_X_FORWARDED_PROTO", "https"]',
  'another name': '("HTTP_X_FORWARDED_PROTOCOL", "https")',
  'another value': '("HTTP_X_FORWARDED_PROTO", "on")',
  ssl: '("HTTP_X_FORWARDED_SSL", "on")',
  'the name of the header': '("X-Forwarded-Proto", "https")',
  none: 'None',
};

export const switches: Readonly<Record<string, string>> = {
  off: 'False',
  on: 'True',
  'not DEBUG': 'not DEBUG',
  'unless told': 'os.environ.get("HTTPS_ONLY", "1") == "1"',
  'told by a variable': 'os.environ.get("HTTPS_ONLY", "1") == "1"',
};

export const allowedHosts: Readonly<Record<string, string>> = {
  'the name': '["shop.test"]',
  'both names': '["shop.test", "www.shop.test"]',
  domain: '[".shop.test"]',
  all: '["*"]',
  tuple: '("shop.test", "www.shop.test")',
  capitals: '["SHOP.test"]',
  'split text': 'os.environ.get("HOSTS", "shop.test,www.shop.test").split(",")',
  'split text with a blank': '"www.shop.test, shop.test".split(",")',
  'told by a variable': 'os.environ["SHOP_HOSTS"].split()',
  'another name': '["other.test"]',
  www: '["www.shop.test"]',
  address: '["127.0.0.1", "localhost"]',
  'name and address': '["shop.test", "127.0.0.1", "localhost"]',
  'with a port': '["shop.test:8080"]',
  'with a scheme': '["https://shop.test"]',
  asterisk: '["*.shop.test"]',
  'the upstream': '["shop.test", "UPSTREAM"]',
  nobody: '[]',
  'one text': '"shop.test"',
};

export const trustedOrigins: Readonly<Record<string, string>> = {
  unset: '',
  nobody: '[]',
  https: '["https://shop.test", "https://www.shop.test"]',
  http: '["http://shop.test"]',
  'of the hosts': '[f"https://{host}" for host in ALLOWED_HOSTS]',
  slash: '["https://shop.test/"]',
  'no scheme': '["shop.test"]',
  domain: '["https://*.shop.test"]',
  any: '["https://*"]',
  'with a port': '["https://shop.test:8443", "http://shop.test:8080"]',
  'other site': '["https://other.test"]',
};

const middleware = [
  'django.middleware.security.SecurityMiddleware',
  'whitenoise.middleware.WhiteNoiseMiddleware',
  'django.middleware.common.CommonMiddleware',
  'django.middleware.csrf.CsrfViewMiddleware',
];

/** @returns the middleware of a project that leaves one out. */
export function middlewareWithout(left: string): string[] {
  const word = { 'no security': 'Security', 'no csrf': 'Csrf', 'no whitenoise': 'WhiteNoise' }[left];
  return middleware.filter((name) => word === undefined || !name.includes(word));
}
