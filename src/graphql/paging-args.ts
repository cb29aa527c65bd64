import type { builder } from './builder.js';

type FieldBuilder = Parameters<Parameters<typeof builder.queryFields>[0]>[0];

/** The arguments of a list that can be read in both directions. */
export const bidirectionalArgs = (t: Pick<FieldBuilder, 'arg'>) => ({
  first: t.arg.int({ description: 'How many from the start, at most 100. Without `first` and `last`: all.' }),
  last: t.arg.int({ description: 'How many from the end, at most 100.' }),
  after: t.arg.string({ description: 'The cursor after which the page begins.' }),
  before: t.arg.string({ description: 'The cursor before which the page ends.' }),
});

/** The argument of lists that only have a beginning. */
export const firstArg = (t: Pick<FieldBuilder, 'arg'>) => ({
  first: t.arg.int({ description: 'How many at most. Without it: all.' }),
});
