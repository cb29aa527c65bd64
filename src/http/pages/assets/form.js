const unreachable = 'Gatehouse does not answer. Check the connection and try again.';

/** Answers that say too little to somebody in front of a form. */
const plainer = new Map([
  ['site_already_initialized', 'There is an account by now. Reload this page to sign in.'],
]);

/** Sends the form as JSON and goes on to where `data-then` says, or shows what the server has against it. */
export function sendAsJson(form, extraFields = {}) {
  const error = form.querySelector('.error');
  const button = form.querySelector('button');
  let sending = false;

  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    if (sending) return;
    sending = true;
    error.textContent = '';
    button.setAttribute('aria-busy', 'true');
    const problem = await send(form.action, { ...Object.fromEntries(new FormData(form)), ...extraFields });
    if (problem === undefined) return location.replace(form.dataset.then);
    error.textContent = problem;
    button.removeAttribute('aria-busy');
    sending = false;
  });

  for (const box of form.querySelectorAll('[data-shows]')) {
    const input = form.elements[box.dataset.shows];
    box.addEventListener('change', () => {
      input.type = box.checked ? 'text' : 'password';
    });
  }

  // Until here the button is off: without this script the browser would send the form in another shape.
  button.disabled = false;
}

/** What is wrong, in words; undefined when the server accepted it. */
async function send(url, body) {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'X-Requested-With': 'Gatehouse' },
      body: JSON.stringify(body),
    });
    const text = (await response.text()).trim();
    if (response.ok) return undefined;
    return plainer.get(text) ?? (text || unreachable);
  } catch {
    return unreachable;
  }
}
