// The operations of the `src` command line, as it sends them (src-cli reference, 6.1 to 6.4, and 6.6).

const userFields = `
fragment UserFields on User {
    id
    username
    displayName
    siteAdmin
    organizations {
		nodes {
        	id
        	name
        	displayName
		}
    }
    emails {
        email
		verified
    }
    url
}
`;

const orgFields = `
fragment OrgFields on Org {
    id
    name
    displayName
    members {
        nodes {
			id
			username
		}
    }
}
`;

const cascade = `
fragment SettingsCascadeFields on SettingsCascade {
    subjects {
        ...SettingsSubjectFields
    }
    final
}
fragment SettingsSubjectFields on SettingsSubject {
    id
    latestSettings {
        id
        contents
        author {
            ...UserFields
        }
        createdAt
    }
    settingsURL
    viewerCanAdminister
}
${userFields}`;

const repositoryFields = `
fragment RepositoryFields on Repository {
    id
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
    defaultBranch {
        name
        displayName
    }
    viewerCanAdminister
    keyValuePairs {
        key
        value
    }
}
`;

/** A change of metadata, which the client knows by its older name. */
const metadataChange = (verb: 'add' | 'update', name: string) => `mutation ${name}(
  $repo: ID!,
  $key: String!,
  $value: String,
) {
  ${verb}RepoKeyValuePair(
    repo: $repo,
    key: $key,
    value: $value,
  ) {
    alwaysNil
  }
}`;

const searchJobFields = `
fragment SearchJobFields on SearchJob {
    id
    query
    state
    creator {
        username
    }
    createdAt
    startedAt
    finishedAt
    URL
    logURL
    repoStats {
        total
        completed
        failed
        inProgress
    }
}
`;

const searchQuery = `
fragment FileMatchFields on FileMatch {
    repository { name url }
    file { name path url content commit { oid } }
    lineMatches { preview lineNumber offsetAndLengths limitHit }
}
fragment CommitSearchResultFields on CommitSearchResult {
    messagePreview { value highlights { line character length } }
    diffPreview { value highlights { line character length } }
    label { html }
    url
    matches {
        url
        body { html text }
        highlights { character line length }
    }
    commit {
        repository { name }
        oid
        url
        subject
        author { date person { displayName } }
    }
}
fragment RepositoryFields on Repository {
    name
    url
    externalURLs { serviceType url }
    label { html }
}
query ($query: String!) {
    site { buildVersion }
    search(query: $query) {
        results {
            results {
                __typename
                ... on FileMatch { ...FileMatchFields }
                ... on CommitSearchResult { ...CommitSearchResultFields }
                ... on Repository { ...RepositoryFields }
            }
            limitHit
            cloning { name }
            missing { name }
            timedout { name }
            resultCount
            elapsedMilliseconds
            alert {
                title
                description
                proposedQueries { description query }
            }
        }
    }
}`;

export const operations = {
  login: 'query CurrentUser { currentUser { username } }',
  'users list': `query Users(
  $first: Int,
  $query: String,
) {
  users(
    first: $first,
    query: $query,
  ) {
    nodes {
      ...UserFields
    }
  }
}
${userFields}`,
  'users list -tag': `query Users(
  $first: Int,
  $query: String,
  $tag: String,
) {
  users(
    first: $first,
    query: $query,
    tag: $tag,
  ) {
    nodes {
      ...UserFields
    }
  }
}
${userFields}`,
  'users get': `query User(
  $username: String,
  $email: String,
) {
  user(
    username: $username,
    email: $email
  ) {
    ...UserFields
  }
}
${userFields}`,
  'users create': `mutation CreateUser(
  $username: String!,
  $email: String!,
) {
  createUser(
    username: $username,
    email: $email,
  ) {
    resetPasswordURL
  }
}`,
  'users delete: count': 'query Users { users { totalCount } }',
  'users delete': `mutation DeleteUser(
  $user: ID!
) {
  deleteUser(
    user: $user
  ) {
    alwaysNil
  }
}`,
  'users tag': `mutation SetUserTag(
  $user: ID!,
  $tag: String!,
  $present: Boolean!
) {
  setTag(
    node: $user,
    tag: $tag,
    present: $present
  ) {
    alwaysNil
  }
}`,
  'users prune: who': 'query getCurrentUser { currentUser { username }}',
  'users prune: count': 'query getTotalUsers { site { users { totalCount } } }',
  'users prune: page': `query getInactiveUsers($limit: Int $offset: Int) {
	site {
		users {
			nodes (limit: $limit offset: $offset) {
				id
				username
				email
				siteAdmin
				lastActiveAt
				deletedAt
			}
		}
	}
}`,
  'orgs list': `query Organizations(
  $first: Int,
  $query: String,
) {
  organizations(
    first: $first,
    query: $query,
  ) {
    nodes {
      ...OrgFields
    }
  }
}
${orgFields}`,
  'orgs get': `query Organization(
  $name: String!,
) {
  organization(
    name: $name
  ) {
    ...OrgFields
  }
}
${orgFields}`,
  'orgs create': `mutation CreateOrg(
  $name: String!,
  $displayName: String!,
) {
  createOrganization(
    name: $name,
    displayName: $displayName,
  ) {
    id
  }
}`,
  'orgs delete': `mutation DeleteOrganization(
  $organization: ID!
) {
  deleteOrganization(
    organization: $organization
  ) {
    alwaysNil
  }
}`,
  'orgs members add': `mutation AddUserToOrganization(
  $organization: ID!,
  $username: String!,
) {
  addUserToOrganization(
    organization: $organization,
    username: $username,
  ) {
    alwaysNil
  }
}`,
  'orgs members remove': `mutation RemoveUserFromOrg(
  $orgID: ID!,
  $userID: ID!,
) {
  removeUserFromOrg(
    orgID: $orgID,
    userID: $userID,
  ) {
    alwaysNil
  }
}`,
  'repos list': `query Repositories(
  $first: Int,
  $query: String,
  $cloned: Boolean,
  $notCloned: Boolean,
  $indexed: Boolean,
  $notIndexed: Boolean,
  $orderBy: RepositoryOrderBy,
  $descending: Boolean,
) {
  repositories(
    first: $first,
    query: $query,
    cloned: $cloned,
    notCloned: $notCloned,
    indexed: $indexed,
    notIndexed: $notIndexed,
    orderBy: $orderBy,
    descending: $descending,
  ) {
    nodes {
      ...RepositoryFields
    }
  }
}
${repositoryFields}`,
  'repos get': `query Repository(
  $name: String!,
) {
  repository(
    name: $name
  ) {
    ...RepositoryFields
  }
}
${repositoryFields}`,
  'repos id': `query Repository($name: String!) {
  repository(name: $name) {
    id
  }
}`,
  'repos delete': `mutation DeleteRepository(
  $repository: ID!
) {
  deleteRepository(
    repository: $repository
  ) {
    alwaysNil
  }
}`,
  'repos add-metadata': metadataChange('add', 'addMetadata'),
  'repos update-metadata': metadataChange('update', 'updateMetadata'),
  'repos delete-metadata': `mutation deleteMetadata(
  $repo: ID!,
  $key: String!,
) {
  deleteRepoKeyValuePair(
    repo: $repo,
    key: $key,
  ) {
    alwaysNil
  }
}`,
  'extsvc list': `query ($first: Int!) {
  externalServices(first: $first) {
    nodes {
      id
      kind
      displayName
      config
      createdAt
      updatedAt
    }
    totalCount
    pageInfo {
      hasNextPage
    }
  }
}`,
  'extsvc create': `mutation AddExternalService($input: AddExternalServiceInput!) {
  addExternalService(input: $input) {
    id
    warning
  }
}`,
  'extsvc edit': `mutation UpdateExternalService($input: UpdateExternalServiceInput!) {
  updateExternalService(input: $input) {
    id
  }
}`,
  'codeowners get': `query GetCodeownersFile($repoName: String!) {
	repository(name: $repoName) {
		ingestedCodeowners {
			contents
			repository {
				name
			}
		}
	}
}`,
  'codeowners create': `mutation CreateCodeownersFile($repoName: String!, $content: String!) {
	addCodeownersFile(input: { repoName: $repoName, fileContents: $content }) {
		contents
		repository {
			name
		}
	}
}`,
  'codeowners update': `mutation UpdateCodeownersFile($repoName: String!, $content: String!) {
	updateCodeownersFile(input: { repoName: $repoName, fileContents: $content }) {
		contents
		repository {
			name
		}
	}
}`,
  'codeowners delete': `mutation DeleteCodeownersFile($repoName: String!) {
	deleteCodeownersFiles(repositories: [{ repoName: $repoName }]) {
		alwaysNil
	}
}`,
  'config get': `query ViewerSettings {
  viewerSettings {
    ...SettingsCascadeFields
  }
}
${cascade}`,
  'config get -subject': `query SettingsCascade($subject: ID!) {
  settingsSubject(id: $subject) {
    settingsCascade {
      ...SettingsCascadeFields
    }
  }
}
${cascade}`,
  'config edit: whose': 'query ViewerUserID { currentUser { id } }',
  'config edit: version': `query SettingsCascadeLatestSettingsID($subject: ID!) {
  settingsSubject(id: $subject) {
    latestSettings {
      id
    }
  }
}`,
  'config edit': `mutation EditSettings($input: SettingsMutationGroupInput!, $edit: SettingsEdit!) {
  settingsMutation(input: $input) {
    editSettings(edit: $edit) {
      empty {
        alwaysNil
      }
    }
  }
}`,
  search: searchQuery,
  'search-jobs validate':
    'query ValidateSearchJob($query: String!) { validateSearchJob(query: $query) { alwaysNil } }',
  'search-jobs create': `mutation CreateSearchJob($query: String!) {
	createSearchJob(query: $query) {
		...SearchJobFields
	}
}
${searchJobFields}`,
  'search-jobs get': `query SearchJob($id: ID!) {
	node(id: $id) {
		... on SearchJob {
			...SearchJobFields
		}
	}
}
${searchJobFields}`,
  'search-jobs list': `query SearchJobs($first: Int!, $descending: Boolean!, $orderBy: SearchJobsOrderBy!) {
	searchJobs(first: $first, orderBy: $orderBy, descending: $descending) {
		nodes {
			...SearchJobFields
		}
	}
}
${searchJobFields}`,
  'search-jobs cancel': `mutation CancelSearchJob($id: ID!) {
	cancelSearchJob(id: $id) {
		alwaysNil
	}
}`,
  'search-jobs delete': `mutation DeleteSearchJob($id: ID!) {
	deleteSearchJob(id: $id) {
		alwaysNil
	}
}`,
  'teams: version': 'query SourcegraphVersion { site { productVersion } }',
  'snapshot summary': `query {
	externalServices {
		totalCount
		nodes { kind, id }
	}
	site {
		authProviders {
			totalCount
			nodes { serviceType, serviceID }
		}
	}
}`,
  'snapshot test': `query {
	site {
		configuration { validationMessages }
		alerts { type, message }
		monitoringStatistics(days: 1) {
			alerts { name, average }
		}
	}
	externalServices {
		nodes {
			kind
			id
			lastSyncError
			syncJobs(first: 100) {
				nodes { state, finishedAt }
			}
		}
	}
	permissionsSyncJobs(first: 500) {
		nodes {
			state
			finishedAt
			failureMessage
			codeHostStates {
				providerType
				providerID
				status
				message
			}
		}
	}
}`,
} as const;

export type Command = keyof typeof operations;
