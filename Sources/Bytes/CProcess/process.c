#include "process.h"

#include <stddef.h>
#include <sys/auxv.h>

static int argument_count;
static char **arguments;

// glibc calls constructors with the arguments of main.
__attribute__((constructor)) static void keep(int count, char **values) {
    argument_count = count;
    arguments = values;
}

int bertconv_argument_count(void) { return argument_count; }

const char *bertconv_argument(int index) {
    return index >= 0 && index < argument_count ? arguments[index] : NULL;
}

const char *bertconv_program_path(void) { return (const char *)getauxval(AT_EXECFN); }
