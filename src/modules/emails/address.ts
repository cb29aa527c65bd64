/** Characters in an address (RFC 3696, erratum 1690, counts fewer; the mirrored product these). */
export const maxAddressLength = 320;

/**
 * Enough to catch a mistyped address; whether it exists only a mail can tell. What mail programs read as several
 * addresses, as a comment or as a name is none, so that a mail never goes to anything but the whole text.
 */
const wholeAddress = /^[^\s\p{Cc}@,;:<>()[\]"\\]+@[^\s\p{Cc}@,;:<>()[\]"\\]+$/u;

/** Whether a text can be an address of somebody. */
export const isEmailAddress = (text: string): boolean =>
  text.length <= maxAddressLength && wholeAddress.test(text);

/** Addresses that differ only in case are the same address. */
export const isSameAddress = (one: string, other: string): boolean =>
  one.toLowerCase() === other.toLowerCase();
