import { anyone, inherited, selfOrSiteAdmin } from '../../graphql/access.js';
import { builder } from '../../graphql/builder.js';
import { User } from '../users/user-type.js';
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

builder.objectField(User, 'evaluateFeatureFlag', (t) =>
  t.boolean({
    nullable: true,
    access: selfOrSiteAdmin,
    description: 'What a feature flag is for the account; null, since no flag exists.',
    args: { flagName: t.arg.string({ required: true, description: 'The name of the flag.' }) },
    resolve: () => null,
  }),
);

const CodyLLMConfiguration = builder
  .objectRef<{
    chatModel: string;
    chatModelMaxTokens: number | null;
    smartContextWindow: string;
    disableClientConfigAPI: boolean;
    fastChatModel: string;
    fastChatModelMaxTokens: number | null;
    completionModel: string;
    completionModelMaxTokens: number | null;
    provider: string;
  }>('CodyLLMConfiguration')
  .implement({
    description: 'The language models that Cody uses. Never answered: there is no Cody.',
    fieldAccess: inherited,
    fields: (t) => ({
      chatModel: t.exposeString('chatModel', { description: 'The one to talk to.' }),
      chatModelMaxTokens: t.exposeInt('chatModelMaxTokens', {
        nullable: true,
        description: 'How much it takes.',
      }),
      smartContextWindow: t.exposeString('smartContextWindow', {
        description: 'Whether the size of what it is given is chosen by itself.',
      }),
      disableClientConfigAPI: t.exposeBoolean('disableClientConfigAPI', {
        description: 'Whether clients are not to ask for their configuration elsewhere.',
      }),
      fastChatModel: t.exposeString('fastChatModel', { description: 'The one for quick answers.' }),
      fastChatModelMaxTokens: t.exposeInt('fastChatModelMaxTokens', {
        nullable: true,
        description: 'How much that takes.',
      }),
      completionModel: t.exposeString('completionModel', { description: 'The one that completes code.' }),
      completionModelMaxTokens: t.exposeInt('completionModelMaxTokens', {
        nullable: true,
        description: 'How much that takes.',
      }),
      provider: t.exposeString('provider', { description: 'Who runs them.' }),
    }),
  });

const CodyConfigFeatures = builder
  .objectRef<{ chat: boolean; autoComplete: boolean; commands: boolean; attribution: boolean }>(
    'CodyConfigFeatures',
  )
  .implement({
    description: 'What of Cody is switched on. Never answered: there is no Cody.',
    fieldAccess: inherited,
    fields: (t) => ({
      chat: t.exposeBoolean('chat', { description: 'Talking.' }),
      autoComplete: t.exposeBoolean('autoComplete', { description: 'Completing code.' }),
      commands: t.exposeBoolean('commands', { description: 'Commands.' }),
      attribution: t.exposeBoolean('attribution', { description: 'Looking for where code is from.' }),
    }),
  });

const CodyContextFiltersVersion = builder.enumType('CodyContextFiltersVersion', {
  description: 'The form of the rules of which code Cody may read.',
  values: { V1: { description: 'The first.' } },
});

const CodyContextFilters = builder.objectRef<object>('CodyContextFilters').implement({
  description: 'The rules of which code Cody may read.',
  fieldAccess: inherited,
  fields: (t) => ({
    raw: t.field({
      type: 'JSONValue',
      nullable: true,
      description: 'The rules; null, since there are none without Cody.',
      resolve: () => null,
    }),
  }),
});

builder.objectFields(Site, (t) => ({
  isCodyEnabled: t.boolean({ description: 'Whether there is Cody: no.', resolve: () => false }),
  codyLLMConfiguration: t.field({
    type: CodyLLMConfiguration,
    nullable: true,
    description: 'The language models that Cody uses; null, since there is no Cody.',
    resolve: () => null,
  }),
  codyConfigFeatures: t.field({
    type: CodyConfigFeatures,
    nullable: true,
    description: 'What of Cody is switched on; null, since there is no Cody.',
    resolve: () => null,
  }),
  codyContextFilters: t.field({
    type: CodyContextFilters,
    description: 'The rules of which code Cody may read.',
    args: {
      version: t.arg({ type: CodyContextFiltersVersion, required: true, description: 'In which form.' }),
    },
    resolve: () => ({}),
  }),
  requiresVerifiedEmailForCody: t.boolean({
    description: 'Whether Cody is only for people with a verified address: no, there is no Cody.',
    resolve: () => false,
  }),
  hasCodeIntelligence: t.boolean({
    description: 'Whether one can go from code to where it is defined: no, there is no index of code.',
    resolve: () => false,
  }),
}));
