import { addressFaults } from './addresses.ts';
import { celeryFaults } from './celery.ts';
import { djangoFaults } from './django.ts';
import type { Fault } from './fault.ts';
import { flowerFaults } from './flower.ts';
import { nginxFaults } from './nginx.ts';
import { refusedFaults } from './nginx-refuses.ts';
import { processFaults } from './process.ts';
import { siteFaults } from './site.ts';
import { viteFaults } from './vite.ts';

/** Every fault that is put into the running site, in this order. */
export const faults: readonly Fault[] = [
  ...nginxFaults,
  ...refusedFaults,
  ...djangoFaults,
  ...flowerFaults,
  ...processFaults,
  ...siteFaults,
  ...addressFaults,
  ...celeryFaults,
  ...viteFaults,
];

/** Rules whose fault no running site can show, with the reason. */
export const unshown: Readonly<Record<string, string>> = {
  'process/loopback-in-container': 'the site runs in no containers: test/live/containers.test.ts shows it in two',
  'site/files-not-mounted': 'the site runs in no containers: test/live/containers.test.ts shows it in two',
  'site/localhost-in-container': 'the site runs in no containers: test/live/containers.test.ts shows it in two',
  'flower/vulnerable-version':
    'the Flower of the site is newer than the fault, which test/oracle/flower/stranger.test.ts shows',
};
