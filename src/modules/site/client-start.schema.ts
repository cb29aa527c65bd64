import { anyone, inherited } from '../../graphql/access.js';
import { builder } from '../../graphql/builder.js';
import { Site } from './site.schema.js';

// What editors, the browser extension and other clients ask when they start, to learn what there is. There is no
// Cody here and there are no feature flags, and they are told so.

const EvaluatedFeatureFlag = builder
  .objectRef<{ name: string; value: boolean }>('EvaluatedFeatureFlag')
  .implement({
    description: 'A feature flag and what it is for the caller.',
    fieldAccess: inherited,
    fields: (t) => ({
      name: t.exposeString('name', { description: 'The name of the flag.' }),
      value: t.exposeBoolean('value', { description: 'What it is for the caller.' }),
    }),
  });

const ParentSourcegraphDetails = builder.objectRef<object>('ParentSourcegraphDetails').implement({
  description: 'The instance that code navigation is left to.',
  fieldAccess: inherited,
  fields: (t) => ({
    url: t.string({ description: 'Its URL; empty, there is none.', resolve: () => '' }),
  }),
});

const ClientConfigurationDetails = builder.objectRef<object>('ClientConfigurationDetails').implement({
  description: 'What the browser extension is to know.',
  fieldAccess: inherited,
  fields: (t) => ({
    contentScriptUrls: t.stringList({
      description: 'Pages of code hosts on which it is to run.',
      resolve: () => [],
    }),
    parentSourcegraph: t.field({
      type: ParentSourcegraphDetails,
      description: 'The instance that code navigation is left to.',
      resolve: () => ({}),
    }),
  }),
});

builder.queryFields((t) => ({
  clientConfiguration: t.field({
    type: ClientConfigurationDetails,
    access: anyone,
    description: 'What the browser extension is to know.',
    resolve: () => ({}),
  }),
  evaluateFeatureFlag: t.boolean({
    nullable: true,
    access: anyone,
    description: 'What a feature flag is for the caller; null, since no flag exists.',
    args: { flagName: t.arg.string({ required: true, description: 'The name of the flag.' }) },
    resolve: () => null,
  }),
  evaluateFeatureFlags: t.field({
    type: [EvaluatedFeatureFlag],
    access: anyone,
    description: 'What feature flags are for the caller. Those that do not exist are left out: all.',
    args: { flagNames: t.arg.stringList({ required: true, description: 'The names of the flags.' }) },
    resolve: () => [],
  }),
  evaluatedFeatureFlags: t.field({
    type: [EvaluatedFeatureFlag],
    access: anyone,
    deprecationReason: 'Use evaluateFeatureFlags.',
    description: 'What all feature flags are for the caller: there are none.',
    resolve: () => [],
  }),
}));

builder.objectField(Site, 'isCodyEnabled', (t) =>
  t.boolean({ description: 'Whether there is Cody: no.', resolve: () => false }),
);
