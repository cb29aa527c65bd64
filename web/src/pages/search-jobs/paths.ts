/** Where search jobs are listed: the own ones, and to site admins those of everybody. */
export const searchJobsPath = '/search-jobs';
