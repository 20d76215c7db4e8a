/** Said, to this process and others, when something has happened to some complaint; which, and who may know, has to be asked. */
export const COMPLAINTS = 'complaints';
