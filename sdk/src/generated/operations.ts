// Made from schema.graphql and sdk/operations by scripts/generate-sdk.ts. Do not edit.
import type { GraphQLClient, RequestOptions } from 'graphql-request';
export type Maybe<T> = T | null;
export type InputMaybe<T> = Maybe<T>;
export type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
export type MakeOptional<T, K extends keyof T> = Omit<T, K> & { [SubKey in K]?: Maybe<T[SubKey]> };
export type MakeMaybe<T, K extends keyof T> = Omit<T, K> & { [SubKey in K]: Maybe<T[SubKey]> };
export type MakeEmpty<T extends { [key: string]: unknown }, K extends keyof T> = { [_ in K]?: never };
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
type GraphQLClientRequestHeaders = RequestOptions['requestHeaders'];
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

export type AccessTokensQueryVariables = Exact<{
  username: Scalars['String']['input'];
  first?: InputMaybe<Scalars['Int']['input']>;
}>;


export type AccessTokensQuery = { user: (
    { accessTokens: AccessTokenListFragment }
    & AccountNameFragment
  ) | null };

export type SiteAccessTokensQueryVariables = Exact<{
  first?: InputMaybe<Scalars['Int']['input']>;
}>;


export type SiteAccessTokensQuery = { site: { accessTokens: AccessTokenListFragment } };

export type CreateAccessTokenMutationVariables = Exact<{
  user: Scalars['ID']['input'];
  scopes: Array<Scalars['String']['input']>;
  note: Scalars['String']['input'];
  durationSeconds?: InputMaybe<Scalars['Int']['input']>;
}>;


export type CreateAccessTokenMutation = { createAccessToken: { id: string, token: string } };

export type RotateAccessTokenMutationVariables = Exact<{
  token: Scalars['ID']['input'];
  overlapSeconds?: Scalars['Int']['input'];
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
}>;


export type RotateAccessTokenMutation = { rotateAccessToken: { id: string, token: string, expiresAt: string | null } };

export type DeleteAccessTokenMutationVariables = Exact<{
  id: Scalars['ID']['input'];
}>;


export type DeleteAccessTokenMutation = { deleteAccessToken: { alwaysNil: string | null } };

export type DeleteAccessTokenByTextMutationVariables = Exact<{
  token: Scalars['String']['input'];
}>;


export type DeleteAccessTokenByTextMutation = { deleteAccessToken: { alwaysNil: string | null } };

export type AuditEventsQueryVariables = Exact<{
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<AuditEventFilter>;
}>;


export type AuditEventsQuery = { auditEvents: { nodes: Array<AuditEventFieldsFragment>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type CountAuditEventsQueryVariables = Exact<{
  filter?: InputMaybe<AuditEventFilter>;
}>;


export type CountAuditEventsQuery = { auditEvents: { totalCount: number } };

export type AuditEventCountsQueryVariables = Exact<{
  interval?: AuditEventInterval;
  filter?: InputMaybe<AuditEventFilter>;
}>;


export type AuditEventCountsQuery = { auditEventCounts: Array<{ start: string, total: number, failures: number, denials: number }> };

export type AddUserEmailMutationVariables = Exact<{
  user: Scalars['ID']['input'];
  email: Scalars['String']['input'];
}>;


export type AddUserEmailMutation = { addUserEmail: { alwaysNil: string | null } };

export type RemoveUserEmailMutationVariables = Exact<{
  user: Scalars['ID']['input'];
  email: Scalars['String']['input'];
}>;


export type RemoveUserEmailMutation = { removeUserEmail: { alwaysNil: string | null } };

export type SetUserEmailPrimaryMutationVariables = Exact<{
  user: Scalars['ID']['input'];
  email: Scalars['String']['input'];
}>;


export type SetUserEmailPrimaryMutation = { setUserEmailPrimary: { alwaysNil: string | null } };

export type SetUserEmailVerifiedMutationVariables = Exact<{
  user: Scalars['ID']['input'];
  email: Scalars['String']['input'];
  verified: Scalars['Boolean']['input'];
}>;


export type SetUserEmailVerifiedMutation = { setUserEmailVerified: { alwaysNil: string | null } };

export type ExternalAccountFieldsFragment = { id: string, serviceType: string, serviceID: string, clientID: string, accountID: string, createdAt: string, updatedAt: string, user: AccountNameFragment, publicAccountData: { displayName: string | null, login: string | null, url: string | null } | null };

export type ExternalAccountsQueryVariables = Exact<{
  username: Scalars['String']['input'];
  first?: InputMaybe<Scalars['Int']['input']>;
}>;


export type ExternalAccountsQuery = { user: { externalAccounts: { totalCount: number, nodes: Array<ExternalAccountFieldsFragment> } } | null };

export type SiteExternalAccountsQueryVariables = Exact<{
  first?: InputMaybe<Scalars['Int']['input']>;
  user?: InputMaybe<Scalars['ID']['input']>;
  serviceType?: InputMaybe<Scalars['String']['input']>;
  serviceID?: InputMaybe<Scalars['String']['input']>;
  clientID?: InputMaybe<Scalars['String']['input']>;
}>;


export type SiteExternalAccountsQuery = { site: { externalAccounts: { totalCount: number, nodes: Array<ExternalAccountFieldsFragment> } } };

export type LinkExternalAccountMutationVariables = Exact<{
  user: Scalars['ID']['input'];
  serviceType: Scalars['String']['input'];
  serviceID: Scalars['String']['input'];
  clientID?: InputMaybe<Scalars['String']['input']>;
  accountID: Scalars['String']['input'];
  accountData?: InputMaybe<Scalars['JSONValue']['input']>;
}>;


export type LinkExternalAccountMutation = { linkExternalAccount: ExternalAccountFieldsFragment };

export type DeleteExternalAccountMutationVariables = Exact<{
  externalAccount: Scalars['ID']['input'];
}>;


export type DeleteExternalAccountMutation = { deleteExternalAccount: { alwaysNil: string | null } };

export type ExternalServiceFieldsFragment = { id: string, kind: ExternalServiceKind, displayName: string, url: string, config: string, createdAt: string, updatedAt: string, repoCount: number, warning: string | null, lastSyncError: string | null, lastSyncAt: string | null, unrestricted: boolean };

export type ExternalServicesQueryVariables = Exact<{
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
}>;


export type ExternalServicesQuery = { externalServices: { totalCount: number, nodes: Array<ExternalServiceFieldsFragment>, pageInfo: { endCursor: string | null, hasNextPage: boolean } } };

export type AddExternalServiceMutationVariables = Exact<{
  input: AddExternalServiceInput;
}>;


export type AddExternalServiceMutation = { addExternalService: ExternalServiceFieldsFragment };

export type UpdateExternalServiceMutationVariables = Exact<{
  input: UpdateExternalServiceInput;
}>;


export type UpdateExternalServiceMutation = { updateExternalService: ExternalServiceFieldsFragment };

export type DeleteExternalServiceMutationVariables = Exact<{
  externalService: Scalars['ID']['input'];
}>;


export type DeleteExternalServiceMutation = { deleteExternalService: { alwaysNil: string | null } };

export type ExternalServiceSyncJobsQueryVariables = Exact<{
  first?: InputMaybe<Scalars['Int']['input']>;
  jobs?: InputMaybe<Scalars['Int']['input']>;
}>;


export type ExternalServiceSyncJobsQuery = { externalServices: { nodes: Array<{ id: string, displayName: string, lastSyncError: string | null, nextSyncAt: string | null, syncJobs: { totalCount: number, nodes: Array<{ id: string, state: ExternalServiceSyncJobState, queuedAt: string, startedAt: string | null, finishedAt: string | null, failureMessage: string | null, reposSynced: number, reposAdded: number, reposModified: number, reposDeleted: number }> } }> } };

export type SyncExternalServiceMutationVariables = Exact<{
  id: Scalars['ID']['input'];
}>;


export type SyncExternalServiceMutation = { syncExternalService: { alwaysNil: string | null } };

export type CancelExternalServiceSyncMutationVariables = Exact<{
  id: Scalars['ID']['input'];
}>;


export type CancelExternalServiceSyncMutation = { cancelExternalServiceSync: { alwaysNil: string | null } };

export type CheckExternalServiceQueryVariables = Exact<{
  id: Scalars['ID']['input'];
}>;


export type CheckExternalServiceQuery = { node:
    | { id: string, hasConnectionCheck: boolean, checkConnection:
        | { __typename: 'ExternalServiceAvailabilityUnknown', implementationNote: string }
        | { __typename: 'ExternalServiceAvailable', lastCheckedAt: string }
        | { __typename: 'ExternalServiceUnavailable', suspectedReason: string }
       }
    | Record<PropertyKey, never>
   | null };

export type ExcludeRepoFromExternalServicesMutationVariables = Exact<{
  externalServices: Array<Scalars['ID']['input']>;
  repo: Scalars['ID']['input'];
}>;


export type ExcludeRepoFromExternalServicesMutation = { excludeRepoFromExternalServices: { alwaysNil: string | null } };

export type AccountNameFragment = { id: string, username: string };

export type UserFieldsFragment = { id: string, databaseID: number, username: string, displayName: string | null, serviceAccount: boolean, createdAt: string, updatedAt: string | null, url: string };

export type UserAccessFragment = { siteAdmin: boolean, roles: { nodes: Array<RoleNameFragment> }, permissions: { nodes: Array<PermissionFieldsFragment> } };

export type ServiceAccountFieldsFragment = { id: string, name: string, displayName: string | null, description: string, usedBy: string, state: ServiceAccountState, createdAt: string, updatedAt: string, lastActiveAt: string | null, owner: AccountNameFragment | null, createdBy: AccountNameFragment | null };

export type ServiceAccountAccessFragment = { roles: { nodes: Array<RoleNameFragment> }, permissions: { nodes: Array<PermissionFieldsFragment> } };

export type AccessTokenFieldsFragment = { id: string, note: string, hint: string, scopes: Array<string>, createdAt: string, expiresAt: string | null, lastUsedAt: string | null, replacedBy: string | null, subject: AccountNameFragment, creator: AccountNameFragment, lastUsedFrom: { ip: string, userAgent: string, clientName: string } | null };

export type AccessTokenListFragment = { totalCount: number, nodes: Array<AccessTokenFieldsFragment>, pageInfo: { hasNextPage: boolean } };

export type RoleNameFragment = { id: string, name: string, system: boolean };

export type RoleFieldsFragment = (
  { createdAt: string, permissions: { nodes: Array<PermissionFieldsFragment> } }
  & RoleNameFragment
);

export type PermissionFieldsFragment = { id: string, namespace: PermissionNamespace, action: string, displayName: string, meaning: string };

export type AuditEventFieldsFragment = { id: string, auditID: string, createdAt: string, requestID: string, entity: string, action: string, outcome: AuditOutcome, reason: string | null, operationName: string | null, rootFields: Array<string>, details: unknown | null, actor: AuditActorFieldsFragment, target: { kind: string, databaseID: number | null, name: string } | null };

export type AuditActorFieldsFragment = { kind: AuditActorKind, id: string | null, name: string, impersonatedBy: string | null, accessTokenID: string | null, accessTokenNote: string | null, ip: string, forwardedFor: string, userAgent: string, clientName: string, clientVersion: string };

export type SiteFieldsFragment = { siteID: string, productVersion: string, buildVersion: string, viewerCanAdminister: boolean };

export type SubscriptionFieldsFragment = { productNameWithBrand: string, currentUserCount: number, actualUserCount: number, actualUserCountDate: string, maximumAllowedUserCount: number | null, license: { productNameWithBrand: string, tags: Array<string>, userCount: number, expiresAt: string, isValid: boolean, isFreePlan: boolean } | null };

export type MirrorInfoQueryVariables = Exact<{
  name: Scalars['String']['input'];
}>;


export type MirrorInfoQuery = { repository: { id: string, mirrorInfo: { cloned: boolean, cloneInProgress: boolean, cloneProgress: string | null, updatedAt: string | null, nextSyncAt: string | null, lastError: string | null, isCorrupted: boolean, byteSize: string } } | null };

export type UpdateMirrorRepositoryMutationVariables = Exact<{
  repository: Scalars['ID']['input'];
}>;


export type UpdateMirrorRepositoryMutation = { updateMirrorRepository: { alwaysNil: string | null } };

export type DeleteRepositoryMutationVariables = Exact<{
  repository: Scalars['ID']['input'];
}>;


export type DeleteRepositoryMutation = { deleteRepository: { alwaysNil: string | null } | null };

export type RecloneRepositoryMutationVariables = Exact<{
  repo: Scalars['ID']['input'];
}>;


export type RecloneRepositoryMutation = { recloneRepository: { alwaysNil: string | null } };

export type DeleteRepositoryFromDiskMutationVariables = Exact<{
  repo: Scalars['ID']['input'];
}>;


export type DeleteRepositoryFromDiskMutation = { deleteRepositoryFromDisk: { alwaysNil: string | null } };

export type CheckMirrorRepositoryConnectionMutationVariables = Exact<{
  repository: Scalars['ID']['input'];
}>;


export type CheckMirrorRepositoryConnectionMutation = { checkMirrorRepositoryConnection: { error: string | null } };

export type OptimizeMirrorRepositoryMutationVariables = Exact<{
  repository: Scalars['ID']['input'];
  strategy?: InputMaybe<GitOptimizationStrategy>;
}>;


export type OptimizeMirrorRepositoryMutation = { optimizeMirrorRepository: { alwaysNil: string | null } };

export type OrgFieldsFragment = { id: string, name: string, displayName: string | null, url: string, createdAt: string };

export type OrganizationQueryVariables = Exact<{
  name: Scalars['String']['input'];
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
}>;


export type OrganizationQuery = { organization: (
    { members: { totalCount: number, nodes: Array<{ id: string, username: string }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } }
    & OrgFieldsFragment
  ) | null };

export type OrganizationsQueryVariables = Exact<{
  first?: InputMaybe<Scalars['Int']['input']>;
  query?: InputMaybe<Scalars['String']['input']>;
}>;


export type OrganizationsQuery = { organizations: { totalCount: number, nodes: Array<OrgFieldsFragment> } };

export type CreateOrganizationMutationVariables = Exact<{
  name: Scalars['String']['input'];
  displayName?: InputMaybe<Scalars['String']['input']>;
}>;


export type CreateOrganizationMutation = { createOrganization: OrgFieldsFragment };

export type UpdateOrganizationMutationVariables = Exact<{
  id: Scalars['ID']['input'];
  displayName?: InputMaybe<Scalars['String']['input']>;
}>;


export type UpdateOrganizationMutation = { updateOrganization: OrgFieldsFragment };

export type DeleteOrganizationMutationVariables = Exact<{
  organization: Scalars['ID']['input'];
}>;


export type DeleteOrganizationMutation = { deleteOrganization: { alwaysNil: string | null } | null };

export type AddUserToOrganizationMutationVariables = Exact<{
  organization: Scalars['ID']['input'];
  username: Scalars['String']['input'];
}>;


export type AddUserToOrganizationMutation = { addUserToOrganization: { alwaysNil: string | null } };

export type RemoveUserFromOrganizationMutationVariables = Exact<{
  organization: Scalars['ID']['input'];
  user: Scalars['ID']['input'];
}>;


export type RemoveUserFromOrganizationMutation = { removeUserFromOrganization: { alwaysNil: string | null } | null };

export type InviteUserToOrganizationMutationVariables = Exact<{
  organization: Scalars['ID']['input'];
  username: Scalars['String']['input'];
}>;


export type InviteUserToOrganizationMutation = { inviteUserToOrganization: { sentInvitationEmail: boolean, invitationURL: string } };

export type OutboundWebhookFieldsFragment = { id: string, url: string, eventTypes: Array<{ eventType: string, scope: string | null } | null>, stats: { total: number, errored: number } };

export type OutboundWebhooksQueryVariables = Exact<{
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  eventType?: InputMaybe<Scalars['String']['input']>;
  logs?: InputMaybe<Scalars['Int']['input']>;
  onlyErrors?: InputMaybe<Scalars['Boolean']['input']>;
}>;


export type OutboundWebhooksQuery = { outboundWebhooks: { totalCount: number, nodes: Array<(
      { logs: { nodes: Array<{ id: string, sentAt: string, statusCode: number, error: string | null, job: { id: string, eventType: string, payload: string }, response: { body: string } | null }> } }
      & OutboundWebhookFieldsFragment
    )>, pageInfo: { endCursor: string | null, hasNextPage: boolean } } };

export type OutboundWebhookEventTypesQueryVariables = Exact<{ [key: string]: never; }>;


export type OutboundWebhookEventTypesQuery = { outboundWebhookEventTypes: Array<{ key: string, description: string }> };

export type CreateOutboundWebhookMutationVariables = Exact<{
  input: OutboundWebhookCreateInput;
}>;


export type CreateOutboundWebhookMutation = { createOutboundWebhook: OutboundWebhookFieldsFragment };

export type UpdateOutboundWebhookMutationVariables = Exact<{
  id: Scalars['ID']['input'];
  input: OutboundWebhookUpdateInput;
}>;


export type UpdateOutboundWebhookMutation = { updateOutboundWebhook: OutboundWebhookFieldsFragment };

export type DeleteOutboundWebhookMutationVariables = Exact<{
  id: Scalars['ID']['input'];
}>;


export type DeleteOutboundWebhookMutation = { deleteOutboundWebhook: { alwaysNil: string | null } };

export type RepositoryFieldsFragment = { id: string, databaseID: number, name: string, url: string, description: string, createdAt: string, updatedAt: string | null, isFork: boolean, isArchived: boolean, isPrivate: boolean, stars: number, topics: Array<string>, viewerCanAdminister: boolean, externalRepository: { id: string, serviceType: string, serviceID: string }, metadata: Array<{ key: string, value: string | null }> };

export type RepositoryQueryVariables = Exact<{
  name?: InputMaybe<Scalars['String']['input']>;
  cloneURL?: InputMaybe<Scalars['String']['input']>;
  databaseID?: InputMaybe<Scalars['Int']['input']>;
}>;


export type RepositoryQuery = { repository: RepositoryFieldsFragment | null };

export type RepositoriesQueryVariables = Exact<{
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  query?: InputMaybe<Scalars['String']['input']>;
  names?: InputMaybe<Array<Scalars['String']['input']>>;
  cloned?: InputMaybe<Scalars['Boolean']['input']>;
  notCloned?: InputMaybe<Scalars['Boolean']['input']>;
  orderBy?: InputMaybe<RepositoryOrderBy>;
  descending?: InputMaybe<Scalars['Boolean']['input']>;
}>;


export type RepositoriesQuery = { repositories: { totalCount: number, nodes: Array<RepositoryFieldsFragment>, pageInfo: { endCursor: string | null, hasNextPage: boolean } } };

export type RepositoryMetadataKeysQueryVariables = Exact<{
  query?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
}>;


export type RepositoryMetadataKeysQuery = { repoMeta: { keys: { nodes: Array<string>, totalCount: number, pageInfo: { endCursor: string | null, hasNextPage: boolean } } } | null };

export type RepositoryMetadataValuesQueryVariables = Exact<{
  key: Scalars['String']['input'];
  query?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
}>;


export type RepositoryMetadataValuesQuery = { repoMeta: { key: { values: { nodes: Array<string>, totalCount: number, pageInfo: { endCursor: string | null, hasNextPage: boolean } } } | null } | null };

export type AddRepoMetadataMutationVariables = Exact<{
  repo: Scalars['ID']['input'];
  key: Scalars['String']['input'];
  value?: InputMaybe<Scalars['String']['input']>;
}>;


export type AddRepoMetadataMutation = { addRepoMetadata: { alwaysNil: string | null } };

export type UpdateRepoMetadataMutationVariables = Exact<{
  repo: Scalars['ID']['input'];
  key: Scalars['String']['input'];
  value?: InputMaybe<Scalars['String']['input']>;
}>;


export type UpdateRepoMetadataMutation = { updateRepoMetadata: { alwaysNil: string | null } };

export type DeleteRepoMetadataMutationVariables = Exact<{
  repo: Scalars['ID']['input'];
  key: Scalars['String']['input'];
}>;


export type DeleteRepoMetadataMutation = { deleteRepoMetadata: { alwaysNil: string | null } };

export type CodeownersFileQueryVariables = Exact<{
  repository: Scalars['String']['input'];
}>;


export type CodeownersFileQuery = { repository: { ingestedCodeowners: (
      { contents: string }
      & CodeownersFileFieldsFragment
    ) | null } | null };

export type CodeownersFilesQueryVariables = Exact<{
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['Int']['input']>;
}>;


export type CodeownersFilesQuery = { codeownersIngestedFiles: { totalCount: number, nodes: Array<CodeownersFileFieldsFragment>, pageInfo: { endCursor: string | null, hasNextPage: boolean } } };

export type AddCodeownersFileMutationVariables = Exact<{
  input: CodeownersFileInput;
}>;


export type AddCodeownersFileMutation = { addCodeownersFile: CodeownersFileFieldsFragment };

export type UpdateCodeownersFileMutationVariables = Exact<{
  input: CodeownersFileInput;
}>;


export type UpdateCodeownersFileMutation = { updateCodeownersFile: CodeownersFileFieldsFragment };

export type DeleteCodeownersFilesMutationVariables = Exact<{
  repositories: Array<DeleteCodeownersFilesInput>;
}>;


export type DeleteCodeownersFilesMutation = { deleteCodeownersFiles: { alwaysNil: string | null } | null };

export type CodeownersFileFieldsFragment = { id: string, createdAt: string, updatedAt: string, repository: { id: string, name: string } };

export type AddRepositoryPermissionForUserMutationVariables = Exact<{
  user: Scalars['ID']['input'];
  permission: RepositoryPermissionInput;
  expiresAt?: InputMaybe<Scalars['DateTime']['input']>;
}>;


export type AddRepositoryPermissionForUserMutation = { addRepositoryPermissionForUser: { alwaysNil: string | null } };

export type RemoveRepositoryPermissionForUserMutationVariables = Exact<{
  user: Scalars['ID']['input'];
  repository: Scalars['ID']['input'];
}>;


export type RemoveRepositoryPermissionForUserMutation = { removeRepositoryPermissionForUser: { alwaysNil: string | null } };

export type SetRepositoryPermissionsForUsersMutationVariables = Exact<{
  repository: Scalars['ID']['input'];
  userPermissions: Array<UserPermissionInput>;
  expiresAt?: InputMaybe<Scalars['DateTime']['input']>;
}>;


export type SetRepositoryPermissionsForUsersMutation = { setRepositoryPermissionsForUsers: { alwaysNil: string | null } };

export type SetRepositoryPermissionsUnrestrictedMutationVariables = Exact<{
  repositories: Array<Scalars['ID']['input']>;
  unrestricted: Scalars['Boolean']['input'];
}>;


export type SetRepositoryPermissionsUnrestrictedMutation = { setRepositoryPermissionsUnrestricted: { alwaysNil: string | null } };

export type SetSubRepositoryPermissionsForUsersMutationVariables = Exact<{
  repository: Scalars['ID']['input'];
  userPermissions: Array<UserSubRepoPermission>;
}>;


export type SetSubRepositoryPermissionsForUsersMutation = { setSubRepositoryPermissionsForUsers: { alwaysNil: string | null } };

export type AddRepositoryPermissionForBindIdMutationVariables = Exact<{
  bindID: Scalars['String']['input'];
  repository: Scalars['ID']['input'];
  expiresAt?: InputMaybe<Scalars['DateTime']['input']>;
}>;


export type AddRepositoryPermissionForBindIdMutation = { addRepositoryPermissionForBindID: { alwaysNil: string | null } };

export type RemovePendingRepositoryPermissionMutationVariables = Exact<{
  bindID: Scalars['String']['input'];
  repository: Scalars['ID']['input'];
}>;


export type RemovePendingRepositoryPermissionMutation = { removePendingRepositoryPermission: { alwaysNil: string | null } };

export type PendingRepositoryPermissionsQueryVariables = Exact<{
  query?: InputMaybe<Scalars['String']['input']>;
  first: Scalars['Int']['input'];
  after?: InputMaybe<Scalars['String']['input']>;
}>;


export type PendingRepositoryPermissionsQuery = { pendingRepositoryPermissions: { totalCount: number, nodes: Array<{ bindID: string, repositoryID: string, repositoryName: string, createdAt: string, expiresAt: string | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type ReplaceRepositoryPermissionsMutationVariables = Exact<{
  batch: Array<RepositoryPermissionsInput>;
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  dryRun?: InputMaybe<Scalars['Boolean']['input']>;
}>;


export type ReplaceRepositoryPermissionsMutation = { replaceRepositoryPermissions: Array<{ repositoryID: string, added: number, removed: number, found: number, pendingAdded: number, pendingRemoved: number, pendingFound: number, error: string | null }> };

export type ExplicitRepositoryPermissionsForUsersQueryVariables = Exact<{
  users: Array<Scalars['ID']['input']>;
  source?: InputMaybe<PermissionSource>;
  first: Scalars['Int']['input'];
  after?: InputMaybe<Scalars['String']['input']>;
}>;


export type ExplicitRepositoryPermissionsForUsersQuery = { explicitRepositoryPermissionsForUsers: { nodes: Array<{ userID: string, repositoryID: string, repositoryName: string | null, updatedAt: string, expiresAt: string | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type ExplicitRepositoryPermissionsForRepositoriesQueryVariables = Exact<{
  repositories: Array<Scalars['ID']['input']>;
  source?: InputMaybe<PermissionSource>;
  first: Scalars['Int']['input'];
  after?: InputMaybe<Scalars['String']['input']>;
}>;


export type ExplicitRepositoryPermissionsForRepositoriesQuery = { explicitRepositoryPermissionsForRepositories: { nodes: Array<{ userID: string, repositoryID: string, repositoryName: string | null, updatedAt: string, expiresAt: string | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type ExplicitRepositoryPermissionPresenceForUsersQueryVariables = Exact<{
  users: Array<Scalars['ID']['input']>;
  source?: InputMaybe<PermissionSource>;
}>;


export type ExplicitRepositoryPermissionPresenceForUsersQuery = { explicitRepositoryPermissionPresenceForUsers: Array<{ userID: string, present: boolean }> };

export type UsersWithoutExplicitRepositoryPermissionsQueryVariables = Exact<{
  createdAt?: InputMaybe<CreatedAtRangeInput>;
  source?: InputMaybe<PermissionSource>;
  first: Scalars['Int']['input'];
  after?: InputMaybe<Scalars['String']['input']>;
}>;


export type UsersWithoutExplicitRepositoryPermissionsQuery = { usersWithoutExplicitRepositoryPermissions: { nodes: Array<{ id: string }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type AuthorizedUserRepositoriesQueryVariables = Exact<{
  username?: InputMaybe<Scalars['String']['input']>;
  email?: InputMaybe<Scalars['String']['input']>;
  first: Scalars['Int']['input'];
  after?: InputMaybe<Scalars['String']['input']>;
}>;


export type AuthorizedUserRepositoriesQuery = { authorizedUserRepositories: { totalCount: number | null, nodes: Array<{ id: string, name: string }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type UsersWithPendingPermissionsQueryVariables = Exact<{ [key: string]: never; }>;


export type UsersWithPendingPermissionsQuery = { usersWithPendingPermissions: Array<string> };

export type ScheduleUserPermissionsSyncMutationVariables = Exact<{
  user: Scalars['ID']['input'];
  options?: InputMaybe<FetchPermissionsOptions>;
}>;


export type ScheduleUserPermissionsSyncMutation = { scheduleUserPermissionsSync: { alwaysNil: string | null } };

export type ScheduleRepositoryPermissionsSyncMutationVariables = Exact<{
  repository: Scalars['ID']['input'];
}>;


export type ScheduleRepositoryPermissionsSyncMutation = { scheduleRepositoryPermissionsSync: { alwaysNil: string | null } };

export type CancelPermissionsSyncJobMutationVariables = Exact<{
  job: Scalars['ID']['input'];
  reason?: InputMaybe<Scalars['String']['input']>;
}>;


export type CancelPermissionsSyncJobMutation = { cancelPermissionsSyncJob: CancelPermissionsSyncJobResultMessage };

export type PermissionsSyncJobsQueryVariables = Exact<{
  first: Scalars['Int']['input'];
  after?: InputMaybe<Scalars['String']['input']>;
  state?: InputMaybe<PermissionsSyncJobState>;
  user?: InputMaybe<Scalars['ID']['input']>;
  repository?: InputMaybe<Scalars['ID']['input']>;
}>;


export type PermissionsSyncJobsQuery = { permissionsSyncJobs: { totalCount: number, nodes: Array<{ id: string, state: PermissionsSyncJobState, failureMessage: string | null, queuedAt: string, startedAt: string | null, finishedAt: string | null, permissionsAdded: number, permissionsFound: number, subject:
        | { id: string, name: string }
        | { id: string, username: string }
       }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type RolesQueryVariables = Exact<{
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
}>;


export type RolesQuery = { roles: { totalCount: number, nodes: Array<RoleFieldsFragment>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type PermissionsQueryVariables = Exact<{
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
}>;


export type PermissionsQuery = { permissions: { totalCount: number, nodes: Array<PermissionFieldsFragment>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type CreateRoleMutationVariables = Exact<{
  name: Scalars['String']['input'];
  permissions: Array<Scalars['ID']['input']>;
}>;


export type CreateRoleMutation = { createRole: RoleFieldsFragment };

export type DeleteRoleMutationVariables = Exact<{
  role: Scalars['ID']['input'];
}>;


export type DeleteRoleMutation = { deleteRole: { alwaysNil: string | null } };

export type SetPermissionsMutationVariables = Exact<{
  role: Scalars['ID']['input'];
  permissions: Array<Scalars['ID']['input']>;
}>;


export type SetPermissionsMutation = { setPermissions: { alwaysNil: string | null } };

export type SetRolesMutationVariables = Exact<{
  user: Scalars['ID']['input'];
  roles: Array<Scalars['ID']['input']>;
}>;


export type SetRolesMutation = { setRoles: { alwaysNil: string | null } };

export type SearchJobFieldsFragment = { id: string, query: string, state: SearchJobState, createdAt: string, startedAt: string | null, finishedAt: string | null, URL: string | null, logURL: string | null, failureMessage: string | null, creator: { id: string, username: string } | null, repoStats: { total: number, completed: number, failed: number, inProgress: number } };

export type SearchQueryVariables = Exact<{
  query: Scalars['String']['input'];
  version?: InputMaybe<SearchVersion>;
  patternType?: InputMaybe<SearchPatternType>;
}>;


export type SearchQuery = { search: { results: { matchCount: number, limitHit: boolean, elapsedMilliseconds: number, cloning: Array<{ name: string }>, missing: Array<{ name: string }>, timedout: Array<{ name: string }>, alert: { title: string, description: string | null, proposedQueries: Array<{ description: string | null, query: string }> | null } | null, results: Array<
        | { __typename: 'CommitSearchResult', url: string, commit: { oid: string, subject: string }, messagePreview: { value: string } | null, diffPreview: { value: string } | null }
        | { __typename: 'FileMatch', repository: { id: string, name: string }, file: { path: string, commit: { oid: string } }, lineMatches: Array<{ lineNumber: number, preview: string, offsetAndLengths: Array<Array<number>> }> }
        | { __typename: 'Repository', id: string, name: string }
      > } } | null };

export type SearchJobQueryVariables = Exact<{
  id: Scalars['ID']['input'];
}>;


export type SearchJobQuery = { node:
    | SearchJobFieldsFragment
    | Record<PropertyKey, never>
   | null };

export type SearchJobsQueryVariables = Exact<{
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  userIDs?: InputMaybe<Array<Scalars['ID']['input']>>;
  query?: InputMaybe<Scalars['String']['input']>;
  states?: InputMaybe<Array<SearchJobState>>;
  orderBy?: InputMaybe<SearchJobsOrderBy>;
  descending?: InputMaybe<Scalars['Boolean']['input']>;
}>;


export type SearchJobsQuery = { searchJobs: { totalCount: number, nodes: Array<SearchJobFieldsFragment>, pageInfo: { startCursor: string | null, endCursor: string | null, hasNextPage: boolean, hasPreviousPage: boolean } } };

export type ValidateSearchJobQueryVariables = Exact<{
  query: Scalars['String']['input'];
}>;


export type ValidateSearchJobQuery = { validateSearchJob: { alwaysNil: string | null } | null };

export type CreateSearchJobMutationVariables = Exact<{
  query: Scalars['String']['input'];
}>;


export type CreateSearchJobMutation = { createSearchJob: SearchJobFieldsFragment };

export type CancelSearchJobMutationVariables = Exact<{
  id: Scalars['ID']['input'];
}>;


export type CancelSearchJobMutation = { cancelSearchJob: { alwaysNil: string | null } | null };

export type DeleteSearchJobMutationVariables = Exact<{
  id: Scalars['ID']['input'];
}>;


export type DeleteSearchJobMutation = { deleteSearchJob: { alwaysNil: string | null } };

export type ServiceAccountQueryVariables = Exact<{
  name?: InputMaybe<Scalars['String']['input']>;
  id?: InputMaybe<Scalars['ID']['input']>;
}>;


export type ServiceAccountQuery = { serviceAccount: (
    ServiceAccountFieldsFragment
    & ServiceAccountAccessFragment
  ) | null };

export type ServiceAccountsQueryVariables = Exact<{
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  query?: InputMaybe<Scalars['String']['input']>;
  state?: InputMaybe<ServiceAccountState>;
  owner?: InputMaybe<Scalars['ID']['input']>;
  orderBy?: ServiceAccountOrder;
  descending?: InputMaybe<Scalars['Boolean']['input']>;
}>;


export type ServiceAccountsQuery = { serviceAccounts: { totalCount: number, nodes: Array<ServiceAccountFieldsFragment>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type CreateServiceAccountMutationVariables = Exact<{
  input: CreateServiceAccountInput;
}>;


export type CreateServiceAccountMutation = { createServiceAccount: ServiceAccountFieldsFragment };

export type UpdateServiceAccountMutationVariables = Exact<{
  serviceAccount: Scalars['ID']['input'];
  input: UpdateServiceAccountInput;
}>;


export type UpdateServiceAccountMutation = { updateServiceAccount: ServiceAccountFieldsFragment };

export type DisableServiceAccountMutationVariables = Exact<{
  serviceAccount: Scalars['ID']['input'];
}>;


export type DisableServiceAccountMutation = { disableServiceAccount: ServiceAccountFieldsFragment };

export type EnableServiceAccountMutationVariables = Exact<{
  serviceAccount: Scalars['ID']['input'];
}>;


export type EnableServiceAccountMutation = { enableServiceAccount: ServiceAccountFieldsFragment };

export type DeleteServiceAccountMutationVariables = Exact<{
  serviceAccount: Scalars['ID']['input'];
  hard?: InputMaybe<Scalars['Boolean']['input']>;
}>;


export type DeleteServiceAccountMutation = { deleteServiceAccount: { alwaysNil: string | null } };

export type SiteQueryVariables = Exact<{ [key: string]: never; }>;


export type SiteQuery = { site: (
    { productSubscription: SubscriptionFieldsFragment }
    & SiteFieldsFragment
  ) };

export type SiteConfigurationQueryVariables = Exact<{ [key: string]: never; }>;


export type SiteConfigurationQuery = { site: { configuration: { id: number, effectiveContents: string } } };

export type UpdateSiteConfigurationMutationVariables = Exact<{
  lastID: Scalars['Int']['input'];
  input: Scalars['String']['input'];
}>;


export type UpdateSiteConfigurationMutation = { updateSiteConfiguration: boolean };

export type CurrentUserQueryVariables = Exact<{ [key: string]: never; }>;


export type CurrentUserQuery = { currentUser: (
    { siteAdmin: boolean }
    & UserFieldsFragment
  ) | null };

export type UserQueryVariables = Exact<{
  username?: InputMaybe<Scalars['String']['input']>;
  email?: InputMaybe<Scalars['String']['input']>;
  databaseID?: InputMaybe<Scalars['Int']['input']>;
}>;


export type UserQuery = { user: (
    { emails: Array<{ email: string, verified: boolean, isPrimary: boolean }> }
    & UserFieldsFragment
  ) | null };

export type UserAccessQueryVariables = Exact<{
  username: Scalars['String']['input'];
}>;


export type UserAccessQuery = { user: (
    UserFieldsFragment
    & UserAccessFragment
  ) | null };

export type UsersQueryVariables = Exact<{
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  query?: InputMaybe<Scalars['String']['input']>;
}>;


export type UsersQuery = { users: { totalCount: number, nodes: Array<UserFieldsFragment>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type CreateUserMutationVariables = Exact<{
  username: Scalars['String']['input'];
  email?: InputMaybe<Scalars['String']['input']>;
  verifiedEmail?: InputMaybe<Scalars['Boolean']['input']>;
  isServiceAccount?: InputMaybe<Scalars['Boolean']['input']>;
}>;


export type CreateUserMutation = { createUser: { resetPasswordURL: string | null, user: UserFieldsFragment } };

export type UpdateUserMutationVariables = Exact<{
  user: Scalars['ID']['input'];
  username?: InputMaybe<Scalars['String']['input']>;
  displayName?: InputMaybe<Scalars['String']['input']>;
  avatarURL?: InputMaybe<Scalars['String']['input']>;
}>;


export type UpdateUserMutation = { updateUser: UserFieldsFragment };

export type DeleteUserMutationVariables = Exact<{
  user: Scalars['ID']['input'];
  hard?: InputMaybe<Scalars['Boolean']['input']>;
}>;


export type DeleteUserMutation = { deleteUser: { alwaysNil: string | null } | null };

export type DeleteUsersMutationVariables = Exact<{
  users: Array<Scalars['ID']['input']>;
  hard?: InputMaybe<Scalars['Boolean']['input']>;
}>;


export type DeleteUsersMutation = { deleteUsers: { alwaysNil: string | null } | null };

export type SetUserIsSiteAdminMutationVariables = Exact<{
  userID: Scalars['ID']['input'];
  siteAdmin: Scalars['Boolean']['input'];
}>;


export type SetUserIsSiteAdminMutation = { setUserIsSiteAdmin: { alwaysNil: string | null } | null };

export type RecoverUsersMutationVariables = Exact<{
  userIDs: Array<Scalars['ID']['input']>;
}>;


export type RecoverUsersMutation = { recoverUsers: { alwaysNil: string | null } | null };

export const AccountNameFragmentDoc = `
    fragment AccountName on User {
  id
  username
}
    `;
export const ExternalAccountFieldsFragmentDoc = `
    fragment ExternalAccountFields on ExternalAccount {
  id
  user {
    ...AccountName
  }
  serviceType
  serviceID
  clientID
  accountID
  createdAt
  updatedAt
  publicAccountData {
    displayName
    login
    url
  }
}
    `;
export const ExternalServiceFieldsFragmentDoc = `
    fragment ExternalServiceFields on ExternalService {
  id
  kind
  displayName
  url
  config
  createdAt
  updatedAt
  repoCount
  warning
  lastSyncError
  lastSyncAt
  unrestricted
}
    `;
export const UserFieldsFragmentDoc = `
    fragment UserFields on User {
  id
  databaseID
  username
  displayName
  serviceAccount
  createdAt
  updatedAt
  url
}
    `;
export const RoleNameFragmentDoc = `
    fragment RoleName on Role {
  id
  name
  system
}
    `;
export const PermissionFieldsFragmentDoc = `
    fragment PermissionFields on Permission {
  id
  namespace
  action
  displayName
  meaning
}
    `;
export const UserAccessFragmentDoc = `
    fragment UserAccess on User {
  siteAdmin
  roles {
    nodes {
      ...RoleName
    }
  }
  permissions {
    nodes {
      ...PermissionFields
    }
  }
}
    `;
export const ServiceAccountFieldsFragmentDoc = `
    fragment ServiceAccountFields on ServiceAccount {
  id
  name
  displayName
  description
  usedBy
  state
  owner {
    ...AccountName
  }
  createdBy {
    ...AccountName
  }
  createdAt
  updatedAt
  lastActiveAt
}
    `;
export const ServiceAccountAccessFragmentDoc = `
    fragment ServiceAccountAccess on ServiceAccount {
  roles {
    nodes {
      ...RoleName
    }
  }
  permissions {
    nodes {
      ...PermissionFields
    }
  }
}
    `;
export const AccessTokenFieldsFragmentDoc = `
    fragment AccessTokenFields on AccessToken {
  id
  note
  hint
  scopes
  subject {
    ...AccountName
  }
  creator {
    ...AccountName
  }
  createdAt
  expiresAt
  lastUsedAt
  lastUsedFrom {
    ip
    userAgent
    clientName
  }
  replacedBy
}
    `;
export const AccessTokenListFragmentDoc = `
    fragment AccessTokenList on AccessTokenConnection {
  nodes {
    ...AccessTokenFields
  }
  totalCount
  pageInfo {
    hasNextPage
  }
}
    `;
export const RoleFieldsFragmentDoc = `
    fragment RoleFields on Role {
  ...RoleName
  createdAt
  permissions {
    nodes {
      ...PermissionFields
    }
  }
}
    `;
export const AuditActorFieldsFragmentDoc = `
    fragment AuditActorFields on AuditActor {
  kind
  id
  name
  impersonatedBy
  accessTokenID
  accessTokenNote
  ip
  forwardedFor
  userAgent
  clientName
  clientVersion
}
    `;
export const AuditEventFieldsFragmentDoc = `
    fragment AuditEventFields on AuditEvent {
  id
  auditID
  createdAt
  requestID
  entity
  action
  outcome
  reason
  actor {
    ...AuditActorFields
  }
  target {
    kind
    databaseID
    name
  }
  operationName
  rootFields
  details
}
    `;
export const SiteFieldsFragmentDoc = `
    fragment SiteFields on Site {
  siteID
  productVersion
  buildVersion
  viewerCanAdminister
}
    `;
export const SubscriptionFieldsFragmentDoc = `
    fragment SubscriptionFields on ProductSubscriptionStatus {
  productNameWithBrand
  currentUserCount
  actualUserCount
  actualUserCountDate
  maximumAllowedUserCount
  license {
    productNameWithBrand
    tags
    userCount
    expiresAt
    isValid
    isFreePlan
  }
}
    `;
export const OrgFieldsFragmentDoc = `
    fragment OrgFields on Org {
  id
  name
  displayName
  url
  createdAt
}
    `;
export const OutboundWebhookFieldsFragmentDoc = `
    fragment OutboundWebhookFields on OutboundWebhook {
  id
  url
  eventTypes {
    eventType
    scope
  }
  stats {
    total
    errored
  }
}
    `;
export const RepositoryFieldsFragmentDoc = `
    fragment RepositoryFields on Repository {
  id
  databaseID
  name
  url
  description
  createdAt
  updatedAt
  externalRepository {
    id
    serviceType
    serviceID
  }
  isFork
  isArchived
  isPrivate
  stars
  topics
  viewerCanAdminister
  metadata {
    key
    value
  }
}
    `;
export const CodeownersFileFieldsFragmentDoc = `
    fragment CodeownersFileFields on CodeownersIngestedFile {
  id
  createdAt
  updatedAt
  repository {
    id
    name
  }
}
    `;
export const SearchJobFieldsFragmentDoc = `
    fragment SearchJobFields on SearchJob {
  id
  query
  state
  creator {
    id
    username
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
    inProgress
  }
}
    `;
export const AccessTokensDocument = `
    query accessTokens($username: String!, $first: Int) {
  user(username: $username) {
    ...AccountName
    accessTokens(first: $first) {
      ...AccessTokenList
    }
  }
}
    ${AccountNameFragmentDoc}
${AccessTokenListFragmentDoc}
${AccessTokenFieldsFragmentDoc}`;
export const SiteAccessTokensDocument = `
    query siteAccessTokens($first: Int) {
  site {
    accessTokens(first: $first) {
      ...AccessTokenList
    }
  }
}
    ${AccessTokenListFragmentDoc}
${AccessTokenFieldsFragmentDoc}
${AccountNameFragmentDoc}`;
export const CreateAccessTokenDocument = `
    mutation createAccessToken($user: ID!, $scopes: [String!]!, $note: String!, $durationSeconds: Int) {
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
    `;
export const RotateAccessTokenDocument = `
    mutation rotateAccessToken($token: ID!, $overlapSeconds: Int! = 0, $idempotencyKey: String) {
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
    `;
export const DeleteAccessTokenDocument = `
    mutation deleteAccessToken($id: ID!) {
  deleteAccessToken(byID: $id) {
    alwaysNil
  }
}
    `;
export const DeleteAccessTokenByTextDocument = `
    mutation deleteAccessTokenByText($token: String!) {
  deleteAccessToken(byToken: $token) {
    alwaysNil
  }
}
    `;
export const AuditEventsDocument = `
    query auditEvents($first: Int, $after: String, $filter: AuditEventFilter) {
  auditEvents(first: $first, after: $after, filter: $filter) {
    nodes {
      ...AuditEventFields
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    ${AuditEventFieldsFragmentDoc}
${AuditActorFieldsFragmentDoc}`;
export const CountAuditEventsDocument = `
    query countAuditEvents($filter: AuditEventFilter) {
  auditEvents(first: 0, filter: $filter) {
    totalCount
  }
}
    `;
export const AuditEventCountsDocument = `
    query auditEventCounts($interval: AuditEventInterval! = DAY, $filter: AuditEventFilter) {
  auditEventCounts(interval: $interval, filter: $filter) {
    start
    total
    failures
    denials
  }
}
    `;
export const AddUserEmailDocument = `
    mutation addUserEmail($user: ID!, $email: String!) {
  addUserEmail(user: $user, email: $email) {
    alwaysNil
  }
}
    `;
export const RemoveUserEmailDocument = `
    mutation removeUserEmail($user: ID!, $email: String!) {
  removeUserEmail(user: $user, email: $email) {
    alwaysNil
  }
}
    `;
export const SetUserEmailPrimaryDocument = `
    mutation setUserEmailPrimary($user: ID!, $email: String!) {
  setUserEmailPrimary(user: $user, email: $email) {
    alwaysNil
  }
}
    `;
export const SetUserEmailVerifiedDocument = `
    mutation setUserEmailVerified($user: ID!, $email: String!, $verified: Boolean!) {
  setUserEmailVerified(user: $user, email: $email, verified: $verified) {
    alwaysNil
  }
}
    `;
export const ExternalAccountsDocument = `
    query externalAccounts($username: String!, $first: Int) {
  user(username: $username) {
    externalAccounts(first: $first) {
      nodes {
        ...ExternalAccountFields
      }
      totalCount
    }
  }
}
    ${ExternalAccountFieldsFragmentDoc}
${AccountNameFragmentDoc}`;
export const SiteExternalAccountsDocument = `
    query siteExternalAccounts($first: Int, $user: ID, $serviceType: String, $serviceID: String, $clientID: String) {
  site {
    externalAccounts(
      first: $first
      user: $user
      serviceType: $serviceType
      serviceID: $serviceID
      clientID: $clientID
    ) {
      nodes {
        ...ExternalAccountFields
      }
      totalCount
    }
  }
}
    ${ExternalAccountFieldsFragmentDoc}
${AccountNameFragmentDoc}`;
export const LinkExternalAccountDocument = `
    mutation linkExternalAccount($user: ID!, $serviceType: String!, $serviceID: String!, $clientID: String, $accountID: String!, $accountData: JSONValue) {
  linkExternalAccount(
    user: $user
    serviceType: $serviceType
    serviceID: $serviceID
    clientID: $clientID
    accountID: $accountID
    accountData: $accountData
  ) {
    ...ExternalAccountFields
  }
}
    ${ExternalAccountFieldsFragmentDoc}
${AccountNameFragmentDoc}`;
export const DeleteExternalAccountDocument = `
    mutation deleteExternalAccount($externalAccount: ID!) {
  deleteExternalAccount(externalAccount: $externalAccount) {
    alwaysNil
  }
}
    `;
export const ExternalServicesDocument = `
    query externalServices($first: Int, $after: String) {
  externalServices(first: $first, after: $after) {
    nodes {
      ...ExternalServiceFields
    }
    totalCount
    pageInfo {
      endCursor
      hasNextPage
    }
  }
}
    ${ExternalServiceFieldsFragmentDoc}`;
export const AddExternalServiceDocument = `
    mutation addExternalService($input: AddExternalServiceInput!) {
  addExternalService(input: $input) {
    ...ExternalServiceFields
  }
}
    ${ExternalServiceFieldsFragmentDoc}`;
export const UpdateExternalServiceDocument = `
    mutation updateExternalService($input: UpdateExternalServiceInput!) {
  updateExternalService(input: $input) {
    ...ExternalServiceFields
  }
}
    ${ExternalServiceFieldsFragmentDoc}`;
export const DeleteExternalServiceDocument = `
    mutation deleteExternalService($externalService: ID!) {
  deleteExternalService(externalService: $externalService) {
    alwaysNil
  }
}
    `;
export const ExternalServiceSyncJobsDocument = `
    query externalServiceSyncJobs($first: Int, $jobs: Int) {
  externalServices(first: $first) {
    nodes {
      id
      displayName
      lastSyncError
      nextSyncAt
      syncJobs(first: $jobs) {
        nodes {
          id
          state
          queuedAt
          startedAt
          finishedAt
          failureMessage
          reposSynced
          reposAdded
          reposModified
          reposDeleted
        }
        totalCount
      }
    }
  }
}
    `;
export const SyncExternalServiceDocument = `
    mutation syncExternalService($id: ID!) {
  syncExternalService(id: $id) {
    alwaysNil
  }
}
    `;
export const CancelExternalServiceSyncDocument = `
    mutation cancelExternalServiceSync($id: ID!) {
  cancelExternalServiceSync(id: $id) {
    alwaysNil
  }
}
    `;
export const CheckExternalServiceDocument = `
    query checkExternalService($id: ID!) {
  node(id: $id) {
    ... on ExternalService {
      id
      hasConnectionCheck
      checkConnection {
        __typename
        ... on ExternalServiceAvailable {
          lastCheckedAt
        }
        ... on ExternalServiceUnavailable {
          suspectedReason
        }
        ... on ExternalServiceAvailabilityUnknown {
          implementationNote
        }
      }
    }
  }
}
    `;
export const ExcludeRepoFromExternalServicesDocument = `
    mutation excludeRepoFromExternalServices($externalServices: [ID!]!, $repo: ID!) {
  excludeRepoFromExternalServices(
    externalServices: $externalServices
    repo: $repo
  ) {
    alwaysNil
  }
}
    `;
export const MirrorInfoDocument = `
    query mirrorInfo($name: String!) {
  repository(name: $name) {
    id
    mirrorInfo {
      cloned
      cloneInProgress
      cloneProgress
      updatedAt
      nextSyncAt
      lastError
      isCorrupted
      byteSize
    }
  }
}
    `;
export const UpdateMirrorRepositoryDocument = `
    mutation updateMirrorRepository($repository: ID!) {
  updateMirrorRepository(repository: $repository) {
    alwaysNil
  }
}
    `;
export const DeleteRepositoryDocument = `
    mutation deleteRepository($repository: ID!) {
  deleteRepository(repository: $repository) {
    alwaysNil
  }
}
    `;
export const RecloneRepositoryDocument = `
    mutation recloneRepository($repo: ID!) {
  recloneRepository(repo: $repo) {
    alwaysNil
  }
}
    `;
export const DeleteRepositoryFromDiskDocument = `
    mutation deleteRepositoryFromDisk($repo: ID!) {
  deleteRepositoryFromDisk(repo: $repo) {
    alwaysNil
  }
}
    `;
export const CheckMirrorRepositoryConnectionDocument = `
    mutation checkMirrorRepositoryConnection($repository: ID!) {
  checkMirrorRepositoryConnection(repository: $repository) {
    error
  }
}
    `;
export const OptimizeMirrorRepositoryDocument = `
    mutation optimizeMirrorRepository($repository: ID!, $strategy: GitOptimizationStrategy) {
  optimizeMirrorRepository(repository: $repository, strategy: $strategy) {
    alwaysNil
  }
}
    `;
export const OrganizationDocument = `
    query organization($name: String!, $first: Int, $after: String) {
  organization(name: $name) {
    ...OrgFields
    members(first: $first, after: $after) {
      nodes {
        id
        username
      }
      totalCount
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
}
    ${OrgFieldsFragmentDoc}`;
export const OrganizationsDocument = `
    query organizations($first: Int, $query: String) {
  organizations(first: $first, query: $query) {
    nodes {
      ...OrgFields
    }
    totalCount
  }
}
    ${OrgFieldsFragmentDoc}`;
export const CreateOrganizationDocument = `
    mutation createOrganization($name: String!, $displayName: String) {
  createOrganization(name: $name, displayName: $displayName) {
    ...OrgFields
  }
}
    ${OrgFieldsFragmentDoc}`;
export const UpdateOrganizationDocument = `
    mutation updateOrganization($id: ID!, $displayName: String) {
  updateOrganization(id: $id, displayName: $displayName) {
    ...OrgFields
  }
}
    ${OrgFieldsFragmentDoc}`;
export const DeleteOrganizationDocument = `
    mutation deleteOrganization($organization: ID!) {
  deleteOrganization(organization: $organization) {
    alwaysNil
  }
}
    `;
export const AddUserToOrganizationDocument = `
    mutation addUserToOrganization($organization: ID!, $username: String!) {
  addUserToOrganization(organization: $organization, username: $username) {
    alwaysNil
  }
}
    `;
export const RemoveUserFromOrganizationDocument = `
    mutation removeUserFromOrganization($organization: ID!, $user: ID!) {
  removeUserFromOrganization(organization: $organization, user: $user) {
    alwaysNil
  }
}
    `;
export const InviteUserToOrganizationDocument = `
    mutation inviteUserToOrganization($organization: ID!, $username: String!) {
  inviteUserToOrganization(organization: $organization, username: $username) {
    sentInvitationEmail
    invitationURL
  }
}
    `;
export const OutboundWebhooksDocument = `
    query outboundWebhooks($first: Int, $after: String, $eventType: String, $logs: Int, $onlyErrors: Boolean) {
  outboundWebhooks(first: $first, after: $after, eventType: $eventType) {
    nodes {
      ...OutboundWebhookFields
      logs(first: $logs, onlyErrors: $onlyErrors) {
        nodes {
          id
          sentAt
          statusCode
          error
          job {
            id
            eventType
            payload
          }
          response {
            body
          }
        }
      }
    }
    totalCount
    pageInfo {
      endCursor
      hasNextPage
    }
  }
}
    ${OutboundWebhookFieldsFragmentDoc}`;
export const OutboundWebhookEventTypesDocument = `
    query outboundWebhookEventTypes {
  outboundWebhookEventTypes {
    key
    description
  }
}
    `;
export const CreateOutboundWebhookDocument = `
    mutation createOutboundWebhook($input: OutboundWebhookCreateInput!) {
  createOutboundWebhook(input: $input) {
    ...OutboundWebhookFields
  }
}
    ${OutboundWebhookFieldsFragmentDoc}`;
export const UpdateOutboundWebhookDocument = `
    mutation updateOutboundWebhook($id: ID!, $input: OutboundWebhookUpdateInput!) {
  updateOutboundWebhook(id: $id, input: $input) {
    ...OutboundWebhookFields
  }
}
    ${OutboundWebhookFieldsFragmentDoc}`;
export const DeleteOutboundWebhookDocument = `
    mutation deleteOutboundWebhook($id: ID!) {
  deleteOutboundWebhook(id: $id) {
    alwaysNil
  }
}
    `;
export const RepositoryDocument = `
    query repository($name: String, $cloneURL: String, $databaseID: Int) {
  repository(name: $name, cloneURL: $cloneURL, databaseID: $databaseID) {
    ...RepositoryFields
  }
}
    ${RepositoryFieldsFragmentDoc}`;
export const RepositoriesDocument = `
    query repositories($first: Int, $after: String, $query: String, $names: [String!], $cloned: Boolean, $notCloned: Boolean, $orderBy: RepositoryOrderBy, $descending: Boolean) {
  repositories(
    first: $first
    after: $after
    query: $query
    names: $names
    cloned: $cloned
    notCloned: $notCloned
    orderBy: $orderBy
    descending: $descending
  ) {
    nodes {
      ...RepositoryFields
    }
    totalCount
    pageInfo {
      endCursor
      hasNextPage
    }
  }
}
    ${RepositoryFieldsFragmentDoc}`;
export const RepositoryMetadataKeysDocument = `
    query repositoryMetadataKeys($query: String, $first: Int, $after: String) {
  repoMeta {
    keys(query: $query, first: $first, after: $after) {
      nodes
      totalCount
      pageInfo {
        endCursor
        hasNextPage
      }
    }
  }
}
    `;
export const RepositoryMetadataValuesDocument = `
    query repositoryMetadataValues($key: String!, $query: String, $first: Int, $after: String) {
  repoMeta {
    key(key: $key) {
      values(query: $query, first: $first, after: $after) {
        nodes
        totalCount
        pageInfo {
          endCursor
          hasNextPage
        }
      }
    }
  }
}
    `;
export const AddRepoMetadataDocument = `
    mutation addRepoMetadata($repo: ID!, $key: String!, $value: String) {
  addRepoMetadata(repo: $repo, key: $key, value: $value) {
    alwaysNil
  }
}
    `;
export const UpdateRepoMetadataDocument = `
    mutation updateRepoMetadata($repo: ID!, $key: String!, $value: String) {
  updateRepoMetadata(repo: $repo, key: $key, value: $value) {
    alwaysNil
  }
}
    `;
export const DeleteRepoMetadataDocument = `
    mutation deleteRepoMetadata($repo: ID!, $key: String!) {
  deleteRepoMetadata(repo: $repo, key: $key) {
    alwaysNil
  }
}
    `;
export const CodeownersFileDocument = `
    query codeownersFile($repository: String!) {
  repository(name: $repository) {
    ingestedCodeowners {
      ...CodeownersFileFields
      contents
    }
  }
}
    ${CodeownersFileFieldsFragmentDoc}`;
export const CodeownersFilesDocument = `
    query codeownersFiles($first: Int, $after: Int) {
  codeownersIngestedFiles(first: $first, after: $after) {
    nodes {
      ...CodeownersFileFields
    }
    totalCount
    pageInfo {
      endCursor
      hasNextPage
    }
  }
}
    ${CodeownersFileFieldsFragmentDoc}`;
export const AddCodeownersFileDocument = `
    mutation addCodeownersFile($input: CodeownersFileInput!) {
  addCodeownersFile(input: $input) {
    ...CodeownersFileFields
  }
}
    ${CodeownersFileFieldsFragmentDoc}`;
export const UpdateCodeownersFileDocument = `
    mutation updateCodeownersFile($input: CodeownersFileInput!) {
  updateCodeownersFile(input: $input) {
    ...CodeownersFileFields
  }
}
    ${CodeownersFileFieldsFragmentDoc}`;
export const DeleteCodeownersFilesDocument = `
    mutation deleteCodeownersFiles($repositories: [DeleteCodeownersFilesInput!]!) {
  deleteCodeownersFiles(repositories: $repositories) {
    alwaysNil
  }
}
    `;
export const AddRepositoryPermissionForUserDocument = `
    mutation addRepositoryPermissionForUser($user: ID!, $permission: RepositoryPermissionInput!, $expiresAt: DateTime) {
  addRepositoryPermissionForUser(
    userID: $user
    permission: $permission
    expiresAt: $expiresAt
  ) {
    alwaysNil
  }
}
    `;
export const RemoveRepositoryPermissionForUserDocument = `
    mutation removeRepositoryPermissionForUser($user: ID!, $repository: ID!) {
  removeRepositoryPermissionForUser(userID: $user, repository: $repository) {
    alwaysNil
  }
}
    `;
export const SetRepositoryPermissionsForUsersDocument = `
    mutation setRepositoryPermissionsForUsers($repository: ID!, $userPermissions: [UserPermissionInput!]!, $expiresAt: DateTime) {
  setRepositoryPermissionsForUsers(
    repository: $repository
    userPermissions: $userPermissions
    expiresAt: $expiresAt
  ) {
    alwaysNil
  }
}
    `;
export const SetRepositoryPermissionsUnrestrictedDocument = `
    mutation setRepositoryPermissionsUnrestricted($repositories: [ID!]!, $unrestricted: Boolean!) {
  setRepositoryPermissionsUnrestricted(
    repositories: $repositories
    unrestricted: $unrestricted
  ) {
    alwaysNil
  }
}
    `;
export const SetSubRepositoryPermissionsForUsersDocument = `
    mutation setSubRepositoryPermissionsForUsers($repository: ID!, $userPermissions: [UserSubRepoPermission!]!) {
  setSubRepositoryPermissionsForUsers(
    repository: $repository
    userPermissions: $userPermissions
  ) {
    alwaysNil
  }
}
    `;
export const AddRepositoryPermissionForBindIdDocument = `
    mutation addRepositoryPermissionForBindID($bindID: String!, $repository: ID!, $expiresAt: DateTime) {
  addRepositoryPermissionForBindID(
    bindID: $bindID
    repository: $repository
    expiresAt: $expiresAt
  ) {
    alwaysNil
  }
}
    `;
export const RemovePendingRepositoryPermissionDocument = `
    mutation removePendingRepositoryPermission($bindID: String!, $repository: ID!) {
  removePendingRepositoryPermission(bindID: $bindID, repository: $repository) {
    alwaysNil
  }
}
    `;
export const PendingRepositoryPermissionsDocument = `
    query pendingRepositoryPermissions($query: String, $first: Int!, $after: String) {
  pendingRepositoryPermissions(query: $query, first: $first, after: $after) {
    nodes {
      bindID
      repositoryID
      repositoryName
      createdAt
      expiresAt
    }
    totalCount
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    `;
export const ReplaceRepositoryPermissionsDocument = `
    mutation replaceRepositoryPermissions($batch: [RepositoryPermissionsInput!]!, $idempotencyKey: String, $dryRun: Boolean) {
  replaceRepositoryPermissions(
    batch: $batch
    idempotencyKey: $idempotencyKey
    dryRun: $dryRun
  ) {
    repositoryID
    added
    removed
    found
    pendingAdded
    pendingRemoved
    pendingFound
    error
  }
}
    `;
export const ExplicitRepositoryPermissionsForUsersDocument = `
    query explicitRepositoryPermissionsForUsers($users: [ID!]!, $source: PermissionSource, $first: Int!, $after: String) {
  explicitRepositoryPermissionsForUsers(
    userIDs: $users
    source: $source
    first: $first
    after: $after
  ) {
    nodes {
      userID
      repositoryID
      repositoryName
      updatedAt
      expiresAt
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    `;
export const ExplicitRepositoryPermissionsForRepositoriesDocument = `
    query explicitRepositoryPermissionsForRepositories($repositories: [ID!]!, $source: PermissionSource, $first: Int!, $after: String) {
  explicitRepositoryPermissionsForRepositories(
    repositoryIDs: $repositories
    source: $source
    first: $first
    after: $after
  ) {
    nodes {
      userID
      repositoryID
      repositoryName
      updatedAt
      expiresAt
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    `;
export const ExplicitRepositoryPermissionPresenceForUsersDocument = `
    query explicitRepositoryPermissionPresenceForUsers($users: [ID!]!, $source: PermissionSource) {
  explicitRepositoryPermissionPresenceForUsers(userIDs: $users, source: $source) {
    userID
    present
  }
}
    `;
export const UsersWithoutExplicitRepositoryPermissionsDocument = `
    query usersWithoutExplicitRepositoryPermissions($createdAt: CreatedAtRangeInput, $source: PermissionSource, $first: Int!, $after: String) {
  usersWithoutExplicitRepositoryPermissions(
    createdAt: $createdAt
    source: $source
    first: $first
    after: $after
  ) {
    nodes {
      id
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    `;
export const AuthorizedUserRepositoriesDocument = `
    query authorizedUserRepositories($username: String, $email: String, $first: Int!, $after: String) {
  authorizedUserRepositories(
    username: $username
    email: $email
    first: $first
    after: $after
  ) {
    nodes {
      id
      name
    }
    totalCount
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    `;
export const UsersWithPendingPermissionsDocument = `
    query usersWithPendingPermissions {
  usersWithPendingPermissions
}
    `;
export const ScheduleUserPermissionsSyncDocument = `
    mutation scheduleUserPermissionsSync($user: ID!, $options: FetchPermissionsOptions) {
  scheduleUserPermissionsSync(user: $user, options: $options) {
    alwaysNil
  }
}
    `;
export const ScheduleRepositoryPermissionsSyncDocument = `
    mutation scheduleRepositoryPermissionsSync($repository: ID!) {
  scheduleRepositoryPermissionsSync(repository: $repository) {
    alwaysNil
  }
}
    `;
export const CancelPermissionsSyncJobDocument = `
    mutation cancelPermissionsSyncJob($job: ID!, $reason: String) {
  cancelPermissionsSyncJob(job: $job, reason: $reason)
}
    `;
export const PermissionsSyncJobsDocument = `
    query permissionsSyncJobs($first: Int!, $after: String, $state: PermissionsSyncJobState, $user: ID, $repository: ID) {
  permissionsSyncJobs(
    first: $first
    after: $after
    state: $state
    userID: $user
    repoID: $repository
  ) {
    nodes {
      id
      state
      failureMessage
      queuedAt
      startedAt
      finishedAt
      permissionsAdded
      permissionsFound
      subject {
        ... on User {
          id
          username
        }
        ... on Repository {
          id
          name
        }
      }
    }
    totalCount
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    `;
export const RolesDocument = `
    query roles($first: Int, $after: String) {
  roles(first: $first, after: $after) {
    nodes {
      ...RoleFields
    }
    totalCount
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    ${RoleFieldsFragmentDoc}
${RoleNameFragmentDoc}
${PermissionFieldsFragmentDoc}`;
export const PermissionsDocument = `
    query permissions($first: Int, $after: String) {
  permissions(first: $first, after: $after) {
    nodes {
      ...PermissionFields
    }
    totalCount
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    ${PermissionFieldsFragmentDoc}`;
export const CreateRoleDocument = `
    mutation createRole($name: String!, $permissions: [ID!]!) {
  createRole(name: $name, permissions: $permissions) {
    ...RoleFields
  }
}
    ${RoleFieldsFragmentDoc}
${RoleNameFragmentDoc}
${PermissionFieldsFragmentDoc}`;
export const DeleteRoleDocument = `
    mutation deleteRole($role: ID!) {
  deleteRole(role: $role) {
    alwaysNil
  }
}
    `;
export const SetPermissionsDocument = `
    mutation setPermissions($role: ID!, $permissions: [ID!]!) {
  setPermissions(role: $role, permissions: $permissions) {
    alwaysNil
  }
}
    `;
export const SetRolesDocument = `
    mutation setRoles($user: ID!, $roles: [ID!]!) {
  setRoles(user: $user, roles: $roles) {
    alwaysNil
  }
}
    `;
export const SearchDocument = `
    query search($query: String!, $version: SearchVersion, $patternType: SearchPatternType) {
  search(query: $query, version: $version, patternType: $patternType) {
    results {
      matchCount
      limitHit
      elapsedMilliseconds
      cloning {
        name
      }
      missing {
        name
      }
      timedout {
        name
      }
      alert {
        title
        description
        proposedQueries {
          description
          query
        }
      }
      results {
        __typename
        ... on FileMatch {
          repository {
            id
            name
          }
          file {
            path
            commit {
              oid
            }
          }
          lineMatches {
            lineNumber
            preview
            offsetAndLengths
          }
        }
        ... on CommitSearchResult {
          url
          commit {
            oid
            subject
          }
          messagePreview {
            value
          }
          diffPreview {
            value
          }
        }
        ... on Repository {
          id
          name
        }
      }
    }
  }
}
    `;
export const SearchJobDocument = `
    query searchJob($id: ID!) {
  node(id: $id) {
    ...SearchJobFields
  }
}
    ${SearchJobFieldsFragmentDoc}`;
export const SearchJobsDocument = `
    query searchJobs($first: Int, $last: Int, $after: String, $before: String, $userIDs: [ID!], $query: String, $states: [SearchJobState!], $orderBy: SearchJobsOrderBy, $descending: Boolean) {
  searchJobs(
    first: $first
    last: $last
    after: $after
    before: $before
    userIDs: $userIDs
    query: $query
    states: $states
    orderBy: $orderBy
    descending: $descending
  ) {
    nodes {
      ...SearchJobFields
    }
    totalCount
    pageInfo {
      startCursor
      endCursor
      hasNextPage
      hasPreviousPage
    }
  }
}
    ${SearchJobFieldsFragmentDoc}`;
export const ValidateSearchJobDocument = `
    query validateSearchJob($query: String!) {
  validateSearchJob(query: $query) {
    alwaysNil
  }
}
    `;
export const CreateSearchJobDocument = `
    mutation createSearchJob($query: String!) {
  createSearchJob(query: $query) {
    ...SearchJobFields
  }
}
    ${SearchJobFieldsFragmentDoc}`;
export const CancelSearchJobDocument = `
    mutation cancelSearchJob($id: ID!) {
  cancelSearchJob(id: $id) {
    alwaysNil
  }
}
    `;
export const DeleteSearchJobDocument = `
    mutation deleteSearchJob($id: ID!) {
  deleteSearchJob(id: $id) {
    alwaysNil
  }
}
    `;
export const ServiceAccountDocument = `
    query serviceAccount($name: String, $id: ID) {
  serviceAccount(name: $name, id: $id) {
    ...ServiceAccountFields
    ...ServiceAccountAccess
  }
}
    ${ServiceAccountFieldsFragmentDoc}
${AccountNameFragmentDoc}
${ServiceAccountAccessFragmentDoc}
${RoleNameFragmentDoc}
${PermissionFieldsFragmentDoc}`;
export const ServiceAccountsDocument = `
    query serviceAccounts($first: Int, $after: String, $query: String, $state: ServiceAccountState, $owner: ID, $orderBy: ServiceAccountOrder! = NAME, $descending: Boolean) {
  serviceAccounts(
    first: $first
    after: $after
    query: $query
    state: $state
    owner: $owner
    orderBy: $orderBy
    descending: $descending
  ) {
    nodes {
      ...ServiceAccountFields
    }
    totalCount
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    ${ServiceAccountFieldsFragmentDoc}
${AccountNameFragmentDoc}`;
export const CreateServiceAccountDocument = `
    mutation createServiceAccount($input: CreateServiceAccountInput!) {
  createServiceAccount(input: $input) {
    ...ServiceAccountFields
  }
}
    ${ServiceAccountFieldsFragmentDoc}
${AccountNameFragmentDoc}`;
export const UpdateServiceAccountDocument = `
    mutation updateServiceAccount($serviceAccount: ID!, $input: UpdateServiceAccountInput!) {
  updateServiceAccount(serviceAccount: $serviceAccount, input: $input) {
    ...ServiceAccountFields
  }
}
    ${ServiceAccountFieldsFragmentDoc}
${AccountNameFragmentDoc}`;
export const DisableServiceAccountDocument = `
    mutation disableServiceAccount($serviceAccount: ID!) {
  disableServiceAccount(serviceAccount: $serviceAccount) {
    ...ServiceAccountFields
  }
}
    ${ServiceAccountFieldsFragmentDoc}
${AccountNameFragmentDoc}`;
export const EnableServiceAccountDocument = `
    mutation enableServiceAccount($serviceAccount: ID!) {
  enableServiceAccount(serviceAccount: $serviceAccount) {
    ...ServiceAccountFields
  }
}
    ${ServiceAccountFieldsFragmentDoc}
${AccountNameFragmentDoc}`;
export const DeleteServiceAccountDocument = `
    mutation deleteServiceAccount($serviceAccount: ID!, $hard: Boolean) {
  deleteServiceAccount(serviceAccount: $serviceAccount, hard: $hard) {
    alwaysNil
  }
}
    `;
export const SiteDocument = `
    query site {
  site {
    ...SiteFields
    productSubscription {
      ...SubscriptionFields
    }
  }
}
    ${SiteFieldsFragmentDoc}
${SubscriptionFieldsFragmentDoc}`;
export const SiteConfigurationDocument = `
    query siteConfiguration {
  site {
    configuration {
      id
      effectiveContents
    }
  }
}
    `;
export const UpdateSiteConfigurationDocument = `
    mutation updateSiteConfiguration($lastID: Int!, $input: String!) {
  updateSiteConfiguration(lastID: $lastID, input: $input)
}
    `;
export const CurrentUserDocument = `
    query currentUser {
  currentUser {
    ...UserFields
    siteAdmin
  }
}
    ${UserFieldsFragmentDoc}`;
export const UserDocument = `
    query user($username: String, $email: String, $databaseID: Int) {
  user(username: $username, email: $email, databaseID: $databaseID) {
    ...UserFields
    emails {
      email
      verified
      isPrimary
    }
  }
}
    ${UserFieldsFragmentDoc}`;
export const UserAccessDocument = `
    query userAccess($username: String!) {
  user(username: $username) {
    ...UserFields
    ...UserAccess
  }
}
    ${UserFieldsFragmentDoc}
${UserAccessFragmentDoc}
${RoleNameFragmentDoc}
${PermissionFieldsFragmentDoc}`;
export const UsersDocument = `
    query users($first: Int, $after: String, $query: String) {
  users(first: $first, after: $after, query: $query) {
    nodes {
      ...UserFields
    }
    totalCount
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    ${UserFieldsFragmentDoc}`;
export const CreateUserDocument = `
    mutation createUser($username: String!, $email: String, $verifiedEmail: Boolean, $isServiceAccount: Boolean) {
  createUser(
    username: $username
    email: $email
    verifiedEmail: $verifiedEmail
    isServiceAccount: $isServiceAccount
  ) {
    user {
      ...UserFields
    }
    resetPasswordURL
  }
}
    ${UserFieldsFragmentDoc}`;
export const UpdateUserDocument = `
    mutation updateUser($user: ID!, $username: String, $displayName: String, $avatarURL: String) {
  updateUser(
    user: $user
    username: $username
    displayName: $displayName
    avatarURL: $avatarURL
  ) {
    ...UserFields
  }
}
    ${UserFieldsFragmentDoc}`;
export const DeleteUserDocument = `
    mutation deleteUser($user: ID!, $hard: Boolean) {
  deleteUser(user: $user, hard: $hard) {
    alwaysNil
  }
}
    `;
export const DeleteUsersDocument = `
    mutation deleteUsers($users: [ID!]!, $hard: Boolean) {
  deleteUsers(users: $users, hard: $hard) {
    alwaysNil
  }
}
    `;
export const SetUserIsSiteAdminDocument = `
    mutation setUserIsSiteAdmin($userID: ID!, $siteAdmin: Boolean!) {
  setUserIsSiteAdmin(userID: $userID, siteAdmin: $siteAdmin) {
    alwaysNil
  }
}
    `;
export const RecoverUsersDocument = `
    mutation recoverUsers($userIDs: [ID!]!) {
  recoverUsers(userIDs: $userIDs) {
    alwaysNil
  }
}
    `;

export type SdkFunctionWrapper = <T>(action: (requestHeaders?:Record<string, string>) => Promise<T>, operationName: string, operationType?: string, variables?: any) => Promise<T>;


const defaultWrapper: SdkFunctionWrapper = (action, _operationName, _operationType, _variables) => action();

export function getSdk(client: GraphQLClient, withWrapper: SdkFunctionWrapper = defaultWrapper) {
  return {
    /**
     * The access tokens of one account, person or service account, that work now: just made ones first, then by last
     * use. Null when there is no such account.
     *
     * Who may: The account itself and site admins.
     */
    accessTokens(variables: AccessTokensQueryVariables, requestHeaders?: GraphQLClientRequestHeaders, signal?: RequestInit['signal']): Promise<AccessTokensQuery> {
      return withWrapper((wrappedRequestHeaders) => client.request<AccessTokensQuery>({ document: AccessTokensDocument, variables, requestHeaders: { ...requestHeaders, ...wrappedRequestHeaders }, signal }), 'accessTokens', 'query', variables);
    },
    /**
     * The access tokens of all accounts that work now: just made ones first, then by last use.
     *
     * Who may: Site admins.
     */
    siteAccessTokens(variables?: SiteAccessTokensQueryVariables, requestHeaders?: GraphQLClientRequestHeaders, signal?: RequestInit['signal']): Promise<SiteAccessTokensQuery> {
      return withWrapper((wrappedRequestHeaders) => client.request<SiteAccessTokensQuery>({ document: SiteAccessTokensDocument, variables, requestHeaders: { ...requestHeaders, ...wrappedRequestHeaders }, signal }), 'siteAccessTokens', 'query', variables);
    },
    /**
     * Creates an access token for an account: people for themselves, site admins also for service accounts, within the policy of the site configuration.
     *
     * Who may: Any account.
     */
    createAccessToken(variables: CreateAccessTokenMutationVariables, requestHeaders?: GraphQLClientRequestHeaders, signal?: RequestInit['signal']): Promise<CreateAccessTokenMutation> {
      return withWrapper((wrappedRequestHeaders) => client.request<CreateAccessTokenMutation>({ document: CreateAccessTokenDocument, variables, requestHeaders: { ...requestHeaders, ...wrappedRequestHeaders }, signal }), 'createAccessToken', 'mutation', variables);
    },
    /**
     * Replaces an access token by a new one with the same note, scopes and length of life, for its account or a site admin. An addition of Gatehouse.
     *
     * Who may: Any account.
     */
    rotateAccessToken(variables: RotateAccessTokenMutationVariables, requestHeaders?: GraphQLClientRequestHeaders, signal?: RequestInit['signal']): Promise<RotateAccessTokenMutation> {
      return withWrapper((wrappedRequestHeaders) => client.request<RotateAccessTokenMutation>({ document: RotateAccessTokenDocument, variables, requestHeaders: { ...requestHeaders, ...wrappedRequestHeaders }, signal }), 'rotateAccessToken', 'mutation', variables);
    },
    /**
     * Revokes an access token at once.
     *
     * Who may: The account of the token and site admins.
     */
    deleteAccessToken(variables: DeleteAccessTokenMutationVariables, requestHeaders?: GraphQLClientRequestHeaders, signal?: RequestInit['signal']): Promise<DeleteAccessTokenMutation> {
      return withWrapper((wrappedRequestHeaders) => client.request<DeleteAccessTokenMutation>({ document: DeleteAccessTokenDocument, variables, requestHeaders: { ...requestHeaders, ...wrappedRequestHeaders }, signal }), 'deleteAccessToken', 'mutation', variables);
    },
    /**
     * Revokes the access token whose text is given at once: also one of another account, found where it should not be.
     *
     * Who may: Any account.
     */
    deleteAccessTokenByText(variables: DeleteAccessTokenByTextMutationVariables, requestHeaders?: GraphQLClientRequestHeaders, signal?: RequestInit['signal']): Promise<DeleteAccessTokenByTextMutation> {
      return withWrapper((wrappedRequestHeaders) => client.request<DeleteAccessTokenByTextMutation>({ document: DeleteAccessTokenByTextDocument, variables, requestHeaders: { ...requestHeaders, ...wrappedRequestHeaders }, signal }), 'deleteAccessTokenByText', 'mutation', variables);
    },
    /**
     * What happened, the newest first. How many there are in all: `countAuditEvents`, because to count a long log costs
     * more than to read a page of it.
     *
     * Who may: Site admins.
     */
    auditEvents(variables?: AuditEventsQueryVariables, requestHeaders?: GraphQLClientRequestHeaders, signal?: RequestInit['signal']): Promise<AuditEventsQuery> {
      return withWrapper((wrappedRequestHeaders) => client.request<AuditEventsQuery>({ document: AuditEventsDocument, variables, requestHeaders: { ...requestHeaders, ...wrappedRequestHeaders }, signal }), 'auditEvents', 'query', variables);
    },
    /**
     * How many audit events match.
     *
     * Who may: Site admins.
     */
    countAuditEvents(variables?: CountAuditEventsQueryVariables, requestHeaders?: GraphQLClientRequestHeaders, signal?: RequestInit['signal']): Promise<CountAuditEventsQuery> {
      return withWrapper((wrappedRequestHeaders) => client.request<CountAuditEventsQuery>({ document: CountAuditEventsDocument, variables, requestHeaders: { ...requestHeaders, ...wrappedRequestHeaders }, signal }), 'countAuditEvents', 'query', variables);
    },
    /**
     * How many audit events there were in each hour or day.
     *
     * Who may: Site admins.
     */
    auditEventCounts(variables?: AuditEventCountsQueryVariables, requestHeaders?: GraphQLClientRequestHeaders, signal?: RequestInit['signal']): Promise<AuditEventCountsQuery> {
      return withWrapper((wrappedRequestHeaders) => client.request<AuditEventCountsQuery>({ document: AuditEventCountsDocument, variables, requestHeaders: { ...requestHeaders, ...wrappedRequestHeaders }, signal }), 'auditEventCounts', 'query', variables);
    },
    /**
     * Adds an address to a person, and mails a link there that verifies it. The person and site admins may; a service account has no address.
     *
     * Who may: Any account.
     */
    addUserEmail(variables: AddUserEmailMutationVariables, requestHeaders?: GraphQLClientRequestHeaders, signal?: RequestInit['signal']): Promise<AddUserEmailMutation> {
      return withWrapper((wrappedRequestHeaders) => client.request<AddUserEmailMutation>({ document: AddUserEmailDocument, variables, requestHeaders: { ...requestHeaders, ...wrappedRequestHeaders }, signal }), 'addUserEmail', 'mutation', variables);
    },
    /**
     * Removes an address of a person, which is not the primary one. The person and site admins may; a service account has no address.
     *
     * Who may: Any account.
     */
    removeUserEmail(variables: RemoveUserEmailMutationVariables, requestHeaders?: GraphQLClientRequestHeaders, signal?: RequestInit['signal']): Promise<RemoveUserEmailMutation> {
      return withWrapper((wrappedRequestHeaders) => client.request<RemoveUserEmailMutation>({ document: RemoveUserEmailDocument, variables, requestHeaders: { ...requestHeaders, ...wrappedRequestHeaders }, signal }), 'removeUserEmail', 'mutation', variables);
    },
    /**
     * Chooses the verified address to which mail goes. The person and site admins may; a service account has no address.
     *
     * Who may: Any account.
     */
    setUserEmailPrimary(variables: SetUserEmailPrimaryMutationVariables, requestHeaders?: GraphQLClientRequestHeaders, signal?: RequestInit['signal']): Promise<SetUserEmailPrimaryMutation> {
      return withWrapper((wrappedRequestHeaders) => client.request<SetUserEmailPrimaryMutation>({ document: SetUserEmailPrimaryDocument, variables, requestHeaders: { ...requestHeaders, ...wrappedRequestHeaders }, signal }), 'setUserEmailPrimary', 'mutation', variables);
    },
    /**
     * Says, without a mail, whether an address belongs to its person. One that does is nobody else’s any more.
     *
     * Who may: Site admins.
     */
    setUserEmailVerified(variables: SetUserEmailVerifiedMutationVariables, requestHeaders?: GraphQLClientRequestHeaders, signal?: RequestInit['signal']): Promise<SetUserEmailVerifiedMutation> {
      return withWrapper((wrappedRequestHeaders) => client.request<SetUserEmailVerifiedMutation>({ document: SetUserEmailVerifiedDocument, variables, requestHeaders: { ...requestHeaders, ...wrappedRequestHeaders }, signal }), 'setUserEmailVerified', 'mutation', variables);
    },
    /**
     * One account, by one of its names; null when there is none. `username` wins over the others.
     *
     * Who may: Any account.
     */
    externalAccounts(variables: ExternalAccountsQueryVariables, requestHeaders?: GraphQLClientRequestHeaders, signal?: RequestInit['signal']): Promise<ExternalAccountsQuery> {
      return withWrapper((wrappedRequestHeaders) => client.request<ExternalAccountsQuery>({ document: ExternalAccountsDocument, variables, requestHeaders: { ...requestHeaders, ...wrappedRequestHeaders }, signal }), 'externalAccounts', 'query', variables);
    },
    /**
     * This installation.
     *
     * Who may: Anyone.
     */
    siteExternalAccounts(variables?: SiteExternalAccountsQueryVariables, requestHeaders?: GraphQLClientRequestHeaders, signal?: RequestInit['signal']): Promise<SiteExternalAccountsQuery> {
      return withWrapper((wrappedRequestHeaders) => client.request<SiteExternalAccountsQuery>({ document: SiteExternalAccountsDocument, variables, requestHeaders: { ...requestHeaders, ...wrappedRequestHeaders }, signal }), 'siteExternalAccounts', 'query', variables);
    },
    /**
     * Says who a person is at another service; said again, it replaces `accountData`. Not for service accounts. An addition of Gatehouse.
     *
     * Who may: Site admins.
     */
    linkExternalAccount(variables: LinkExternalAccountMutationVariables, requestHeaders?: GraphQLClientRequestHeaders, signal?: RequestInit['signal']): Promise<LinkExternalAccountMutation> {
      return withWrapper((wrappedRequestHeaders) => client.request<LinkExternalAccountMutation>({ document: LinkExternalAccountDocument, variables, requestHeaders: { ...requestHeaders, ...wrappedRequestHeaders }, signal }), 'linkExternalAccount', 'mutation', variables);
    },
    /**
     * Takes away the link of a person with another service. Themselves and site admins may.
     *
     * Who may: Any account.
     */
    deleteExternalAccount(variables: DeleteExternalAccountMutationVariables, requestHeaders?: GraphQLClientRequestHeaders, signal?: RequestInit['signal']): Promise<DeleteExternalAccountMutation> {
      return withWrapper((wrappedRequestHeaders) => client.request<DeleteExternalAccountMutation>({ document: DeleteExternalAccountDocument, variables, requestHeaders: { ...requestHeaders, ...wrappedRequestHeaders }, signal }), 'deleteExternalAccount', 'mutation', variables);
    },
    /**
     * The code host connections, the oldest first.
     *
     * Who may: Site admins.
     */
    externalServices(variables?: ExternalServicesQueryVariables, requestHeaders?: GraphQLClientRequestHeaders, signal?: RequestInit['signal']): Promise<ExternalServicesQuery> {
      return withWrapper((wrappedRequestHeaders) => client.request<ExternalServicesQuery>({ document: ExternalServicesDocument, variables, requestHeaders: { ...requestHeaders, ...wrappedRequestHeaders }, signal }), 'externalServices', 'query', variables);
    },
    /**
     * Adds a code host connection, and its repositories.
     *
     * Who may: Site admins.
     */
    addExternalService(variables: AddExternalServiceMutationVariables, requestHeaders?: GraphQLClientRequestHeaders, signal?: RequestInit['signal']): Promise<AddExternalServiceMutation> {
      return withWrapper((wrappedRequestHeaders) => client.request<AddExternalServiceMutation>({ document: AddExternalServiceDocument, variables, requestHeaders: { ...requestHeaders, ...wrappedRequestHeaders }, signal }), 'addExternalService', 'mutation', variables);
    },
    /**
     * Changes a code host connection, and its repositories with it.
     *
     * Who may: Site admins.
     */
    updateExternalService(variables: UpdateExternalServiceMutationVariables, requestHeaders?: GraphQLClientRequestHeaders, signal?: RequestInit['signal']): Promise<UpdateExternalServiceMutation> {
      return withWrapper((wrappedRequestHeaders) => client.request<UpdateExternalServiceMutation>({ document: UpdateExternalServiceDocument, variables, requestHeaders: { ...requestHeaders, ...wrappedRequestHeaders }, signal }), 'updateExternalService', 'mutation', variables);
    },
    /**
     * Deletes a code host connection, and the repositories that no other one yields.
     *
     * Who may: Site admins.
     */
    deleteExternalService(variables: DeleteExternalServiceMutationVariables, requestHeaders?: GraphQLClientRequestHeaders, signal?: RequestInit['signal']): Promise<DeleteExternalServiceMutation> {
      return withWrapper((wrappedRequestHeaders) => client.request<DeleteExternalServiceMutation>({ document: DeleteExternalServiceDocument, variables, requestHeaders: { ...requestHeaders, ...wrappedRequestHeaders }, signal }), 'deleteExternalService', 'mutation', variables);
    },
    /**
     * The code host connections, the oldest first.
     *
     * Who may: Site admins.
     */
    externalServiceSyncJobs(variables?: ExternalServiceSyncJobsQueryVariables, requestHeaders?: GraphQLClientRequestHeaders, signal?: RequestInit['signal']): Promise<ExternalServiceSyncJobsQuery> {
      return withWrapper((wrappedRequestHeaders) => client.request<ExternalServiceSyncJobsQuery>({ document: ExternalServiceSyncJobsDocument, variables, requestHeaders: { ...requestHeaders, ...wrappedRequestHeaders }, signal }), 'externalServiceSyncJobs', 'query', variables);
    },
    /**
     * Has it looked up what a connection yields, as soon as there is a free place.
     *
     * Who may: Site admins.
     */
    syncExternalService(variables: SyncExternalServiceMutationVariables, requestHeaders?: GraphQLClientRequestHeaders, signal?: RequestInit['signal']): Promise<SyncExternalServiceMutation> {
      return withWrapper((wrappedRequestHeaders) => client.request<SyncExternalServiceMutation>({ document: SyncExternalServiceDocument, variables, requestHeaders: { ...requestHeaders, ...wrappedRequestHeaders }, signal }), 'syncExternalService', 'mutation', variables);
    },
    /**
     * Stops a look at what a connection yields, one that waits or runs.
     *
     * Who may: Site admins.
     */
    cancelExternalServiceSync(variables: CancelExternalServiceSyncMutationVariables, requestHeaders?: GraphQLClientRequestHeaders, signal?: RequestInit['signal']): Promise<CancelExternalServiceSyncMutation> {
      return withWrapper((wrappedRequestHeaders) => client.request<CancelExternalServiceSyncMutation>({ document: CancelExternalServiceSyncDocument, variables, requestHeaders: { ...requestHeaders, ...wrappedRequestHeaders }, signal }), 'cancelExternalServiceSync', 'mutation', variables);
    },
    /**
     * Asks the host of a connection whether it can be reached.
     *
     * Who may: Site admins.
     */
    checkExternalService(variables: CheckExternalServiceQueryVariables, requestHeaders?: GraphQLClientRequestHeaders, signal?: RequestInit['signal']): Promise<CheckExternalServiceQuery> {
      return withWrapper((wrappedRequestHeaders) => client.request<CheckExternalServiceQuery>({ document: CheckExternalServiceDocument, variables, requestHeaders: { ...requestHeaders, ...wrappedRequestHeaders }, signal }), 'checkExternalService', 'query', variables);
    },
    /**
     * Leaves a repository out of connections.
     *
     * Who may: Site admins.
     */
    excludeRepoFromExternalServices(variables: ExcludeRepoFromExternalServicesMutationVariables, requestHeaders?: GraphQLClientRequestHeaders, signal?: RequestInit['signal']): Promise<ExcludeRepoFromExternalServicesMutation> {
      return withWrapper((wrappedRequestHeaders) => client.request<ExcludeRepoFromExternalServicesMutation>({ document: ExcludeRepoFromExternalServicesDocument, variables, requestHeaders: { ...requestHeaders, ...wrappedRequestHeaders }, signal }), 'excludeRepoFromExternalServices', 'mutation', variables);
    },
    /**
     * One repository; null when there is none that the caller may see.
     *
     * Who may: Anyone.
     */
    mirrorInfo(variables: MirrorInfoQueryVariables, requestHeaders?: GraphQLClientRequestHeaders, signal?: RequestInit['signal']): Promise<MirrorInfoQuery> {
      return withWrapper((wrappedRequestHeaders) => client.request<MirrorInfoQuery>({ document: MirrorInfoDocument, variables, requestHeaders: { ...requestHeaders, ...wrappedRequestHeaders }, signal }), 'mirrorInfo', 'query', variables);
    },
    /**
     * Has a repository fetched as soon as there is a free place. `mirrorInfo` tells when it was.
     *
     * Who may: Site admins.
     */
    updateMirrorRepository(variables: UpdateMirrorRepositoryMutationVariables, requestHeaders?: GraphQLClientRequestHeaders, signal?: RequestInit['signal']): Promise<UpdateMirrorRepositoryMutation> {
      return withWrapper((wrappedRequestHeaders) => client.request<UpdateMirrorRepositoryMutation>({ document: UpdateMirrorRepositoryDocument, variables, requestHeaders: { ...requestHeaders, ...wrappedRequestHeaders }, signal }), 'updateMirrorRepository', 'mutation', variables);
    },
    /**
     * Removes a repository, by an entry in `exclude` of every code host connection that yields it. Its id, grants and metadata come back with it when these entries are taken away.
     *
     * Who may: Site admins.
     */
    deleteRepository(variables: DeleteRepositoryMutationVariables, requestHeaders?: GraphQLClientRequestHeaders, signal?: RequestInit['signal']): Promise<DeleteRepositoryMutation> {
      return withWrapper((wrappedRequestHeaders) => client.request<DeleteRepositoryMutation>({ document: DeleteRepositoryDocument, variables, requestHeaders: { ...requestHeaders, ...wrappedRequestHeaders }, signal }), 'deleteRepository', 'mutation', variables);
    },
    /**
     * Throws the copy of a repository away and makes another.
     *
     * Who may: Site admins.
     */
    recloneRepository(variables: RecloneRepositoryMutationVariables, requestHeaders?: GraphQLClientRequestHeaders, signal?: RequestInit['signal']): Promise<RecloneRepositoryMutation> {
      return withWrapper((wrappedRequestHeaders) => client.request<RecloneRepositoryMutation>({ document: RecloneRepositoryDocument, variables, requestHeaders: { ...requestHeaders, ...wrappedRequestHeaders }, signal }), 'recloneRepository', 'mutation', variables);
    },
    /**
     * Deletes the copy of a repository. It is made again as soon as there is a free place.
     *
     * Who may: Site admins.
     */
    deleteRepositoryFromDisk(variables: DeleteRepositoryFromDiskMutationVariables, requestHeaders?: GraphQLClientRequestHeaders, signal?: RequestInit['signal']): Promise<DeleteRepositoryFromDiskMutation> {
      return withWrapper((wrappedRequestHeaders) => client.request<DeleteRepositoryFromDiskMutation>({ document: DeleteRepositoryFromDiskDocument, variables, requestHeaders: { ...requestHeaders, ...wrappedRequestHeaders }, signal }), 'deleteRepositoryFromDisk', 'mutation', variables);
    },
    /**
     * Asks the code host of a repository whether it can be reached.
     *
     * Who may: Site admins.
     */
    checkMirrorRepositoryConnection(variables: CheckMirrorRepositoryConnectionMutationVariables, requestHeaders?: GraphQLClientRequestHeaders, signal?: RequestInit['signal']): Promise<CheckMirrorRepositoryConnectionMutation> {
      return withWrapper((wrappedRequestHeaders) => client.request<CheckMirrorRepositoryConnectionMutation>({ document: CheckMirrorRepositoryConnectionDocument, variables, requestHeaders: { ...requestHeaders, ...wrappedRequestHeaders }, signal }), 'checkMirrorRepositoryConnection', 'mutation', variables);
    },
    /**
     * Packs the copy of a repository anew, and answers when that is done.
     *
     * Who may: Site admins.
     */
    optimizeMirrorRepository(variables: OptimizeMirrorRepositoryMutationVariables, requestHeaders?: GraphQLClientRequestHeaders, signal?: RequestInit['signal']): Promise<OptimizeMirrorRepositoryMutation> {
      return withWrapper((wrappedRequestHeaders) => client.request<OptimizeMirrorRepositoryMutation>({ document: OptimizeMirrorRepositoryDocument, variables, requestHeaders: { ...requestHeaders, ...wrappedRequestHeaders }, signal }), 'optimizeMirrorRepository', 'mutation', variables);
    },
    /**
     * The organization with the given name.
     *
     * Who may: Any account.
     */
    organization(variables: OrganizationQueryVariables, requestHeaders?: GraphQLClientRequestHeaders, signal?: RequestInit['signal']): Promise<OrganizationQuery> {
      return withWrapper((wrappedRequestHeaders) => client.request<OrganizationQuery>({ document: OrganizationDocument, variables, requestHeaders: { ...requestHeaders, ...wrappedRequestHeaders }, signal }), 'organization', 'query', variables);
    },
    /**
     * All organizations, the oldest first.
     *
     * Who may: Site admins.
     */
    organizations(variables?: OrganizationsQueryVariables, requestHeaders?: GraphQLClientRequestHeaders, signal?: RequestInit['signal']): Promise<OrganizationsQuery> {
      return withWrapper((wrappedRequestHeaders) => client.request<OrganizationsQuery>({ document: OrganizationsDocument, variables, requestHeaders: { ...requestHeaders, ...wrappedRequestHeaders }, signal }), 'organizations', 'query', variables);
    },
    /**
     * Creates an organization. The caller becomes its first member.
     *
     * Who may: Any account.
     */
    createOrganization(variables: CreateOrganizationMutationVariables, requestHeaders?: GraphQLClientRequestHeaders, signal?: RequestInit['signal']): Promise<CreateOrganizationMutation> {
      return withWrapper((wrappedRequestHeaders) => client.request<CreateOrganizationMutation>({ document: CreateOrganizationDocument, variables, requestHeaders: { ...requestHeaders, ...wrappedRequestHeaders }, signal }), 'createOrganization', 'mutation', variables);
    },
    /**
     * Changes an organization. Its members and site admins may.
     *
     * Who may: Any account.
     */
    updateOrganization(variables: UpdateOrganizationMutationVariables, requestHeaders?: GraphQLClientRequestHeaders, signal?: RequestInit['signal']): Promise<UpdateOrganizationMutation> {
      return withWrapper((wrappedRequestHeaders) => client.request<UpdateOrganizationMutation>({ document: UpdateOrganizationDocument, variables, requestHeaders: { ...requestHeaders, ...wrappedRequestHeaders }, signal }), 'updateOrganization', 'mutation', variables);
    },
    /**
     * Deletes an organization; its name is free at once.
     *
     * Who may: Site admins.
     */
    deleteOrganization(variables: DeleteOrganizationMutationVariables, requestHeaders?: GraphQLClientRequestHeaders, signal?: RequestInit['signal']): Promise<DeleteOrganizationMutation> {
      return withWrapper((wrappedRequestHeaders) => client.request<DeleteOrganizationMutation>({ document: DeleteOrganizationDocument, variables, requestHeaders: { ...requestHeaders, ...wrappedRequestHeaders }, signal }), 'deleteOrganization', 'mutation', variables);
    },
    /**
     * Makes an account a member of an organization, without asking it.
     *
     * Who may: Site admins.
     */
    addUserToOrganization(variables: AddUserToOrganizationMutationVariables, requestHeaders?: GraphQLClientRequestHeaders, signal?: RequestInit['signal']): Promise<AddUserToOrganizationMutation> {
      return withWrapper((wrappedRequestHeaders) => client.request<AddUserToOrganizationMutation>({ document: AddUserToOrganizationDocument, variables, requestHeaders: { ...requestHeaders, ...wrappedRequestHeaders }, signal }), 'addUserToOrganization', 'mutation', variables);
    },
    /**
     * Takes a member out of an organization. Its members and site admins may.
     *
     * Who may: Any account.
     */
    removeUserFromOrganization(variables: RemoveUserFromOrganizationMutationVariables, requestHeaders?: GraphQLClientRequestHeaders, signal?: RequestInit['signal']): Promise<RemoveUserFromOrganizationMutation> {
      return withWrapper((wrappedRequestHeaders) => client.request<RemoveUserFromOrganizationMutation>({ document: RemoveUserFromOrganizationDocument, variables, requestHeaders: { ...requestHeaders, ...wrappedRequestHeaders }, signal }), 'removeUserFromOrganization', 'mutation', variables);
    },
    /**
     * Asks a person to become a member of an organization; asked again, the earlier invitation ends. Its members and site admins may. Not for service accounts.
     *
     * Who may: Any account.
     */
    inviteUserToOrganization(variables: InviteUserToOrganizationMutationVariables, requestHeaders?: GraphQLClientRequestHeaders, signal?: RequestInit['signal']): Promise<InviteUserToOrganizationMutation> {
      return withWrapper((wrappedRequestHeaders) => client.request<InviteUserToOrganizationMutation>({ document: InviteUserToOrganizationDocument, variables, requestHeaders: { ...requestHeaders, ...wrappedRequestHeaders }, signal }), 'inviteUserToOrganization', 'mutation', variables);
    },
    /**
     * The addresses that are told of what happens here, in the order in which they were added.
     *
     * Who may: Site admins.
     */
    outboundWebhooks(variables?: OutboundWebhooksQueryVariables, requestHeaders?: GraphQLClientRequestHeaders, signal?: RequestInit['signal']): Promise<OutboundWebhooksQuery> {
      return withWrapper((wrappedRequestHeaders) => client.request<OutboundWebhooksQuery>({ document: OutboundWebhooksDocument, variables, requestHeaders: { ...requestHeaders, ...wrappedRequestHeaders }, signal }), 'outboundWebhooks', 'query', variables);
    },
    /**
     * What webhooks can be told of.
     *
     * Who may: Site admins.
     */
    outboundWebhookEventTypes(variables?: OutboundWebhookEventTypesQueryVariables, requestHeaders?: GraphQLClientRequestHeaders, signal?: RequestInit['signal']): Promise<OutboundWebhookEventTypesQuery> {
      return withWrapper((wrappedRequestHeaders) => client.request<OutboundWebhookEventTypesQuery>({ document: OutboundWebhookEventTypesDocument, variables, requestHeaders: { ...requestHeaders, ...wrappedRequestHeaders }, signal }), 'outboundWebhookEventTypes', 'query', variables);
    },
    /**
     * Adds an address that is told of what happens here from now on.
     *
     * Who may: Site admins.
     */
    createOutboundWebhook(variables: CreateOutboundWebhookMutationVariables, requestHeaders?: GraphQLClientRequestHeaders, signal?: RequestInit['signal']): Promise<CreateOutboundWebhookMutation> {
      return withWrapper((wrappedRequestHeaders) => client.request<CreateOutboundWebhookMutation>({ document: CreateOutboundWebhookDocument, variables, requestHeaders: { ...requestHeaders, ...wrappedRequestHeaders }, signal }), 'createOutboundWebhook', 'mutation', variables);
    },
    /**
     * Changes a webhook. Its secret stays.
     *
     * Who may: Site admins.
     */
    updateOutboundWebhook(variables: UpdateOutboundWebhookMutationVariables, requestHeaders?: GraphQLClientRequestHeaders, signal?: RequestInit['signal']): Promise<UpdateOutboundWebhookMutation> {
      return withWrapper((wrappedRequestHeaders) => client.request<UpdateOutboundWebhookMutation>({ document: UpdateOutboundWebhookDocument, variables, requestHeaders: { ...requestHeaders, ...wrappedRequestHeaders }, signal }), 'updateOutboundWebhook', 'mutation', variables);
    },
    /**
     * Deletes a webhook with its log. It is told nothing more.
     *
     * Who may: Site admins.
     */
    deleteOutboundWebhook(variables: DeleteOutboundWebhookMutationVariables, requestHeaders?: GraphQLClientRequestHeaders, signal?: RequestInit['signal']): Promise<DeleteOutboundWebhookMutation> {
      return withWrapper((wrappedRequestHeaders) => client.request<DeleteOutboundWebhookMutation>({ document: DeleteOutboundWebhookDocument, variables, requestHeaders: { ...requestHeaders, ...wrappedRequestHeaders }, signal }), 'deleteOutboundWebhook', 'mutation', variables);
    },
    /**
     * One repository; null when there is none that the caller may see.
     *
     * Who may: Anyone.
     */
    repository(variables?: RepositoryQueryVariables, requestHeaders?: GraphQLClientRequestHeaders, signal?: RequestInit['signal']): Promise<RepositoryQuery> {
      return withWrapper((wrappedRequestHeaders) => client.request<RepositoryQuery>({ document: RepositoryDocument, variables, requestHeaders: { ...requestHeaders, ...wrappedRequestHeaders }, signal }), 'repository', 'query', variables);
    },
    /**
     * The repositories that the caller may see.
     *
     * Who may: Anyone.
     */
    repositories(variables?: RepositoriesQueryVariables, requestHeaders?: GraphQLClientRequestHeaders, signal?: RequestInit['signal']): Promise<RepositoriesQuery> {
      return withWrapper((wrappedRequestHeaders) => client.request<RepositoriesQuery>({ document: RepositoriesDocument, variables, requestHeaders: { ...requestHeaders, ...wrappedRequestHeaders }, signal }), 'repositories', 'query', variables);
    },
    /**
     * Keys and values on the repositories that the caller may see.
     *
     * Who may: Anyone.
     */
    repositoryMetadataKeys(variables?: RepositoryMetadataKeysQueryVariables, requestHeaders?: GraphQLClientRequestHeaders, signal?: RequestInit['signal']): Promise<RepositoryMetadataKeysQuery> {
      return withWrapper((wrappedRequestHeaders) => client.request<RepositoryMetadataKeysQuery>({ document: RepositoryMetadataKeysDocument, variables, requestHeaders: { ...requestHeaders, ...wrappedRequestHeaders }, signal }), 'repositoryMetadataKeys', 'query', variables);
    },
    /**
     * Keys and values on the repositories that the caller may see.
     *
     * Who may: Anyone.
     */
    repositoryMetadataValues(variables: RepositoryMetadataValuesQueryVariables, requestHeaders?: GraphQLClientRequestHeaders, signal?: RequestInit['signal']): Promise<RepositoryMetadataValuesQuery> {
      return withWrapper((wrappedRequestHeaders) => client.request<RepositoryMetadataValuesQuery>({ document: RepositoryMetadataValuesDocument, variables, requestHeaders: { ...requestHeaders, ...wrappedRequestHeaders }, signal }), 'repositoryMetadataValues', 'query', variables);
    },
    /**
     * Puts a key on a repository.
     *
     * Who may: Holders of REPO_METADATA#WRITE.
     */
    addRepoMetadata(variables: AddRepoMetadataMutationVariables, requestHeaders?: GraphQLClientRequestHeaders, signal?: RequestInit['signal']): Promise<AddRepoMetadataMutation> {
      return withWrapper((wrappedRequestHeaders) => client.request<AddRepoMetadataMutation>({ document: AddRepoMetadataDocument, variables, requestHeaders: { ...requestHeaders, ...wrappedRequestHeaders }, signal }), 'addRepoMetadata', 'mutation', variables);
    },
    /**
     * Gives a key of a repository another value.
     *
     * Who may: Holders of REPO_METADATA#WRITE.
     */
    updateRepoMetadata(variables: UpdateRepoMetadataMutationVariables, requestHeaders?: GraphQLClientRequestHeaders, signal?: RequestInit['signal']): Promise<UpdateRepoMetadataMutation> {
      return withWrapper((wrappedRequestHeaders) => client.request<UpdateRepoMetadataMutation>({ document: UpdateRepoMetadataDocument, variables, requestHeaders: { ...requestHeaders, ...wrappedRequestHeaders }, signal }), 'updateRepoMetadata', 'mutation', variables);
    },
    /**
     * Takes a key off a repository.
     *
     * Who may: Holders of REPO_METADATA#WRITE.
     */
    deleteRepoMetadata(variables: DeleteRepoMetadataMutationVariables, requestHeaders?: GraphQLClientRequestHeaders, signal?: RequestInit['signal']): Promise<DeleteRepoMetadataMutation> {
      return withWrapper((wrappedRequestHeaders) => client.request<DeleteRepoMetadataMutation>({ document: DeleteRepoMetadataDocument, variables, requestHeaders: { ...requestHeaders, ...wrappedRequestHeaders }, signal }), 'deleteRepoMetadata', 'mutation', variables);
    },
    /**
     * One repository; null when there is none that the caller may see.
     *
     * Who may: Anyone.
     */
    codeownersFile(variables: CodeownersFileQueryVariables, requestHeaders?: GraphQLClientRequestHeaders, signal?: RequestInit['signal']): Promise<CodeownersFileQuery> {
      return withWrapper((wrappedRequestHeaders) => client.request<CodeownersFileQuery>({ document: CodeownersFileDocument, variables, requestHeaders: { ...requestHeaders, ...wrappedRequestHeaders }, signal }), 'codeownersFile', 'query', variables);
    },
    /**
     * The CODEOWNERS files that site admins gave, by the number in the id of the repository.
     *
     * Who may: Site admins.
     */
    codeownersFiles(variables?: CodeownersFilesQueryVariables, requestHeaders?: GraphQLClientRequestHeaders, signal?: RequestInit['signal']): Promise<CodeownersFilesQuery> {
      return withWrapper((wrappedRequestHeaders) => client.request<CodeownersFilesQuery>({ document: CodeownersFilesDocument, variables, requestHeaders: { ...requestHeaders, ...wrappedRequestHeaders }, signal }), 'codeownersFiles', 'query', variables);
    },
    /**
     * Adds a CODEOWNERS file to a repository that has none.
     *
     * Who may: Site admins.
     */
    addCodeownersFile(variables: AddCodeownersFileMutationVariables, requestHeaders?: GraphQLClientRequestHeaders, signal?: RequestInit['signal']): Promise<AddCodeownersFileMutation> {
      return withWrapper((wrappedRequestHeaders) => client.request<AddCodeownersFileMutation>({ document: AddCodeownersFileDocument, variables, requestHeaders: { ...requestHeaders, ...wrappedRequestHeaders }, signal }), 'addCodeownersFile', 'mutation', variables);
    },
    /**
     * Replaces the CODEOWNERS file of a repository.
     *
     * Who may: Site admins.
     */
    updateCodeownersFile(variables: UpdateCodeownersFileMutationVariables, requestHeaders?: GraphQLClientRequestHeaders, signal?: RequestInit['signal']): Promise<UpdateCodeownersFileMutation> {
      return withWrapper((wrappedRequestHeaders) => client.request<UpdateCodeownersFileMutation>({ document: UpdateCodeownersFileDocument, variables, requestHeaders: { ...requestHeaders, ...wrappedRequestHeaders }, signal }), 'updateCodeownersFile', 'mutation', variables);
    },
    /**
     * Deletes the CODEOWNERS files of repositories: all of them, or none.
     *
     * Who may: Site admins.
     */
    deleteCodeownersFiles(variables: DeleteCodeownersFilesMutationVariables, requestHeaders?: GraphQLClientRequestHeaders, signal?: RequestInit['signal']): Promise<DeleteCodeownersFilesMutation> {
      return withWrapper((wrappedRequestHeaders) => client.request<DeleteCodeownersFilesMutation>({ document: DeleteCodeownersFilesDocument, variables, requestHeaders: { ...requestHeaders, ...wrappedRequestHeaders }, signal }), 'deleteCodeownersFiles', 'mutation', variables);
    },
    /**
     * Lets an account see one more repository, for good or until a time.
     *
     * Who may: Site admins.
     */
    addRepositoryPermissionForUser(variables: AddRepositoryPermissionForUserMutationVariables, requestHeaders?: GraphQLClientRequestHeaders, signal?: RequestInit['signal']): Promise<AddRepositoryPermissionForUserMutation> {
      return withWrapper((wrappedRequestHeaders) => client.request<AddRepositoryPermissionForUserMutation>({ document: AddRepositoryPermissionForUserDocument, variables, requestHeaders: { ...requestHeaders, ...wrappedRequestHeaders }, signal }), 'addRepositoryPermissionForUser', 'mutation', variables);
    },
    /**
     * Takes one grant back that was given over the API.
     *
     * Who may: Site admins.
     */
    removeRepositoryPermissionForUser(variables: RemoveRepositoryPermissionForUserMutationVariables, requestHeaders?: GraphQLClientRequestHeaders, signal?: RequestInit['signal']): Promise<RemoveRepositoryPermissionForUserMutation> {
      return withWrapper((wrappedRequestHeaders) => client.request<RemoveRepositoryPermissionForUserMutation>({ document: RemoveRepositoryPermissionForUserDocument, variables, requestHeaders: { ...requestHeaders, ...wrappedRequestHeaders }, signal }), 'removeRepositoryPermissionForUser', 'mutation', variables);
    },
    /**
     * Makes those accounts, and only those, see a repository by grants over the API.
     *
     * Who may: Site admins.
     */
    setRepositoryPermissionsForUsers(variables: SetRepositoryPermissionsForUsersMutationVariables, requestHeaders?: GraphQLClientRequestHeaders, signal?: RequestInit['signal']): Promise<SetRepositoryPermissionsForUsersMutation> {
      return withWrapper((wrappedRequestHeaders) => client.request<SetRepositoryPermissionsForUsersMutation>({ document: SetRepositoryPermissionsForUsersDocument, variables, requestHeaders: { ...requestHeaders, ...wrappedRequestHeaders }, signal }), 'setRepositoryPermissionsForUsers', 'mutation', variables);
    },
    /**
     * Shows repositories to everybody, or ends that.
     *
     * Who may: Site admins.
     */
    setRepositoryPermissionsUnrestricted(variables: SetRepositoryPermissionsUnrestrictedMutationVariables, requestHeaders?: GraphQLClientRequestHeaders, signal?: RequestInit['signal']): Promise<SetRepositoryPermissionsUnrestrictedMutation> {
      return withWrapper((wrappedRequestHeaders) => client.request<SetRepositoryPermissionsUnrestrictedMutation>({ document: SetRepositoryPermissionsUnrestrictedDocument, variables, requestHeaders: { ...requestHeaders, ...wrappedRequestHeaders }, signal }), 'setRepositoryPermissionsUnrestricted', 'mutation', variables);
    },
    /**
     * Holds accounts back from parts of a repository that they see.
     *
     * Who may: Site admins.
     */
    setSubRepositoryPermissionsForUsers(variables: SetSubRepositoryPermissionsForUsersMutationVariables, requestHeaders?: GraphQLClientRequestHeaders, signal?: RequestInit['signal']): Promise<SetSubRepositoryPermissionsForUsersMutation> {
      return withWrapper((wrappedRequestHeaders) => client.request<SetSubRepositoryPermissionsForUsersMutation>({ document: SetSubRepositoryPermissionsForUsersDocument, variables, requestHeaders: { ...requestHeaders, ...wrappedRequestHeaders }, signal }), 'setSubRepositoryPermissionsForUsers', 'mutation', variables);
    },
    /**
     * Lets whoever a bind ID names see one more repository, now or as soon as they come.
     *
     * Who may: Site admins.
     */
    addRepositoryPermissionForBindID(variables: AddRepositoryPermissionForBindIdMutationVariables, requestHeaders?: GraphQLClientRequestHeaders, signal?: RequestInit['signal']): Promise<AddRepositoryPermissionForBindIdMutation> {
      return withWrapper((wrappedRequestHeaders) => client.request<AddRepositoryPermissionForBindIdMutation>({ document: AddRepositoryPermissionForBindIdDocument, variables, requestHeaders: { ...requestHeaders, ...wrappedRequestHeaders }, signal }), 'addRepositoryPermissionForBindID', 'mutation', variables);
    },
    /**
     * Takes one grant back that waits for a bind ID.
     *
     * Who may: Site admins.
     */
    removePendingRepositoryPermission(variables: RemovePendingRepositoryPermissionMutationVariables, requestHeaders?: GraphQLClientRequestHeaders, signal?: RequestInit['signal']): Promise<RemovePendingRepositoryPermissionMutation> {
      return withWrapper((wrappedRequestHeaders) => client.request<RemovePendingRepositoryPermissionMutation>({ document: RemovePendingRepositoryPermissionDocument, variables, requestHeaders: { ...requestHeaders, ...wrappedRequestHeaders }, signal }), 'removePendingRepositoryPermission', 'mutation', variables);
    },
    /**
     * The grants that wait for whoever their bind IDs will name.
     *
     * Who may: Site admins.
     */
    pendingRepositoryPermissions(variables: PendingRepositoryPermissionsQueryVariables, requestHeaders?: GraphQLClientRequestHeaders, signal?: RequestInit['signal']): Promise<PendingRepositoryPermissionsQuery> {
      return withWrapper((wrappedRequestHeaders) => client.request<PendingRepositoryPermissionsQuery>({ document: PendingRepositoryPermissionsDocument, variables, requestHeaders: { ...requestHeaders, ...wrappedRequestHeaders }, signal }), 'pendingRepositoryPermissions', 'query', variables);
    },
    /**
     * Replaces the grants of many repositories, each whole or not at all.
     *
     * Who may: Site admins.
     */
    replaceRepositoryPermissions(variables: ReplaceRepositoryPermissionsMutationVariables, requestHeaders?: GraphQLClientRequestHeaders, signal?: RequestInit['signal']): Promise<ReplaceRepositoryPermissionsMutation> {
      return withWrapper((wrappedRequestHeaders) => client.request<ReplaceRepositoryPermissionsMutation>({ document: ReplaceRepositoryPermissionsDocument, variables, requestHeaders: { ...requestHeaders, ...wrappedRequestHeaders }, signal }), 'replaceRepositoryPermissions', 'mutation', variables);
    },
    /**
     * The grants of accounts, by account and repository.
     *
     * Who may: Site admins.
     */
    explicitRepositoryPermissionsForUsers(variables: ExplicitRepositoryPermissionsForUsersQueryVariables, requestHeaders?: GraphQLClientRequestHeaders, signal?: RequestInit['signal']): Promise<ExplicitRepositoryPermissionsForUsersQuery> {
      return withWrapper((wrappedRequestHeaders) => client.request<ExplicitRepositoryPermissionsForUsersQuery>({ document: ExplicitRepositoryPermissionsForUsersDocument, variables, requestHeaders: { ...requestHeaders, ...wrappedRequestHeaders }, signal }), 'explicitRepositoryPermissionsForUsers', 'query', variables);
    },
    /**
     * The grants of repositories, by repository and account.
     *
     * Who may: Site admins.
     */
    explicitRepositoryPermissionsForRepositories(variables: ExplicitRepositoryPermissionsForRepositoriesQueryVariables, requestHeaders?: GraphQLClientRequestHeaders, signal?: RequestInit['signal']): Promise<ExplicitRepositoryPermissionsForRepositoriesQuery> {
      return withWrapper((wrappedRequestHeaders) => client.request<ExplicitRepositoryPermissionsForRepositoriesQuery>({ document: ExplicitRepositoryPermissionsForRepositoriesDocument, variables, requestHeaders: { ...requestHeaders, ...wrappedRequestHeaders }, signal }), 'explicitRepositoryPermissionsForRepositories', 'query', variables);
    },
    /**
     * Whether accounts have any grant, in the order of the ids.
     *
     * Who may: Site admins.
     */
    explicitRepositoryPermissionPresenceForUsers(variables: ExplicitRepositoryPermissionPresenceForUsersQueryVariables, requestHeaders?: GraphQLClientRequestHeaders, signal?: RequestInit['signal']): Promise<ExplicitRepositoryPermissionPresenceForUsersQuery> {
      return withWrapper((wrappedRequestHeaders) => client.request<ExplicitRepositoryPermissionPresenceForUsersQuery>({ document: ExplicitRepositoryPermissionPresenceForUsersDocument, variables, requestHeaders: { ...requestHeaders, ...wrappedRequestHeaders }, signal }), 'explicitRepositoryPermissionPresenceForUsers', 'query', variables);
    },
    /**
     * The living accounts that have no grant.
     *
     * Who may: Site admins.
     */
    usersWithoutExplicitRepositoryPermissions(variables: UsersWithoutExplicitRepositoryPermissionsQueryVariables, requestHeaders?: GraphQLClientRequestHeaders, signal?: RequestInit['signal']): Promise<UsersWithoutExplicitRepositoryPermissionsQuery> {
      return withWrapper((wrappedRequestHeaders) => client.request<UsersWithoutExplicitRepositoryPermissionsQuery>({ document: UsersWithoutExplicitRepositoryPermissionsDocument, variables, requestHeaders: { ...requestHeaders, ...wrappedRequestHeaders }, signal }), 'usersWithoutExplicitRepositoryPermissions', 'query', variables);
    },
    /**
     * The repositories that are granted to an account, or that wait for a bind ID.
     *
     * Who may: Site admins.
     */
    authorizedUserRepositories(variables: AuthorizedUserRepositoriesQueryVariables, requestHeaders?: GraphQLClientRequestHeaders, signal?: RequestInit['signal']): Promise<AuthorizedUserRepositoriesQuery> {
      return withWrapper((wrappedRequestHeaders) => client.request<AuthorizedUserRepositoriesQuery>({ document: AuthorizedUserRepositoriesDocument, variables, requestHeaders: { ...requestHeaders, ...wrappedRequestHeaders }, signal }), 'authorizedUserRepositories', 'query', variables);
    },
    /**
     * The bind IDs that wait for an account.
     *
     * Who may: Site admins.
     */
    usersWithPendingPermissions(variables?: UsersWithPendingPermissionsQueryVariables, requestHeaders?: GraphQLClientRequestHeaders, signal?: RequestInit['signal']): Promise<UsersWithPendingPermissionsQuery> {
      return withWrapper((wrappedRequestHeaders) => client.request<UsersWithPendingPermissionsQuery>({ document: UsersWithPendingPermissionsDocument, variables, requestHeaders: { ...requestHeaders, ...wrappedRequestHeaders }, signal }), 'usersWithPendingPermissions', 'query', variables);
    },
    /**
     * Has it looked up what lets an account see repositories.
     *
     * Who may: The account itself and site admins.
     */
    scheduleUserPermissionsSync(variables: ScheduleUserPermissionsSyncMutationVariables, requestHeaders?: GraphQLClientRequestHeaders, signal?: RequestInit['signal']): Promise<ScheduleUserPermissionsSyncMutation> {
      return withWrapper((wrappedRequestHeaders) => client.request<ScheduleUserPermissionsSyncMutation>({ document: ScheduleUserPermissionsSyncDocument, variables, requestHeaders: { ...requestHeaders, ...wrappedRequestHeaders }, signal }), 'scheduleUserPermissionsSync', 'mutation', variables);
    },
    /**
     * Has it looked up what lets accounts see a repository.
     *
     * Who may: Site admins.
     */
    scheduleRepositoryPermissionsSync(variables: ScheduleRepositoryPermissionsSyncMutationVariables, requestHeaders?: GraphQLClientRequestHeaders, signal?: RequestInit['signal']): Promise<ScheduleRepositoryPermissionsSyncMutation> {
      return withWrapper((wrappedRequestHeaders) => client.request<ScheduleRepositoryPermissionsSyncMutation>({ document: ScheduleRepositoryPermissionsSyncDocument, variables, requestHeaders: { ...requestHeaders, ...wrappedRequestHeaders }, signal }), 'scheduleRepositoryPermissionsSync', 'mutation', variables);
    },
    /**
     * Takes a permission sync back that waits.
     *
     * Who may: Site admins.
     */
    cancelPermissionsSyncJob(variables: CancelPermissionsSyncJobMutationVariables, requestHeaders?: GraphQLClientRequestHeaders, signal?: RequestInit['signal']): Promise<CancelPermissionsSyncJobMutation> {
      return withWrapper((wrappedRequestHeaders) => client.request<CancelPermissionsSyncJobMutation>({ document: CancelPermissionsSyncJobDocument, variables, requestHeaders: { ...requestHeaders, ...wrappedRequestHeaders }, signal }), 'cancelPermissionsSyncJob', 'mutation', variables);
    },
    /**
     * Permission syncs, the newest first.
     *
     * Who may: Site admins; an account those about itself.
     */
    permissionsSyncJobs(variables: PermissionsSyncJobsQueryVariables, requestHeaders?: GraphQLClientRequestHeaders, signal?: RequestInit['signal']): Promise<PermissionsSyncJobsQuery> {
      return withWrapper((wrappedRequestHeaders) => client.request<PermissionsSyncJobsQuery>({ document: PermissionsSyncJobsDocument, variables, requestHeaders: { ...requestHeaders, ...wrappedRequestHeaders }, signal }), 'permissionsSyncJobs', 'query', variables);
    },
    /**
     * All roles: system roles first, then the newest first.
     *
     * Who may: Site admins.
     */
    roles(variables?: RolesQueryVariables, requestHeaders?: GraphQLClientRequestHeaders, signal?: RequestInit['signal']): Promise<RolesQuery> {
      return withWrapper((wrappedRequestHeaders) => client.request<RolesQuery>({ document: RolesDocument, variables, requestHeaders: { ...requestHeaders, ...wrappedRequestHeaders }, signal }), 'roles', 'query', variables);
    },
    /**
     * All permissions, newest first.
     *
     * Who may: Site admins.
     */
    permissions(variables?: PermissionsQueryVariables, requestHeaders?: GraphQLClientRequestHeaders, signal?: RequestInit['signal']): Promise<PermissionsQuery> {
      return withWrapper((wrappedRequestHeaders) => client.request<PermissionsQuery>({ document: PermissionsDocument, variables, requestHeaders: { ...requestHeaders, ...wrappedRequestHeaders }, signal }), 'permissions', 'query', variables);
    },
    /**
     * Creates a role with the given permissions.
     *
     * Who may: Site admins.
     */
    createRole(variables: CreateRoleMutationVariables, requestHeaders?: GraphQLClientRequestHeaders, signal?: RequestInit['signal']): Promise<CreateRoleMutation> {
      return withWrapper((wrappedRequestHeaders) => client.request<CreateRoleMutation>({ document: CreateRoleDocument, variables, requestHeaders: { ...requestHeaders, ...wrappedRequestHeaders }, signal }), 'createRole', 'mutation', variables);
    },
    /**
     * Deletes a role. Everybody who held it loses it at once. System roles cannot be deleted.
     *
     * Who may: Site admins.
     */
    deleteRole(variables: DeleteRoleMutationVariables, requestHeaders?: GraphQLClientRequestHeaders, signal?: RequestInit['signal']): Promise<DeleteRoleMutation> {
      return withWrapper((wrappedRequestHeaders) => client.request<DeleteRoleMutation>({ document: DeleteRoleDocument, variables, requestHeaders: { ...requestHeaders, ...wrappedRequestHeaders }, signal }), 'deleteRole', 'mutation', variables);
    },
    /**
     * Replaces the permissions of a role. The role SITE_ADMINISTRATOR cannot be changed.
     *
     * Who may: Site admins.
     */
    setPermissions(variables: SetPermissionsMutationVariables, requestHeaders?: GraphQLClientRequestHeaders, signal?: RequestInit['signal']): Promise<SetPermissionsMutation> {
      return withWrapper((wrappedRequestHeaders) => client.request<SetPermissionsMutation>({ document: SetPermissionsDocument, variables, requestHeaders: { ...requestHeaders, ...wrappedRequestHeaders }, signal }), 'setPermissions', 'mutation', variables);
    },
    /**
     * Replaces the roles that an account holds by choice. Its system roles stay whatever the list says, and are ignored in it.
     *
     * Who may: Site admins.
     */
    setRoles(variables: SetRolesMutationVariables, requestHeaders?: GraphQLClientRequestHeaders, signal?: RequestInit['signal']): Promise<SetRolesMutation> {
      return withWrapper((wrappedRequestHeaders) => client.request<SetRolesMutation>({ document: SetRolesDocument, variables, requestHeaders: { ...requestHeaders, ...wrappedRequestHeaders }, signal }), 'setRoles', 'mutation', variables);
    },
    /**
     * Searches the repositories that the caller may see. A query that cannot be answered has an alert. Without `count:` in the query 30 matches are found, and 10000 at most: the stream finds more.
     *
     * Who may: Anyone.
     */
    search(variables: SearchQueryVariables, requestHeaders?: GraphQLClientRequestHeaders, signal?: RequestInit['signal']): Promise<SearchQuery> {
      return withWrapper((wrappedRequestHeaders) => client.request<SearchQuery>({ document: SearchDocument, variables, requestHeaders: { ...requestHeaders, ...wrappedRequestHeaders }, signal }), 'search', 'query', variables);
    },
    /**
     * The object with the given id. An object that the caller may not see is answered like a missing one.
     *
     * Who may: Anyone.
     */
    searchJob(variables: SearchJobQueryVariables, requestHeaders?: GraphQLClientRequestHeaders, signal?: RequestInit['signal']): Promise<SearchJobQuery> {
      return withWrapper((wrappedRequestHeaders) => client.request<SearchJobQuery>({ document: SearchJobDocument, variables, requestHeaders: { ...requestHeaders, ...wrappedRequestHeaders }, signal }), 'searchJob', 'query', variables);
    },
    /**
     * Search jobs: the own ones, and to site admins those of everybody.
     *
     * Who may: Any account.
     */
    searchJobs(variables?: SearchJobsQueryVariables, requestHeaders?: GraphQLClientRequestHeaders, signal?: RequestInit['signal']): Promise<SearchJobsQuery> {
      return withWrapper((wrappedRequestHeaders) => client.request<SearchJobsQuery>({ document: SearchJobsDocument, variables, requestHeaders: { ...requestHeaders, ...wrappedRequestHeaders }, signal }), 'searchJobs', 'query', variables);
    },
    /**
     * Whether a search job can answer the query: an error says why not.
     *
     * Who may: Any account.
     */
    validateSearchJob(variables: ValidateSearchJobQueryVariables, requestHeaders?: GraphQLClientRequestHeaders, signal?: RequestInit['signal']): Promise<ValidateSearchJobQuery> {
      return withWrapper((wrappedRequestHeaders) => client.request<ValidateSearchJobQuery>({ document: ValidateSearchJobDocument, variables, requestHeaders: { ...requestHeaders, ...wrappedRequestHeaders }, signal }), 'validateSearchJob', 'query', variables);
    },
    /**
     * Has a query answered in the background, as the caller, from everything that the caller may see when it is looked through.
     *
     * Who may: Any account.
     */
    createSearchJob(variables: CreateSearchJobMutationVariables, requestHeaders?: GraphQLClientRequestHeaders, signal?: RequestInit['signal']): Promise<CreateSearchJobMutation> {
      return withWrapper((wrappedRequestHeaders) => client.request<CreateSearchJobMutation>({ document: CreateSearchJobDocument, variables, requestHeaders: { ...requestHeaders, ...wrappedRequestHeaders }, signal }), 'createSearchJob', 'mutation', variables);
    },
    /**
     * Stops a search job; one that has ended stays as it is. Its creator and site admins may, to others it is not there.
     *
     * Who may: Any account.
     */
    cancelSearchJob(variables: CancelSearchJobMutationVariables, requestHeaders?: GraphQLClientRequestHeaders, signal?: RequestInit['signal']): Promise<CancelSearchJobMutation> {
      return withWrapper((wrappedRequestHeaders) => client.request<CancelSearchJobMutation>({ document: CancelSearchJobDocument, variables, requestHeaders: { ...requestHeaders, ...wrappedRequestHeaders }, signal }), 'cancelSearchJob', 'mutation', variables);
    },
    /**
     * Deletes a search job and what it found. Its creator and site admins may, to others it is not there.
     *
     * Who may: Any account.
     */
    deleteSearchJob(variables: DeleteSearchJobMutationVariables, requestHeaders?: GraphQLClientRequestHeaders, signal?: RequestInit['signal']): Promise<DeleteSearchJobMutation> {
      return withWrapper((wrappedRequestHeaders) => client.request<DeleteSearchJobMutation>({ document: DeleteSearchJobDocument, variables, requestHeaders: { ...requestHeaders, ...wrappedRequestHeaders }, signal }), 'deleteSearchJob', 'mutation', variables);
    },
    /**
     * One service account by name or id; null when there is none. An addition of Gatehouse.
     *
     * Who may: Site admins.
     */
    serviceAccount(variables?: ServiceAccountQueryVariables, requestHeaders?: GraphQLClientRequestHeaders, signal?: RequestInit['signal']): Promise<ServiceAccountQuery> {
      return withWrapper((wrappedRequestHeaders) => client.request<ServiceAccountQuery>({ document: ServiceAccountDocument, variables, requestHeaders: { ...requestHeaders, ...wrappedRequestHeaders }, signal }), 'serviceAccount', 'query', variables);
    },
    /**
     * Service accounts. An addition of Gatehouse.
     *
     * Who may: Site admins.
     */
    serviceAccounts(variables?: ServiceAccountsQueryVariables, requestHeaders?: GraphQLClientRequestHeaders, signal?: RequestInit['signal']): Promise<ServiceAccountsQuery> {
      return withWrapper((wrappedRequestHeaders) => client.request<ServiceAccountsQuery>({ document: ServiceAccountsDocument, variables, requestHeaders: { ...requestHeaders, ...wrappedRequestHeaders }, signal }), 'serviceAccounts', 'query', variables);
    },
    /**
     * Creates a service account. It takes no seat of the licence. An addition of Gatehouse.
     *
     * Who may: Site admins.
     */
    createServiceAccount(variables: CreateServiceAccountMutationVariables, requestHeaders?: GraphQLClientRequestHeaders, signal?: RequestInit['signal']): Promise<CreateServiceAccountMutation> {
      return withWrapper((wrappedRequestHeaders) => client.request<CreateServiceAccountMutation>({ document: CreateServiceAccountDocument, variables, requestHeaders: { ...requestHeaders, ...wrappedRequestHeaders }, signal }), 'createServiceAccount', 'mutation', variables);
    },
    /**
     * Changes a service account. An addition of Gatehouse.
     *
     * Who may: Site admins.
     */
    updateServiceAccount(variables: UpdateServiceAccountMutationVariables, requestHeaders?: GraphQLClientRequestHeaders, signal?: RequestInit['signal']): Promise<UpdateServiceAccountMutation> {
      return withWrapper((wrappedRequestHeaders) => client.request<UpdateServiceAccountMutation>({ document: UpdateServiceAccountDocument, variables, requestHeaders: { ...requestHeaders, ...wrappedRequestHeaders }, signal }), 'updateServiceAccount', 'mutation', variables);
    },
    /**
     * Stops every token of a service account at once. Can be taken back. An addition of Gatehouse.
     *
     * Who may: Site admins.
     */
    disableServiceAccount(variables: DisableServiceAccountMutationVariables, requestHeaders?: GraphQLClientRequestHeaders, signal?: RequestInit['signal']): Promise<DisableServiceAccountMutation> {
      return withWrapper((wrappedRequestHeaders) => client.request<DisableServiceAccountMutation>({ document: DisableServiceAccountDocument, variables, requestHeaders: { ...requestHeaders, ...wrappedRequestHeaders }, signal }), 'disableServiceAccount', 'mutation', variables);
    },
    /**
     * Lets the tokens of a disabled service account work again. An addition of Gatehouse.
     *
     * Who may: Site admins.
     */
    enableServiceAccount(variables: EnableServiceAccountMutationVariables, requestHeaders?: GraphQLClientRequestHeaders, signal?: RequestInit['signal']): Promise<EnableServiceAccountMutation> {
      return withWrapper((wrappedRequestHeaders) => client.request<EnableServiceAccountMutation>({ document: EnableServiceAccountDocument, variables, requestHeaders: { ...requestHeaders, ...wrappedRequestHeaders }, signal }), 'enableServiceAccount', 'mutation', variables);
    },
    /**
     * Deletes a service account: its tokens end and its name is free. What it did stays in the audit log. An addition of Gatehouse.
     *
     * Who may: Site admins.
     */
    deleteServiceAccount(variables: DeleteServiceAccountMutationVariables, requestHeaders?: GraphQLClientRequestHeaders, signal?: RequestInit['signal']): Promise<DeleteServiceAccountMutation> {
      return withWrapper((wrappedRequestHeaders) => client.request<DeleteServiceAccountMutation>({ document: DeleteServiceAccountDocument, variables, requestHeaders: { ...requestHeaders, ...wrappedRequestHeaders }, signal }), 'deleteServiceAccount', 'mutation', variables);
    },
    /**
     * This installation: its version, its licence and its seats.
     *
     * Who may: Anyone.
     */
    site(variables?: SiteQueryVariables, requestHeaders?: GraphQLClientRequestHeaders, signal?: RequestInit['signal']): Promise<SiteQuery> {
      return withWrapper((wrappedRequestHeaders) => client.request<SiteQuery>({ document: SiteDocument, variables, requestHeaders: { ...requestHeaders, ...wrappedRequestHeaders }, signal }), 'site', 'query', variables);
    },
    /**
     * The configuration in force, with the version to give as `lastID` when changing it.
     *
     * Who may: Site admins.
     */
    siteConfiguration(variables?: SiteConfigurationQueryVariables, requestHeaders?: GraphQLClientRequestHeaders, signal?: RequestInit['signal']): Promise<SiteConfigurationQuery> {
      return withWrapper((wrappedRequestHeaders) => client.request<SiteConfigurationQuery>({ document: SiteConfigurationDocument, variables, requestHeaders: { ...requestHeaders, ...wrappedRequestHeaders }, signal }), 'siteConfiguration', 'query', variables);
    },
    /**
     * Replaces the configuration of the site, in force without a restart. Answers whether one is needed: never.
     *
     * Who may: Site admins.
     */
    updateSiteConfiguration(variables: UpdateSiteConfigurationMutationVariables, requestHeaders?: GraphQLClientRequestHeaders, signal?: RequestInit['signal']): Promise<UpdateSiteConfigurationMutation> {
      return withWrapper((wrappedRequestHeaders) => client.request<UpdateSiteConfigurationMutation>({ document: UpdateSiteConfigurationDocument, variables, requestHeaders: { ...requestHeaders, ...wrappedRequestHeaders }, signal }), 'updateSiteConfiguration', 'mutation', variables);
    },
    /**
     * The account as which the token acts. Its roles and permissions: `userAccess`.
     *
     * Who may: Any account.
     */
    currentUser(variables?: CurrentUserQueryVariables, requestHeaders?: GraphQLClientRequestHeaders, signal?: RequestInit['signal']): Promise<CurrentUserQuery> {
      return withWrapper((wrappedRequestHeaders) => client.request<CurrentUserQuery>({ document: CurrentUserDocument, variables, requestHeaders: { ...requestHeaders, ...wrappedRequestHeaders }, signal }), 'currentUser', 'query', variables);
    },
    /**
     * One account, by one of its names; null when there is none. `username` wins over the others.
     *
     * Who may: Any account.
     */
    user(variables?: UserQueryVariables, requestHeaders?: GraphQLClientRequestHeaders, signal?: RequestInit['signal']): Promise<UserQuery> {
      return withWrapper((wrappedRequestHeaders) => client.request<UserQuery>({ document: UserDocument, variables, requestHeaders: { ...requestHeaders, ...wrappedRequestHeaders }, signal }), 'user', 'query', variables);
    },
    /**
     * The roles and permissions of one account, person or service account; null when there is none.
     *
     * Who may: The account itself and site admins.
     */
    userAccess(variables: UserAccessQueryVariables, requestHeaders?: GraphQLClientRequestHeaders, signal?: RequestInit['signal']): Promise<UserAccessQuery> {
      return withWrapper((wrappedRequestHeaders) => client.request<UserAccessQuery>({ document: UserAccessDocument, variables, requestHeaders: { ...requestHeaders, ...wrappedRequestHeaders }, signal }), 'userAccess', 'query', variables);
    },
    /**
     * Living accounts, people and service accounts, oldest first.
     *
     * Who may: Any account.
     */
    users(variables?: UsersQueryVariables, requestHeaders?: GraphQLClientRequestHeaders, signal?: RequestInit['signal']): Promise<UsersQuery> {
      return withWrapper((wrappedRequestHeaders) => client.request<UsersQuery>({ document: UsersDocument, variables, requestHeaders: { ...requestHeaders, ...wrappedRequestHeaders }, signal }), 'users', 'query', variables);
    },
    /**
     * Creates a person, which takes a seat of the licence, or a service account, which does not.
     *
     * Who may: Site admins.
     */
    createUser(variables: CreateUserMutationVariables, requestHeaders?: GraphQLClientRequestHeaders, signal?: RequestInit['signal']): Promise<CreateUserMutation> {
      return withWrapper((wrappedRequestHeaders) => client.request<CreateUserMutation>({ document: CreateUserDocument, variables, requestHeaders: { ...requestHeaders, ...wrappedRequestHeaders }, signal }), 'createUser', 'mutation', variables);
    },
    /**
     * Changes how an account is called or looks; what is left out stays, and an empty text clears.
     */
    updateUser(variables: UpdateUserMutationVariables, requestHeaders?: GraphQLClientRequestHeaders, signal?: RequestInit['signal']): Promise<UpdateUserMutation> {
      return withWrapper((wrappedRequestHeaders) => client.request<UpdateUserMutation>({ document: UpdateUserDocument, variables, requestHeaders: { ...requestHeaders, ...wrappedRequestHeaders }, signal }), 'updateUser', 'mutation', variables);
    },
    /**
     * Deletes an account. Service accounts that it created, and their tokens, live on.
     *
     * Who may: Site admins.
     */
    deleteUser(variables: DeleteUserMutationVariables, requestHeaders?: GraphQLClientRequestHeaders, signal?: RequestInit['signal']): Promise<DeleteUserMutation> {
      return withWrapper((wrappedRequestHeaders) => client.request<DeleteUserMutation>({ document: DeleteUserDocument, variables, requestHeaders: { ...requestHeaders, ...wrappedRequestHeaders }, signal }), 'deleteUser', 'mutation', variables);
    },
    /**
     * Deletes accounts, all of them or none.
     *
     * Who may: Site admins.
     */
    deleteUsers(variables: DeleteUsersMutationVariables, requestHeaders?: GraphQLClientRequestHeaders, signal?: RequestInit['signal']): Promise<DeleteUsersMutation> {
      return withWrapper((wrappedRequestHeaders) => client.request<DeleteUsersMutation>({ document: DeleteUsersDocument, variables, requestHeaders: { ...requestHeaders, ...wrappedRequestHeaders }, signal }), 'deleteUsers', 'mutation', variables);
    },
    /**
     * Makes a person a site admin, or takes it back. Service accounts cannot be site admins.
     *
     * Who may: Site admins.
     */
    setUserIsSiteAdmin(variables: SetUserIsSiteAdminMutationVariables, requestHeaders?: GraphQLClientRequestHeaders, signal?: RequestInit['signal']): Promise<SetUserIsSiteAdminMutation> {
      return withWrapper((wrappedRequestHeaders) => client.request<SetUserIsSiteAdminMutation>({ document: SetUserIsSiteAdminDocument, variables, requestHeaders: { ...requestHeaders, ...wrappedRequestHeaders }, signal }), 'setUserIsSiteAdmin', 'mutation', variables);
    },
    /**
     * Brings deleted accounts back, all of them or none, with the tokens that ended with them. Not those deleted for good, and not addresses.
     *
     * Who may: Site admins.
     */
    recoverUsers(variables: RecoverUsersMutationVariables, requestHeaders?: GraphQLClientRequestHeaders, signal?: RequestInit['signal']): Promise<RecoverUsersMutation> {
      return withWrapper((wrappedRequestHeaders) => client.request<RecoverUsersMutation>({ document: RecoverUsersDocument, variables, requestHeaders: { ...requestHeaders, ...wrappedRequestHeaders }, signal }), 'recoverUsers', 'mutation', variables);
    }
  };
}
export type Sdk = ReturnType<typeof getSdk>;
