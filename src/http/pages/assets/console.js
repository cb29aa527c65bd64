import { tabsFor } from './console-tabs.js';

const root = document.getElementById('graphiql');
const notice = document.getElementById('notice');
const { workers, username, siteAdmin } = root.dataset;

/** What was typed stays in this browser tab, and goes when somebody else signs in here. */
const owner = 'gatehouse:owner';
if (sessionStorage.getItem(owner) !== username) sessionStorage.clear();
sessionStorage.setItem(owner, username);
document.getElementById('sign-out').addEventListener('click', () => sessionStorage.clear());

/** The editor's language services run in workers, loaded as files of this server. */
globalThis.MonacoEnvironment = {
  globalAPI: false,
  getWorkerUrl: (_moduleId, label) => `${workers}/${label}.worker.js`,
};

async function fetcher({ query, operationName, variables }, { headers } = {}) {
  const response = await fetch('/.api/graphql', {
    method: 'POST',
    headers: { ...headers, 'Content-Type': 'application/json', 'X-Requested-With': 'GraphiQL' },
    body: JSON.stringify({ query, operationName, variables }),
  });
  const text = await response.text();
  if (response.headers.get('Content-Type')?.startsWith('application/json')) return JSON.parse(text);
  if (text.startsWith('Private mode requires authentication.')) showSessionEnded();
  return { errors: [{ message: `${response.status}: ${text.trim()}` }] };
}

function showSessionEnded() {
  const link = document.createElement('a');
  link.href = '/sign-in?returnTo=/debug/console';
  link.textContent = 'Sign in again';
  notice.replaceChildren('Your session has ended. ', link);
}

const tabs = tabsFor({ siteAdmin: siteAdmin === 'true' });

if (globalThis.YogaGraphiQL) {
  globalThis.YogaGraphiQL.renderYogaGraphiQL(root, {
    fetcher,
    title: '',
    logo: '',
    defaultTabs: tabs.map(({ query, variables }) => ({
      query,
      variables: variables && JSON.stringify(variables, null, 2),
    })),
    storage: sessionStorage,
    // Headers and queries may hold secrets: neither is stored for good, and none goes into the address bar.
    shouldPersistHeaders: false,
    onEditQuery: () => {},
  });
} else {
  notice.textContent = 'The console could not be loaded. Reload the page.';
}
