/** Where distributions keep server programs; the PATH of a user often lacks the sbin directories. */
export const SYSTEM_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
