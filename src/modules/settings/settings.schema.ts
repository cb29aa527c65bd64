import {
  requireAdministers,
  requireOrgMember,
  requireSignedIn,
  requireSiteAdmin,
} from '../../authz/policy.js';
import { InvalidInputError, NotFoundError } from '../../errors.js';
import { anyone, inherited, selfOrSiteAdmin, signedIn } from '../../graphql/access.js';
import { builder } from '../../graphql/builder.js';
import type { GraphQLContext } from '../../graphql/context.js';
import { EmptyResponse } from '../../graphql/empty-response.js';
import { databaseId, decodeId, encodeId } from '../../ids.js';
import { isMemberOf, Org } from '../organizations/organizations.schema.js';
import { Site } from '../site/site.schema.js';
import { User } from '../users/user-type.js';
import {
  changeSettings,
  type SettingsEdit as Edit,
  editedSettings,
  mergeSettings,
  type SettingsVersion,
  type Subject,
  subjectKey,
} from './settings.js';
import { SettingsSubject } from './settings-subject.js';

interface Account {
  id: number;
  username: string;
}
interface Organization {
  id: number;
  name: string;
}

const userSubject = ({ id, username }: Account): Subject => ({ kind: 'user', id, name: username });
const orgSubject = ({ id, name }: Organization): Subject => ({ kind: 'org', id, name });

/** A subject with its row, as the interface answers it. */
interface Held {
  subject: Subject;
  row: object;
}

const defaults: Held = { subject: { kind: 'default' }, row: { __typename: 'DefaultSettings' } };
const site: Held = { subject: { kind: 'site' }, row: { __typename: 'Site' } };
const ofUser = (account: Account): Held => ({
  subject: userSubject(account),
  row: { ...account, __typename: 'User' },
});
const ofOrg = (organization: Organization): Held => ({
  subject: orgSubject(organization),
  row: { ...organization, __typename: 'Org' },
});

/** Whose settings hold for somebody, the most general first (identity reference, 1.10). */
class Cascade {
  constructor(
    readonly subjects: readonly Held[],
    readonly loaders: GraphQLContext['loaders'],
  ) {}

  async final(): Promise<string> {
    const versions = await this.loaders.settings.loadMany(
      this.subjects.map(({ subject }) => subjectKey(subject)),
    );
    const contents = versions.flatMap((version) => (isVersion(version) ? [version.contents] : []));
    return JSON.stringify(mergeSettings(contents), null, 2);
  }
}

const isVersion = (value: SettingsVersion | Error | null): value is SettingsVersion => {
  if (value instanceof Error) throw value;
  return value !== null;
};

const siteCascade = ({ loaders }: GraphQLContext) => new Cascade([defaults, site], loaders);
const orgCascade = (organization: Organization, { loaders }: GraphQLContext) =>
  new Cascade([defaults, site, ofOrg(organization)], loaders);
async function userCascade(account: Account, { loaders }: GraphQLContext): Promise<Cascade> {
  const memberships = await loaders.memberships.load(account.id);
  const organizations = memberships.map(({ organization }) => ofOrg(organization));
  return new Cascade([defaults, site, ...organizations, ofUser(account)], loaders);
}

const Configuration = builder.objectRef<string>('Configuration').implement({
  description: 'Settings under their old name.',
  fieldAccess: inherited,
  fields: (t) => ({
    contents: t.field({
      type: 'JSONCString',
      deprecationReason: 'Use the contents of the settings.',
      description: 'The settings as JSON with comments.',
      resolve: (contents) => contents,
    }),
    messages: t.stringList({
      deprecationReason: 'Always empty: settings that cannot be read are not stored.',
      description: 'What is wrong with them.',
      resolve: () => [],
    }),
  }),
});

interface OwnedVersion {
  version: SettingsVersion;
  row: object;
}

const Settings = builder.objectRef<OwnedVersion>('Settings').implement({
  description: 'One version of settings.',
  fieldAccess: inherited,
  fields: (t) => ({
    id: t.int({
      description: 'The number of the version, to give as `lastID` when changing it.',
      resolve: ({ version }) => version.id,
    }),
    subject: t.field({ type: SettingsSubject, description: 'Whose they are.', resolve: ({ row }) => row }),
    author: t.field({
      type: User,
      nullable: true,
      description: 'Who wrote this version.',
      resolve: ({ version }, _args, { loaders }) =>
        version.authorId === null ? null : loaders.accounts.load(version.authorId),
    }),
    createdAt: t.field({
      type: 'DateTime',
      description: 'When it was written.',
      resolve: ({ version }) => version.createdAt,
    }),
    contents: t.field({
      type: 'JSONCString',
      description: 'The settings as JSON with comments.',
      resolve: ({ version }) => version.contents,
    }),
    configuration: t.field({
      type: Configuration,
      deprecationReason: 'Use contents.',
      description: 'The settings under their old name.',
      resolve: ({ version }) => version.contents,
    }),
  }),
});

const SettingsCascade = builder.objectRef<Cascade>('SettingsCascade').implement({
  description: 'All settings that hold for somebody, the most general first.',
  fieldAccess: inherited,
  fields: (t) => ({
    subjects: t.field({
      type: [SettingsSubject],
      description: 'Whose settings they are.',
      resolve: ({ subjects }) => subjects.map(({ row }) => row),
    }),
    final: t.string({
      description: 'All of them merged, as JSON: the more special over the more general.',
      resolve: (cascade) => cascade.final(),
    }),
    merged: t.field({
      type: Configuration,
      deprecationReason: 'Use final.',
      description: 'All of them merged, under their old name.',
      resolve: (cascade) => cascade.final(),
    }),
  }),
});

const ConfigurationCascade = builder.objectRef<Cascade>('ConfigurationCascade').implement({
  description: 'All settings that hold for somebody, under their old name.',
  fieldAccess: inherited,
  fields: (t) => ({
    subjects: t.field({
      type: [SettingsSubject],
      deprecationReason: 'Use SettingsCascade.',
      description: 'Whose settings they are.',
      resolve: ({ subjects }) => subjects.map(({ row }) => row),
    }),
    merged: t.field({
      type: Configuration,
      deprecationReason: 'Use SettingsCascade.',
      description: 'All of them merged.',
      resolve: (cascade) => cascade.final(),
    }),
  }),
});

const said = {
  latest: 'The newest version of its own settings; null when it has none.',
  cascade: 'All settings that hold for it.',
  old: {
    description: 'All settings that hold for it, under their old name.',
    deprecationReason: 'Use settingsCascade.',
  },
} as const;

builder.interfaceFields(SettingsSubject, (t) => ({
  latestSettings: t.field({ type: Settings, nullable: true, description: said.latest, resolve: () => null }),
  settingsCascade: t.field({
    type: SettingsCascade,
    description: said.cascade,
    resolve: (_subject, _args, context) => siteCascade(context),
  }),
  configurationCascade: t.field({
    type: ConfigurationCascade,
    ...said.old,
    resolve: (_subject, _args, context) => siteCascade(context),
  }),
}));

async function latest({ subject, row }: Held, { loaders }: GraphQLContext): Promise<OwnedVersion | null> {
  const version = await loaders.settings.load(subjectKey(subject));
  return version && { version, row };
}

builder.objectRef<object>('DefaultSettings').implement({
  description: 'What holds where nothing is set: nothing.',
  interfaces: [SettingsSubject],
  fieldAccess: inherited,
  fields: (t) => ({
    id: t.id({ description: 'The id.', resolve: () => encodeId('DefaultSettings', '"DefaultSettings"') }),
    settingsCascade: t.field({
      type: SettingsCascade,
      description: said.cascade,
      resolve: (_defaults, _args, { loaders }) => new Cascade([defaults], loaders),
    }),
    configurationCascade: t.field({
      type: ConfigurationCascade,
      ...said.old,
      resolve: (_defaults, _args, { loaders }) => new Cascade([defaults], loaders),
    }),
  }),
});

builder.objectFields(Site, (t) => ({
  latestSettings: t.field({
    type: Settings,
    nullable: true,
    description: said.latest,
    resolve: (_site, _args, context) => latest(site, context),
  }),
}));

builder.objectFields(User, (t) => ({
  latestSettings: t.field({
    type: Settings,
    nullable: true,
    access: selfOrSiteAdmin,
    description: said.latest,
    resolve: (account, _args, context) => latest(ofUser(account), context),
  }),
  settingsCascade: t.field({
    type: SettingsCascade,
    access: selfOrSiteAdmin,
    description: said.cascade,
    resolve: (account, _args, context) => userCascade(account, context),
  }),
  configurationCascade: t.field({
    type: ConfigurationCascade,
    access: selfOrSiteAdmin,
    ...said.old,
    resolve: (account, _args, context) => userCascade(account, context),
  }),
}));

/** SECURITY: members and site admins only; which of them the caller is takes a look into the database. */
async function requireMember(organization: Organization, context: GraphQLContext): Promise<void> {
  requireOrgMember(context.caller, await isMemberOf(context, organization.id));
}

builder.objectFields(Org, (t) => ({
  latestSettings: t.field({
    type: Settings,
    nullable: true,
    access: signedIn,
    description: `${said.latest} For its members.`,
    resolve: async (organization, _args, context) => {
      await requireMember(organization, context);
      return latest(ofOrg(organization), context);
    },
  }),
  settingsCascade: t.field({
    type: SettingsCascade,
    access: signedIn,
    description: `${said.cascade} For its members.`,
    resolve: async (organization, _args, context) => {
      await requireMember(organization, context);
      return orgCascade(organization, context);
    },
  }),
  configurationCascade: t.field({
    type: ConfigurationCascade,
    access: signedIn,
    ...said.old,
    resolve: async (organization, _args, context) => {
      await requireMember(organization, context);
      return orgCascade(organization, context);
    },
  }),
}));

/** The subject with this id, for a caller who may read and write its settings, but for the site's: those all read. */
async function subjectById(id: string, context: GraphQLContext): Promise<Held> {
  const { caller, services } = context;
  requireSignedIn(caller);
  const { kind } = decodeId(id);
  if (kind === 'Site') return site;
  if (kind === 'DefaultSettings') return defaults;
  if (kind === 'Org') {
    const key = databaseId(id, 'Org');
    const organization = await services.db.prisma.organization.findFirst({
      where: { id: key, deletedAt: null },
    });
    if (!organization) throw new NotFoundError(`org not found: ID ${key}`);
    await requireMember(organization, context);
    return ofOrg(organization);
  }
  const key = databaseId(id, ['User', 'ServiceAccount']);
  requireAdministers(caller, key);
  const account = await services.db.prisma.user.findFirst({ where: { id: key, deletedAt: null } });
  if (!account) throw new NotFoundError(`user not found: [${key}]`);
  return ofUser(account);
}

builder.queryFields((t) => ({
  settingsSubject: t.field({
    type: SettingsSubject,
    nullable: true,
    access: signedIn,
    description: 'Something that has settings, for those who may read them.',
    args: {
      id: t.arg.id({ required: true, description: 'The id of an account, an organization or the site.' }),
    },
    resolve: async (_root, { id }, context) => (await subjectById(id, context)).row,
  }),
  viewerSettings: t.field({
    type: SettingsCascade,
    access: anyone,
    description: 'All settings that hold for the caller.',
    resolve: (_root, _args, context) => viewerCascade(context),
  }),
  viewerConfiguration: t.field({
    type: ConfigurationCascade,
    access: anyone,
    deprecationReason: 'Use viewerSettings.',
    description: 'All settings that hold for the caller, under their old name.',
    resolve: (_root, _args, context) => viewerCascade(context),
  }),
}));

const viewerCascade = (context: GraphQLContext) =>
  context.caller.kind === 'ANONYMOUS' ? siteCascade(context) : userCascade(context.caller.account, context);

const KeyPathSegment = builder.inputType('KeyPathSegment', {
  description: 'One step into settings: a property of an object, or an index of a list.',
  fields: (t) => ({
    property: t.string({ description: 'The name of a property.' }),
    index: t.int({ description: 'The place in a list, from 0.' }),
  }),
});

const editInput = (name: string, description: string) =>
  builder.inputType(name, {
    description,
    fields: (t) => ({
      keyPath: t.field({ type: [KeyPathSegment], required: true, description: 'Where.' }),
      value: t.field({ type: 'JSONValue', description: 'What to set there. Without it the key is removed.' }),
      valueIsJSONCEncodedString: t.boolean({
        defaultValue: false,
        description: 'Whether the value is a string that holds JSON with comments.',
      }),
    }),
  });
const SettingsEdit = editInput('SettingsEdit', 'One change within settings.');
const ConfigurationEdit = editInput('ConfigurationEdit', 'One change within settings, under its old name.');

const SettingsMutationGroupInput = builder.inputType('SettingsMutationGroupInput', {
  description: 'Which settings to change.',
  fields: (t) => ({
    subject: t.id({ required: true, description: 'The id of an account, an organization or the site.' }),
    lastID: t.int({ description: 'The version that the change was made from; null when there was none.' }),
  }),
});

const UpdateSettingsPayload = builder.objectRef<object>('UpdateSettingsPayload').implement({
  description: 'That settings were changed.',
  fieldAccess: inherited,
  fields: (t) => ({
    empty: t.field({
      type: EmptyResponse,
      nullable: true,
      description: 'Always there, with nothing in it.',
      resolve: () => ({}),
    }),
  }),
});

interface Opened {
  subject: Exclude<Subject, { kind: 'default' }>;
  lastId: number | null;
}

const write = async (
  { subject, lastId }: Opened,
  contents: (before: string) => string,
  context: GraphQLContext,
): Promise<object> => {
  await changeSettings(context, subject, lastId, contents);
  return {};
};

const SettingsMutation = builder.objectRef<Opened>('SettingsMutation').implement({
  description: 'Changes of the settings that were named.',
  fieldAccess: inherited,
  fields: (t) => ({
    editSettings: t.field({
      type: UpdateSettingsPayload,
      nullable: true,
      description: 'Sets or removes one key. Comments stay.',
      args: { edit: t.arg({ type: SettingsEdit, required: true, description: 'The change.' }) },
      resolve: (opened, { edit }, context) =>
        write(opened, (before) => editedSettings(before, edit as Edit), context),
    }),
    editConfiguration: t.field({
      type: UpdateSettingsPayload,
      nullable: true,
      deprecationReason: 'Use editSettings.',
      description: 'Sets or removes one key.',
      args: { edit: t.arg({ type: ConfigurationEdit, required: true, description: 'The change.' }) },
      resolve: (opened, { edit }, context) =>
        write(opened, (before) => editedSettings(before, edit as Edit), context),
    }),
    overwriteSettings: t.field({
      type: UpdateSettingsPayload,
      nullable: true,
      description: 'Replaces all of them.',
      args: { contents: t.arg.string({ required: true, description: 'JSON with comments.' }) },
      resolve: (opened, { contents }, context) => write(opened, () => contents, context),
    }),
  }),
});

async function open(
  input: { subject: string; lastID?: number | null | undefined },
  context: GraphQLContext,
): Promise<Opened> {
  const { subject } = await subjectById(input.subject, context);
  if (subject.kind === 'default') throw new InvalidInputError('the defaults cannot be changed');
  if (subject.kind === 'site') requireSiteAdmin(context.caller);
  return { subject, lastId: input.lastID ?? null };
}

const inputArg = {
  type: SettingsMutationGroupInput,
  required: true,
  description: 'Which settings to change.',
} as const;

builder.mutationFields((t) => ({
  settingsMutation: t.field({
    type: SettingsMutation,
    nullable: true,
    access: signedIn,
    description:
      'Changes settings: its own, those of its organizations; for site admins those of all and of the site.',
    args: { input: t.arg(inputArg) },
    resolve: (_root, { input }, context) => open(input, context),
  }),
  configurationMutation: t.field({
    type: SettingsMutation,
    nullable: true,
    access: signedIn,
    deprecationReason: 'Use settingsMutation.',
    description: 'Changes settings, under its old name.',
    args: { input: t.arg(inputArg) },
    resolve: (_root, { input }, context) => open(input, context),
  }),
}));
