#define _GNU_SOURCE
#include "SystemCallRules.h"

#if defined(__linux__) && (defined(__x86_64__) || defined(__aarch64__))

#include <errno.h>
#include <fcntl.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static const CCSystemCallRule readingRules[] = {
    {SYS_pread64, CC_ALLOW, {CC_IS(0, STDIN_FILENO)}},
};

static const CCSystemCallRule askingRules[] = {
    {SYS_read, CC_ALLOW, {CC_IS(0, STDIN_FILENO)}},
    {SYS_write, CC_ALLOW, {CC_IS(0, STDIN_FILENO)}},
};

static const CCSystemCallRule writingRules[] = {
    {SYS_read, CC_ALLOW, {CC_IS(0, STDIN_FILENO)}},
    {SYS_pread64, CC_ALLOW, {CC_IS(0, STDOUT_FILENO)}},
    {SYS_pwrite64, CC_ALLOW, {CC_IS(0, STDOUT_FILENO)}},
    {SYS_ftruncate, CC_ALLOW, {CC_IS(0, STDOUT_FILENO)}},
};

static const CCSystemCallRule commonRules[] = {
    {SYS_write, CC_ALLOW, {CC_IS(0, STDOUT_FILENO)}},
    {SYS_write, CC_ALLOW, {CC_IS(0, STDERR_FILENO)}},
    // The C library writes why it aborts.
    {SYS_writev, CC_ALLOW, {CC_IS(0, STDERR_FILENO)}},
    {SYS_fstat, CC_ALLOW, {CC_IS(0, STDIN_FILENO)}},
    {SYS_fstat, CC_ALLOW, {CC_IS(0, STDOUT_FILENO)}},
    {SYS_fstat, CC_ALLOW, {CC_IS(0, STDERR_FILENO)}},
    {SYS_fcntl, CC_ALLOW, {CC_IS(0, STDIN_FILENO), CC_IS(1, F_GETFL)}},
    {SYS_fcntl, CC_ALLOW, {CC_IS(0, STDOUT_FILENO), CC_IS(1, F_GETFL)}},

    // Anonymous memory that is never executable.
    {SYS_brk, CC_ALLOW, {{0}}},
    {SYS_mmap, CC_ALLOW, {CC_HAS_ONLY(2, PROT_READ | PROT_WRITE), CC_HAS(3, MAP_PRIVATE | MAP_ANONYMOUS), CC_IS(4, -1)}},
    {SYS_munmap, CC_ALLOW, {{0}}},
    {SYS_mremap, CC_ALLOW, {{0}}},
    {SYS_mprotect, CC_ALLOW, {CC_HAS_ONLY(2, PROT_READ | PROT_WRITE)}},
    {SYS_madvise, CC_ALLOW, {{0}}},

    // Calls that reveal nothing about other processes and change nothing for them.
    {SYS_futex, CC_ALLOW, {{0}}},
    {SYS_clock_gettime, CC_ALLOW, {{0}}},
    {SYS_gettimeofday, CC_ALLOW, {{0}}},
    {SYS_getrandom, CC_ALLOW, {{0}}},
    {SYS_sysinfo, CC_ALLOW, {{0}}},  // qsort of glibc before 2.37 asks for the size of the memory
    {SYS_sched_yield, CC_ALLOW, {{0}}},
    {SYS_clock_nanosleep, CC_ALLOW, {{0}}},  // libhdf5 waits before it reads once more what has a wrong checksum
    {SYS_nanosleep, CC_ALLOW, {{0}}},
    {SYS_restart_syscall, CC_ALLOW, {{0}}},

    // The end of the process. Signals can be unblocked and SIGABRT reset; SIGXCPU cannot be blocked or ignored.
    {SYS_exit_group, CC_ALLOW, {{0}}},
    {SYS_exit, CC_ALLOW, {{0}}},
    {SYS_getpid, CC_ALLOW, {{0}}},
    {SYS_gettid, CC_ALLOW, {{0}}},
    {SYS_rt_sigaction, CC_ALLOW, {CC_IS(0, SIGABRT)}},
    {SYS_rt_sigprocmask, CC_ALLOW, {CC_IS(0, SIG_UNBLOCK)}},
    {SYS_rt_sigprocmask, CC_FAIL_WITH(EPERM), {{0}}},

    // Calls that libhdf5 and the C library try, and that they do not need.
    {SYS_getcwd, CC_FAIL_WITH(EPERM), {{0}}},  // to know a file by its full path
    {SYS_newfstatat, CC_FAIL_WITH(EPERM), {CC_IS(3, AT_EMPTY_PATH)}},  // fstat, for the buffer of a stream
    {SYS_ioctl, CC_FAIL_WITH(ENOTTY), {CC_IS(1, TCGETS)}},  // isatty, likewise
};

CCLayer CH5FilterSystemCalls(CH5Question question) {
    const CCSystemCallRules own[] = {
        [CH5ReadingQuestion] = CC_RULES(readingRules),
        [CH5AskingQuestion] = CC_RULES(askingRules),
        [CH5WritingQuestion] = CC_RULES(writingRules),
    };
    const CCSystemCallRules lists[] = {own[question], CC_RULES(commonRules)};
    return CCFilterSystemCalls(lists, 2, CC_KILL);
}

#else

CCLayer CH5FilterSystemCalls(CH5Question question) {
    (void)question;
    return CCLayerUnavailable;
}

#endif
