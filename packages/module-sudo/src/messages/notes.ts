/** What sudo says besides commands and refusals: nothing is read of it. */
export const notes: readonly { readonly id: string; readonly pattern: RegExp; readonly sample: string }[] = [
  {
    id: 'pam',
    pattern: /^pam_\w{1,40}\([\w.-]{1,40}:\w{1,20}\): .*$/,
    sample: 'pam_unix(sudo:session): session opened for user root(uid=0) by alice(uid=1000)',
  },
  {
    id: 'continued',
    pattern: /^ *\S{1,64} : \(command continued\) .*$/,
    sample: ' alice : (command continued) --verbose',
  },
  {
    id: 'defaults',
    pattern: /^ *\S{1,64} : problem with defaults entries ; .*$/,
    sample: ' alice : problem with defaults entries ; TTY=pts/0 ; PWD=/ ; USER=root ;',
  },
  {
    id: 'trouble',
    pattern: /^ *\S{1,64} : (?:unable to|error|parse error|syntax error) .*$/,
    sample: ' root : unable to resolve host web01: Name or service not known',
  },
  {
    id: 'startup',
    pattern: /^(?:unable to|error initializing|fatal error|parse error|\/etc\/sudoers) .*$/,
    sample: 'unable to open /run/sudo/ts/alice: Permission denied',
  },
];
