#define _GNU_SOURCE
#include "Confinement.h"

#include "Status.h"

#include <errno.h>
#include <signal.h>
#include <stddef.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#ifdef __linux__
#include <sys/prctl.h>
#include <sys/syscall.h>
#endif

int CCLimitResource(CCResource resource, uint64_t soft, uint64_t hard) {
    static const int resources[] = {
        [CCProcessorSeconds] = RLIMIT_CPU, [CCAddressSpaceBytes] = RLIMIT_AS, [CCCoreFileBytes] = RLIMIT_CORE,
        [CCOutputFileBytes] = RLIMIT_FSIZE, [CCOpenFiles] = RLIMIT_NOFILE,
    };
    struct rlimit current;
    if (getrlimit(resources[resource], &current) != 0) return -1;
    // A lower limit that the caller has set stays.
    struct rlimit limit = {.rlim_cur = (rlim_t)soft, .rlim_max = (rlim_t)hard};
    if (limit.rlim_max > current.rlim_max) limit.rlim_max = current.rlim_max;
    if (limit.rlim_cur > limit.rlim_max) limit.rlim_cur = limit.rlim_max;
    if (limit.rlim_cur > current.rlim_cur) limit.rlim_cur = current.rlim_cur;
    return setrlimit(resources[resource], &limit);
}

int CCForbidNewPrivileges(void) {
#ifdef __linux__
    return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
#else
    return 0;
#endif
}

void CCDieWithParent(void) {
#ifdef __linux__
    prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
#endif
}

void CCCloseDescriptors(int first) {
#if defined(__linux__) && defined(SYS_close_range)
    if (syscall(SYS_close_range, (unsigned)first, ~0u, 0) == 0) return;
#endif
    long limit = sysconf(_SC_OPEN_MAX);
    if (limit < 0 || limit > 65536) limit = 65536;
    for (int descriptor = first; descriptor < limit; descriptor++) close(descriptor);
}

void CCForgetEnvironment(void) {
    static char *none[] = {NULL};
    extern char **environ;
    environ = none;
}

void CCDieBySignals(void) {
    static const int signals[] = {
        SIGSEGV, SIGBUS, SIGILL, SIGTRAP, SIGABRT, SIGFPE, SIGQUIT, SIGPIPE, SIGXCPU, SIGXFSZ,
    };
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    for (size_t index = 0; index < sizeof signals / sizeof signals[0]; index++) signal(signals[index], SIG_DFL);
}

int CCIsRegularFile(int descriptor) {
    struct stat status;
    return getStatus(descriptor, &status) == 0 && S_ISREG(status.st_mode);
}

ptrdiff_t CCRead(int descriptor, void *buffer, size_t count) {
    ssize_t received;
    do received = read(descriptor, buffer, count);
    while (received < 0 && errno == EINTR);
    return received;
}

int CCWrite(int descriptor, const void *bytes, size_t count) {
    const unsigned char *next = bytes;
    while (count > 0) {
        ssize_t written = write(descriptor, next, count);
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return -1;
        next += written;
        count -= (size_t)written;
    }
    return 0;
}

void CCExit(int status) {
    _exit(status);
}
