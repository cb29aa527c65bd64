/** A text as a part of a LIKE pattern, where some characters mean others. */
export const escapeLike = (text: string): string => text.replaceAll(/[\\%_]/g, '\\$&');

/** The LIKE pattern of whatever holds a text. */
export const holdingText = (text: string): string => `%${escapeLike(text)}%`;
