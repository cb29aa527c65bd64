// Made from schema.graphql and web/operations by scripts/generate-web.ts. Do not edit.
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
export type Maybe<T> = T | null;
export type InputMaybe<T> = Maybe<T>;
export type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
export type MakeOptional<T, K extends keyof T> = Omit<T, K> & { [SubKey in K]?: Maybe<T[SubKey]> };
export type MakeMaybe<T, K extends keyof T> = Omit<T, K> & { [SubKey in K]: Maybe<T[SubKey]> };
export type MakeEmpty<T extends { [key: string]: unknown }, K extends keyof T> = { [_ in K]?: never };
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
/** All built-in and custom scalars, mapped to their actual values */
export type Scalars = {
  ID: { input: string; output: string; }
  String: { input: string; output: string; }
  Boolean: { input: boolean; output: boolean; }
  Int: { input: number; output: number; }
  Float: { input: number; output: number; }
  /** A whole number as a string of digits, since it may be larger than numbers of JSON are read. */
  BigInt: { input: string; output: string; }
  /** A point in time as an RFC 3339 string. Output is in UTC, in whole seconds: `2006-01-02T15:04:05Z`. */
  DateTime: { input: string; output: string; }
  /** The id of a git object: 40 hexadecimal digits. */
  GitObjectID: { input: string; output: string; }
  /** A string that holds JSON, possibly with // comments and trailing commas. */
  JSONCString: { input: string; output: string; }
  /** Any JSON value. */
  JSONValue: { input: unknown; output: unknown; }
};

/** What became of a request for an account. */
export type AccessRequestStatus =
  /** A site admin said yes. */
  | 'APPROVED'
  /** It is not needed any more. */
  | 'CANCELED'
  /** It waits for an answer. */
  | 'PENDING'
  /** A site admin said no. Who asks again with the same address is not heard. */
  | 'REJECTED';

/** From where the site may be used, and what admins may see. What is not given stays. */
export type AccessRestrictionsConfigurationInput = {
  /** Addresses and ranges of what connects to the server. */
  clientIpAddress?: InputMaybe<Array<Scalars['String']['input']>>;
  /** Whether site admins too see only the repositories that were granted to them. */
  enforceForSiteAdmins?: InputMaybe<Scalars['Boolean']['input']>;
  /** What the refused are told. */
  errorMessageTemplate?: InputMaybe<Scalars['String']['input']>;
  /** Whether the lists of addresses are in force. */
  ipAllowlistEnabled?: InputMaybe<Scalars['Boolean']['input']>;
  /** Those of what connects and is not asked further. */
  trustedClientIpAddress?: InputMaybe<Array<Scalars['String']['input']>>;
  /** Addresses and ranges of people and automations. */
  userIpAddress?: InputMaybe<Array<Scalars['String']['input']>>;
  /** Headers that tell the user's address. */
  userIpRequestHeaders?: InputMaybe<Array<Scalars['String']['input']>>;
};

/** Who may make access tokens. */
export type AccessTokensAllow =
  /** Every account for itself. */
  | 'ALL_USERS_CREATE'
  /** Nobody; none is accepted either. */
  | 'NONE'
  /** Site admins. */
  | 'SITE_ADMIN_CREATE';

/** Who may make access tokens, and for how long. */
export type AccessTokensConfigurationInput = {
  /** Who may make them. */
  allow: AccessTokensAllow;
  /** Whether one may be made without an end. */
  allowNoExpiration: Scalars['Boolean']['input'];
};

/** A new code host connection. */
export type AddExternalServiceInput = {
  /** The configuration: JSON that may have comments. See docs/repositories.md. */
  config: Scalars['String']['input'];
  /** The name for people to read. */
  displayName: Scalars['String']['input'];
  /** The kind of code host. */
  kind: ExternalServiceKind;
  /** Whose it is. Left empty: connections are of the whole site. */
  namespace?: InputMaybe<Scalars['ID']['input']>;
};

/** How much an alert matters. */
export type AlertType =
  /** Something does not work. */
  | 'ERROR'
  /** Good to know. */
  | 'INFO'
  /** To be looked at. */
  | 'WARNING';

/** Who did it: a person or a machine. An addition of Gatehouse. */
export type AuditActorKind =
  /** Nobody who was known. */
  | 'ANONYMOUS'
  /** A service account. */
  | 'SERVICE_ACCOUNT'
  /** A person. */
  | 'USER';

/** Which audit events are wanted; all that is given must hold. An addition of Gatehouse. */
export type AuditEventFilter = {
  /** The id of the access token that was used. */
  accessToken?: InputMaybe<Scalars['ID']['input']>;
  /** What happened to it. */
  action?: InputMaybe<Scalars['String']['input']>;
  /** The name or the id of the account that did it. */
  actor?: InputMaybe<Scalars['String']['input']>;
  /** A person or a machine. */
  actorKind?: InputMaybe<AuditActorKind>;
  /** What kind of thing it happened to. */
  entity?: InputMaybe<Scalars['String']['input']>;
  /** The address of the client. */
  ip?: InputMaybe<Scalars['String']['input']>;
  /** How it ended. */
  outcome?: InputMaybe<AuditOutcome>;
  /** At this time or later. */
  since?: InputMaybe<Scalars['DateTime']['input']>;
  /** Before this time. */
  until?: InputMaybe<Scalars['DateTime']['input']>;
};

/** What audit events are counted by. An addition of Gatehouse. */
export type AuditEventInterval =
  /** By the day, in UTC. */
  | 'DAY'
  /** By the hour. */
  | 'HOUR';

/** How it ended. An addition of Gatehouse. */
export type AuditOutcome =
  /** It was not allowed, or the credential was refused. */
  | 'DENIED'
  /** It was tried, and something was in the way. */
  | 'FAILURE'
  /** It was done. */
  | 'SUCCESS';

/** Names a sign-in provider. */
export type AuthProviderReorderInput = {
  /** Its name in the site configuration. */
  configID: Scalars['String']['input'];
  /** Its kind. */
  serviceType: Scalars['String']['input'];
};

/** What came of taking a sync back. */
export type CancelPermissionsSyncJobResultMessage =
  /** Not used: what fails is an error. */
  | 'ERROR'
  /** There is none that waits. */
  | 'NOT_FOUND'
  /** It is taken back. */
  | 'SUCCESS';

/** Whether a repository is on disk. */
export type CloneStatus =
  /** It is. */
  | 'CLONED'
  /** It is being fetched for the first time. */
  | 'CLONING'
  /** It is not. */
  | 'NOT_CLONED';

/** What came of asking a code host connection. */
export type CodeHostStatus =
  /** It did not. */
  | 'ERROR'
  /** It answered. */
  | 'SUCCESS';

/** A CODEOWNERS file, and the repository that it is about. */
export type CodeownersFileInput = {
  /** The whole file: 3 MiB at most. */
  fileContents: Scalars['String']['input'];
  /** The id of the repository. Give it or `repoName`, not both. */
  repoID?: InputMaybe<Scalars['ID']['input']>;
  /** The name of the repository, in any case. Give it or `repoID`, not both. */
  repoName?: InputMaybe<Scalars['String']['input']>;
};

/** The form of the rules of which code Cody may read. */
export type CodyContextFiltersVersion =
  /** The first. */
  | 'V1';

/** One change within settings, under its old name. */
export type ConfigurationEdit = {
  /** Where. */
  keyPath: Array<KeyPathSegment>;
  /** What to set there. Without it the key is removed. */
  value?: InputMaybe<Scalars['JSONValue']['input']>;
  /** Whether the value is a string that holds JSON with comments. */
  valueIsJSONCEncodedString?: InputMaybe<Scalars['Boolean']['input']>;
};

/** A new service account. An addition of Gatehouse. */
export type CreateServiceAccountInput = {
  /** What it is for. */
  description?: InputMaybe<Scalars['String']['input']>;
  /** A name for people to read. */
  displayName?: InputMaybe<Scalars['String']['input']>;
  /** The name: letters, digits and _, with single - or . between them. */
  name: Scalars['String']['input'];
  /** The id of the person who answers for it. */
  owner?: InputMaybe<Scalars['ID']['input']>;
  /** Which systems use it, and where. */
  usedBy?: InputMaybe<Scalars['String']['input']>;
};

/** A stretch of time. An addition of Gatehouse. */
export type CreatedAtRangeInput = {
  /** From then on. */
  gte?: InputMaybe<Scalars['DateTime']['input']>;
  /** Until then. */
  lte?: InputMaybe<Scalars['DateTime']['input']>;
};

/** A repository whose CODEOWNERS file is deleted. */
export type DeleteCodeownersFilesInput = {
  /** The id of the repository. Give it or `repoName`, not both. */
  repoID?: InputMaybe<Scalars['ID']['input']>;
  /** The name of the repository, in any case. Give it or `repoID`, not both. */
  repoName?: InputMaybe<Scalars['String']['input']>;
};

/** What became of a line. */
export type DiffHunkLineType =
  /** It is new. */
  | 'ADDED'
  /** It is gone. */
  | 'DELETED'
  /** It is as it was. */
  | 'UNCHANGED';

/** What kind of code host a connection leads to. */
export type ExternalServiceKind =
  /** Not served. */
  | 'AWSCODECOMMIT'
  /** Not served. */
  | 'AZUREDEVOPS'
  /** Not served. */
  | 'BITBUCKETCLOUD'
  /** Not served. */
  | 'BITBUCKETSERVER'
  /** Not served. */
  | 'GERRIT'
  /** GitHub, or GitHub Enterprise Server. */
  | 'GITHUB'
  /** GitLab. */
  | 'GITLAB'
  /** Not served. */
  | 'GITOLITE'
  /** Any git server, by URLs. */
  | 'OTHER'
  /** Not served. */
  | 'PAGURE'
  /** Not served. */
  | 'PERFORCE'
  /** Not served. */
  | 'PHABRICATOR';

/** How far a look at what a connection yields is. */
export type ExternalServiceSyncJobState =
  /** It was stopped. */
  | 'CANCELED'
  /** It runs, and is to be stopped. */
  | 'CANCELING'
  /** It is done. */
  | 'COMPLETED'
  /** It failed, and is tried again. Not used: a new job is. */
  | 'ERRORED'
  /** It failed. */
  | 'FAILED'
  /** It runs. */
  | 'PROCESSING'
  /** It waits. */
  | 'QUEUED';

/** How a sync is to be done. */
export type FetchPermissionsOptions = {
  /** Whether to pass over caches. There are none, so it makes no difference. */
  invalidateCaches?: InputMaybe<Scalars['Boolean']['input']>;
};

/** What an object of git is. */
export type GitObjectType =
  /** A file. */
  | 'GIT_BLOB'
  /** A commit. */
  | 'GIT_COMMIT'
  /** A tag with a message. */
  | 'GIT_TAG'
  /** A directory. */
  | 'GIT_TREE'
  /** It is not there. */
  | 'GIT_UNKNOWN';

/** How a copy is packed. */
export type GitOptimizationStrategy =
  /** In any case. */
  | 'EAGER'
  /** Where git finds that it pays. */
  | 'HEURISTIC';

/** What kind of name it is. */
export type GitRefType =
  /** A branch. */
  | 'GIT_BRANCH'
  /** Something else: no such names are copied. */
  | 'GIT_REF_OTHER'
  /** A tag. */
  | 'GIT_TAG';

/** How text is wanted. It is plain in every form. */
export type HighlightResponseFormat =
  /** As HTML. */
  | 'HTML_HIGHLIGHT'
  /** As HTML, without colours. */
  | 'HTML_PLAINTEXT'
  /** As data for colours: answered as HTML. */
  | 'JSON_SCIP';

/** One step into settings: a property of an object, or an index of a list. */
export type KeyPathSegment = {
  /** The place in a list, from 0. */
  index?: InputMaybe<Scalars['Int']['input']>;
  /** The name of a property. */
  property?: InputMaybe<Scalars['String']['input']>;
};

/** What somebody answers to an invitation. */
export type OrganizationInvitationResponseType =
  /** Yes: they become a member. */
  | 'ACCEPT'
  /** No. */
  | 'REJECT';

/** A new webhook. */
export type OutboundWebhookCreateInput = {
  /** What it is to be told of. */
  eventTypes: Array<OutboundWebhookScopedEventTypeInput>;
  /** What they are signed with. It cannot be read again. */
  secret: Scalars['String']['input'];
  /** Where requests are to go, by https. */
  url: Scalars['String']['input'];
};

/** A kind of event that a webhook is to be told of. */
export type OutboundWebhookScopedEventTypeInput = {
  /** The key of the kind. */
  eventType: Scalars['String']['input'];
  /** What the event must be about. No event is about anything that could be named here. */
  scope?: InputMaybe<Scalars['String']['input']>;
};

/** What a webhook is from now on. */
export type OutboundWebhookUpdateInput = {
  /** What it is to be told of, all of it. */
  eventTypes: Array<OutboundWebhookScopedEventTypeInput>;
  /** Where requests are to go, by https. */
  url: Scalars['String']['input'];
};

/** What passwords must be like. What is not given stays. */
export type PasswordPolicyConfigurationInput = {
  /** Whether what follows is asked for. */
  enabled?: InputMaybe<Scalars['Boolean']['input']>;
  /** The fewest characters. */
  minPasswordLength?: InputMaybe<Scalars['Int']['input']>;
  /** The fewest characters that are no letter and no digit. */
  numberOfSpecialCharacters?: InputMaybe<Scalars['Int']['input']>;
  /** Whether a digit is needed. */
  requireAtLeastOneNumber?: InputMaybe<Scalars['Boolean']['input']>;
  /** Whether letters of both cases are needed. */
  requireUpperandLowerCase?: InputMaybe<Scalars['Boolean']['input']>;
};

/** The area that a permission belongs to. */
export type PermissionNamespace =
  /** Changes to many repositories at once. */
  | 'BATCH_CHANGES'
  /** The assistant Cody. */
  | 'CODY'
  /** Deep Search conversations. */
  | 'DEEP_SEARCH'
  /** Telemetry that leaves the instance. */
  | 'EXPORTED_TELEMETRY'
  /** OAuth clients and machine credentials. */
  | 'IDP_CLIENTS'
  /** Prompts and saved searches. */
  | 'LIBRARY'
  /** The MCP endpoints. */
  | 'MCP'
  /** Owners of files and folders. */
  | 'OWNERSHIP'
  /** Product subscriptions. It has no permission here. */
  | 'PRODUCT_SUBSCRIPTIONS'
  /** Metadata of repositories. */
  | 'REPO_METADATA'
  /** Who may reach which repository. */
  | 'REPO_PERMISSIONS'
  /** Indexes for code navigation. */
  | 'SCIP'
  /** Search contexts. */
  | 'SEARCH_CONTEXTS'
  /** Accounts of users on code hosts and identity providers. */
  | 'USER_EXTERNAL_ACCOUNTS'
  /** Repositories of a workspace. */
  | 'WORKSPACE_REPOSITORIES';

/** Where a grant comes from. */
export type PermissionSource =
  /** Somebody gave it over the API. */
  | 'API'
  /** From a code host, repository by repository. */
  | 'REPO_SYNC'
  /** From a code host, account by account. */
  | 'USER_SYNC';

/** How urgent a sync is. */
export type PermissionsSyncJobPriority =
  /** Somebody asked for it. */
  | 'HIGH'
  /** Not used. */
  | 'LOW'
  /** Not used. */
  | 'MEDIUM';

/** Why a sync was asked for. */
export type PermissionsSyncJobReason =
  /** Does not happen here. */
  | 'REASON_EXTERNAL_ACCOUNT_ADDED'
  /** Does not happen here. */
  | 'REASON_EXTERNAL_ACCOUNT_DELETED'
  /** Does not happen here. */
  | 'REASON_GITHUB_ORG_MEMBER_ADDED_EVENT'
  /** Does not happen here. */
  | 'REASON_GITHUB_ORG_MEMBER_REMOVED_EVENT'
  /** Does not happen here. */
  | 'REASON_GITHUB_REPO_EVENT'
  /** Does not happen here. */
  | 'REASON_GITHUB_REPO_MADE_PRIVATE_EVENT'
  /** Does not happen here. */
  | 'REASON_GITHUB_TEAM_ADDED_TO_REPO_EVENT'
  /** Does not happen here. */
  | 'REASON_GITHUB_TEAM_REMOVED_FROM_REPO_EVENT'
  /** Does not happen here. */
  | 'REASON_GITHUB_USER_ADDED_EVENT'
  /** Does not happen here. */
  | 'REASON_GITHUB_USER_EVENT'
  /** Does not happen here. */
  | 'REASON_GITHUB_USER_MEMBERSHIP_ADDED_EVENT'
  /** Does not happen here. */
  | 'REASON_GITHUB_USER_MEMBERSHIP_REMOVED_EVENT'
  /** Does not happen here. */
  | 'REASON_GITHUB_USER_REMOVED_EVENT'
  /** Somebody asked for it. */
  | 'REASON_MANUAL_REPO_SYNC'
  /** Somebody asked for it. */
  | 'REASON_MANUAL_USER_SYNC'
  /** Does not happen here. */
  | 'REASON_REPO_NO_PERMS'
  /** Does not happen here. */
  | 'REASON_REPO_OUTDATED_PERMS'
  /** Does not happen here. */
  | 'REASON_REPO_UPDATED_FROM_CODE_HOST'
  /** Does not happen here. */
  | 'REASON_USER_ACCEPTED_ORG_INVITE'
  /** Does not happen here. */
  | 'REASON_USER_ADDED'
  /** Does not happen here. */
  | 'REASON_USER_ADDED_TO_ORG'
  /** Does not happen here. */
  | 'REASON_USER_EMAIL_REMOVED'
  /** Does not happen here. */
  | 'REASON_USER_EMAIL_VERIFIED'
  /** Does not happen here. */
  | 'REASON_USER_NO_PERMS'
  /** Does not happen here. */
  | 'REASON_USER_OUTDATED_PERMS'
  /** Does not happen here. */
  | 'REASON_USER_REMOVED_FROM_ORG';

/** Kinds of reasons for a sync. */
export type PermissionsSyncJobReasonGroup =
  /** Somebody asked for it. */
  | 'MANUAL'
  /** It was due. */
  | 'SCHEDULE'
  /** Something happened to the account. */
  | 'SOURCEGRAPH'
  /** Anything else. */
  | 'UNKNOWN'
  /** A code host told of a change. */
  | 'WEBHOOK';

/** How far a sync is. */
export type PermissionsSyncJobState =
  /** It was taken back while it waited. */
  | 'CANCELED'
  /** It is done. */
  | 'COMPLETED'
  /** Not used: what failed is not tried again by itself. */
  | 'ERRORED'
  /** It failed. */
  | 'FAILED'
  /** Not used: what is under way is not done until it is completed. */
  | 'PROCESSING'
  /** It waits, or is under way. */
  | 'QUEUED';

/** What syncs are about. */
export type PermissionsSyncJobsSearchType =
  /** Repositories. */
  | 'REPOSITORY'
  /** Accounts. */
  | 'USER';

/** How calls that set repository permissions name accounts. */
export type PermissionsUserMappingBindId =
  /** By verified address. */
  | 'EMAIL'
  /** By user name. */
  | 'USERNAME';

/** What a list of repositories is sorted by. The number in the id decides between equals. */
export type RepositoryOrderBy =
  /** By when a fetch last brought something new. */
  | 'LAST_CHANGED'
  /** By when they were added here. */
  | 'REPOSITORY_CREATED_AT'
  /** By name. */
  | 'REPOSITORY_NAME'
  /** By when they were added here. */
  | 'REPO_CREATED_AT'
  /** By their size on disk. */
  | 'SIZE'
  /** By their stars. */
  | 'STARS';

/** What may be done with a repository. */
export type RepositoryPermission =
  /** See and read it. */
  | 'READ';

/** What an account may see: one repository or all of them. Exactly one is given. */
export type RepositoryPermissionInput = {
  /** The repository. */
  repository?: InputMaybe<Scalars['ID']['input']>;
  /** True: every repository, now and later. False takes that back. */
  wildcard?: InputMaybe<Scalars['Boolean']['input']>;
};

/** Who may see one repository. An addition of Gatehouse. */
export type RepositoryPermissionsInput = {
  /** Those who may, and nobody else by a grant over the API. */
  bindIDs: Array<Scalars['String']['input']>;
  /** When the grants end by themselves; without it never. */
  expiresAt?: InputMaybe<Scalars['DateTime']['input']>;
  /** The repository. */
  repository: Scalars['ID']['input'];
};

/** What kind of repository it is. */
export type RepositoryType =
  /** A git repository. */
  | 'GIT_REPOSITORY';

/** How far a search job is. */
export type SearchJobState =
  /** It was stopped. What it had found is there. */
  | 'CANCELED'
  /** It is done. */
  | 'COMPLETED'
  /** Not used: while parts of a job that failed are tried again, it runs. */
  | 'ERRORED'
  /** It has ended, and parts of it failed or it was ended for a reason. Its log says why. */
  | 'FAILED'
  /** It runs. */
  | 'PROCESSING'
  /** It waits. */
  | 'QUEUED';

/** What search jobs are sorted by. */
export type SearchJobsOrderBy =
  /** By when they were created. */
  | 'CREATED_AT'
  /** By their query. */
  | 'QUERY'
  /** By how far they are. */
  | 'STATE';

/** How the words of a query that are no filters are read. */
export type SearchPatternType =
  /** Not served: answered with an alert. */
  | 'codycontext'
  /** Each must be there, in any order. */
  | 'keyword'
  /** As they are. */
  | 'literal'
  /** The same as `standard`. */
  | 'lucky'
  /** Not served: answered with an alert. */
  | 'nls'
  /** As regular expressions. */
  | 'regexp'
  /** As they are, and as a regular expression between slashes. */
  | 'standard'
  /** Not served: answered with an alert. */
  | 'structural';

/** A version of the query language: how words are read where neither query nor request say. */
export type SearchVersion =
  /** As regular expressions. */
  | 'V1'
  /** As they are. */
  | 'V2'
  /** As they are, and as a regular expression between slashes. */
  | 'V3';

/** The order of a list of service accounts. An addition of Gatehouse. */
export type ServiceAccountOrder =
  /** The newest first. */
  | 'CREATED_AT'
  /** The last active first, those that never were at the end. */
  | 'LAST_ACTIVE_AT'
  /** By name, from A to Z. */
  | 'NAME';

/** Whether a service account can be used. An addition of Gatehouse. */
export type ServiceAccountState =
  /** Its tokens work. */
  | 'ACTIVE'
  /** It is gone; what it did stays in the audit log. */
  | 'DELETED'
  /** Its tokens are refused until it is enabled again. */
  | 'DISABLED';

/** How long sessions last, and the policy of access tokens. What is not given stays. */
export type SessionConfigurationInput = {
  /** Of access tokens. */
  accessTokens?: InputMaybe<AccessTokensConfigurationInput>;
  /** How long it lasts without being used; `0` for ever. */
  maxSessionIdleDuration?: InputMaybe<Scalars['String']['input']>;
  /** How long a session lasts, like `2160h`. */
  sessionExpiry?: InputMaybe<Scalars['String']['input']>;
};

/** One change within settings. */
export type SettingsEdit = {
  /** Where. */
  keyPath: Array<KeyPathSegment>;
  /** What to set there. Without it the key is removed. */
  value?: InputMaybe<Scalars['JSONValue']['input']>;
  /** Whether the value is a string that holds JSON with comments. */
  valueIsJSONCEncodedString?: InputMaybe<Scalars['Boolean']['input']>;
};

/** Which settings to change. */
export type SettingsMutationGroupInput = {
  /** The version that the change was made from; null when there was none. */
  lastID?: InputMaybe<Scalars['Int']['input']>;
  /** The id of an account, an organization or the site. */
  subject: Scalars['ID']['input'];
};

/** What people may do about their own accounts. What is not given stays. */
export type SignupConfigurationInput = {
  /** Whether strangers may ask for an account. */
  accessRequestEnabled?: InputMaybe<Scalars['Boolean']['input']>;
  /** Whether people may change their user names. */
  enableUsernameChanges?: InputMaybe<Scalars['Boolean']['input']>;
};

/** By what the list of all accounts is ordered. */
export type SiteUserOrderBy =
  /** By creation. */
  | 'CREATED_AT'
  /** By deletion. */
  | 'DELETED_AT'
  /** By primary address. */
  | 'EMAIL'
  /** By number of events of use. None are counted, so this is by id. */
  | 'EVENTS_COUNT'
  /** By last activity. */
  | 'LAST_ACTIVE_AT'
  /** Site admins last, or first when descending. Of clients before 2025. */
  | 'SITE_ADMIN'
  /** By user name. */
  | 'USERNAME'
  /** Site admins, then service accounts, then other people. */
  | 'USER_TYPE';

/** Bounds on a date; all that are given hold together. */
export type SiteUsersDateRangeInput = {
  /** Whether there is no date. */
  empty?: InputMaybe<Scalars['Boolean']['input']>;
  /** Not before this. */
  gte?: InputMaybe<Scalars['DateTime']['input']>;
  /** Not after this. */
  lte?: InputMaybe<Scalars['DateTime']['input']>;
  /** Whether to take what is outside of the bounds instead. */
  not?: InputMaybe<Scalars['Boolean']['input']>;
};

/** Bounds on a number. */
export type SiteUsersNumberRangeInput = {
  /** Not less than this. */
  gte?: InputMaybe<Scalars['Float']['input']>;
  /** Not more than this. */
  lte?: InputMaybe<Scalars['Float']['input']>;
};

/** A change of a code host connection. What is left out stays. */
export type UpdateExternalServiceInput = {
  /** The configuration. Where it says REDACTED the stored secret stays. */
  config?: InputMaybe<Scalars['String']['input']>;
  /** The name for people to read. */
  displayName?: InputMaybe<Scalars['String']['input']>;
  /** The id of the connection. */
  id: Scalars['ID']['input'];
};

/** What is to change of a service account. What is left out stays; null clears. An addition of Gatehouse. */
export type UpdateServiceAccountInput = {
  /** What it is for. */
  description?: InputMaybe<Scalars['String']['input']>;
  /** A name for people to read. */
  displayName?: InputMaybe<Scalars['String']['input']>;
  /** The new name. Tokens keep working. */
  name?: InputMaybe<Scalars['String']['input']>;
  /** The id of the person who answers for it. */
  owner?: InputMaybe<Scalars['ID']['input']>;
  /** Which systems use it, and where. */
  usedBy?: InputMaybe<Scalars['String']['input']>;
};

/** A period, in UTC, in which somebody was active. */
export type UserActivePeriod =
  /** At any time, or never: everybody. */
  | 'ALL_TIME'
  /** Since the first of the month. */
  | 'THIS_MONTH'
  /** Since the last Sunday. */
  | 'THIS_WEEK'
  /** Since midnight. */
  | 'TODAY';

/** Who may see a repository. */
export type UserPermissionInput = {
  /** The user name or a verified address, as `permissions.userMapping.bindID` says. */
  bindID: Scalars['String']['input'];
  /** What they may do. */
  permission?: InputMaybe<RepositoryPermission>;
};

/** What of a repository an account may read. Patterns are paths from the root: `*` stays within a segment, `**` crosses them. Either `paths` or both others are given. */
export type UserSubRepoPermission = {
  /** The user name or a verified address, as `permissions.userMapping.bindID` says. */
  bindID: Scalars['String']['input'];
  /** and then of what may not. */
  pathExcludes?: InputMaybe<Array<Scalars['String']['input']>>;
  /** The older form: patterns of what may be read, */
  pathIncludes?: InputMaybe<Array<Scalars['String']['input']>>;
  /** Patterns; a `-` in front of one denies. The last that matches decides, and what none matches is held back. */
  paths?: InputMaybe<Array<Scalars['String']['input']>>;
};

export type AccessRequestRowFragment = { id: string, name: string, email: string, additionalInfo: string | null, createdAt: string, status: AccessRequestStatus };

export type AccessRequestListQueryVariables = Exact<{
  first: Scalars['Int']['input'];
  after?: InputMaybe<Scalars['String']['input']>;
  status?: InputMaybe<AccessRequestStatus>;
}>;


export type AccessRequestListQuery = { accessRequests: { totalCount: number, pageInfo: { hasNextPage: boolean, endCursor: string | null }, nodes: Array<AccessRequestRowFragment> } };

export type WaitingAccessRequestsQueryVariables = Exact<{ [key: string]: never; }>;


export type WaitingAccessRequestsQuery = { accessRequests: { totalCount: number } };

export type AnsweredAccessRequestQueryVariables = Exact<{
  id: Scalars['ID']['input'];
}>;


export type AnsweredAccessRequestQuery = { node:
    | AccessRequestRowFragment
    | Record<PropertyKey, never>
   | null };

export type AnswerAccessRequestMutationVariables = Exact<{
  id: Scalars['ID']['input'];
  status: AccessRequestStatus;
}>;


export type AnswerAccessRequestMutation = { setAccessRequestStatus: { alwaysNil: string | null } | null };

export type TokenDetailsFragment = { id: string, note: string, hint: string, scopes: Array<string>, createdAt: string, expiresAt: string | null, lastUsedAt: string | null, replacedBy: string | null, lastUsedFrom: { ip: string, userAgent: string, clientName: string } | null, creator: AccountRefFragment };

export type AccountTokensQueryVariables = Exact<{
  username: Scalars['String']['input'];
}>;


export type AccountTokensQuery = { user: { id: string, username: string, serviceAccount: boolean, accessTokens: { totalCount: number, nodes: Array<TokenDetailsFragment> } } | null };

export type CreateAccessTokenMutationVariables = Exact<{
  user: Scalars['ID']['input'];
  scopes: Array<Scalars['String']['input']>;
  note: Scalars['String']['input'];
  durationSeconds?: InputMaybe<Scalars['Int']['input']>;
}>;


export type CreateAccessTokenMutation = { createAccessToken: { id: string, token: string } };

export type RotateAccessTokenMutationVariables = Exact<{
  token: Scalars['ID']['input'];
  overlapSeconds: Scalars['Int']['input'];
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
}>;


export type RotateAccessTokenMutation = { rotateAccessToken: { id: string, token: string, expiresAt: string | null } };

export type RevokeAccessTokenMutationVariables = Exact<{
  id: Scalars['ID']['input'];
}>;


export type RevokeAccessTokenMutation = { deleteAccessToken: { alwaysNil: string | null } };

export type SiteTokensQueryVariables = Exact<{
  first: Scalars['Int']['input'];
  query?: InputMaybe<Scalars['String']['input']>;
}>;


export type SiteTokensQuery = { site: { accessTokens: { totalCount: number, nodes: Array<(
        { subject: (
          { serviceAccount: boolean }
          & AccountRefFragment
        ) }
        & TokenDetailsFragment
      )> } } };

export type AuditEventRowFragment = { id: string, createdAt: string, entity: string, action: string, outcome: AuditOutcome, reason: string | null, operationName: string | null, actor: { id: string | null, kind: AuditActorKind, name: string, impersonatedBy: string | null, accessTokenID: string | null, accessTokenNote: string | null, ip: string, userAgent: string, clientName: string, clientVersion: string, forwardedFor: string }, target: { kind: string, databaseID: number | null, name: string } | null };

export type AuditEventListQueryVariables = Exact<{
  first: Scalars['Int']['input'];
  after?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<AuditEventFilter>;
}>;


export type AuditEventListQuery = { auditEvents: { pageInfo: { hasNextPage: boolean, endCursor: string | null }, nodes: Array<AuditEventRowFragment> } };

export type AuditEventChartQueryVariables = Exact<{
  interval: AuditEventInterval;
  filter?: InputMaybe<AuditEventFilter>;
}>;


export type AuditEventChartQuery = { auditEventCounts: Array<{ start: string, total: number, failures: number, denials: number }> };

export type AuditEventPageQueryVariables = Exact<{
  id: Scalars['ID']['input'];
}>;


export type AuditEventPageQuery = { node:
    | (
      { auditID: string, requestID: string, rootFields: Array<string>, details: unknown | null }
      & AuditEventRowFragment
    )
    | Record<PropertyKey, never>
   | null };

export type CodeHostRowFragment = { id: string, kind: ExternalServiceKind, displayName: string, url: string, repoCount: number, lastSyncAt: string | null, lastSyncError: string | null, nextSyncAt: string | null, warning: string | null, unrestricted: boolean };

export type SyncJobRowFragment = { id: string, state: ExternalServiceSyncJobState, queuedAt: string, startedAt: string | null, finishedAt: string | null, failureMessage: string | null, reposSynced: number, repoSyncErrors: number, reposAdded: number, reposDeleted: number, reposModified: number, reposUnmodified: number };

export type CodeHostListQueryVariables = Exact<{
  first: Scalars['Int']['input'];
  after?: InputMaybe<Scalars['String']['input']>;
}>;


export type CodeHostListQuery = { externalServices: { totalCount: number, pageInfo: { hasNextPage: boolean, endCursor: string | null }, nodes: Array<(
      { syncJobs: { nodes: Array<{ id: string, state: ExternalServiceSyncJobState }> } }
      & CodeHostRowFragment
    )> } };

export type CodeHostChoicesQueryVariables = Exact<{ [key: string]: never; }>;


export type CodeHostChoicesQuery = { externalServices: { nodes: Array<{ id: string, displayName: string }> } };

export type CodeHostPageQueryVariables = Exact<{
  id: Scalars['ID']['input'];
}>;


export type CodeHostPageQuery = { node:
    | (
      { createdAt: string, updatedAt: string, hasConnectionCheck: boolean, creator: AccountRefFragment | null, lastUpdater: AccountRefFragment | null }
      & CodeHostRowFragment
    )
    | Record<PropertyKey, never>
   | null };

export type CodeHostCheckQueryVariables = Exact<{
  id: Scalars['ID']['input'];
}>;


export type CodeHostCheckQuery = { node:
    | { id: string, checkConnection:
        | { lastCheckedAt: string }
        | { suspectedReason: string }
        | Record<PropertyKey, never>
       }
    | Record<PropertyKey, never>
   | null };

export type CodeHostConfigQueryVariables = Exact<{
  id: Scalars['ID']['input'];
}>;


export type CodeHostConfigQuery = { node:
    | { id: string, config: string }
    | Record<PropertyKey, never>
   | null };

export type CodeHostProgressQueryVariables = Exact<{
  id: Scalars['ID']['input'];
  service: Scalars['ID']['input'];
}>;


export type CodeHostProgressQuery = { node:
    | { id: string, syncJobs: { totalCount: number, nodes: Array<SyncJobRowFragment> } }
    | Record<PropertyKey, never>
   | null, copied: { totalCount: number }, copying: { totalCount: number }, failed: { totalCount: number }, all: { totalCount: number } };

export type AddCodeHostMutationVariables = Exact<{
  input: AddExternalServiceInput;
}>;


export type AddCodeHostMutation = { addExternalService: { id: string, warning: string | null } };

export type UpdateCodeHostMutationVariables = Exact<{
  input: UpdateExternalServiceInput;
}>;


export type UpdateCodeHostMutation = { updateExternalService: { id: string, config: string, warning: string | null } };

export type DeleteCodeHostMutationVariables = Exact<{
  id: Scalars['ID']['input'];
}>;


export type DeleteCodeHostMutation = { deleteExternalService: { alwaysNil: string | null } };

export type SyncCodeHostMutationVariables = Exact<{
  id: Scalars['ID']['input'];
}>;


export type SyncCodeHostMutation = { syncExternalService: { alwaysNil: string | null } };

export type CancelSyncMutationVariables = Exact<{
  id: Scalars['ID']['input'];
}>;


export type CancelSyncMutation = { cancelExternalServiceSync: { alwaysNil: string | null } };

export type OrganizationListQueryVariables = Exact<{
  first: Scalars['Int']['input'];
  query?: InputMaybe<Scalars['String']['input']>;
}>;


export type OrganizationListQuery = { organizations: { totalCount: number, nodes: Array<{ id: string, name: string, displayName: string | null, createdAt: string }> } };

export type OrganizationPageQueryVariables = Exact<{
  name: Scalars['String']['input'];
  first: Scalars['Int']['input'];
  after?: InputMaybe<Scalars['String']['input']>;
  query?: InputMaybe<Scalars['String']['input']>;
}>;


export type OrganizationPageQuery = { organization: { id: string, name: string, displayName: string | null, createdAt: string, viewerCanAdminister: boolean, viewerIsMember: boolean, viewerPendingInvitation: { respondURL: string | null } | null, members: { totalCount: number, pageInfo: { hasNextPage: boolean, endCursor: string | null }, nodes: Array<(
        { serviceAccount: boolean }
        & AccountRefFragment
      )> } } | null };

export type CreateOrganizationMutationVariables = Exact<{
  name: Scalars['String']['input'];
  displayName?: InputMaybe<Scalars['String']['input']>;
}>;


export type CreateOrganizationMutation = { createOrganization: { id: string, name: string } };

export type UpdateOrganizationMutationVariables = Exact<{
  id: Scalars['ID']['input'];
  displayName?: InputMaybe<Scalars['String']['input']>;
}>;


export type UpdateOrganizationMutation = { updateOrganization: { id: string } };

export type DeleteOrganizationMutationVariables = Exact<{
  organization: Scalars['ID']['input'];
}>;


export type DeleteOrganizationMutation = { deleteOrganization: { alwaysNil: string | null } | null };

export type AddMemberMutationVariables = Exact<{
  organization: Scalars['ID']['input'];
  username: Scalars['String']['input'];
}>;


export type AddMemberMutation = { addUserToOrganization: { alwaysNil: string | null } };

export type RemoveMemberMutationVariables = Exact<{
  organization: Scalars['ID']['input'];
  user: Scalars['ID']['input'];
}>;


export type RemoveMemberMutation = { removeUserFromOrganization: { alwaysNil: string | null } | null };

export type InvitationPageQueryVariables = Exact<{
  token: Scalars['String']['input'];
}>;


export type InvitationPageQuery = { invitationByToken: { id: string, expiresAt: string | null, respondedAt: string | null, responseType: OrganizationInvitationResponseType | null, revokedAt: string | null, respondURL: string | null, sender: { username: string, displayName: string | null }, organization: { id: string, name: string, displayName: string | null } } };

export type InviteMemberMutationVariables = Exact<{
  organization: Scalars['ID']['input'];
  username: Scalars['String']['input'];
}>;


export type InviteMemberMutation = { inviteUserToOrganization: { sentInvitationEmail: boolean, invitationURL: string } };

export type AnswerInvitationMutationVariables = Exact<{
  invitation: Scalars['ID']['input'];
  answer: OrganizationInvitationResponseType;
}>;


export type AnswerInvitationMutation = { respondToOrganizationInvitation: { alwaysNil: string | null } };

export type PermissionSyncRowFragment = { id: string, state: PermissionsSyncJobState, queuedAt: string, startedAt: string | null, finishedAt: string | null, ranForMs: number | null, placeInQueue: number | null, failureMessage: string | null, cancellationReason: string | null, permissionsFound: number, permissionsAdded: number, reason: { group: PermissionsSyncJobReasonGroup, reason: PermissionsSyncJobReason | null }, triggeredByUser: (
    { serviceAccount: boolean }
    & AccountRefFragment
  ) | null, subject:
    | { __typename: 'Repository', id: string, name: string }
    | (
      { __typename: 'User', serviceAccount: boolean }
      & AccountRefFragment
    )
   };

export type PermissionSyncListQueryVariables = Exact<{
  first: Scalars['Int']['input'];
  after?: InputMaybe<Scalars['String']['input']>;
  state?: InputMaybe<PermissionsSyncJobState>;
  searchType?: InputMaybe<PermissionsSyncJobsSearchType>;
  query?: InputMaybe<Scalars['String']['input']>;
}>;


export type PermissionSyncListQuery = { permissionsSyncJobs: { totalCount: number, pageInfo: { hasNextPage: boolean, endCursor: string | null }, nodes: Array<PermissionSyncRowFragment> } };

export type SyncPermissionsOfAccountMutationVariables = Exact<{
  id: Scalars['ID']['input'];
}>;


export type SyncPermissionsOfAccountMutation = { scheduleUserPermissionsSync: { alwaysNil: string | null } };

export type SyncPermissionsOfRepositoryMutationVariables = Exact<{
  id: Scalars['ID']['input'];
}>;


export type SyncPermissionsOfRepositoryMutation = { scheduleRepositoryPermissionsSync: { alwaysNil: string | null } };

export type CancelPermissionSyncMutationVariables = Exact<{
  id: Scalars['ID']['input'];
  reason?: InputMaybe<Scalars['String']['input']>;
}>;


export type CancelPermissionSyncMutation = { cancelPermissionsSyncJob: CancelPermissionsSyncJobResultMessage };

export type RepositoryListQueryVariables = Exact<{
  first: Scalars['Int']['input'];
  after?: InputMaybe<Scalars['String']['input']>;
  query?: InputMaybe<Scalars['String']['input']>;
  cloneStatus?: InputMaybe<CloneStatus>;
  failedFetch: Scalars['Boolean']['input'];
  corrupted: Scalars['Boolean']['input'];
  externalService?: InputMaybe<Scalars['ID']['input']>;
  orderBy: RepositoryOrderBy;
  descending: Scalars['Boolean']['input'];
}>;


export type RepositoryListQuery = { repositories: { totalCount: number, pageInfo: { hasNextPage: boolean, endCursor: string | null }, nodes: Array<{ id: string, name: string, isPrivate: boolean, isArchived: boolean, isFork: boolean, createdAt: string, permissionsInfo: { unrestricted: boolean } | null, mirrorInfo: { cloned: boolean, cloneInProgress: boolean, cloneProgress: string | null, lastError: string | null, isCorrupted: boolean, byteSize: string, updatedAt: string | null } }> } };

export type RepositoryPageQueryVariables = Exact<{
  id: Scalars['ID']['input'];
}>;


export type RepositoryPageQuery = { node:
    | { id: string, name: string, description: string, isPrivate: boolean, isArchived: boolean, isFork: boolean, createdAt: string, externalRepository: { id: string, serviceType: string, serviceID: string }, externalServices: { nodes: Array<{ id: string, displayName: string, unrestricted: boolean }> }, permissionsInfo: { unrestricted: boolean } | null, mirrorInfo: { remoteURL: string, cloned: boolean, cloneInProgress: boolean, cloneProgress: string | null, updatedAt: string | null, nextSyncAt: string | null, lastError: string | null, lastSyncOutput: string | null, isCorrupted: boolean, byteSize: string } }
    | Record<PropertyKey, never>
   | null };

export type RepositoryAccessQueryVariables = Exact<{
  id: Scalars['ID']['input'];
  first: Scalars['Int']['input'];
  after?: InputMaybe<Scalars['String']['input']>;
  query?: InputMaybe<Scalars['String']['input']>;
  source?: InputMaybe<PermissionSource>;
}>;


export type RepositoryAccessQuery = { node:
    | { id: string, permissionsInfo: { users: { totalCount: number, pageInfo: { hasNextPage: boolean, endCursor: string | null }, nodes: Array<{ id: string, reasons: Array<string>, updatedAt: string | null, expiresAt: string | null, user: (
              { serviceAccount: boolean }
              & AccountRefFragment
            ) | null }> } | null } | null }
    | Record<PropertyKey, never>
   | null };

export type AccountRepositoriesQueryVariables = Exact<{
  username: Scalars['String']['input'];
  first: Scalars['Int']['input'];
  after?: InputMaybe<Scalars['String']['input']>;
  query?: InputMaybe<Scalars['String']['input']>;
  source?: InputMaybe<PermissionSource>;
}>;


export type AccountRepositoriesQuery = { user: { id: string, username: string, unrestrictedRepoAccess: boolean, permissionsInfo: { repositories: { totalCount: number, pageInfo: { hasNextPage: boolean, endCursor: string | null }, nodes: Array<{ id: string, reasons: Array<string>, updatedAt: string | null, expiresAt: string | null, repository: { id: string, name: string, isPrivate: boolean } | null }> } | null } | null } | null };

export type RepositoryChoicesQueryVariables = Exact<{
  query?: InputMaybe<Scalars['String']['input']>;
}>;


export type RepositoryChoicesQuery = { repositories: { nodes: Array<{ id: string, name: string }> } };

export type AccountChoicesQueryVariables = Exact<{
  query?: InputMaybe<Scalars['String']['input']>;
}>;


export type AccountChoicesQuery = { users: { nodes: Array<(
      { serviceAccount: boolean }
      & AccountRefFragment
    )> } };

export type GrantRepositoryMutationVariables = Exact<{
  user: Scalars['ID']['input'];
  repository: Scalars['ID']['input'];
  expiresAt?: InputMaybe<Scalars['DateTime']['input']>;
}>;


export type GrantRepositoryMutation = { addRepositoryPermissionForUser: { alwaysNil: string | null } };

export type RevokeRepositoryMutationVariables = Exact<{
  user: Scalars['ID']['input'];
  repository: Scalars['ID']['input'];
}>;


export type RevokeRepositoryMutation = { removeRepositoryPermissionForUser: { alwaysNil: string | null } };

export type PendingGrantsQueryVariables = Exact<{
  first: Scalars['Int']['input'];
  after?: InputMaybe<Scalars['String']['input']>;
  query?: InputMaybe<Scalars['String']['input']>;
}>;


export type PendingGrantsQuery = { pendingRepositoryPermissions: { totalCount: number, pageInfo: { hasNextPage: boolean, endCursor: string | null }, nodes: Array<{ bindID: string, repositoryID: string, repositoryName: string, createdAt: string, expiresAt: string | null }> } };

export type BindIdMappingQueryVariables = Exact<{ [key: string]: never; }>;


export type BindIdMappingQuery = { site: { permissionsUserMappingBindID: PermissionsUserMappingBindId | null } };

export type GrantToBindIdMutationVariables = Exact<{
  bindID: Scalars['String']['input'];
  repository: Scalars['ID']['input'];
  expiresAt?: InputMaybe<Scalars['DateTime']['input']>;
}>;


export type GrantToBindIdMutation = { addRepositoryPermissionForBindID: { alwaysNil: string | null } };

export type RevokePendingGrantMutationVariables = Exact<{
  bindID: Scalars['String']['input'];
  repository: Scalars['ID']['input'];
}>;


export type RevokePendingGrantMutation = { removePendingRepositoryPermission: { alwaysNil: string | null } };

export type SetUnrestrictedAccessMutationVariables = Exact<{
  user: Scalars['ID']['input'];
  unrestricted: Scalars['Boolean']['input'];
}>;


export type SetUnrestrictedAccessMutation = { addRepositoryPermissionForUser: { alwaysNil: string | null } };

export type SetRepositoryUnrestrictedMutationVariables = Exact<{
  repository: Scalars['ID']['input'];
  unrestricted: Scalars['Boolean']['input'];
}>;


export type SetRepositoryUnrestrictedMutation = { setRepositoryPermissionsUnrestricted: { alwaysNil: string | null } };

export type UpdateMirrorMutationVariables = Exact<{
  repository: Scalars['ID']['input'];
}>;


export type UpdateMirrorMutation = { updateMirrorRepository: { alwaysNil: string | null } };

export type RecloneRepositoryMutationVariables = Exact<{
  repository: Scalars['ID']['input'];
}>;


export type RecloneRepositoryMutation = { recloneRepository: { alwaysNil: string | null } };

export type RemoveRepositoryMutationVariables = Exact<{
  repository: Scalars['ID']['input'];
}>;


export type RemoveRepositoryMutation = { deleteRepository: { alwaysNil: string | null } | null };

export type CheckRepositoryConnectionMutationVariables = Exact<{
  repository: Scalars['ID']['input'];
}>;


export type CheckRepositoryConnectionMutation = { checkMirrorRepositoryConnection: { error: string | null } };

export type PermissionDetailsFragment = { id: string, namespace: PermissionNamespace, action: string, displayName: string, meaning: string };

export type RoleChoicesQueryVariables = Exact<{ [key: string]: never; }>;


export type RoleChoicesQuery = { roles: { nodes: Array<(
      { permissions: { totalCount: number } }
      & RoleRefFragment
    )> } };

export type RoleListQueryVariables = Exact<{ [key: string]: never; }>;


export type RoleListQuery = { roles: { nodes: Array<(
      { createdAt: string, permissions: { totalCount: number }, holders: { totalCount: number } }
      & RoleRefFragment
    )> } };

export type RoleHoldersQueryVariables = Exact<{
  id: Scalars['ID']['input'];
  first: Scalars['Int']['input'];
  after?: InputMaybe<Scalars['ID']['input']>;
}>;


export type RoleHoldersQuery = { node:
    | { id: string, holders: { totalCount: number, pageInfo: { hasNextPage: boolean, endCursor: string | null }, nodes: Array<(
          { serviceAccount: boolean }
          & AccountRefFragment
        )> } }
    | Record<PropertyKey, never>
   | null };

export type PermissionCatalogueQueryVariables = Exact<{ [key: string]: never; }>;


export type PermissionCatalogueQuery = { permissions: { nodes: Array<PermissionDetailsFragment> } };

export type RolePageQueryVariables = Exact<{
  id: Scalars['ID']['input'];
}>;


export type RolePageQuery = { node:
    | (
      { createdAt: string, permissions: { nodes: Array<{ id: string }> } }
      & RoleRefFragment
    )
    | Record<PropertyKey, never>
   | null };

export type SetRolesMutationVariables = Exact<{
  user: Scalars['ID']['input'];
  roles: Array<Scalars['ID']['input']>;
}>;


export type SetRolesMutation = { setRoles: { alwaysNil: string | null } };

export type CreateRoleMutationVariables = Exact<{
  name: Scalars['String']['input'];
  permissions: Array<Scalars['ID']['input']>;
}>;


export type CreateRoleMutation = { createRole: { id: string, name: string } };

export type SetPermissionsMutationVariables = Exact<{
  role: Scalars['ID']['input'];
  permissions: Array<Scalars['ID']['input']>;
}>;


export type SetPermissionsMutation = { setPermissions: { alwaysNil: string | null } };

export type DeleteRoleMutationVariables = Exact<{
  role: Scalars['ID']['input'];
}>;


export type DeleteRoleMutation = { deleteRole: { alwaysNil: string | null } };

export type SearchJobRowFragment = { id: string, query: string, state: SearchJobState, createdAt: string, startedAt: string | null, finishedAt: string | null, URL: string | null, logURL: string | null, failureMessage: string | null, creator: (
    { serviceAccount: boolean }
    & AccountRefFragment
  ) | null, repoStats: { total: number, completed: number, failed: number } };

export type SearchJobListQueryVariables = Exact<{
  first: Scalars['Int']['input'];
  after?: InputMaybe<Scalars['String']['input']>;
  query?: InputMaybe<Scalars['String']['input']>;
  states?: InputMaybe<Array<SearchJobState>>;
  userIDs?: InputMaybe<Array<Scalars['ID']['input']>>;
  orderBy: SearchJobsOrderBy;
  descending: Scalars['Boolean']['input'];
}>;


export type SearchJobListQuery = { searchJobs: { totalCount: number, pageInfo: { hasNextPage: boolean, endCursor: string | null }, nodes: Array<SearchJobRowFragment> } };

export type OwnIdQueryVariables = Exact<{ [key: string]: never; }>;


export type OwnIdQuery = { currentUser: { id: string } | null };

export type CreateSearchJobMutationVariables = Exact<{
  query: Scalars['String']['input'];
}>;


export type CreateSearchJobMutation = { createSearchJob: { id: string } };

export type CancelSearchJobMutationVariables = Exact<{
  id: Scalars['ID']['input'];
}>;


export type CancelSearchJobMutation = { cancelSearchJob: { alwaysNil: string | null } | null };

export type DeleteSearchJobMutationVariables = Exact<{
  id: Scalars['ID']['input'];
}>;


export type DeleteSearchJobMutation = { deleteSearchJob: { alwaysNil: string | null } };

export type AccountRefFragment = { id: string, username: string, displayName: string | null };

export type RoleRefFragment = { id: string, name: string, system: boolean };

export type ServiceAccountDetailsFragment = { id: string, name: string, displayName: string | null, description: string, usedBy: string, state: ServiceAccountState, createdAt: string, updatedAt: string, lastActiveAt: string | null, owner: AccountRefFragment | null, createdBy: AccountRefFragment | null, user: { id: string, databaseID: number } };

export type ServiceAccountListQueryVariables = Exact<{
  first: Scalars['Int']['input'];
  after?: InputMaybe<Scalars['String']['input']>;
  query?: InputMaybe<Scalars['String']['input']>;
  state?: InputMaybe<ServiceAccountState>;
  owner?: InputMaybe<Scalars['ID']['input']>;
  orderBy: ServiceAccountOrder;
  descending: Scalars['Boolean']['input'];
}>;


export type ServiceAccountListQuery = { serviceAccounts: { totalCount: number, pageInfo: { hasNextPage: boolean, endCursor: string | null }, nodes: Array<{ id: string, name: string, displayName: string | null, description: string, state: ServiceAccountState, createdAt: string, lastActiveAt: string | null, owner: AccountRefFragment | null, roles: { nodes: Array<RoleRefFragment> }, accessTokens: { totalCount: number, nodes: Array<{ id: string, expiresAt: string | null }> } }> } };

export type ServiceAccountPageQueryVariables = Exact<{
  name: Scalars['String']['input'];
}>;


export type ServiceAccountPageQuery = { serviceAccount: (
    { accessTokens: { totalCount: number } }
    & ServiceAccountDetailsFragment
  ) | null };

export type ServiceAccountRolesQueryVariables = Exact<{
  name: Scalars['String']['input'];
}>;


export type ServiceAccountRolesQuery = { serviceAccount: { id: string, roles: { nodes: Array<(
        { permissions: { nodes: Array<{ id: string }> } }
        & RoleRefFragment
      )> }, permissions: { nodes: Array<PermissionDetailsFragment> } } | null };

export type ServiceAccountUsageQueryVariables = Exact<{
  name: Scalars['String']['input'];
  days: Scalars['Int']['input'];
}>;


export type ServiceAccountUsageQuery = { serviceAccount: { id: string, usage: Array<{ date: string, requests: number, refusals: number }> } | null };

export type OwnerOfListQueryVariables = Exact<{
  id: Scalars['ID']['input'];
}>;


export type OwnerOfListQuery = { node:
    | AccountRefFragment
    | Record<PropertyKey, never>
   | null };

export type NameTakenQueryVariables = Exact<{
  name: Scalars['String']['input'];
}>;


export type NameTakenQuery = { namespaceByName:
    | { id: string, namespaceName: string }
    | { id: string, namespaceName: string }
   | null };

export type CreateServiceAccountMutationVariables = Exact<{
  input: CreateServiceAccountInput;
}>;


export type CreateServiceAccountMutation = { createServiceAccount: { id: string, name: string, user: { id: string } } };

export type UpdateServiceAccountMutationVariables = Exact<{
  serviceAccount: Scalars['ID']['input'];
  input: UpdateServiceAccountInput;
}>;


export type UpdateServiceAccountMutation = { updateServiceAccount: { id: string, name: string } };

export type DisableServiceAccountMutationVariables = Exact<{
  serviceAccount: Scalars['ID']['input'];
}>;


export type DisableServiceAccountMutation = { disableServiceAccount: { id: string, state: ServiceAccountState } };

export type EnableServiceAccountMutationVariables = Exact<{
  serviceAccount: Scalars['ID']['input'];
}>;


export type EnableServiceAccountMutation = { enableServiceAccount: { id: string, state: ServiceAccountState } };

export type DeleteServiceAccountMutationVariables = Exact<{
  serviceAccount: Scalars['ID']['input'];
  hard?: InputMaybe<Scalars['Boolean']['input']>;
}>;


export type DeleteServiceAccountMutation = { deleteServiceAccount: { alwaysNil: string | null } };

export type SiteAlertsQueryVariables = Exact<{ [key: string]: never; }>;


export type SiteAlertsQuery = { site: { alerts: Array<{ type: AlertType, message: string }> } };

export type SiteConfigurationPageQueryVariables = Exact<{ [key: string]: never; }>;


export type SiteConfigurationPageQuery = { site: { allowSiteSettingsEdits: boolean, siteConfigurationFromFile: boolean, configuration: { id: number, effectiveContents: string, validationMessages: Array<string> } } };

export type SiteConfigurationHistoryQueryVariables = Exact<{
  first: Scalars['Int']['input'];
  after?: InputMaybe<Scalars['String']['input']>;
}>;


export type SiteConfigurationHistoryQuery = { site: { configuration: { history: { totalCount: number, pageInfo: { hasNextPage: boolean, endCursor: string | null }, nodes: Array<{ id: string, createdAt: string, diff: string, author: { username: string } | null }> } | null } } };

export type UpdateSiteConfigurationMutationVariables = Exact<{
  lastID: Scalars['Int']['input'];
  input: Scalars['String']['input'];
}>;


export type UpdateSiteConfigurationMutation = { updateSiteConfiguration: boolean };

export type SiteUserRowFragment = { id: string, username: string, displayName: string | null, email: string | null, createdAt: string, deletedAt: string | null, lastActiveAt: string | null, locked: boolean, serviceAccount: boolean, siteAdmin: boolean };

export type SiteUserListQueryVariables = Exact<{
  query?: InputMaybe<Scalars['String']['input']>;
  serviceAccount?: InputMaybe<Scalars['Boolean']['input']>;
  siteAdmin?: InputMaybe<Scalars['Boolean']['input']>;
  deletedAt?: InputMaybe<SiteUsersDateRangeInput>;
  limit: Scalars['Int']['input'];
  offset: Scalars['Int']['input'];
  orderBy: SiteUserOrderBy;
  descending: Scalars['Boolean']['input'];
}>;


export type SiteUserListQuery = { site: { users: { totalCount: number, nodes: Array<SiteUserRowFragment> } } };

export type SeatsQueryVariables = Exact<{ [key: string]: never; }>;


export type SeatsQuery = { site: { productSubscription: { currentUserCount: number, maximumAllowedUserCount: number | null } } };

export type AccountRolesQueryVariables = Exact<{
  username: Scalars['String']['input'];
}>;


export type AccountRolesQuery = { user: { id: string, username: string, roles: { nodes: Array<RoleRefFragment> } } | null };

export type CreateUserMutationVariables = Exact<{
  username: Scalars['String']['input'];
  email?: InputMaybe<Scalars['String']['input']>;
}>;


export type CreateUserMutation = { createUser: { resetPasswordURL: string | null, user: { id: string, username: string } } };

export type SetSiteAdminMutationVariables = Exact<{
  user: Scalars['ID']['input'];
  siteAdmin: Scalars['Boolean']['input'];
}>;


export type SetSiteAdminMutation = { setUserIsSiteAdmin: { alwaysNil: string | null } | null };

export type ResetPasswordMutationVariables = Exact<{
  user: Scalars['ID']['input'];
}>;


export type ResetPasswordMutation = { randomizeUserPassword: { resetPasswordURL: string | null } };

export type EndSessionsMutationVariables = Exact<{
  user: Scalars['ID']['input'];
}>;


export type EndSessionsMutation = { invalidateSessionsByID: { alwaysNil: string | null } | null };

export type DeleteUserMutationVariables = Exact<{
  user: Scalars['ID']['input'];
  hard: Scalars['Boolean']['input'];
}>;


export type DeleteUserMutation = { deleteUser: { alwaysNil: string | null } | null };

export type RecoverUserMutationVariables = Exact<{
  user: Scalars['ID']['input'];
}>;


export type RecoverUserMutation = { recoverUsers: { alwaysNil: string | null } | null };

export type AccountPageQueryVariables = Exact<{
  username: Scalars['String']['input'];
}>;


export type AccountPageQuery = { user: (
    { avatarURL: string | null, createdAt: string, serviceAccount: boolean, siteAdmin: boolean, viewerCanChangeUsername: boolean, emails: Array<{ email: string, isPrimary: boolean, verified: boolean, viewerCanManuallyVerify: boolean }>, organizationMemberships: { nodes: Array<{ createdAt: string, organization: { id: string, name: string, displayName: string | null } }> } }
    & AccountRefFragment
  ) | null };

export type UpdateUserMutationVariables = Exact<{
  user: Scalars['ID']['input'];
  username?: InputMaybe<Scalars['String']['input']>;
  displayName?: InputMaybe<Scalars['String']['input']>;
  avatarURL?: InputMaybe<Scalars['String']['input']>;
}>;


export type UpdateUserMutation = { updateUser: { id: string, username: string } };

export type UpdatePasswordMutationVariables = Exact<{
  oldPassword: Scalars['String']['input'];
  newPassword: Scalars['String']['input'];
}>;


export type UpdatePasswordMutation = { updatePassword: { alwaysNil: string | null } | null };

export type AddEmailMutationVariables = Exact<{
  user: Scalars['ID']['input'];
  email: Scalars['String']['input'];
}>;


export type AddEmailMutation = { addUserEmail: { alwaysNil: string | null } };

export type RemoveEmailMutationVariables = Exact<{
  user: Scalars['ID']['input'];
  email: Scalars['String']['input'];
}>;


export type RemoveEmailMutation = { removeUserEmail: { alwaysNil: string | null } };

export type SetPrimaryEmailMutationVariables = Exact<{
  user: Scalars['ID']['input'];
  email: Scalars['String']['input'];
}>;


export type SetPrimaryEmailMutation = { setUserEmailPrimary: { alwaysNil: string | null } };

export type VerifyEmailMutationVariables = Exact<{
  user: Scalars['ID']['input'];
  email: Scalars['String']['input'];
}>;


export type VerifyEmailMutation = { setUserEmailVerified: { alwaysNil: string | null } };

export class TypedDocumentString<TResult, TVariables>
  extends String
  implements DocumentTypeDecoration<TResult, TVariables>
{
  __apiType?: NonNullable<DocumentTypeDecoration<TResult, TVariables>['__apiType']>;
  private value: string;
  public __meta__?: Record<string, any> | undefined;

  constructor(value: string, __meta__?: Record<string, any> | undefined) {
    super(value);
    this.value = value;
    this.__meta__ = __meta__;
  }

  override toString(): string & DocumentTypeDecoration<TResult, TVariables> {
    return this.value;
  }
}
export const AccessRequestRowFragmentDoc = new TypedDocumentString(`
    fragment AccessRequestRow on AccessRequest {
  id
  name
  email
  additionalInfo
  createdAt
  status
}
    `, {"fragmentName":"AccessRequestRow"}) as unknown as TypedDocumentString<AccessRequestRowFragment, unknown>;
export const AccountRefFragmentDoc = new TypedDocumentString(`
    fragment AccountRef on User {
  id
  username
  displayName
}
    `, {"fragmentName":"AccountRef"}) as unknown as TypedDocumentString<AccountRefFragment, unknown>;
export const TokenDetailsFragmentDoc = new TypedDocumentString(`
    fragment TokenDetails on AccessToken {
  id
  note
  hint
  scopes
  createdAt
  expiresAt
  lastUsedAt
  lastUsedFrom {
    ip
    userAgent
    clientName
  }
  replacedBy
  creator {
    ...AccountRef
  }
}
    fragment AccountRef on User {
  id
  username
  displayName
}`, {"fragmentName":"TokenDetails"}) as unknown as TypedDocumentString<TokenDetailsFragment, unknown>;
export const AuditEventRowFragmentDoc = new TypedDocumentString(`
    fragment AuditEventRow on AuditEvent {
  id
  createdAt
  entity
  action
  outcome
  reason
  operationName
  actor {
    id
    kind
    name
    impersonatedBy
    accessTokenID
    accessTokenNote
    ip
    userAgent
    clientName
    clientVersion
    forwardedFor
  }
  target {
    kind
    databaseID
    name
  }
}
    `, {"fragmentName":"AuditEventRow"}) as unknown as TypedDocumentString<AuditEventRowFragment, unknown>;
export const CodeHostRowFragmentDoc = new TypedDocumentString(`
    fragment CodeHostRow on ExternalService {
  id
  kind
  displayName
  url
  repoCount
  lastSyncAt
  lastSyncError
  nextSyncAt
  warning
  unrestricted
}
    `, {"fragmentName":"CodeHostRow"}) as unknown as TypedDocumentString<CodeHostRowFragment, unknown>;
export const SyncJobRowFragmentDoc = new TypedDocumentString(`
    fragment SyncJobRow on ExternalServiceSyncJob {
  id
  state
  queuedAt
  startedAt
  finishedAt
  failureMessage
  reposSynced
  repoSyncErrors
  reposAdded
  reposDeleted
  reposModified
  reposUnmodified
}
    `, {"fragmentName":"SyncJobRow"}) as unknown as TypedDocumentString<SyncJobRowFragment, unknown>;
export const PermissionSyncRowFragmentDoc = new TypedDocumentString(`
    fragment PermissionSyncRow on PermissionsSyncJob {
  id
  state
  reason {
    group
    reason
  }
  triggeredByUser {
    ...AccountRef
    serviceAccount
  }
  queuedAt
  startedAt
  finishedAt
  ranForMs
  placeInQueue
  failureMessage
  cancellationReason
  permissionsFound
  permissionsAdded
  subject {
    __typename
    ... on User {
      ...AccountRef
      serviceAccount
    }
    ... on Repository {
      id
      name
    }
  }
}
    fragment AccountRef on User {
  id
  username
  displayName
}`, {"fragmentName":"PermissionSyncRow"}) as unknown as TypedDocumentString<PermissionSyncRowFragment, unknown>;
export const PermissionDetailsFragmentDoc = new TypedDocumentString(`
    fragment PermissionDetails on Permission {
  id
  namespace
  action
  displayName
  meaning
}
    `, {"fragmentName":"PermissionDetails"}) as unknown as TypedDocumentString<PermissionDetailsFragment, unknown>;
export const SearchJobRowFragmentDoc = new TypedDocumentString(`
    fragment SearchJobRow on SearchJob {
  id
  query
  state
  creator {
    ...AccountRef
    serviceAccount
  }
  createdAt
  startedAt
  finishedAt
  URL
  logURL
  failureMessage
  repoStats {
    total
    completed
    failed
  }
}
    fragment AccountRef on User {
  id
  username
  displayName
}`, {"fragmentName":"SearchJobRow"}) as unknown as TypedDocumentString<SearchJobRowFragment, unknown>;
export const RoleRefFragmentDoc = new TypedDocumentString(`
    fragment RoleRef on Role {
  id
  name
  system
}
    `, {"fragmentName":"RoleRef"}) as unknown as TypedDocumentString<RoleRefFragment, unknown>;
export const ServiceAccountDetailsFragmentDoc = new TypedDocumentString(`
    fragment ServiceAccountDetails on ServiceAccount {
  id
  name
  displayName
  description
  usedBy
  state
  createdAt
  updatedAt
  lastActiveAt
  owner {
    ...AccountRef
  }
  createdBy {
    ...AccountRef
  }
  user {
    id
    databaseID
  }
}
    fragment AccountRef on User {
  id
  username
  displayName
}`, {"fragmentName":"ServiceAccountDetails"}) as unknown as TypedDocumentString<ServiceAccountDetailsFragment, unknown>;
export const SiteUserRowFragmentDoc = new TypedDocumentString(`
    fragment SiteUserRow on SiteUser {
  id
  username
  displayName
  email
  createdAt
  deletedAt
  lastActiveAt
  locked
  serviceAccount
  siteAdmin
}
    `, {"fragmentName":"SiteUserRow"}) as unknown as TypedDocumentString<SiteUserRowFragment, unknown>;
export const AccessRequestListDocument = new TypedDocumentString(`
    query AccessRequestList($first: Int!, $after: String, $status: AccessRequestStatus) {
  accessRequests(first: $first, after: $after, status: $status) {
    totalCount
    pageInfo {
      hasNextPage
      endCursor
    }
    nodes {
      ...AccessRequestRow
    }
  }
}
    fragment AccessRequestRow on AccessRequest {
  id
  name
  email
  additionalInfo
  createdAt
  status
}`) as unknown as TypedDocumentString<AccessRequestListQuery, AccessRequestListQueryVariables>;
export const WaitingAccessRequestsDocument = new TypedDocumentString(`
    query WaitingAccessRequests {
  accessRequests(first: 1, status: PENDING) {
    totalCount
  }
}
    `) as unknown as TypedDocumentString<WaitingAccessRequestsQuery, WaitingAccessRequestsQueryVariables>;
export const AnsweredAccessRequestDocument = new TypedDocumentString(`
    query AnsweredAccessRequest($id: ID!) {
  node(id: $id) {
    ... on AccessRequest {
      ...AccessRequestRow
    }
  }
}
    fragment AccessRequestRow on AccessRequest {
  id
  name
  email
  additionalInfo
  createdAt
  status
}`) as unknown as TypedDocumentString<AnsweredAccessRequestQuery, AnsweredAccessRequestQueryVariables>;
export const AnswerAccessRequestDocument = new TypedDocumentString(`
    mutation AnswerAccessRequest($id: ID!, $status: AccessRequestStatus!) {
  setAccessRequestStatus(id: $id, status: $status) {
    alwaysNil
  }
}
    `) as unknown as TypedDocumentString<AnswerAccessRequestMutation, AnswerAccessRequestMutationVariables>;
export const AccountTokensDocument = new TypedDocumentString(`
    query AccountTokens($username: String!) {
  user(username: $username) {
    id
    username
    serviceAccount
    accessTokens {
      totalCount
      nodes {
        ...TokenDetails
      }
    }
  }
}
    fragment TokenDetails on AccessToken {
  id
  note
  hint
  scopes
  createdAt
  expiresAt
  lastUsedAt
  lastUsedFrom {
    ip
    userAgent
    clientName
  }
  replacedBy
  creator {
    ...AccountRef
  }
}
fragment AccountRef on User {
  id
  username
  displayName
}`) as unknown as TypedDocumentString<AccountTokensQuery, AccountTokensQueryVariables>;
export const CreateAccessTokenDocument = new TypedDocumentString(`
    mutation CreateAccessToken($user: ID!, $scopes: [String!]!, $note: String!, $durationSeconds: Int) {
  createAccessToken(
    user: $user
    scopes: $scopes
    note: $note
    durationSeconds: $durationSeconds
  ) {
    id
    token
  }
}
    `) as unknown as TypedDocumentString<CreateAccessTokenMutation, CreateAccessTokenMutationVariables>;
export const RotateAccessTokenDocument = new TypedDocumentString(`
    mutation RotateAccessToken($token: ID!, $overlapSeconds: Int!, $idempotencyKey: String) {
  rotateAccessToken(
    token: $token
    overlapSeconds: $overlapSeconds
    idempotencyKey: $idempotencyKey
  ) {
    id
    token
    expiresAt
  }
}
    `) as unknown as TypedDocumentString<RotateAccessTokenMutation, RotateAccessTokenMutationVariables>;
export const RevokeAccessTokenDocument = new TypedDocumentString(`
    mutation RevokeAccessToken($id: ID!) {
  deleteAccessToken(byID: $id) {
    alwaysNil
  }
}
    `) as unknown as TypedDocumentString<RevokeAccessTokenMutation, RevokeAccessTokenMutationVariables>;
export const SiteTokensDocument = new TypedDocumentString(`
    query SiteTokens($first: Int!, $query: String) {
  site {
    accessTokens(first: $first, query: $query) {
      totalCount
      nodes {
        ...TokenDetails
        subject {
          ...AccountRef
          serviceAccount
        }
      }
    }
  }
}
    fragment TokenDetails on AccessToken {
  id
  note
  hint
  scopes
  createdAt
  expiresAt
  lastUsedAt
  lastUsedFrom {
    ip
    userAgent
    clientName
  }
  replacedBy
  creator {
    ...AccountRef
  }
}
fragment AccountRef on User {
  id
  username
  displayName
}`) as unknown as TypedDocumentString<SiteTokensQuery, SiteTokensQueryVariables>;
export const AuditEventListDocument = new TypedDocumentString(`
    query AuditEventList($first: Int!, $after: String, $filter: AuditEventFilter) {
  auditEvents(first: $first, after: $after, filter: $filter) {
    pageInfo {
      hasNextPage
      endCursor
    }
    nodes {
      ...AuditEventRow
    }
  }
}
    fragment AuditEventRow on AuditEvent {
  id
  createdAt
  entity
  action
  outcome
  reason
  operationName
  actor {
    id
    kind
    name
    impersonatedBy
    accessTokenID
    accessTokenNote
    ip
    userAgent
    clientName
    clientVersion
    forwardedFor
  }
  target {
    kind
    databaseID
    name
  }
}`) as unknown as TypedDocumentString<AuditEventListQuery, AuditEventListQueryVariables>;
export const AuditEventChartDocument = new TypedDocumentString(`
    query AuditEventChart($interval: AuditEventInterval!, $filter: AuditEventFilter) {
  auditEventCounts(interval: $interval, filter: $filter) {
    start
    total
    failures
    denials
  }
}
    `) as unknown as TypedDocumentString<AuditEventChartQuery, AuditEventChartQueryVariables>;
export const AuditEventPageDocument = new TypedDocumentString(`
    query AuditEventPage($id: ID!) {
  node(id: $id) {
    ... on AuditEvent {
      ...AuditEventRow
      auditID
      requestID
      rootFields
      details
    }
  }
}
    fragment AuditEventRow on AuditEvent {
  id
  createdAt
  entity
  action
  outcome
  reason
  operationName
  actor {
    id
    kind
    name
    impersonatedBy
    accessTokenID
    accessTokenNote
    ip
    userAgent
    clientName
    clientVersion
    forwardedFor
  }
  target {
    kind
    databaseID
    name
  }
}`) as unknown as TypedDocumentString<AuditEventPageQuery, AuditEventPageQueryVariables>;
export const CodeHostListDocument = new TypedDocumentString(`
    query CodeHostList($first: Int!, $after: String) {
  externalServices(first: $first, after: $after) {
    totalCount
    pageInfo {
      hasNextPage
      endCursor
    }
    nodes {
      ...CodeHostRow
      syncJobs(first: 1) {
        nodes {
          id
          state
        }
      }
    }
  }
}
    fragment CodeHostRow on ExternalService {
  id
  kind
  displayName
  url
  repoCount
  lastSyncAt
  lastSyncError
  nextSyncAt
  warning
  unrestricted
}`) as unknown as TypedDocumentString<CodeHostListQuery, CodeHostListQueryVariables>;
export const CodeHostChoicesDocument = new TypedDocumentString(`
    query CodeHostChoices {
  externalServices(first: 500) {
    nodes {
      id
      displayName
    }
  }
}
    `) as unknown as TypedDocumentString<CodeHostChoicesQuery, CodeHostChoicesQueryVariables>;
export const CodeHostPageDocument = new TypedDocumentString(`
    query CodeHostPage($id: ID!) {
  node(id: $id) {
    ... on ExternalService {
      ...CodeHostRow
      createdAt
      updatedAt
      creator {
        ...AccountRef
      }
      lastUpdater {
        ...AccountRef
      }
      hasConnectionCheck
    }
  }
}
    fragment CodeHostRow on ExternalService {
  id
  kind
  displayName
  url
  repoCount
  lastSyncAt
  lastSyncError
  nextSyncAt
  warning
  unrestricted
}
fragment AccountRef on User {
  id
  username
  displayName
}`) as unknown as TypedDocumentString<CodeHostPageQuery, CodeHostPageQueryVariables>;
export const CodeHostCheckDocument = new TypedDocumentString(`
    query CodeHostCheck($id: ID!) {
  node(id: $id) {
    ... on ExternalService {
      id
      checkConnection {
        ... on ExternalServiceAvailable {
          lastCheckedAt
        }
        ... on ExternalServiceUnavailable {
          suspectedReason
        }
      }
    }
  }
}
    `) as unknown as TypedDocumentString<CodeHostCheckQuery, CodeHostCheckQueryVariables>;
export const CodeHostConfigDocument = new TypedDocumentString(`
    query CodeHostConfig($id: ID!) {
  node(id: $id) {
    ... on ExternalService {
      id
      config
    }
  }
}
    `) as unknown as TypedDocumentString<CodeHostConfigQuery, CodeHostConfigQueryVariables>;
export const CodeHostProgressDocument = new TypedDocumentString(`
    query CodeHostProgress($id: ID!, $service: ID!) {
  node(id: $id) {
    ... on ExternalService {
      id
      syncJobs(first: 20) {
        totalCount
        nodes {
          ...SyncJobRow
        }
      }
    }
  }
  copied: repositories(first: 1, externalService: $service, cloneStatus: CLONED) {
    totalCount
  }
  copying: repositories(first: 1, externalService: $service, cloneStatus: CLONING) {
    totalCount
  }
  failed: repositories(first: 1, externalService: $service, failedFetch: true) {
    totalCount
  }
  all: repositories(first: 1, externalService: $service) {
    totalCount
  }
}
    fragment SyncJobRow on ExternalServiceSyncJob {
  id
  state
  queuedAt
  startedAt
  finishedAt
  failureMessage
  reposSynced
  repoSyncErrors
  reposAdded
  reposDeleted
  reposModified
  reposUnmodified
}`) as unknown as TypedDocumentString<CodeHostProgressQuery, CodeHostProgressQueryVariables>;
export const AddCodeHostDocument = new TypedDocumentString(`
    mutation AddCodeHost($input: AddExternalServiceInput!) {
  addExternalService(input: $input) {
    id
    warning
  }
}
    `) as unknown as TypedDocumentString<AddCodeHostMutation, AddCodeHostMutationVariables>;
export const UpdateCodeHostDocument = new TypedDocumentString(`
    mutation UpdateCodeHost($input: UpdateExternalServiceInput!) {
  updateExternalService(input: $input) {
    id
    config
    warning
  }
}
    `) as unknown as TypedDocumentString<UpdateCodeHostMutation, UpdateCodeHostMutationVariables>;
export const DeleteCodeHostDocument = new TypedDocumentString(`
    mutation DeleteCodeHost($id: ID!) {
  deleteExternalService(externalService: $id) {
    alwaysNil
  }
}
    `) as unknown as TypedDocumentString<DeleteCodeHostMutation, DeleteCodeHostMutationVariables>;
export const SyncCodeHostDocument = new TypedDocumentString(`
    mutation SyncCodeHost($id: ID!) {
  syncExternalService(id: $id) {
    alwaysNil
  }
}
    `) as unknown as TypedDocumentString<SyncCodeHostMutation, SyncCodeHostMutationVariables>;
export const CancelSyncDocument = new TypedDocumentString(`
    mutation CancelSync($id: ID!) {
  cancelExternalServiceSync(id: $id) {
    alwaysNil
  }
}
    `) as unknown as TypedDocumentString<CancelSyncMutation, CancelSyncMutationVariables>;
export const OrganizationListDocument = new TypedDocumentString(`
    query OrganizationList($first: Int!, $query: String) {
  organizations(first: $first, query: $query) {
    totalCount
    nodes {
      id
      name
      displayName
      createdAt
    }
  }
}
    `) as unknown as TypedDocumentString<OrganizationListQuery, OrganizationListQueryVariables>;
export const OrganizationPageDocument = new TypedDocumentString(`
    query OrganizationPage($name: String!, $first: Int!, $after: String, $query: String) {
  organization(name: $name) {
    id
    name
    displayName
    createdAt
    viewerCanAdminister
    viewerIsMember
    viewerPendingInvitation {
      respondURL
    }
    members(first: $first, after: $after, query: $query) {
      totalCount
      pageInfo {
        hasNextPage
        endCursor
      }
      nodes {
        ...AccountRef
        serviceAccount
      }
    }
  }
}
    fragment AccountRef on User {
  id
  username
  displayName
}`) as unknown as TypedDocumentString<OrganizationPageQuery, OrganizationPageQueryVariables>;
export const CreateOrganizationDocument = new TypedDocumentString(`
    mutation CreateOrganization($name: String!, $displayName: String) {
  createOrganization(name: $name, displayName: $displayName) {
    id
    name
  }
}
    `) as unknown as TypedDocumentString<CreateOrganizationMutation, CreateOrganizationMutationVariables>;
export const UpdateOrganizationDocument = new TypedDocumentString(`
    mutation UpdateOrganization($id: ID!, $displayName: String) {
  updateOrganization(id: $id, displayName: $displayName) {
    id
  }
}
    `) as unknown as TypedDocumentString<UpdateOrganizationMutation, UpdateOrganizationMutationVariables>;
export const DeleteOrganizationDocument = new TypedDocumentString(`
    mutation DeleteOrganization($organization: ID!) {
  deleteOrganization(organization: $organization) {
    alwaysNil
  }
}
    `) as unknown as TypedDocumentString<DeleteOrganizationMutation, DeleteOrganizationMutationVariables>;
export const AddMemberDocument = new TypedDocumentString(`
    mutation AddMember($organization: ID!, $username: String!) {
  addUserToOrganization(organization: $organization, username: $username) {
    alwaysNil
  }
}
    `) as unknown as TypedDocumentString<AddMemberMutation, AddMemberMutationVariables>;
export const RemoveMemberDocument = new TypedDocumentString(`
    mutation RemoveMember($organization: ID!, $user: ID!) {
  removeUserFromOrganization(organization: $organization, user: $user) {
    alwaysNil
  }
}
    `) as unknown as TypedDocumentString<RemoveMemberMutation, RemoveMemberMutationVariables>;
export const InvitationPageDocument = new TypedDocumentString(`
    query InvitationPage($token: String!) {
  invitationByToken(token: $token) {
    id
    expiresAt
    respondedAt
    responseType
    revokedAt
    respondURL
    sender {
      username
      displayName
    }
    organization {
      id
      name
      displayName
    }
  }
}
    `) as unknown as TypedDocumentString<InvitationPageQuery, InvitationPageQueryVariables>;
export const InviteMemberDocument = new TypedDocumentString(`
    mutation InviteMember($organization: ID!, $username: String!) {
  inviteUserToOrganization(organization: $organization, username: $username) {
    sentInvitationEmail
    invitationURL
  }
}
    `) as unknown as TypedDocumentString<InviteMemberMutation, InviteMemberMutationVariables>;
export const AnswerInvitationDocument = new TypedDocumentString(`
    mutation AnswerInvitation($invitation: ID!, $answer: OrganizationInvitationResponseType!) {
  respondToOrganizationInvitation(
    organizationInvitation: $invitation
    responseType: $answer
  ) {
    alwaysNil
  }
}
    `) as unknown as TypedDocumentString<AnswerInvitationMutation, AnswerInvitationMutationVariables>;
export const PermissionSyncListDocument = new TypedDocumentString(`
    query PermissionSyncList($first: Int!, $after: String, $state: PermissionsSyncJobState, $searchType: PermissionsSyncJobsSearchType, $query: String) {
  permissionsSyncJobs(
    first: $first
    after: $after
    state: $state
    searchType: $searchType
    query: $query
  ) {
    totalCount
    pageInfo {
      hasNextPage
      endCursor
    }
    nodes {
      ...PermissionSyncRow
    }
  }
}
    fragment PermissionSyncRow on PermissionsSyncJob {
  id
  state
  reason {
    group
    reason
  }
  triggeredByUser {
    ...AccountRef
    serviceAccount
  }
  queuedAt
  startedAt
  finishedAt
  ranForMs
  placeInQueue
  failureMessage
  cancellationReason
  permissionsFound
  permissionsAdded
  subject {
    __typename
    ... on User {
      ...AccountRef
      serviceAccount
    }
    ... on Repository {
      id
      name
    }
  }
}
fragment AccountRef on User {
  id
  username
  displayName
}`) as unknown as TypedDocumentString<PermissionSyncListQuery, PermissionSyncListQueryVariables>;
export const SyncPermissionsOfAccountDocument = new TypedDocumentString(`
    mutation SyncPermissionsOfAccount($id: ID!) {
  scheduleUserPermissionsSync(user: $id) {
    alwaysNil
  }
}
    `) as unknown as TypedDocumentString<SyncPermissionsOfAccountMutation, SyncPermissionsOfAccountMutationVariables>;
export const SyncPermissionsOfRepositoryDocument = new TypedDocumentString(`
    mutation SyncPermissionsOfRepository($id: ID!) {
  scheduleRepositoryPermissionsSync(repository: $id) {
    alwaysNil
  }
}
    `) as unknown as TypedDocumentString<SyncPermissionsOfRepositoryMutation, SyncPermissionsOfRepositoryMutationVariables>;
export const CancelPermissionSyncDocument = new TypedDocumentString(`
    mutation CancelPermissionSync($id: ID!, $reason: String) {
  cancelPermissionsSyncJob(job: $id, reason: $reason)
}
    `) as unknown as TypedDocumentString<CancelPermissionSyncMutation, CancelPermissionSyncMutationVariables>;
export const RepositoryListDocument = new TypedDocumentString(`
    query RepositoryList($first: Int!, $after: String, $query: String, $cloneStatus: CloneStatus, $failedFetch: Boolean!, $corrupted: Boolean!, $externalService: ID, $orderBy: RepositoryOrderBy!, $descending: Boolean!) {
  repositories(
    first: $first
    after: $after
    query: $query
    cloneStatus: $cloneStatus
    failedFetch: $failedFetch
    corrupted: $corrupted
    externalService: $externalService
    orderBy: $orderBy
    descending: $descending
  ) {
    totalCount
    pageInfo {
      hasNextPage
      endCursor
    }
    nodes {
      id
      name
      isPrivate
      isArchived
      isFork
      createdAt
      permissionsInfo {
        unrestricted
      }
      mirrorInfo {
        cloned
        cloneInProgress
        cloneProgress
        lastError
        isCorrupted
        byteSize
        updatedAt
      }
    }
  }
}
    `) as unknown as TypedDocumentString<RepositoryListQuery, RepositoryListQueryVariables>;
export const RepositoryPageDocument = new TypedDocumentString(`
    query RepositoryPage($id: ID!) {
  node(id: $id) {
    ... on Repository {
      id
      name
      description
      isPrivate
      isArchived
      isFork
      createdAt
      externalRepository {
        id
        serviceType
        serviceID
      }
      externalServices(first: 20) {
        nodes {
          id
          displayName
          unrestricted
        }
      }
      permissionsInfo {
        unrestricted
      }
      mirrorInfo {
        remoteURL
        cloned
        cloneInProgress
        cloneProgress
        updatedAt
        nextSyncAt
        lastError
        lastSyncOutput
        isCorrupted
        byteSize
      }
    }
  }
}
    `) as unknown as TypedDocumentString<RepositoryPageQuery, RepositoryPageQueryVariables>;
export const RepositoryAccessDocument = new TypedDocumentString(`
    query RepositoryAccess($id: ID!, $first: Int!, $after: String, $query: String, $source: PermissionSource) {
  node(id: $id) {
    ... on Repository {
      id
      permissionsInfo {
        users(first: $first, after: $after, query: $query, source: $source) {
          totalCount
          pageInfo {
            hasNextPage
            endCursor
          }
          nodes {
            id
            reasons
            updatedAt
            expiresAt
            user {
              ...AccountRef
              serviceAccount
            }
          }
        }
      }
    }
  }
}
    fragment AccountRef on User {
  id
  username
  displayName
}`) as unknown as TypedDocumentString<RepositoryAccessQuery, RepositoryAccessQueryVariables>;
export const AccountRepositoriesDocument = new TypedDocumentString(`
    query AccountRepositories($username: String!, $first: Int!, $after: String, $query: String, $source: PermissionSource) {
  user(username: $username) {
    id
    username
    unrestrictedRepoAccess
    permissionsInfo {
      repositories(first: $first, after: $after, query: $query, source: $source) {
        totalCount
        pageInfo {
          hasNextPage
          endCursor
        }
        nodes {
          id
          reasons
          updatedAt
          expiresAt
          repository {
            id
            name
            isPrivate
          }
        }
      }
    }
  }
}
    `) as unknown as TypedDocumentString<AccountRepositoriesQuery, AccountRepositoriesQueryVariables>;
export const RepositoryChoicesDocument = new TypedDocumentString(`
    query RepositoryChoices($query: String) {
  repositories(first: 20, query: $query) {
    nodes {
      id
      name
    }
  }
}
    `) as unknown as TypedDocumentString<RepositoryChoicesQuery, RepositoryChoicesQueryVariables>;
export const AccountChoicesDocument = new TypedDocumentString(`
    query AccountChoices($query: String) {
  users(first: 20, query: $query) {
    nodes {
      ...AccountRef
      serviceAccount
    }
  }
}
    fragment AccountRef on User {
  id
  username
  displayName
}`) as unknown as TypedDocumentString<AccountChoicesQuery, AccountChoicesQueryVariables>;
export const GrantRepositoryDocument = new TypedDocumentString(`
    mutation GrantRepository($user: ID!, $repository: ID!, $expiresAt: DateTime) {
  addRepositoryPermissionForUser(
    userID: $user
    permission: {repository: $repository}
    expiresAt: $expiresAt
  ) {
    alwaysNil
  }
}
    `) as unknown as TypedDocumentString<GrantRepositoryMutation, GrantRepositoryMutationVariables>;
export const RevokeRepositoryDocument = new TypedDocumentString(`
    mutation RevokeRepository($user: ID!, $repository: ID!) {
  removeRepositoryPermissionForUser(userID: $user, repository: $repository) {
    alwaysNil
  }
}
    `) as unknown as TypedDocumentString<RevokeRepositoryMutation, RevokeRepositoryMutationVariables>;
export const PendingGrantsDocument = new TypedDocumentString(`
    query PendingGrants($first: Int!, $after: String, $query: String) {
  pendingRepositoryPermissions(first: $first, after: $after, query: $query) {
    totalCount
    pageInfo {
      hasNextPage
      endCursor
    }
    nodes {
      bindID
      repositoryID
      repositoryName
      createdAt
      expiresAt
    }
  }
}
    `) as unknown as TypedDocumentString<PendingGrantsQuery, PendingGrantsQueryVariables>;
export const BindIdMappingDocument = new TypedDocumentString(`
    query BindIDMapping {
  site {
    permissionsUserMappingBindID
  }
}
    `) as unknown as TypedDocumentString<BindIdMappingQuery, BindIdMappingQueryVariables>;
export const GrantToBindIdDocument = new TypedDocumentString(`
    mutation GrantToBindID($bindID: String!, $repository: ID!, $expiresAt: DateTime) {
  addRepositoryPermissionForBindID(
    bindID: $bindID
    repository: $repository
    expiresAt: $expiresAt
  ) {
    alwaysNil
  }
}
    `) as unknown as TypedDocumentString<GrantToBindIdMutation, GrantToBindIdMutationVariables>;
export const RevokePendingGrantDocument = new TypedDocumentString(`
    mutation RevokePendingGrant($bindID: String!, $repository: ID!) {
  removePendingRepositoryPermission(bindID: $bindID, repository: $repository) {
    alwaysNil
  }
}
    `) as unknown as TypedDocumentString<RevokePendingGrantMutation, RevokePendingGrantMutationVariables>;
export const SetUnrestrictedAccessDocument = new TypedDocumentString(`
    mutation SetUnrestrictedAccess($user: ID!, $unrestricted: Boolean!) {
  addRepositoryPermissionForUser(
    userID: $user
    permission: {wildcard: $unrestricted}
  ) {
    alwaysNil
  }
}
    `) as unknown as TypedDocumentString<SetUnrestrictedAccessMutation, SetUnrestrictedAccessMutationVariables>;
export const SetRepositoryUnrestrictedDocument = new TypedDocumentString(`
    mutation SetRepositoryUnrestricted($repository: ID!, $unrestricted: Boolean!) {
  setRepositoryPermissionsUnrestricted(
    repositories: [$repository]
    unrestricted: $unrestricted
  ) {
    alwaysNil
  }
}
    `) as unknown as TypedDocumentString<SetRepositoryUnrestrictedMutation, SetRepositoryUnrestrictedMutationVariables>;
export const UpdateMirrorDocument = new TypedDocumentString(`
    mutation UpdateMirror($repository: ID!) {
  updateMirrorRepository(repository: $repository) {
    alwaysNil
  }
}
    `) as unknown as TypedDocumentString<UpdateMirrorMutation, UpdateMirrorMutationVariables>;
export const RecloneRepositoryDocument = new TypedDocumentString(`
    mutation RecloneRepository($repository: ID!) {
  recloneRepository(repo: $repository) {
    alwaysNil
  }
}
    `) as unknown as TypedDocumentString<RecloneRepositoryMutation, RecloneRepositoryMutationVariables>;
export const RemoveRepositoryDocument = new TypedDocumentString(`
    mutation RemoveRepository($repository: ID!) {
  deleteRepository(repository: $repository) {
    alwaysNil
  }
}
    `) as unknown as TypedDocumentString<RemoveRepositoryMutation, RemoveRepositoryMutationVariables>;
export const CheckRepositoryConnectionDocument = new TypedDocumentString(`
    mutation CheckRepositoryConnection($repository: ID!) {
  checkMirrorRepositoryConnection(repository: $repository) {
    error
  }
}
    `) as unknown as TypedDocumentString<CheckRepositoryConnectionMutation, CheckRepositoryConnectionMutationVariables>;
export const RoleChoicesDocument = new TypedDocumentString(`
    query RoleChoices {
  roles {
    nodes {
      ...RoleRef
      permissions {
        totalCount
      }
    }
  }
}
    fragment RoleRef on Role {
  id
  name
  system
}`) as unknown as TypedDocumentString<RoleChoicesQuery, RoleChoicesQueryVariables>;
export const RoleListDocument = new TypedDocumentString(`
    query RoleList {
  roles {
    nodes {
      ...RoleRef
      createdAt
      permissions {
        totalCount
      }
      holders(first: 0) {
        totalCount
      }
    }
  }
}
    fragment RoleRef on Role {
  id
  name
  system
}`) as unknown as TypedDocumentString<RoleListQuery, RoleListQueryVariables>;
export const RoleHoldersDocument = new TypedDocumentString(`
    query RoleHolders($id: ID!, $first: Int!, $after: ID) {
  node(id: $id) {
    ... on Role {
      id
      holders(first: $first, after: $after) {
        totalCount
        pageInfo {
          hasNextPage
          endCursor
        }
        nodes {
          ...AccountRef
          serviceAccount
        }
      }
    }
  }
}
    fragment AccountRef on User {
  id
  username
  displayName
}`) as unknown as TypedDocumentString<RoleHoldersQuery, RoleHoldersQueryVariables>;
export const PermissionCatalogueDocument = new TypedDocumentString(`
    query PermissionCatalogue {
  permissions {
    nodes {
      ...PermissionDetails
    }
  }
}
    fragment PermissionDetails on Permission {
  id
  namespace
  action
  displayName
  meaning
}`) as unknown as TypedDocumentString<PermissionCatalogueQuery, PermissionCatalogueQueryVariables>;
export const RolePageDocument = new TypedDocumentString(`
    query RolePage($id: ID!) {
  node(id: $id) {
    ... on Role {
      ...RoleRef
      createdAt
      permissions {
        nodes {
          id
        }
      }
    }
  }
}
    fragment RoleRef on Role {
  id
  name
  system
}`) as unknown as TypedDocumentString<RolePageQuery, RolePageQueryVariables>;
export const SetRolesDocument = new TypedDocumentString(`
    mutation SetRoles($user: ID!, $roles: [ID!]!) {
  setRoles(user: $user, roles: $roles) {
    alwaysNil
  }
}
    `) as unknown as TypedDocumentString<SetRolesMutation, SetRolesMutationVariables>;
export const CreateRoleDocument = new TypedDocumentString(`
    mutation CreateRole($name: String!, $permissions: [ID!]!) {
  createRole(name: $name, permissions: $permissions) {
    id
    name
  }
}
    `) as unknown as TypedDocumentString<CreateRoleMutation, CreateRoleMutationVariables>;
export const SetPermissionsDocument = new TypedDocumentString(`
    mutation SetPermissions($role: ID!, $permissions: [ID!]!) {
  setPermissions(role: $role, permissions: $permissions) {
    alwaysNil
  }
}
    `) as unknown as TypedDocumentString<SetPermissionsMutation, SetPermissionsMutationVariables>;
export const DeleteRoleDocument = new TypedDocumentString(`
    mutation DeleteRole($role: ID!) {
  deleteRole(role: $role) {
    alwaysNil
  }
}
    `) as unknown as TypedDocumentString<DeleteRoleMutation, DeleteRoleMutationVariables>;
export const SearchJobListDocument = new TypedDocumentString(`
    query SearchJobList($first: Int!, $after: String, $query: String, $states: [SearchJobState!], $userIDs: [ID!], $orderBy: SearchJobsOrderBy!, $descending: Boolean!) {
  searchJobs(
    first: $first
    after: $after
    query: $query
    states: $states
    userIDs: $userIDs
    orderBy: $orderBy
    descending: $descending
  ) {
    totalCount
    pageInfo {
      hasNextPage
      endCursor
    }
    nodes {
      ...SearchJobRow
    }
  }
}
    fragment SearchJobRow on SearchJob {
  id
  query
  state
  creator {
    ...AccountRef
    serviceAccount
  }
  createdAt
  startedAt
  finishedAt
  URL
  logURL
  failureMessage
  repoStats {
    total
    completed
    failed
  }
}
fragment AccountRef on User {
  id
  username
  displayName
}`) as unknown as TypedDocumentString<SearchJobListQuery, SearchJobListQueryVariables>;
export const OwnIdDocument = new TypedDocumentString(`
    query OwnID {
  currentUser {
    id
  }
}
    `) as unknown as TypedDocumentString<OwnIdQuery, OwnIdQueryVariables>;
export const CreateSearchJobDocument = new TypedDocumentString(`
    mutation CreateSearchJob($query: String!) {
  createSearchJob(query: $query) {
    id
  }
}
    `) as unknown as TypedDocumentString<CreateSearchJobMutation, CreateSearchJobMutationVariables>;
export const CancelSearchJobDocument = new TypedDocumentString(`
    mutation CancelSearchJob($id: ID!) {
  cancelSearchJob(id: $id) {
    alwaysNil
  }
}
    `) as unknown as TypedDocumentString<CancelSearchJobMutation, CancelSearchJobMutationVariables>;
export const DeleteSearchJobDocument = new TypedDocumentString(`
    mutation DeleteSearchJob($id: ID!) {
  deleteSearchJob(id: $id) {
    alwaysNil
  }
}
    `) as unknown as TypedDocumentString<DeleteSearchJobMutation, DeleteSearchJobMutationVariables>;
export const ServiceAccountListDocument = new TypedDocumentString(`
    query ServiceAccountList($first: Int!, $after: String, $query: String, $state: ServiceAccountState, $owner: ID, $orderBy: ServiceAccountOrder!, $descending: Boolean!) {
  serviceAccounts(
    first: $first
    after: $after
    query: $query
    state: $state
    owner: $owner
    orderBy: $orderBy
    descending: $descending
  ) {
    totalCount
    pageInfo {
      hasNextPage
      endCursor
    }
    nodes {
      id
      name
      displayName
      description
      state
      createdAt
      lastActiveAt
      owner {
        ...AccountRef
      }
      roles {
        nodes {
          ...RoleRef
        }
      }
      accessTokens(first: 50) {
        totalCount
        nodes {
          id
          expiresAt
        }
      }
    }
  }
}
    fragment AccountRef on User {
  id
  username
  displayName
}
fragment RoleRef on Role {
  id
  name
  system
}`) as unknown as TypedDocumentString<ServiceAccountListQuery, ServiceAccountListQueryVariables>;
export const ServiceAccountPageDocument = new TypedDocumentString(`
    query ServiceAccountPage($name: String!) {
  serviceAccount(name: $name) {
    ...ServiceAccountDetails
    accessTokens(first: 0) {
      totalCount
    }
  }
}
    fragment AccountRef on User {
  id
  username
  displayName
}
fragment ServiceAccountDetails on ServiceAccount {
  id
  name
  displayName
  description
  usedBy
  state
  createdAt
  updatedAt
  lastActiveAt
  owner {
    ...AccountRef
  }
  createdBy {
    ...AccountRef
  }
  user {
    id
    databaseID
  }
}`) as unknown as TypedDocumentString<ServiceAccountPageQuery, ServiceAccountPageQueryVariables>;
export const ServiceAccountRolesDocument = new TypedDocumentString(`
    query ServiceAccountRoles($name: String!) {
  serviceAccount(name: $name) {
    id
    roles {
      nodes {
        ...RoleRef
        permissions {
          nodes {
            id
          }
        }
      }
    }
    permissions {
      nodes {
        ...PermissionDetails
      }
    }
  }
}
    fragment PermissionDetails on Permission {
  id
  namespace
  action
  displayName
  meaning
}
fragment RoleRef on Role {
  id
  name
  system
}`) as unknown as TypedDocumentString<ServiceAccountRolesQuery, ServiceAccountRolesQueryVariables>;
export const ServiceAccountUsageDocument = new TypedDocumentString(`
    query ServiceAccountUsage($name: String!, $days: Int!) {
  serviceAccount(name: $name) {
    id
    usage(days: $days) {
      date
      requests
      refusals
    }
  }
}
    `) as unknown as TypedDocumentString<ServiceAccountUsageQuery, ServiceAccountUsageQueryVariables>;
export const OwnerOfListDocument = new TypedDocumentString(`
    query OwnerOfList($id: ID!) {
  node(id: $id) {
    ... on User {
      ...AccountRef
    }
  }
}
    fragment AccountRef on User {
  id
  username
  displayName
}`) as unknown as TypedDocumentString<OwnerOfListQuery, OwnerOfListQueryVariables>;
export const NameTakenDocument = new TypedDocumentString(`
    query NameTaken($name: String!) {
  namespaceByName(name: $name) {
    id
    namespaceName
  }
}
    `) as unknown as TypedDocumentString<NameTakenQuery, NameTakenQueryVariables>;
export const CreateServiceAccountDocument = new TypedDocumentString(`
    mutation CreateServiceAccount($input: CreateServiceAccountInput!) {
  createServiceAccount(input: $input) {
    id
    name
    user {
      id
    }
  }
}
    `) as unknown as TypedDocumentString<CreateServiceAccountMutation, CreateServiceAccountMutationVariables>;
export const UpdateServiceAccountDocument = new TypedDocumentString(`
    mutation UpdateServiceAccount($serviceAccount: ID!, $input: UpdateServiceAccountInput!) {
  updateServiceAccount(serviceAccount: $serviceAccount, input: $input) {
    id
    name
  }
}
    `) as unknown as TypedDocumentString<UpdateServiceAccountMutation, UpdateServiceAccountMutationVariables>;
export const DisableServiceAccountDocument = new TypedDocumentString(`
    mutation DisableServiceAccount($serviceAccount: ID!) {
  disableServiceAccount(serviceAccount: $serviceAccount) {
    id
    state
  }
}
    `) as unknown as TypedDocumentString<DisableServiceAccountMutation, DisableServiceAccountMutationVariables>;
export const EnableServiceAccountDocument = new TypedDocumentString(`
    mutation EnableServiceAccount($serviceAccount: ID!) {
  enableServiceAccount(serviceAccount: $serviceAccount) {
    id
    state
  }
}
    `) as unknown as TypedDocumentString<EnableServiceAccountMutation, EnableServiceAccountMutationVariables>;
export const DeleteServiceAccountDocument = new TypedDocumentString(`
    mutation DeleteServiceAccount($serviceAccount: ID!, $hard: Boolean) {
  deleteServiceAccount(serviceAccount: $serviceAccount, hard: $hard) {
    alwaysNil
  }
}
    `) as unknown as TypedDocumentString<DeleteServiceAccountMutation, DeleteServiceAccountMutationVariables>;
export const SiteAlertsDocument = new TypedDocumentString(`
    query SiteAlerts {
  site {
    alerts {
      type
      message
    }
  }
}
    `) as unknown as TypedDocumentString<SiteAlertsQuery, SiteAlertsQueryVariables>;
export const SiteConfigurationPageDocument = new TypedDocumentString(`
    query SiteConfigurationPage {
  site {
    allowSiteSettingsEdits
    siteConfigurationFromFile
    configuration {
      id
      effectiveContents
      validationMessages
    }
  }
}
    `) as unknown as TypedDocumentString<SiteConfigurationPageQuery, SiteConfigurationPageQueryVariables>;
export const SiteConfigurationHistoryDocument = new TypedDocumentString(`
    query SiteConfigurationHistory($first: Int!, $after: String) {
  site {
    configuration {
      history(first: $first, after: $after) {
        totalCount
        pageInfo {
          hasNextPage
          endCursor
        }
        nodes {
          id
          createdAt
          diff
          author {
            username
          }
        }
      }
    }
  }
}
    `) as unknown as TypedDocumentString<SiteConfigurationHistoryQuery, SiteConfigurationHistoryQueryVariables>;
export const UpdateSiteConfigurationDocument = new TypedDocumentString(`
    mutation UpdateSiteConfiguration($lastID: Int!, $input: String!) {
  updateSiteConfiguration(lastID: $lastID, input: $input)
}
    `) as unknown as TypedDocumentString<UpdateSiteConfigurationMutation, UpdateSiteConfigurationMutationVariables>;
export const SiteUserListDocument = new TypedDocumentString(`
    query SiteUserList($query: String, $serviceAccount: Boolean, $siteAdmin: Boolean, $deletedAt: SiteUsersDateRangeInput, $limit: Int!, $offset: Int!, $orderBy: SiteUserOrderBy!, $descending: Boolean!) {
  site {
    users(
      query: $query
      serviceAccount: $serviceAccount
      siteAdmin: $siteAdmin
      deletedAt: $deletedAt
    ) {
      totalCount
      nodes(
        limit: $limit
        offset: $offset
        orderBy: $orderBy
        descending: $descending
      ) {
        ...SiteUserRow
      }
    }
  }
}
    fragment SiteUserRow on SiteUser {
  id
  username
  displayName
  email
  createdAt
  deletedAt
  lastActiveAt
  locked
  serviceAccount
  siteAdmin
}`) as unknown as TypedDocumentString<SiteUserListQuery, SiteUserListQueryVariables>;
export const SeatsDocument = new TypedDocumentString(`
    query Seats {
  site {
    productSubscription {
      currentUserCount
      maximumAllowedUserCount
    }
  }
}
    `) as unknown as TypedDocumentString<SeatsQuery, SeatsQueryVariables>;
export const AccountRolesDocument = new TypedDocumentString(`
    query AccountRoles($username: String!) {
  user(username: $username) {
    id
    username
    roles {
      nodes {
        ...RoleRef
      }
    }
  }
}
    fragment RoleRef on Role {
  id
  name
  system
}`) as unknown as TypedDocumentString<AccountRolesQuery, AccountRolesQueryVariables>;
export const CreateUserDocument = new TypedDocumentString(`
    mutation CreateUser($username: String!, $email: String) {
  createUser(username: $username, email: $email) {
    user {
      id
      username
    }
    resetPasswordURL
  }
}
    `) as unknown as TypedDocumentString<CreateUserMutation, CreateUserMutationVariables>;
export const SetSiteAdminDocument = new TypedDocumentString(`
    mutation SetSiteAdmin($user: ID!, $siteAdmin: Boolean!) {
  setUserIsSiteAdmin(userID: $user, siteAdmin: $siteAdmin) {
    alwaysNil
  }
}
    `) as unknown as TypedDocumentString<SetSiteAdminMutation, SetSiteAdminMutationVariables>;
export const ResetPasswordDocument = new TypedDocumentString(`
    mutation ResetPassword($user: ID!) {
  randomizeUserPassword(user: $user) {
    resetPasswordURL
  }
}
    `) as unknown as TypedDocumentString<ResetPasswordMutation, ResetPasswordMutationVariables>;
export const EndSessionsDocument = new TypedDocumentString(`
    mutation EndSessions($user: ID!) {
  invalidateSessionsByID(userID: $user) {
    alwaysNil
  }
}
    `) as unknown as TypedDocumentString<EndSessionsMutation, EndSessionsMutationVariables>;
export const DeleteUserDocument = new TypedDocumentString(`
    mutation DeleteUser($user: ID!, $hard: Boolean!) {
  deleteUser(user: $user, hard: $hard) {
    alwaysNil
  }
}
    `) as unknown as TypedDocumentString<DeleteUserMutation, DeleteUserMutationVariables>;
export const RecoverUserDocument = new TypedDocumentString(`
    mutation RecoverUser($user: ID!) {
  recoverUsers(userIDs: [$user]) {
    alwaysNil
  }
}
    `) as unknown as TypedDocumentString<RecoverUserMutation, RecoverUserMutationVariables>;
export const AccountPageDocument = new TypedDocumentString(`
    query AccountPage($username: String!) {
  user(username: $username) {
    ...AccountRef
    avatarURL
    createdAt
    serviceAccount
    siteAdmin
    viewerCanChangeUsername
    emails {
      email
      isPrimary
      verified
      viewerCanManuallyVerify
    }
    organizationMemberships {
      nodes {
        createdAt
        organization {
          id
          name
          displayName
        }
      }
    }
  }
}
    fragment AccountRef on User {
  id
  username
  displayName
}`) as unknown as TypedDocumentString<AccountPageQuery, AccountPageQueryVariables>;
export const UpdateUserDocument = new TypedDocumentString(`
    mutation UpdateUser($user: ID!, $username: String, $displayName: String, $avatarURL: String) {
  updateUser(
    user: $user
    username: $username
    displayName: $displayName
    avatarURL: $avatarURL
  ) {
    id
    username
  }
}
    `) as unknown as TypedDocumentString<UpdateUserMutation, UpdateUserMutationVariables>;
export const UpdatePasswordDocument = new TypedDocumentString(`
    mutation UpdatePassword($oldPassword: String!, $newPassword: String!) {
  updatePassword(oldPassword: $oldPassword, newPassword: $newPassword) {
    alwaysNil
  }
}
    `) as unknown as TypedDocumentString<UpdatePasswordMutation, UpdatePasswordMutationVariables>;
export const AddEmailDocument = new TypedDocumentString(`
    mutation AddEmail($user: ID!, $email: String!) {
  addUserEmail(user: $user, email: $email) {
    alwaysNil
  }
}
    `) as unknown as TypedDocumentString<AddEmailMutation, AddEmailMutationVariables>;
export const RemoveEmailDocument = new TypedDocumentString(`
    mutation RemoveEmail($user: ID!, $email: String!) {
  removeUserEmail(user: $user, email: $email) {
    alwaysNil
  }
}
    `) as unknown as TypedDocumentString<RemoveEmailMutation, RemoveEmailMutationVariables>;
export const SetPrimaryEmailDocument = new TypedDocumentString(`
    mutation SetPrimaryEmail($user: ID!, $email: String!) {
  setUserEmailPrimary(user: $user, email: $email) {
    alwaysNil
  }
}
    `) as unknown as TypedDocumentString<SetPrimaryEmailMutation, SetPrimaryEmailMutationVariables>;
export const VerifyEmailDocument = new TypedDocumentString(`
    mutation VerifyEmail($user: ID!, $email: String!) {
  setUserEmailVerified(user: $user, email: $email, verified: true) {
    alwaysNil
  }
}
    `) as unknown as TypedDocumentString<VerifyEmailMutation, VerifyEmailMutationVariables>;
