import type { Letter } from '../../mail/letter.js';

// What mails say. Names and notes in them were chosen by people: the renderer keeps them from being anything else.

interface About {
  username: string;
  /** The host of the instance. */
  host: string;
}

export const verificationLetter = ({ username, host }: About, email: string, url: string): Letter => ({
  subject: `Verify your email address for Gatehouse (${host})`,
  paragraphs: [
    `The account ${username} on Gatehouse says that ${email} is its address.`,
    'If that is your account, open the link within a day, signed in as that account. If it is not, ignore this mail: the address is not used then.',
  ],
  link: { label: 'Verify the address', url },
});

export const newUserLetter = ({ username, host }: About, url: string): Letter => ({
  subject: `Set a password for Gatehouse (${host})`,
  paragraphs: [
    `A site admin of Gatehouse at ${host} made an account for you. Your user name is ${username}.`,
    'Open the link to set a password. It works once.',
  ],
  link: { label: 'Set a password', url },
});

export const passwordResetLetter = ({ username, host }: About, url: string): Letter => ({
  subject: `Reset your Gatehouse password (${host})`,
  paragraphs: [
    `Somebody asked to set a new password for the account ${username} on Gatehouse.`,
    'Open the link to set one. It works once. If it was not you, ignore this mail: your password stays as it is.',
  ],
  link: { label: 'Set a new password', url },
});

export const passwordTakenLetter = ({ username, host }: About, url: string): Letter => ({
  subject: `Set a new Gatehouse password (${host})`,
  paragraphs: [
    `A site admin of Gatehouse took the password of the account ${username} away and ended its sessions.`,
    'Open the link to set a new one. It works once.',
  ],
  link: { label: 'Set a new password', url },
});

export const unlockLetter = ({ username, host }: About, minutes: number, url: string): Letter => ({
  subject: `Your Gatehouse account is locked (${host})`,
  paragraphs: [
    `Too many sign-ins as ${username} failed, so the account is locked for a while.`,
    `If it was you, the link unlocks it; it works for ${minutes} minutes. If it was not, somebody guesses your password: leave the account locked.`,
  ],
  link: { label: 'Unlock the account', url },
});

/** What happened to an access token of a person. */
export type TokenAct = 'created' | 'deleted' | 'rotated';

export const tokenLetter = (
  { username, host }: About,
  act: TokenAct,
  token: { note: string; scopes: readonly string[] },
  by: string,
): Letter => ({
  subject: `${act === 'created' ? 'New ' : ''}Gatehouse access token ${act} (${host})`,
  paragraphs: [
    `The access token "${token.note.slice(0, 200)}" of the account ${username} was ${act} by ${by}.`,
    `It ${act === 'deleted' ? 'had' : 'has'} the scopes ${token.scopes.join(', ')}.`,
    'If that was not meant to happen, change your password, delete the tokens that you do not know, and tell a site admin.',
  ],
});

export const invitationLetter = (
  { username, host }: About,
  organization: string,
  sender: string,
  url: string,
): Letter => ({
  subject: `Invitation to ${organization} on Gatehouse (${host})`,
  paragraphs: [
    `${sender} invites you to become a member of the organization ${organization} on Gatehouse.`,
    `Open the link, signed in as ${username}, to say yes or no. If you do not know what this is about, ignore this mail: nothing happens then.`,
  ],
  link: { label: 'Answer the invitation', url },
});

export const testLetter = ({ username, host }: About): Letter => ({
  subject: `Test mail of Gatehouse (${host})`,
  paragraphs: [`${username} had this mail sent to try the mail server that Gatehouse uses. It arrived.`],
});
