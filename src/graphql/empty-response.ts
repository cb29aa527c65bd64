import { inherited } from './access.js';
import { builder } from './builder.js';

/** The answer of mutations that have nothing to say. */
export const EmptyResponse = builder.objectRef<Record<string, never>>('EmptyResponse').implement({
  description: 'Says that a change was made, and nothing more.',
  fieldAccess: inherited,
  fields: (t) => ({
    alwaysNil: t.string({ nullable: true, description: 'Always null.', resolve: () => null }),
  }),
});
