import type { Flower } from '../../dialects/process/flowers.ts';
import type { Link } from '../link.ts';

/** A Flower process, what it is told, and where Nginx hands requests on to it. */
export interface FlowerInstance extends Flower {
  readonly links: readonly Link[];
}
