// What the kernel gave the process when it was started. Swift's CommandLine reads the arguments from /proc/self/cmdline,
// and has none where /proc is not mounted.

// The number of arguments; the program's own name is the first.
int bertconv_argument_count(void);

// The argument of this number; NULL: there is none.
const char *bertconv_argument(int index);

// The path by which the program was started; NULL: the kernel did not tell.
const char *bertconv_program_path(void);
