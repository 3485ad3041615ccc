import { djangoFaults } from './django.ts';
import type { Fault } from './fault.ts';
import { flowerFaults } from './flower.ts';
import { nginxFaults } from './nginx.ts';
import { refusedFaults } from './nginx-refuses.ts';
import { processFaults } from './process.ts';
import { siteFaults } from './site.ts';

/** Every fault that is put into the running site, in this order. */
export const faults: readonly Fault[] = [
  ...nginxFaults,
  ...refusedFaults,
  ...djangoFaults,
  ...flowerFaults,
  ...processFaults,
  ...siteFaults,
];

/** Rules whose fault no running site can show, with the reason. */
export const unshown: Readonly<Record<string, string>> = {
  'django/vite-manifest-hidden':
    'this site has no build of Vite; the one of sites.test.ts has, with its manifest collected',
  'django/vite-base-elsewhere': 'this site has no build of Vite',
  'django/vite-dev-mode': 'this site has no build of Vite',
  'django/vite-output-not-collected': 'this site has no build of Vite',
  'django/stricter-possible': 'a hint: nothing breaks',
  'flower/vulnerable-version': 'the Flower of the site is newer than the fault',
  'process/beat-scheduler': 'django-celery-beat is not among the packages of the site',
  'site/scheme-headers-contradict':
    'this site runs Uvicorn, which compares no headers; the sites of test/oracle/site run Gunicorn too',
};
