import { sendAsJson } from './form.js';

sendAsJson(document.forms[0]);
