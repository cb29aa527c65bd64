import { sendAsJson } from './form.js';

const parameters = new URLSearchParams(location.search);
const code = parameters.get('code');
const userID = Number(parameters.get('userID'));

// The code is as good as a password: it stays neither in the address bar nor in the history.
history.replaceState(null, '', location.pathname);

const [form] = document.forms;
if (code && Number.isInteger(userID)) {
  sendAsJson(form, { userID, code });
} else {
  form.hidden = true;
  document.getElementById('no-code').hidden = false;
}
