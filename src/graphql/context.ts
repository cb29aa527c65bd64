import type { RequestContext } from '../context.js';
import type { Loaders } from './loaders.js';

/** What every resolver gets: the request, and loaders that join its reads. */
export interface GraphQLContext extends RequestContext {
  readonly loaders: Loaders;
}
